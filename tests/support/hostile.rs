//! Properties that hold whatever a server sends, for the tests and for the fuzz targets in `fuzz/`.

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
use whatsapi::{
    Client, ClientBuilder, Delivery, Envelope, Error, ErrorKind, Groups, MediaType, Participant,
    Reply, Response, RetryPolicy,
};

use super::server::read_request;
use super::table::PERSON;
use super::table::uploads::keys;
use super::{GROUP, KEY, assert_presentable};

/// The largest response that the clients accept.
pub const LIMIT: usize = 1 << 20;

/// The timeout of a call that must end otherwise, far longer than it takes on a busy machine.
pub const AMPLE: Duration = Duration::from_secs(30);

/// The timeout of a call that must end by it.
pub const SHORT: Duration = Duration::from_millis(100);

pub type CallResult = Result<Response<ApiResponse>, Error>;

/// A server at a raw socket that sends the bytes given for each call.
pub struct HostileServer {
    address: SocketAddr,
    script: Arc<Mutex<Script>>,
}

/// The bytes that the server sends, and what it does then.
#[derive(Clone, Default)]
struct Script {
    bytes: Vec<u8>,
    then: Then,
}

#[derive(Clone, Debug, Default)]
pub enum Then {
    /// It closes the connection.
    #[default]
    Close,
    /// It sends nothing more.
    Stall,
    /// It sends these bytes repeatedly, until the client closes the connection.
    Repeat(Vec<u8>),
}

impl HostileServer {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let script = Arc::<Mutex<Script>>::default();
        let current = Arc::clone(&script);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                read_request(&mut stream);
                let Script { bytes, then } = current.lock().unwrap().clone();
                // The client may close the connection before it has received everything.
                let mut sent = stream.write_all(&bytes);
                match then {
                    Then::Close => {}
                    Then::Stall => drop(stream.read_to_end(&mut Vec::new())),
                    Then::Repeat(bytes) => {
                        while sent.is_ok() {
                            sent = stream.write_all(&bytes);
                        }
                    }
                }
            }
        });
        Self { address, script }
    }

    /// The result of a call that receives these bytes, and must not need its timeout.
    pub fn call(&self, bytes: &[u8], then: Then) -> CallResult {
        let result = self.call_within(AMPLE, bytes, then);
        assert!(!result.as_ref().is_err_and(Error::is_timeout), "{result:?}");
        result
    }

    /// The result of a call that receives these bytes and has this timeout.
    pub fn call_within(&self, timeout: Duration, bytes: &[u8], then: Then) -> CallResult {
        *self.script.lock().unwrap() = Script { bytes: bytes.to_vec(), then };
        let builder = without_retries().server(format!("http://{}", self.address)).timeout(timeout);
        let client = builder.build().unwrap();
        let start = Instant::now();
        let result = client.get_group("sales", GROUP);
        assert!(start.elapsed() < timeout + AMPLE, "the call took {:?}", start.elapsed());
        assert_sound(&result);
        result
    }
}

fn without_retries() -> ClientBuilder {
    Client::builder().api_key(KEY).retry(RetryPolicy::none()).max_response_bytes(LIMIT as u64)
}

/// Asserts the properties of every result of a call.
fn assert_sound(result: &CallResult) {
    match result {
        Ok(reply) => {
            assert!(reply.status().is_success(), "{reply:?}");
        }
        Err(error) => {
            assert_presentable(error, Some("get_group"));
            let has_status = match error.kind() {
                ErrorKind::Api
                | ErrorKind::Redirect
                | ErrorKind::UnexpectedResponse
                | ErrorKind::Decode
                | ErrorKind::ResponseTooLarge => Some(true),
                // Before or after the head of the response.
                ErrorKind::Io | ErrorKind::Timeout => None,
                other => panic!("a server cannot cause {other:?}: {error:?}"),
            };
            assert!(
                has_status.is_none_or(|expected| error.status().is_some() == expected),
                "{error:?}"
            );
            assert_eq!(error.status().is_some(), error.body().is_some(), "{error:?}");
            let _ =
                (Envelope::from_error(error), error.retry_after(), error.may_have_been_applied());
        }
    }
}

/// A call of a handle whose reply is read as its type and as others.
type DataRead = fn(&Client) -> Result<(), Error>;

/// The calls whose replies have different types.
const DATA_READS: [DataRead; 14] = [
    |client| groups(client).list()?.data().map(drop),
    |client| groups(client).create("Team", [PERSON])?.data().map(drop),
    |client| groups(client).join("AbC")?.data().map(drop),
    |client| groups(client).group(GROUP)?.invite_code()?.data().map(drop),
    |client| groups(client).group(GROUP)?.participants().list()?.data().map(drop),
    |client| client.instances().list()?.data().map(drop),
    |client| client.instance("sales").info()?.data().map(drop),
    |client| client.instance("sales").qr_code()?.data().map(drop),
    |client| client.instance("sales").media().download(MediaType::Image, &keys())?.data().map(drop),
    |client| {
        let media = client.instance("sales").media();
        media.upload_from_url(MediaType::Image, "https://host/")?.data().map(drop)
    },
    |client| client.instance("sales").messages().text(PERSON, "Hello")?.data().map(drop),
    |client| client.instance("sales").users().info([PERSON])?.data().map(drop),
    |client| client.instance("sales").users().profile_picture(PERSON)?.data().map(drop),
    |client| groups(client).group(GROUP)?.leave()?.data().map(drop),
];

fn groups(client: &Client) -> Groups {
    client.instance("sales").groups()
}

/// Reads the replies of the handles as every type: the result is a value or a well-formed error.
fn assert_replies_are_sound(client: &Client) -> Result<(), Error> {
    let reply = groups(client).list()?;
    assert_decoding_is_sound(&reply);
    for read in DATA_READS {
        if let Err(error) = read(client) {
            assert_presentable(&error, error.operation());
            assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Done));
            assert!(error.operation().is_some() && error.status().is_some(), "{error:?}");
        }
    }
    let added = groups(client).group(GROUP)?.participants().add([PERSON])?;
    let person: Participant = PERSON.parse()?;
    assert!(added.iter().any(|entry| entry.is(&person)), "{added:?}");
    if let Err(error) = added.all() {
        assert_presentable(&error, Some("add_participant"));
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Done));
    }
    Ok(())
}

/// Decodes `data` as types of every shape.
fn assert_decoding_is_sound<T>(reply: &Reply<T>) {
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

    let operation = Some(reply.operation().name);
    let errors = [
        reply.data_as::<Choice>().err(),
        reply.data_as::<Nested>().err(),
        reply.data_as::<String>().err(),
        reply.data_as::<u128>().err(),
        reply.data_as::<()>().err(),
    ];
    for error in errors.iter().flatten() {
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Done));
        assert_presentable(error, operation);
    }
    // Types with arbitrary keys have keys of the server in the error, which may be anything but control
    // characters.
    let errors = [reply.data_as::<Nothing>().err(), reply.data_as::<BTreeMap<String, u8>>().err()];
    for error in errors.iter().flatten() {
        assert!(!error.to_string().contains(char::is_control), "{error}");
    }
}

/// A client whose server responds to everything with this status and body, without a connection.
pub fn client_receiving(status: u16, body: &[u8]) -> Client {
    struct FixedResponse(u16, Vec<u8>);

    impl Transport for FixedResponse {
        fn send(
            &self,
            _: Request<Body>,
            _: Timeouts,
        ) -> Result<http::Response<Box<dyn Read + Send>>, TransportError> {
            let body: Box<dyn Read + Send> = Box::new(Cursor::new(self.1.clone()));
            Ok(http::Response::builder().status(self.0).body(body).unwrap())
        }
    }

    let transport = FixedResponse(status, body.to_vec());
    without_retries().server("http://localhost").transport(transport).build().unwrap()
}

/// The result of a call with this status and body in its response.
pub fn call_with_body(status: u16, body: &[u8]) -> CallResult {
    let client = client_receiving(status, body);
    let result = client.get_group("sales", GROUP);
    assert_sound(&result);
    assert_eq!(assert_replies_are_sound(&client).is_ok(), result.is_ok());
    result
}

/// A text is rejected, or parses to an id that displays canonically and as one path segment.
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
