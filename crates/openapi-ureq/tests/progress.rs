//! Progress of uploads and downloads, and uploads from readers of a stated length.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::{self, Cursor, Read};
use std::sync::{Arc, Mutex};

use openapi_ureq::{CallOptions, Delivery, ErrorKind, Method, Upload, decode};
use support::Library;
use support::server::{RawServer, header, is_complete, response, split};

/// More than one block.
const LENGTH: usize = 300_000;

type Reports = Arc<Mutex<Vec<(u64, Option<u64>)>>>;

/// A record of progress, and the function that adds to it.
fn recorder() -> (Reports, impl Fn(u64, Option<u64>) + Send + Sync + 'static) {
    let reports = Reports::default();
    let record = Arc::clone(&reports);
    (reports, move |done, total| record.lock().unwrap().push((done, total)))
}

/// Asserts that these are the reports of one body: from 0 to all bytes, in several steps.
#[track_caller]
fn assert_progress(reports: &[(u64, Option<u64>)], length: u64, total: Option<u64>) {
    let done: Vec<u64> = reports.iter().map(|(done, _)| *done).collect();
    assert_eq!((done.first(), done.last()), (Some(&0), Some(&length)), "{done:?}");
    assert!(done.len() > 2 && done.is_sorted_by(|one, next| one < next), "{done:?}");
    assert!(reports.iter().all(|(_, stated)| *stated == total), "{reports:?}");
}

fn content() -> Vec<u8> {
    vec![7; LENGTH]
}

/// A server that fails the first request, and succeeds with the others.
fn failing_once() -> RawServer {
    let count = Mutex::new(0);
    RawServer::serving(move |connection| {
        while connection.request().is_some() {
            let mut count = count.lock().unwrap();
            *count += 1;
            let status = if *count == 1 { "503 Service Unavailable" } else { "200 OK" };
            connection.send(&response(status, "[]"));
        }
    })
}

#[test]
fn progress_of_an_upload_starts_again_with_each_attempt() {
    let path = std::env::temp_dir().join(format!("openapi-ureq-progress-{}", std::process::id()));
    std::fs::write(&path, content()).unwrap();
    for upload in [Upload::from_bytes(content()), Upload::from_path(&path).unwrap()] {
        let (reports, record) = recorder();
        let server = failing_once();
        let client = Library::retrying(&server.url()).build().unwrap();
        client.replace_cover(&upload.on_progress(record)).unwrap();
        assert_eq!(server.requests().len(), 2);
        let reports = reports.lock().unwrap();
        let second = reports.iter().rposition(|(done, _)| *done == 0).unwrap();
        for attempt in [&reports[..second], &reports[second..]] {
            assert_progress(attempt, LENGTH as u64, Some(LENGTH as u64));
        }
    }
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn total_of_a_reader_is_reported_only_if_it_is_stated() {
    for (upload, total) in [
        (Upload::from_reader(Cursor::new(content())), None),
        (Upload::from_reader_sized(Cursor::new(content()), LENGTH as u64), Some(LENGTH as u64)),
    ] {
        let (reports, record) = recorder();
        let server = RawServer::answering(response("200 OK", "[]"));
        let client = Library::builder(&server.url()).build().unwrap();
        client.replace_cover(&upload.on_progress(record)).unwrap();
        assert_progress(&reports.lock().unwrap(), LENGTH as u64, total);
    }
}

#[test]
fn sent_bytes_are_the_same_with_and_without_progress() {
    let server = RawServer::answering(response("200 OK", "[]"));
    let client = Library::builder(&server.url()).build().unwrap();
    let send = |upload: &Upload| {
        let request = client.http.custom_request(&Method::PUT, "x").upload("image/png", upload);
        request.send(decode::empty).unwrap();
    };
    for content in [&b""[..], b"abc"] {
        let upload = Upload::from_bytes(content);
        send(&upload);
        send(&upload.on_progress(|_, _| {}));
    }
    let requests = server.requests();
    // The order of the headers is not the same.
    let sorted = |request: &Vec<u8>| {
        let (head, body) = split(request);
        let mut lines: Vec<String> = head.lines().map(str::to_owned).collect();
        lines.sort();
        (lines, body)
    };
    let [empty, empty_with, three, three_with] = <[_; 4]>::try_from(requests).unwrap();
    assert_eq!(sorted(&empty_with), sorted(&empty));
    assert_eq!(sorted(&three_with), sorted(&three));
    assert_eq!(split(&three_with).1, b"abc");
}

#[test]
fn panic_in_a_progress_function_does_not_fail_the_call() {
    let server = RawServer::answering(response("200 OK", "[]"));
    let client = Library::builder(&server.url()).build().unwrap();
    let upload =
        Upload::from_bytes(content()).on_progress(|_, _| panic!("a mistake of the caller"));
    client.replace_cover(&upload).unwrap();
    let (head, body) = server.only_request();
    assert_eq!(header(&head, "content-length"), Some(body.len().to_string()));
}

#[test]
fn reader_of_stated_length_is_sent_with_that_length() {
    let server = RawServer::answering(response("200 OK", "[]"));
    let client = Library::builder(&server.url()).build().unwrap();
    let upload = Upload::from_reader_sized(Cursor::new(content()), LENGTH as u64);
    let request = client.http.custom_request(&Method::PUT, "x").upload("image/png", &upload);
    request.send(decode::empty).unwrap();
    let (head, body) = server.only_request();
    assert_eq!(header(&head, "content-length"), Some(LENGTH.to_string()));
    assert_eq!(header(&head, "transfer-encoding"), None);
    assert_eq!(body, content());
}

#[test]
fn reader_of_another_length_than_stated_is_no_whole_request() {
    type Reader = Box<dyn Read + Send>;
    let length = LENGTH as u64;
    for (reader, problem) in [
        (Box::new(Cursor::new(content()).take(length - 1)) as Reader, "ended after 299999 of the"),
        (Box::new(Cursor::new(content()).chain(io::repeat(7))), "has more than the"),
    ] {
        let server = RawServer::answering(response("200 OK", "[]"));
        let client = Library::retrying(&server.url()).build().unwrap();
        let error = client.replace_cover(&Upload::from_reader_sized(reader, length)).unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Upload, Delivery::NotSent));
        let line = format!("replace_cover: the upload {problem} {length} bytes that were stated");
        assert!(error.to_string().starts_with(&line), "{error}");
        // The server may not have accepted the connection yet, or not have read everything.
        assert!(server.requests().iter().all(|request| !is_complete(request)));
        assert!(server.connections() <= 1, "a reader is not sent twice");
    }
}

/// The progress of the successful attempt of a call, which is the last one, and the body.
fn download(server: &RawServer) -> (Vec<(u64, Option<u64>)>, Vec<u8>) {
    let (reports, record) = recorder();
    let client = Library::retrying(&server.url()).build().unwrap();
    let client = client.with_options(CallOptions::new().on_download_progress(record));
    let body = client.http.custom_request(&Method::GET, "x").send(decode::bytes).unwrap();
    let reports = std::mem::take(&mut *reports.lock().unwrap());
    (reports, body.into_body())
}

#[test]
fn progress_of_a_download_counts_the_body() {
    let chunked = [b"20000\r\n", &content()[..0x20000], b"\r\n0\r\n\r\n"].concat();
    let length = LENGTH as u64;
    for (head, body, length, total) in [
        (format!("Content-Length: {length}"), content(), length, Some(length)),
        ("Transfer-Encoding: chunked".to_owned(), chunked, 0x20000, None),
    ] {
        let head = format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n");
        let server = RawServer::answering([head.as_bytes(), &body].concat());
        let (reports, received) = download(&server);
        assert_eq!(received.len() as u64, length);
        assert_progress(&reports, length, total);
    }
}

#[cfg(feature = "gzip")]
#[test]
fn progress_of_a_compressed_download_counts_what_is_decompressed() {
    use std::io::Write;

    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&content()).unwrap();
    let body = encoder.finish().unwrap();
    let length = body.len();
    let head = format!("Content-Encoding: gzip\r\nContent-Length: {length}\r\n\r\n");
    let head = format!("HTTP/1.1 200 OK\r\n{head}");
    let (reports, received) = download(&RawServer::answering([head.as_bytes(), &body].concat()));
    assert_eq!(received, content());
    assert_progress(&reports, LENGTH as u64, None);
}

#[test]
fn progress_of_a_download_starts_again_with_each_attempt() {
    let whole = response("200 OK", &"7".repeat(LENGTH));
    let server = RawServer::serving(move |connection| {
        while connection.request().is_some() {
            if connection.number == 0 {
                // The rest of the body is missing.
                connection.send(&whole[..LENGTH / 2]);
                return;
            }
            connection.send(&whole);
        }
    });
    let (reports, received) = download(&server);
    assert_eq!(received.len(), LENGTH);
    let second = reports.iter().rposition(|(done, _)| *done == 0).unwrap();
    let (first, second) = reports.split_at(second);
    assert_eq!(first.first(), Some(&(0, Some(LENGTH as u64))));
    assert!(first.iter().all(|(done, _)| *done < LENGTH as u64), "{first:?}");
    assert_progress(second, LENGTH as u64, Some(LENGTH as u64));
}

#[test]
fn only_bodies_of_successful_responses_are_reported() {
    for (answer, method) in
        [(response("404 Not Found", "[]"), Method::GET), (response("200 OK", "[]"), Method::HEAD)]
    {
        let (reports, record) = recorder();
        let server = RawServer::closing(answer);
        let client = Library::builder(&server.url()).build().unwrap();
        let client = client.with_options(CallOptions::new().on_download_progress(record));
        let _ = client.http.custom_request(&method, "x").send(decode::bytes);
        assert_eq!(server.requests().len(), 1);
        assert_eq!(*reports.lock().unwrap(), []);
    }
}
