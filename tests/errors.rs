//! Errors of calls: their kind, status, body and message.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

#[path = "support/mock.rs"]
mod mock;
mod support;

use std::error::Error as _;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use mock::{MockServer, mock_builder, mock_client, mock_method};
use mockito::{Matcher, Server};
use support::{GROUP, KEY, RawServer};
use whatsapi::models::GroupUpdateParticipantsPayload;
use whatsapi::{Client, Error, ErrorKind, RetryPolicy, StatusCode};

fn add(client: &Client) -> Error {
    let data = GroupUpdateParticipantsPayload { participants: vec!["919876543210".into()] };
    client.add_participant("sales", GROUP, &data).unwrap_err()
}

/// The error of adding a person if the server responds with this status and body.
fn add_error(status: usize, body: &str) -> Error {
    add(&mock_client(&mock_method("POST", status, body)))
}

#[track_caller]
fn assert_presentable(error: &Error) {
    support::assert_presentable(error, Some("add_participant"));
}

fn envelope(message: &str) -> String {
    format!(r#"{{"error":true,"message":"{message}","status":0}}"#)
}

#[test]
fn api_error_has_status_body_and_server_message() {
    for (status, line) in [
        (400, "400 Bad Request"),
        (401, "401 Unauthorized"),
        (404, "404 Not Found"),
        (409, "409 Conflict"),
        (429, "429 Too Many Requests"),
        (500, "500 Internal Server Error"),
    ] {
        let body = envelope("Instance not found");
        let error = add_error(status.into(), &body);
        assert_eq!(error.kind(), ErrorKind::Api);
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert_eq!(error.body(), Some(body.as_bytes()));
        assert_eq!(
            whatsapi::Envelope::from_error(&error).unwrap().message.as_deref(),
            Some("Instance not found")
        );
        assert_eq!(error.to_string(), format!("add_participant: {line}: Instance not found"));
        assert_eq!(error.is_unauthorized(), status == 401);
        assert_eq!(error.is_not_found(), status == 404);
        assert_eq!(error.is_retryable(), status == 429);
        assert_eq!(error.may_have_been_applied(), status == 500);
        assert_presentable(&error);
    }
}

#[test]
fn html_error_page_is_an_api_error_with_status_and_body() {
    let error = add_error(502, "<html>\n<h1>502</h1>\n</html>");
    assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(StatusCode::BAD_GATEWAY)));
    assert_eq!(error.to_string(), "add_participant: 502 Bad Gateway");
    assert_eq!(error.body(), Some("<html>\n<h1>502</h1>\n</html>".as_bytes()));
    assert!(whatsapi::Envelope::from_error(&error).is_none());
    assert!(error.is_retryable() && error.may_have_been_applied());
    assert_presentable(&error);
}

#[test]
fn error_has_the_retry_after_delay() {
    let mut server = Server::new();
    let mock = server.mock("POST", Matcher::Any).with_status(429);
    mock.with_header("retry-after", "7").create();
    let error = add(&mock_client(&server));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(error.to_string(), "add_participant: 429 Too Many Requests");
}

#[test]
fn successful_response_without_json_is_a_decode_error() {
    for body in ["<html>ok</html>", "", "[1, 2", r#"{"error":"no boolean"}"#] {
        let error = add_error(200, body);
        assert_eq!(
            (error.kind(), error.status()),
            (ErrorKind::Decode, Some(StatusCode::OK)),
            "{body}"
        );
        assert_eq!(error.body(), Some(body.as_bytes()));
        let source = error.source().map(ToString::to_string).unwrap_or_default();
        assert!(!format!("{error} {source}").contains("no boolean"));
        assert!(error.may_have_been_applied() && !error.is_retryable());
        assert_presentable(&error);
    }
}

#[test]
fn truncated_successful_response_is_an_io_error() {
    let response = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"error\":false";
    let error = add(&RawServer::closing(response).client());
    assert_eq!((error.kind(), error.status()), (ErrorKind::Io, Some(StatusCode::OK)));
    assert!(error.may_have_been_applied() && error.is_retryable());
    assert!(error.source().is_some());
    assert_presentable(&error);
}

#[test]
fn response_that_is_not_http_is_an_io_error() {
    let error = add(&RawServer::closing(b"SSH-2.0-OpenSSH\r\n\r\n").client());
    assert_eq!((error.kind(), error.status()), (ErrorKind::Io, None));
    assert_presentable(&error);
}

#[test]
fn refused_connection_is_reported_as_not_sent() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = add(&Client::new(format!("http://{free}"), KEY).unwrap());
    assert_eq!((error.kind(), error.status()), (ErrorKind::Connect, None));
    assert_eq!(
        error.to_string(),
        format!("add_participant: could not connect to {free}: connection refused")
    );
    assert!(error.is_retryable() && !error.may_have_been_applied());
    assert!(error.source().is_some());
    assert_presentable(&error);
}

#[test]
fn unresponsive_server_is_a_timeout() {
    let server = RawServer::silent();
    let client = server.builder().timeout(Duration::from_millis(300)).build().unwrap();
    let start = Instant::now();
    let error = add(&client);
    let elapsed = start.elapsed();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.is_timeout() && error.is_retryable() && error.may_have_been_applied());
    assert!(
        (Duration::from_millis(250)..Duration::from_secs(20)).contains(&elapsed),
        "{elapsed:?}"
    );
    assert_eq!(
        error.to_string(),
        format!("add_participant: {} did not finish within 300ms", server.address())
    );
    assert_presentable(&error);
}

#[test]
fn redirect_is_an_error_and_the_key_is_not_sent_elsewhere() {
    for status in [301_u16, 302, 303, 307, 308] {
        let other = MockServer::ok();
        let location = format!("{}/elsewhere?token={KEY}", other.url());
        let mut server = Server::new();
        let mock = server.mock("POST", Matcher::Any).with_status(status.into());
        let mock = mock.with_header("location", &location).create();
        let error = add(&mock_client(&server));
        assert_eq!(error.kind(), ErrorKind::Redirect, "{status}");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert!(error.to_string().contains("redirects to http://127.0.0.1:"), "{error}");
        // 303 means that the call was applied, and where the result is.
        assert_eq!(error.may_have_been_applied(), status == 303);
        mock.assert();
        assert!(other.requests().is_empty());
        assert_presentable(&error);
    }
}

#[test]
fn api_key_echoed_by_the_server_is_redacted() {
    let error = add_error(401, &envelope(&format!("bad key {KEY}")));
    assert_eq!(
        error.to_string(),
        "add_participant: 401 Unauthorized: [withheld: it repeats a credential]"
    );
    assert_presentable(&error);
}

#[test]
fn api_key_is_redacted_before_a_message_is_truncated() {
    for before in 280..305 {
        let message = format!("{} {KEY}", "x".repeat(before));
        let error = add_error(400, &envelope(&message));
        assert!(!error.to_string().contains(&KEY[..4]), "{error}");
    }
}

#[test]
fn failing_upload_reader_is_an_upload_error() {
    struct Failing;

    impl std::io::Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::ConnectionRefused.into())
        }
    }

    let server = MockServer::ok();
    let upload = whatsapi::Upload::from_reader(Failing);
    let request = whatsapi::models::SetGroupPictureRequest { file: upload };
    let error = server.client().set_group_picture("sales", GROUP, &request).unwrap_err();
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Upload, false), "{error}");
    assert!(error.to_string().contains("check the file or the reader"), "{error}");
}

#[test]
fn file_truncated_during_upload_is_an_upload_error() {
    let path = std::env::temp_dir().join(format!("whatsapi-shrinks-{}", std::process::id()));
    // Larger than the buffers of a connection, so that it is not sent before it is truncated.
    std::fs::write(&path, vec![0xFF; 64 << 20]).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = Client::builder()
        .server(format!("http://{}", listener.local_addr().unwrap()))
        .api_key(KEY)
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    let truncated = path.clone();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        std::fs::File::options().write(true).open(&truncated).unwrap().set_len(1000).unwrap();
        let _ = std::io::copy(&mut stream, &mut std::io::sink());
    });
    let file = whatsapi::Upload::from_path(&path).unwrap();
    let request = whatsapi::models::SetGroupPictureRequest { file };
    let error = client.set_group_picture("sales", GROUP, &request).unwrap_err();
    server.join().unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Upload, false), "{error}");
}

#[test]
fn interrupted_read_of_an_upload_is_retried() {
    struct Interrupted(u32);

    impl std::io::Read for Interrupted {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            self.0 += 1;
            match self.0 {
                1 | 3 => Err(std::io::ErrorKind::Interrupted.into()),
                2 => {
                    buffer[0] = 7;
                    Ok(1)
                }
                _ => Ok(0),
            }
        }
    }

    let server = MockServer::ok();
    let file = whatsapi::Upload::from_reader(Interrupted(0));
    let request = whatsapi::models::SetGroupPictureRequest { file };
    server.client().set_group_picture("sales", GROUP, &request).unwrap();
}

#[test]
fn not_modified_is_an_unexpected_response() {
    assert_eq!(add_error(304, "").kind(), ErrorKind::UnexpectedResponse);
}

#[test]
fn multi_line_server_message_is_shown_on_one_line() {
    let error = add_error(400, &envelope(r"one\r\ntwo\u001b[31m"));
    assert_eq!(error.to_string(), "add_participant: 400 Bad Request: one two [31m");
}

#[test]
fn response_over_the_size_limit_is_rejected() {
    let server = mock_method("POST", 200, &format!("\"{}\"", "x".repeat(2000)));
    let client = mock_builder(&server).max_response_bytes(1000).build().unwrap();
    let error = add(&client);
    assert_eq!((error.kind(), error.status()), (ErrorKind::ResponseTooLarge, Some(StatusCode::OK)));
    assert!(error.to_string().contains("limit of 1000 bytes"), "{error}");
    assert_presentable(&error);
}

#[test]
fn debug_output_does_not_show_the_key() {
    let builder = Client::builder().server("http://localhost").api_key(KEY);
    assert!(!format!("{builder:?}").contains(KEY));
    let client = builder.build().unwrap();
    assert!(!format!("{client:?} {client:#?}").contains(KEY));
}

#[test]
fn client_is_send_sync_clone_and_two_pointers_large() {
    fn assert_shareable<T: Send + Sync + Clone + 'static>() {}
    assert_shareable::<Client>();
    assert_eq!(size_of::<Client>(), 2 * size_of::<usize>());
}
