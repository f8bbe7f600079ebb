//! What must hold whatever a server sends: for the tests, and for the fuzz targets in `fuzz/`.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{Cursor, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::str::FromStr;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde::Deserialize;
use whatsapi::http::{self, Request};
use whatsapi::models::ApiResponse;
use whatsapi::{Body, Timeouts, Transport, TransportError};
use whatsapi::{Client, ClientBuilder, Error, ErrorKind, Response, RetryPolicy};

use super::server::read_request;
use super::{GROUP, KEY, assert_presentable};

/// The size up to which replies are read.
pub const LIMIT: usize = 1 << 20;

/// The time of a call that must end by itself, far more than it takes, also on a busy machine.
const AMPLE: Duration = Duration::from_secs(10);

/// The time of a call that only the end of its time may end.
pub const SHORT: Duration = Duration::from_millis(100);

pub type Outcome = Result<Response<ApiResponse>, Error>;

/// A server at a raw socket that answers with the bytes it is given for each call.
pub struct HostileServer {
    address: SocketAddr,
    reply: Arc<Mutex<Reply>>,
}

/// What the server sends, and what then becomes of the connection.
#[derive(Clone, Default)]
struct Reply {
    bytes: Vec<u8>,
    then: Then,
}

#[derive(Clone, Debug, Default)]
pub enum Then {
    /// The server closes it.
    #[default]
    Close,
    /// The server sends nothing more.
    Silence,
    /// The server sends this again and again, until the client closes it.
    Repeat(Vec<u8>),
}

impl HostileServer {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let reply = Arc::<Mutex<Reply>>::default();
        let current = Arc::clone(&reply);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                read_request(&mut stream);
                let Reply { bytes, then } = current.lock().unwrap().clone();
                // A client that has seen enough closes the connection, so that nothing can be sent.
                let mut sent = stream.write_all(&bytes);
                match then {
                    Then::Close => {}
                    Then::Silence => drop(stream.read_to_end(&mut Vec::new())),
                    Then::Repeat(bytes) => {
                        while sent.is_ok() {
                            sent = stream.write_all(&bytes);
                        }
                    }
                }
            }
        });
        Self { address, reply }
    }

    /// What a call makes of these bytes. It must come to an end in time.
    pub fn call(&self, bytes: &[u8], then: Then) -> Outcome {
        let time = if matches!(then, Then::Close) { AMPLE } else { SHORT };
        *self.reply.lock().unwrap() = Reply { bytes: bytes.to_vec(), then };
        let builder = sending_once().server(format!("http://{}", self.address)).timeout(time);
        let client = builder.build().unwrap();
        let start = Instant::now();
        let outcome = client.get_group("sales", GROUP);
        assert!(start.elapsed() < time + AMPLE, "it took {:?}", start.elapsed());
        assert_sound(&outcome);
        outcome
    }
}

fn sending_once() -> ClientBuilder {
    Client::builder().api_key(KEY).retry(RetryPolicy::none()).max_response_bytes(LIMIT as u64)
}

/// What each outcome of a call promises.
fn assert_sound(outcome: &Outcome) {
    match outcome {
        Ok(reply) => {
            assert!(reply.status().is_success(), "{reply:?}");
            assert_views_are_sound(reply);
        }
        Err(error) => {
            assert_presentable(error, Some("get_group"));
            let has_status = match error.kind() {
                ErrorKind::Api
                | ErrorKind::Redirect
                | ErrorKind::UnexpectedResponse
                | ErrorKind::Decode
                | ErrorKind::ResponseTooLarge => Some(true),
                // Either before or after the head of the reply.
                ErrorKind::Io | ErrorKind::Timeout => None,
                other => panic!("a server cannot cause {other:?}: {error:?}"),
            };
            assert!(has_status.is_none_or(|it| error.status().is_some() == it), "{error:?}");
            assert_eq!(error.status().is_some(), error.body().is_some(), "{error:?}");
            let _ = (
                ApiResponse::from_error(&error),
                error.retry_after(),
                error.may_have_been_applied(),
            );
        }
    }
}

/// Reads `data` in every way that there is: a value comes out, or an error that is fit to show.
fn assert_views_are_sound(reply: &ApiResponse) {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Nothing {}

    #[derive(Deserialize)]
    enum Choice {
        One,
        Two(u8),
        Three { n: f32 },
    }

    #[derive(Deserialize)]
    struct Nested {
        data: Option<Box<Nested>>,
        list: Option<Vec<(i64, char)>>,
    }

    let refusals = [
        reply.group().err(),
        reply.groups().err(),
        reply.group_id().err(),
        reply.participants().err(),
        reply.invite_code().err(),
        reply.data_as::<Choice>().err(),
        reply.data_as::<Nested>().err(),
        reply.data_as::<String>().err(),
        reply.data_as::<u128>().err(),
        reply.data_as::<()>().err(),
    ];
    for error in refusals.iter().flatten() {
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_presentable(error, None);
    }
    // Where the names of members can be any, they are the server's, and the error tells them.
    let refusals =
        [reply.data_as::<Nothing>().err(), reply.data_as::<BTreeMap<String, u8>>().err()];
    for error in refusals.iter().flatten() {
        assert!(!error.to_string().contains(char::is_control), "{error}");
    }
    for person in reply.participants().into_iter().flatten() {
        let _ = (person.outcome(), person.participant());
    }
}

/// What a call makes of `body` in a reply with this status, without a connection in between.
pub fn call_with_body(status: u16, body: &[u8]) -> Outcome {
    struct Replying(u16, Vec<u8>);

    impl Transport for Replying {
        fn send(
            &self,
            _: Request<Body>,
            _: Timeouts,
        ) -> Result<http::Response<Box<dyn Read + Send>>, TransportError> {
            let body: Box<dyn Read + Send> = Box::new(Cursor::new(self.1.clone()));
            Ok(http::Response::builder().status(self.0).body(body).unwrap())
        }
    }

    let transport = Replying(status, body.to_vec());
    let client = sending_once().server("http://localhost").transport(transport).build().unwrap();
    let outcome = client.get_group("sales", GROUP);
    assert_sound(&outcome);
    let by_handle = client.instance("sales").groups().group(GROUP).unwrap().info();
    assert_sound(&by_handle);
    let says_it_failed = outcome.as_ref().is_ok_and(|reply| reply.error == Some(true));
    assert_eq!(by_handle.is_ok(), outcome.is_ok() && !says_it_failed);
    outcome
}

/// An id is refused, or it is what it displays as, and one segment of a path.
pub fn assert_id_is_sound<T>(text: &str)
where
    T: FromStr<Err = Error> + Display + PartialEq + std::fmt::Debug,
{
    match text.parse::<T>() {
        Ok(id) => {
            let shown = id.to_string();
            assert_eq!(shown.parse::<T>().ok(), Some(id), "{text:?} displays as {shown:?}");
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "@.-_".contains(c);
            assert!(!shown.is_empty() && shown.chars().all(is_plain), "{shown:?}");
            assert!(!matches!(shown.as_str(), "." | ".."), "{shown:?}");
        }
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::InvalidArgument);
            assert!(!error.to_string().contains(char::is_control), "{error}");
        }
    }
}
