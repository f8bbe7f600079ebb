//! Access to the received requests, and assertions on them.

use std::fmt;

use crate::Sandbox;
use crate::fault::Fault;
use crate::recorded_request::{RecordedRequest, SHOWN_BODY};
use crate::rules::Matcher;
use crate::state::{Content, Message};
use whatsapi::{Recipient, operations};

/// The requests of one operation or path, and the faults for them.
///
/// ```
/// use whatsapi_sandbox::{Fault, Sandbox};
///
/// let sandbox = Sandbox::start();
/// let team = sandbox.instance("sales").group("Team");
/// sandbox.operation("set_group_name").faults([Fault::Pass, Fault::Status(503)]);
///
/// let group = sandbox.client().instance("sales").groups().group(team.id())?;
/// group.set_name("One")?;
/// group.set_name("Two")?; // The client tries again.
/// assert_eq!(sandbox.group(team.id()).unwrap().name, "Two");
///
/// let requests = sandbox.operation("set_group_name").assert_count(3);
/// assert_eq!(requests[2].json::<serde_json::Value>()["name"], "Two");
/// # Ok::<(), whatsapi::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Requests<'a> {
    sandbox: &'a Sandbox,
    matcher: Matcher,
    shown: String,
}

impl Requests<'_> {
    /// Queues a fault for one of these requests.
    ///
    /// # Panics
    ///
    /// If a [`Fault::Status`] is not from 200 to 599.
    #[track_caller]
    pub fn fault(&self, fault: impl Into<Fault>) {
        self.faults([fault]);
    }

    /// Queues faults, one per request. Later requests are handled normally, or have the fault of
    /// [`always`](Self::always).
    ///
    /// # Panics
    ///
    /// If a [`Fault::Status`] is not from 200 to 599.
    #[track_caller]
    pub fn faults(&self, faults: impl IntoIterator<Item = impl Into<Fault>>) {
        for fault in faults {
            let fault = fault.into();
            fault.check();
            self.sandbox.shared.state().rules.push(&self.matcher, fault);
        }
    }

    /// Sets a fault for these requests when no fault is queued.
    ///
    /// # Panics
    ///
    /// If a [`Fault::Status`] is not from 200 to 599.
    #[track_caller]
    pub fn always(&self, fault: impl Into<Fault>) {
        let fault = fault.into();
        fault.check();
        self.sandbox.shared.state().rules.set_always(&self.matcher, fault);
    }

    /// Removes all faults of these requests.
    pub fn reset(&self) {
        self.sandbox.shared.state().rules.remove(&self.matcher);
    }

    /// The requests received so far, in order.
    #[must_use]
    pub fn received(&self) -> Vec<RecordedRequest> {
        let mut requests = self.sandbox.requests();
        requests.retain(|request| {
            self.matcher.matches(&request.method, &request.target, request.operation)
        });
        requests
    }

    /// Asserts the number of received requests, and returns them.
    ///
    /// # Panics
    ///
    /// If there were more or fewer. The message shows all requests.
    #[track_caller]
    pub fn assert_count(&self, count: usize) -> Vec<RecordedRequest> {
        let received = self.received();
        assert!(
            received.len() == count,
            "{} was requested {} times, not {count}; {}",
            self.shown,
            received.len(),
            listed("the requests were", &self.sandbox.requests())
        );
        received
    }

    /// Asserts that exactly one request was received, and returns it.
    ///
    /// # Panics
    ///
    /// If there were more or none. The message shows all requests.
    #[track_caller]
    pub fn assert_one(&self) -> RecordedRequest {
        self.assert_count(1).swap_remove(0)
    }
}

/// Access to requests by operation or path, and assertions. Their messages show the actual requests or messages.
impl Sandbox {
    /// The requests of an operation, by the name of its method of `Client`, such as `add_participant`.
    ///
    /// # Panics
    ///
    /// If there is no such operation.
    #[track_caller]
    #[expect(clippy::panic, reason = "the test names an operation that does not exist")]
    pub fn operation(&self, name: &str) -> Requests<'_> {
        let operation = operations::ALL.iter().find(|operation| operation.name == name);
        let Some(operation) = operation else {
            let names: Vec<&str> = operations::ALL.iter().map(|operation| operation.name).collect();
            panic!("there is no operation {name:?}; they are {}", names.join(", "))
        };
        let matcher = Matcher::Operation(operation.name);
        Requests { sandbox: self, matcher, shown: operation.name.to_owned() }
    }

    /// The requests with this method and path as sent, such as `/api/instances/list`. The path can
    /// include a query, and does not have to be in the API's document.
    ///
    /// ```
    /// use serde_json::json;
    /// use whatsapi::{Method, decode};
    /// use whatsapi_sandbox::{FixedResponse, Sandbox};
    ///
    /// let sandbox = Sandbox::start();
    /// let health = sandbox.path("GET", "/api/health");
    /// health.always(FixedResponse::new(200).json(&json!({ "up": true })));
    ///
    /// let response = sandbox.client().request(Method::GET, "health").send(decode::bytes)?;
    /// assert_eq!(response.body(), br#"{"up":true}"#);
    /// health.assert_one();
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    pub fn path(&self, method: &str, path: &str) -> Requests<'_> {
        let matcher = Matcher::Path(method.to_owned(), path.to_owned());
        Requests { sandbox: self, matcher, shown: format!("{method} {path}") }
    }

    /// Asserts that the requests so far called exactly these operations, in this order.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("sales");
    /// sandbox.client().instance("sales").groups().create("Team", ["919876543210"])?;
    /// sandbox.assert_operations(["create_group"]);
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there were other requests. The message shows them.
    #[track_caller]
    pub fn assert_operations<'a>(&self, names: impl IntoIterator<Item = &'a str>) {
        let expected: Vec<&str> = names.into_iter().collect();
        let requests = self.requests();
        let called = requests.iter().map(|request| request.operation.unwrap_or_default());
        assert!(
            called.eq(expected.iter().copied()),
            "the operations {expected:?} were expected; {}",
            listed("the requests were", &requests)
        );
    }

    /// Asserts that exactly one message with this text was sent to this chat, by any instance.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("sales");
    /// sandbox.client().instance("sales").messages().text("919876543210", "Hello")?;
    /// sandbox.assert_text("+91 98765 43210", "Hello");
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there was none, or more than one, or if `to` is not a recipient. The panic message shows all messages.
    #[track_caller]
    #[expect(clippy::panic, reason = "the test names a recipient that cannot be one")]
    pub fn assert_text(&self, to: &str, text: &str) {
        let Ok(recipient) = to.parse::<Recipient>() else { panic!("{to:?} is not a recipient") };
        let recipient = recipient.jid();
        let messages = self.messages();
        let count = messages.iter().filter(|message| {
            message.to == recipient
                && matches!(&message.content, Content::Text(sent) if sent == text)
        });
        let count = count.count();
        let shown: Vec<ShownMessage<'_>> = messages.iter().map(ShownMessage).collect();
        assert!(
            count == 1,
            "{text:?} was sent to {recipient} {count} times, not once; {}",
            listed("the messages were", &shown)
        );
    }
}

struct ShownMessage<'a>(&'a Message);

impl fmt::Display for ShownMessage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Message { instance, to, content, .. } = self.0;
        let content: String = format!("{content:?}").chars().take(SHOWN_BODY).collect();
        write!(f, "{instance} to {to}: {content}")
    }
}

/// A numbered list for the message of an assertion.
fn listed(title: &str, entries: &[impl fmt::Display]) -> String {
    if entries.is_empty() {
        return format!("{title} none");
    }
    let lines = entries.iter().enumerate();
    let lines = lines.map(|(index, entry)| format!("\n  {}. {entry}", index + 1));
    format!("{title}:{}", lines.collect::<String>())
}
