//! No log line shows the key or a caller's header, at the finest level, whatever happens to a call.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::sync::Mutex;
use std::time::Duration;

use log::{LevelFilter, Log, Metadata, Record};
use support::{GROUP, KEY, RawServer, answer};
use whatsapi::{CallOptions, Client, RetryPolicy};

/// What a caller sends in a header of its own.
const TOKEN: &str = "planted-token-77aa";

struct Recorder(Mutex<Logged>);

struct Logged {
    lines: String,
    /// What the dumps of raw bytes say when they are put together again.
    dumped: String,
}

impl Log for Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let line = format!("{} {} {}\n", record.level(), record.target(), record.args());
        let mut log = self.0.lock().unwrap();
        log.lines.push_str(&line);
        // A dump has its characters behind 16 bytes in hexadecimal, which would split the key.
        if record.target().starts_with("ureq_proto") {
            let text = record.args().to_string();
            log.dumped.push_str(text.get(41..).unwrap_or(&text));
        }
    }

    fn flush(&self) {}
}

static RECORDER: Recorder =
    Recorder(Mutex::new(Logged { lines: String::new(), dumped: String::new() }));

#[test]
fn no_log_line_shows_the_key_or_a_header_of_the_callers() {
    log::set_logger(&RECORDER).unwrap();
    log::set_max_level(LevelFilter::Trace);

    let server = RawServer::agreeing();
    server.client().get_group("sales", GROUP).unwrap();
    let (head, _) = server.only_request();
    assert_eq!(
        support::header(&head, support::key_header()).as_deref(),
        Some(KEY),
        "the key arrives all the same"
    );
    let server = RawServer::agreeing();
    let options = CallOptions::new().header("X-Token", TOKEN).header("User-Agent", TOKEN);
    server.client().with_options(options).get_group("sales", GROUP).unwrap();
    let (head, _) = server.only_request();
    for name in ["x-token", "user-agent"] {
        assert_eq!(support::header(&head, name).as_deref(), Some(TOKEN), "{name} arrives as well");
    }
    for reply in [
        answer("401 Unauthorized", r#"{"error":true,"message":"bad key"}"#),
        answer("500 Internal Server Error", "no"),
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
            .to_vec(),
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{".to_vec(),
        b"not http\r\n\r\n".to_vec(),
    ] {
        RawServer::answering(reply).client().get_group("sales", GROUP).unwrap_err();
    }
    let silent = RawServer::answering(Vec::new());
    silent
        .builder()
        .timeout(Duration::from_millis(100))
        .build()
        .unwrap()
        .get_group("sales", GROUP)
        .unwrap_err();
    let refused = Client::builder()
        .server("http://127.0.0.1:1")
        .api_key(KEY)
        .retry(RetryPolicy::none())
        .build();
    refused.unwrap().get_group("sales", GROUP).unwrap_err();

    let log = RECORDER.0.lock().unwrap();
    let line = "DEBUG whatsapi get_group GET /instances/{instance_key}/groups/{group_id} attempt 1 status 200 in ";
    assert!(log.lines.contains(line), "{}", log.lines);
    assert!(
        log.dumped.contains(&format!("{}:", support::key_header().to_lowercase())),
        "the HTTP library dumps requests: {}",
        log.dumped
    );
    assert!(log.dumped.contains("x-token:"), "{}", log.dumped);
    for secret in [KEY, TOKEN] {
        assert!(!log.dumped.contains(secret), "{}", log.dumped);
        assert!(!log.lines.contains(secret), "{}", log.lines);
    }
}
