//! Properties that must hold for any response, for the tests and for the fuzz targets in `fuzz/`.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{Cursor, Read};
use std::str::FromStr;

use serde::Deserialize;
use whatsapi::http::{self, Request};
use whatsapi::models::ApiResponse;
use whatsapi::webhook::{Event, ReceivedMedia};
use whatsapi::{Body, Timeouts, Transport, TransportError};
use whatsapi::{
    Client, ClientBuilder, Delivery, Envelope, Error, ErrorKind, Groups, MediaType, Participant,
    Reply, Response, RetryPolicy,
};

use super::table::PERSON;
use super::table::uploads::keys;
use super::{GROUP, KEY, assert_caused_by_the_server, assert_presentable};

/// The largest response that the clients accept.
pub const LIMIT: usize = 1 << 20;

pub type CallResult = Result<Response<ApiResponse>, Error>;

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
            assert_caused_by_the_server(error, "get_group");
            let _ = Envelope::from_error(error);
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

/// A body that somebody posts is an event, whose parts can all be read, or an error that repeats none of it.
pub fn assert_event_is_sound(body: &[u8]) {
    let event = match Event::from_slice(body) {
        Ok(event) => event,
        Err(error) => {
            assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::NotSent));
            return assert_presentable(&error, None);
        }
    };
    let again = serde_json::to_vec(&event).unwrap();
    assert_eq!(Event::from_slice(&again).unwrap(), event);
    if let Some(Err(error)) = event.media().map(ReceivedMedia::keys) {
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_presentable(&error, None);
    }
    if let Some(message) = &event.message {
        assert!(
            message.chat.is_none() || message.answer_to().is_some() || message.sender.is_none()
        );
        assert_eq!(message.is_in_group().is_some(), message.chat.is_some());
    }
    if let Some(group) = &event.group {
        for person in
            [&group.joined, &group.left, &group.promoted, &group.demoted].into_iter().flatten()
        {
            let _ = person.id();
        }
    }
    let _ = (event.chat(), event.sender(), event.text(), format!("{event:?}"));
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
