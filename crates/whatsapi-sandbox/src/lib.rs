#![doc = include_str!("../README.md")]

mod communities;
mod envelope;
mod events;
mod fault;
mod fixtures;
mod form;
mod handlers;
mod incoming;
mod qr;
mod recorded_request;
mod requests;
mod route;
mod rules;
mod server;
mod service;
mod shapes;
mod state;
mod time;
mod webhook;

use std::fmt;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use communities::CommunityFixture;
pub use fault::{Fault, FixedResponse};
pub use fixtures::{GroupFixture, InstanceFixture, PersonFixture};
pub use incoming::Incoming;
pub use recorded_request::RecordedRequest;
pub use requests::Requests;
use rules::Matcher;
use server::{Server, Service};
use state::State;
pub use state::{
    Change, Content, GroupKind, GroupState, InstanceState, Media, Message, Profile, Role,
};
pub use webhook::{WebhookError, post_event};

use whatsapi::{Client, ClientBuilder, IntoGroupId};

const API_KEY: &str = "sandbox-key";

/// A server that runs until it is dropped.
pub struct Sandbox {
    server: Server,
    shared: Arc<Shared>,
}

/// The state that the server's threads share with the test.
pub(crate) struct Shared {
    state: Mutex<State>,
    /// The number of messages that instances received, for unique ids.
    received: AtomicUsize,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sandbox {
    /// Starts a server on a free port of the loopback interface.
    ///
    /// # Panics
    ///
    /// If no port can be opened.
    #[must_use]
    pub fn start() -> Self {
        let shared = Arc::new(Shared {
            state: Mutex::new(State::new(API_KEY)),
            received: AtomicUsize::new(0),
        });
        let server = Server::start(Arc::clone(&shared) as Arc<dyn Service>);
        Self { server, shared }
    }

    /// The URL for [`Client::new`].
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address())
    }

    /// The key that the server accepts.
    #[must_use]
    pub fn api_key(&self) -> &'static str {
        API_KEY
    }

    /// A client for this server with default settings.
    ///
    /// # Panics
    ///
    /// Never: the address and the key are valid.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the sandbox's own address and key are valid")]
    pub fn client(&self) -> Client {
        self.client_builder().build().expect("the sandbox's address and key are valid")
    }

    /// A client builder for this server, for other settings than the defaults.
    pub fn client_builder(&self) -> ClientBuilder {
        Client::builder().server(self.url()).api_key(API_KEY)
    }

    /// A fixture of the instance with this key. If the instance does not exist, it is created and
    /// connected.
    pub fn instance(&self, key: &str) -> InstanceFixture {
        InstanceFixture::new(Arc::clone(&self.shared), key)
    }

    /// Connects an instance, like scanning its QR code with the phone.
    ///
    /// ```
    /// # use whatsapi::models::CreateInstancePayload;
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// let client = sandbox.client();
    /// client.create_instance(&CreateInstancePayload {
    ///     instance_key: Some("sales".into()),
    ///     webhook_url: None,
    /// })?;
    /// assert!(client.get_contacts("sales").is_err()); // Instance is not connected
    ///
    /// sandbox.scan_qr("sales");
    /// assert!(client.get_contacts("sales").is_ok());
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the instance does not exist, or is connected and so has no QR code.
    #[expect(clippy::panic, reason = "an invalid fixture is a defect of the test")]
    pub fn scan_qr(&self, key: &str) {
        let mut state = self.shared.state();
        let Ok(instance) = state.instance_mut(key) else {
            panic!("the instance {key:?} does not exist")
        };
        assert!(!instance.connected, "the instance {key:?} is connected, so it has no QR code");
        instance.connect();
    }

    /// A fixture of the person with this phone number, to set their profile.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("sales");
    /// sandbox.person("919876543210").name("Ann").picture(*b"\xFF\xD8\xFF a picture");
    ///
    /// let picture = sandbox.client().get_profile_pic("sales", "919876543210@s.whatsapp.net")?;
    /// assert!(picture.body().data.as_ref().unwrap()["url"].is_string());
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If this is not a phone number.
    pub fn person(&self, phone: &str) -> PersonFixture {
        PersonFixture::new(Arc::clone(&self.shared), phone)
    }

    /// Makes adding this person to a group fail with the code 403: they can only be invited. For other
    /// codes, see [`PersonFixture::must_be_invited`].
    ///
    /// # Panics
    ///
    /// If this is not a phone number.
    pub fn refuse_to_be_added(&self, phone: &str) {
        self.person(phone).must_be_invited(403);
    }

    /// Makes the groups that are created from now on address their members by ids that hide the phone
    /// numbers, as new groups of WhatsApp do; see [`GroupFixture::by_lid`].
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("sales");
    /// sandbox.address_new_groups_by_lid();
    ///
    /// let groups = sandbox.client().instance("sales").groups();
    /// let team = groups.create("Team", ["919876543210"])?.data()?;
    /// let ann = sandbox.person("919876543210").lid().parse()?;
    /// assert!(team.participants.unwrap().iter().any(|member| member.id().unwrap() == &ann));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    pub fn address_new_groups_by_lid(&self) {
        self.shared.state().new_groups_by_lid = true;
    }

    /// Queues a fault. Each affects one request, in the order in which they were added.
    /// [`operation`](Self::operation) and [`path`](Self::path) queue those of some requests only,
    /// which apply first.
    ///
    /// # Panics
    ///
    /// If a [`Fault::Status`] is not from 200 to 599.
    #[track_caller]
    pub fn fault(&self, fault: impl Into<Fault>) {
        let fault = fault.into();
        fault.check();
        self.shared.state().rules.push(&Matcher::Any, fault);
    }

    /// The state of a group, if it exists.
    #[must_use]
    pub fn group(&self, id: impl IntoGroupId) -> Option<GroupState> {
        let id = id.to_id().ok()?;
        self.shared.state().group(id.as_str()).cloned()
    }

    /// The state of all groups.
    #[must_use]
    pub fn groups(&self) -> Vec<GroupState> {
        self.shared.state().groups().cloned().collect()
    }

    /// The state of an instance, if it exists.
    #[must_use]
    pub fn instance_state(&self, key: &str) -> Option<InstanceState> {
        self.shared.state().instance(key).ok().cloned()
    }

    /// The messages that all instances sent, in order. For those of one instance, see
    /// [`InstanceFixture::messages`].
    ///
    /// ```
    /// # use whatsapi::models::TextMessage;
    /// use whatsapi_sandbox::{Content, Sandbox};
    ///
    /// let sandbox = Sandbox::start();
    /// sandbox.instance("sales");
    /// let text = TextMessage { text: "Hello".into(), to: "919876543210".into() };
    /// sandbox.client().send_text_message("sales", &text)?;
    ///
    /// let message = &sandbox.messages()[0];
    /// assert_eq!(message.to, "919876543210@s.whatsapp.net");
    /// assert_eq!(message.content, Content::Text("Hello".into()));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn messages(&self) -> Vec<Message> {
        self.shared.state().messages().to_vec()
    }

    /// The requests received so far, in order, including those with a fault other than
    /// [`Fault::DropBefore`].
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.state().requests.clone()
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("url", &self.url()).finish_non_exhaustive()
    }
}
