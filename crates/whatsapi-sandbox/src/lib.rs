//! A WhatsAPI server inside the process, for tests. Feature `sandbox`.
//!
//! It serves every operation, and keeps state as the real one does: instances and whether they are
//! connected, groups with their members and settings, messages, files, pictures. It can be seeded,
//! told to fail, and inspected. Any number of sandboxes run
//! side by side; each stops when it is dropped.
//!
//! ```
//! use whatsapi_sandbox::Sandbox;
//!
//! let sandbox = Sandbox::start();
//! let team = sandbox.instance("demo").group("Team").member("919876543210");
//!
//! let group = sandbox.client().instance("demo").groups().group(team.id())?;
//! group.participants().promote(["919876543210"])?;
//! group.set_announce(true)?;
//!
//! let team = sandbox.group(team.id()).unwrap();
//! assert!(team.announce);
//! assert_eq!(sandbox.requests().len(), 2);
//! # Ok::<(), whatsapi::Error>(())
//! ```
//!
//! What the real server sends in `data` is not part of the vendor's document; the sandbox sends the
//! shape that the [views](whatsapi::GroupInfo) read. Nor does the document say how a refusal looks: the
//! sandbox answers 400 to what is malformed or not allowed, 401 to a wrong key, and 404 to an unknown
//! instance, group, invite code or file, and to a picture that there is not. It knows people by their
//! phone numbers, not by the ids that hide them (`@lid`), to which it only sends.
//!
//! - An instance that [`Sandbox::instance`] makes is connected. One that a client creates is not until
//!   [`Sandbox::scan_qr`]; until then, and after a logout, it can be described, deleted, given another
//!   webhook, and call for its QR code, and all else is answered with 400. Each key has a phone, whose
//!   groups stay when the session ends.
//! - The QR code is a picture of a code that says nothing to WhatsApp.
//! - A file is found by its media keys, which have to be those that its upload returned, and serves as
//!   the kind that it was uploaded as. Nothing is encrypted. Nothing is fetched from URLs: such a file
//!   can be sent, but not downloaded.
//! - No events are sent to webhooks, and the URLs in replies lead nowhere.

mod fixtures;
mod form;
mod handlers;
mod qr;
mod route;
mod server;
mod state;
mod upstream;

use std::collections::BTreeMap;
use std::fmt;
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub use fixtures::{GroupFixture, InstanceFixture, PersonFixture};
use server::Server;
use state::State;
pub use state::{Content, GroupState, InstanceState, Media, Message, Profile, Role};

use whatsapi::{Client, ClientBuilder, GroupId};

const API_KEY: &str = "sandbox-key";

/// A server that runs until it is dropped.
pub struct Sandbox {
    server: Server,
    shared: Arc<Shared>,
}

/// What the server's threads share with the test.
pub(crate) struct Shared {
    state: Mutex<State>,
    stopped: AtomicBool,
    /// The connections that are open, to be closed when the sandbox stops.
    connections: Mutex<BTreeMap<usize, TcpStream>>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn connections(&self) -> MutexGuard<'_, BTreeMap<usize, TcpStream>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has_stopped(&self) -> bool {
        self.stopped.load(Ordering::SeqCst)
    }
}

/// What happens to one of the next requests instead of, or besides, being served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// It is not served, and answered with this status.
    Status(u16),
    /// It is served after this time.
    Delay(Duration),
    /// The connection is closed, and the request not served.
    DropBefore,
    /// The request is served, and the connection closed without an answer.
    DropAfter,
    /// It is not served, and answered with 200 and a body that is no JSON.
    Garbage,
    /// It is served, and the body of the answer comes byte by byte, with this time between.
    SlowBody(Duration),
}

/// A request that the server received.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Received {
    /// The name of the function, such as `add_participant`; `None` for an unknown path.
    pub operation: Option<&'static str>,
    /// The method.
    pub method: String,
    /// The path and query.
    pub target: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Sandbox {
    /// Starts a server on a free port of the loopback interface.
    ///
    /// # Panics
    ///
    /// If no port can be opened: a test could do nothing else either.
    #[must_use]
    pub fn start() -> Self {
        let shared = Arc::new(Shared {
            state: Mutex::new(State::new(API_KEY)),
            stopped: AtomicBool::new(false),
            connections: Mutex::new(BTreeMap::new()),
        });
        let server = Server::start(Arc::clone(&shared));
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

    /// A client of this server, with all defaults.
    ///
    /// # Panics
    ///
    /// Never: the address and key are good.
    #[must_use]
    #[allow(clippy::expect_used, reason = "the sandbox's own address and key are good")]
    pub fn client(&self) -> Client {
        self.client_builder().build().expect("the sandbox's address and key are good")
    }

    /// A client of this server, to be configured further.
    pub fn client_builder(&self) -> ClientBuilder {
        Client::builder().server(self.url()).api_key(API_KEY)
    }

    /// The instance with this key, to seed, and to see what it sent. If there is none, it is created,
    /// and is connected.
    pub fn instance(&self, key: &str) -> InstanceFixture {
        InstanceFixture::new(Arc::clone(&self.shared), key)
    }

    /// Has the phone of an instance scan the QR code, which connects it.
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
    /// If there is no such instance, or it is connected, and so has no QR code.
    #[allow(clippy::panic, reason = "a mistake of the test, which could do nothing else either")]
    pub fn scan_qr(&self, key: &str) {
        let mut state = self.shared.state();
        let Ok(instance) = state.instance_mut(key) else { panic!("there is no instance {key:?}") };
        assert!(!instance.connected, "the instance {key:?} is connected, and has no QR code");
        instance.connect();
    }

    /// The person with this phone number, to seed what they show of themselves.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("sales");
    /// sandbox.person("919876543210").name("Ann").picture(*b"\xFF\xD8\xFF a picture");
    ///
    /// let picture = sandbox.client().get_profile_pic("sales", "919876543210@s.whatsapp.net")?;
    /// assert!(picture.data.as_ref().unwrap()["url"].is_string());
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If this is not a phone number.
    pub fn person(&self, phone: &str) -> PersonFixture {
        PersonFixture::new(Arc::clone(&self.shared), phone)
    }

    /// Makes this person one that cannot be added to a group, but only invited.
    ///
    /// # Panics
    ///
    /// If this is not a phone number.
    pub fn refuse_to_be_added(&self, phone: &str) {
        self.shared.state().refuse_to_be_added(fixtures::phone_or_panic(phone));
    }

    /// Adds a fault. Faults meet the next requests one by one, in the order they were added.
    ///
    /// # Panics
    ///
    /// If a [`Fault::Status`] is not from 200 to 599.
    pub fn fault(&self, fault: Fault) {
        if let Fault::Status(status) = fault {
            assert!((200..=599).contains(&status), "{status} is no status of a final reply");
        }
        self.shared.state().faults.push_back(fault);
    }

    /// The state of a group, if there is one with this id.
    #[must_use]
    pub fn group(&self, id: &str) -> Option<GroupState> {
        let id = id.parse::<GroupId>().ok()?.to_string();
        self.shared.state().group(&id).cloned()
    }

    /// The state of all groups.
    #[must_use]
    pub fn groups(&self) -> Vec<GroupState> {
        self.shared.state().groups().cloned().collect()
    }

    /// The state of an instance, if there is one with this key.
    #[must_use]
    pub fn instance_state(&self, key: &str) -> Option<InstanceState> {
        self.shared.state().instance(key).ok().cloned()
    }

    /// The messages that all instances sent, in order. For those of one, see
    /// [`InstanceFixture::messages`].
    ///
    /// ```
    /// # use whatsapi::models::TextMessage;
    /// use whatsapi_sandbox::{Content, Sandbox};
    ///
    /// let sandbox = Sandbox::start();
    /// sandbox.instance("sales");
    /// let text = TextMessage { text: "Hello".into(), to: "+91 98765-43210".into() };
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

    /// The requests that were received, in order; those that a fault kept from being served are
    /// among them, but for [`Fault::DropBefore`].
    #[must_use]
    pub fn requests(&self) -> Vec<Received> {
        self.shared.state().received.clone()
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("url", &self.url()).finish_non_exhaustive()
    }
}
