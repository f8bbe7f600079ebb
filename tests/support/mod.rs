//! Shared code of the tests.

#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "shared by tests, each of which uses a part"
)]

mod backlog;
mod flood;
pub mod hostile;
pub mod program;
mod server;
pub mod table;

use std::error::Error as _;
use std::time::{Duration, Instant};

pub use backlog::FullBacklog;
#[cfg(feature = "gzip")]
pub use flood::bomb;
pub use flood::{CHUNK, chunk};
pub use server::{Connection, OK_BODY, RawServer, ok_response, response};
use whatsapi::SecurityKind;
use whatsapi::models::{
    GroupCreatePayload, GroupUpdateParticipantsPayload, SetGroupPictureRequest,
};
use whatsapi::{Client, Error, Upload, operations};

pub const KEY: &str = "planted-key-5f1d";
pub const GROUP: &str = "120363025246125486@g.us";

/// An idempotent call.
pub fn get(client: &Client) -> Result<(), Error> {
    client.get_group("sales", GROUP).map(|_| ())
}

/// A call that is not idempotent.
pub fn add(client: &Client) -> Result<(), Error> {
    let data = GroupUpdateParticipantsPayload { participants: vec!["919876543210".into()] };
    client.add_participant("sales", GROUP, &data).map(|_| ())
}

/// Another call that is not idempotent.
pub fn create(client: &Client) -> Result<(), Error> {
    let data = GroupCreatePayload {
        group_name: Some("Team".into()),
        participants: vec!["919876543210".into()],
    };
    client.create_group("sales", &data).map(|_| ())
}

/// A call that uploads a file.
pub fn upload(client: &Client, file: &Upload) -> Result<(), Error> {
    let request = SetGroupPictureRequest { file: file.clone() };
    client.set_group_picture("sales", GROUP, &request).map(|_| ())
}

/// The result of `run`, and how long it took.
pub fn timed<T>(run: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = run();
    (result, start.elapsed())
}

/// The head of a request, and its body.
pub fn split(request: &[u8]) -> (String, Vec<u8>) {
    let end =
        request.windows(4).position(|window| window == b"\r\n\r\n").expect("a request has a head");
    (String::from_utf8(request[..end].to_vec()).unwrap(), request[end + 4..].to_vec())
}

/// The content of a chunked body.
pub fn without_chunks(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    loop {
        let end = body.windows(2).position(|window| window == b"\r\n").unwrap();
        let size = usize::from_str_radix(std::str::from_utf8(&body[..end]).unwrap(), 16).unwrap();
        if size == 0 {
            return whole;
        }
        whole.extend_from_slice(&body[end + 2..][..size]);
        body = &body[end + 2 + size + 2..];
    }
}

/// The header of the API key, as the document declares it.
pub fn key_header() -> &'static str {
    match operations::SECURITY_SCHEMES[0].kind {
        SecurityKind::Header(name) => name,
        other => panic!("the key is not sent in a header but as {other:?}"),
    }
}

/// The value of a header, by its case-insensitive name.
pub fn header(head: &str, name: &str) -> Option<String> {
    head.lines().skip(1).find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

/// Everything that an error shows: Display and Debug of it and of its sources.
pub fn shown(error: &Error) -> String {
    let mut shown = format!("{error}\n{error:?}\n{error:#?}");
    let mut next = error.source();
    while let Some(source) = next {
        shown.push_str(&format!("\n{source}\n{source:?}"));
        next = source.source();
    }
    shown
}

/// An error shows no key, and displays as one line that starts with the operation.
#[track_caller]
pub fn assert_presentable(error: &Error, operation: Option<&str>) {
    let shown = shown(error);
    assert!(!shown.contains(KEY), "{shown}");
    let text = error.to_string();
    let start = operation.map(|operation| format!("{operation}: ")).unwrap_or_default();
    assert!(text.starts_with(&start) && text.len() > start.len(), "{text}");
    assert!(!text.contains(|c: char| c.is_control()), "{text:?}");
    assert_eq!(error.operation(), operation);
}
