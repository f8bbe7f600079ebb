//! Hostile responses: for any response, a call ends within its timeout, with a value or a well-formed error.
//!
//! The properties of every result are asserted in `support::hostile`.

#[path = "support/arbitrary.rs"]
mod arbitrary;
mod support;

use arbitrary::{for_each, text};
use openapi_ureq::ErrorKind;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;
use support::hostile::{AMPLE, HostileServer, SHORT, Then};
use support::server::response;

fn status_line() -> impl Strategy<Value = String> {
    let version = prop_oneof![
        6 => Just("HTTP/1.1"),
        1 => select(vec!["HTTP/1.0", "HTTP/2.0", "HTTP/0.9", "HTTP/1.", "http/1.1", "ICY", ""]),
    ];
    let status = prop_oneof![
        6 => (0..1000u16).prop_map(|status| format!("{status:03}")),
        1 => select(vec!["0", "1000", "99999999999999999999", "-1", "2 00", "20x", ""])
            .prop_map(str::to_owned),
    ];
    let reason = prop_oneof![Just(String::new()), text().prop_map(|text| format!(" {text}"))];
    (version, status, reason)
        .prop_map(|(version, status, reason)| format!("{version} {status}{reason}"))
}

fn header() -> impl Strategy<Value = Vec<u8>> {
    let known = select(vec![
        "Content-Length: 0",
        "Content-Length: 5",
        "Content-Length: 5, 5",
        "Content-Length: 5, 6",
        "Content-Length: +5",
        "Content-Length: -1",
        "Content-Length: 99",
        "Content-Length: 18446744073709551615",
        "Content-Length: 18446744073709551616",
        "Content-Length:",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: chunked, chunked",
        "Content-Encoding: gzip",
        "Content-Encoding: gzip, gzip",
        "Content-Encoding: br",
        "Content-Type: text/html; charset=utf-16",
        "Connection: close",
        "Connection: keep-alive, upgrade",
        "Retry-After: 18446744073709551616",
        "Retry-After: Fri, 31 Dec 99999 23:59:59 GMT",
        "Location: //",
        "Location: http://[::1",
        "Folded: a\r\n b",
        "Bare: a\nLine: b",
        "No colon",
        ": no name",
        "A name: with a space",
        "\u{fc}: not ASCII",
        "Nul: \0",
    ]);
    prop_oneof![
        8 => known.prop_map(|line| line.as_bytes().to_vec()),
        1 => text().prop_map(|text| format!("Location: https://{text}").into_bytes()),
        1 => text().prop_map(|text| format!("X-Text: {text}").into_bytes()),
        1 => vec(any::<u8>(), 0..40).prop_map(|bytes| [b"X-Bytes: ".as_slice(), &bytes].concat()),
        1 => select(vec![100, 70_000]).prop_map(|size| format!("X: {}", "a".repeat(size)).into_bytes()),
        1 => select(vec![50, 200]).prop_map(|count| "X: a\r\n".repeat(count).trim_end().into()),
    ]
}

fn chunks() -> impl Strategy<Value = Vec<u8>> {
    let size = prop_oneof![
        4 => (0..40usize).prop_map(|size| format!("{size:x}")),
        1 => select(vec![
            "", " ", "-1", "+1", "0x5", "g", "ffffffffffffffff", "10000000000000000", "00000000000000000005",
            "5;a=b", "5;", "5 ", "7fffffffffffffff", "\u{fc}",
        ]).prop_map(str::to_owned),
    ];
    let end =
        select(vec!["", "0\r\n", "0\r\n\r\n", "0\r\nA: b\r\n\r\n", "0\r\n\0\r\n\r\n", "0\n\n"]);
    (vec((size, vec(any::<u8>(), 0..40), any::<bool>()), 0..4), end).prop_map(|(chunks, end)| {
        let mut body = Vec::new();
        for (size, mut bytes, fits) in chunks {
            if fits {
                bytes.resize(usize::from_str_radix(&size, 16).unwrap_or(3).min(100), b'1');
            }
            body.extend([size.as_bytes(), b"\r\n", &bytes, b"\r\n"].concat());
        }
        body.extend(end.as_bytes());
        body
    })
}

fn any_body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        2 => object().prop_map(|object| object.to_string().into_bytes()),
        2 => chunks(),
        1 => vec(any::<u8>(), 0..200),
        1 => vec(any::<u8>(), 0..200).prop_map(|bytes| [b"\x1f\x8b\x08\0".as_slice(), &bytes].concat()),
    ]
}

/// An object with members that are read for the message of an error, and others.
fn object() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![vec(inner.clone(), 0..6).prop_map(Value::from), members(inner)]
    });
    members(value)
}

fn members(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let known = select(vec!["message", "error", "detail", "errors", "field", "title", "code"]);
    let name = prop_oneof![3 => known.prop_map(str::to_owned), 1 => text()];
    vec((name, value), 0..6).prop_map(|members| members.into_iter().collect())
}

#[test]
fn arbitrary_response_bytes_yield_a_value_or_an_error() {
    let server = HostileServer::start();
    let interim = prop_oneof![4 => Just(0), 1 => 0..300usize];
    let cut = prop_oneof![3 => Just(None), 1 => any::<prop::sample::Index>().prop_map(Some)];
    let reply = (interim, status_line(), vec(header(), 0..6), any_body(), cut);
    for_each(600, reply, |(interim, line, headers, body, cut)| {
        let mut reply = "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n".repeat(interim).into_bytes();
        reply.extend(line.as_bytes());
        for header in &headers {
            reply.extend([b"\r\n", header.as_slice()].concat());
        }
        reply.extend([b"\r\n\r\n", body.as_slice()].concat());
        reply.truncate(cut.map_or(reply.len(), |cut| cut.index(reply.len())));
        let _ = server.call(&reply, Then::Close);
    });
}

#[test]
fn status_is_reported_for_any_reason_and_headers() {
    let server = HostileServer::start();
    let reply = (200..1000u16, "[ -~]{0,20}", "[ -~]{0,40}", any_body());
    for_each(300, reply, |(status, reason, value, body)| {
        let head = format!("HTTP/1.1 {status} {reason}\r\nX: {value}\r\n\r\n");
        let outcome = server.call(&[head.as_bytes(), &body].concat(), Then::Close);
        let (found, kind) = match outcome {
            Ok(reply) => (Some(reply.status()), None),
            Err(error) => (error.status(), Some(error.kind())),
        };
        assert_eq!(found.map(|status| status.as_u16()), Some(status));
        match status {
            200..300 => assert!(matches!(
                kind,
                None | Some(ErrorKind::Decode | ErrorKind::UnexpectedResponse)
            )),
            301..=303 | 307 | 308 => assert_eq!(kind, Some(ErrorKind::Redirect)),
            300..400 => assert_eq!(kind, Some(ErrorKind::UnexpectedResponse)),
            _ => assert_eq!(kind, Some(ErrorKind::Api)),
        }
    });
}

#[test]
fn truncated_response_is_never_a_success() {
    let server = HostileServer::start();
    // Each non-empty prefix of this body except the first is a valid body.
    let body = "{}          ";
    let by_length = response("200 OK", body);
    let in_chunks = [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\na\r\n".as_slice(),
        &[b' '; 10],
        b"\r\n0\r\nTrailer: a\r\n\r\n",
    ]
    .concat();
    for whole in [by_length, in_chunks] {
        server.call(&whole, Then::Close).unwrap();
        let head = whole.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
        for end in 0..whole.len() {
            let start = &whole[..end];
            // With the last chunk, the body is complete.
            if start.windows(5).any(|window| window == b"\r\n0\r\n") {
                continue;
            }
            let error = server.call(start, Then::Close).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Io, "{end} bytes: {error}");
            assert_eq!(error.status().is_some(), end >= head, "{end} bytes: {error}");
            assert!(error.may_have_been_applied() && error.is_retryable());
        }
    }
}

#[test]
fn conflicting_body_framing_is_an_error() {
    let server = HostileServer::start();
    let reply = |headers: &str, body: &str| format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n{body}");
    for (headers, body) in [
        ("Content-Length: 2\r\nContent-Length: 2", "{}"),
        ("Content-Length: 2, 2", "{}and more"),
        ("Content-Length: 99\r\nTransfer-Encoding: chunked", "2\r\n{}\r\n0\r\n\r\n"),
        ("Transfer-Encoding: CHUNKED", "2;note=a\r\n{}\r\n0\r\nTrailer: a\r\n\r\n"),
        ("Connection: close", "{}"),
    ] {
        let outcome = server.call(reply(headers, body).as_bytes(), Then::Close);
        outcome.unwrap_or_else(|error| panic!("{headers:?}: {error}"));
    }
    for (headers, body) in [
        ("Content-Length: 2\r\nContent-Length: 3", "{} "),
        ("Content-Length: 2, 3", "{} "),
        ("Content-Length: +2", "{}"),
        ("Content-Length: 0x2", "{}"),
        ("Content-Length: 18446744073709551616", "{}"),
        ("Content-Length: \u{664}", "{}"),
        ("Transfer-Encoding: chunked", "{}"),
        ("Transfer-Encoding: chunked", "-2\r\n{}\r\n0\r\n\r\n"),
        ("Transfer-Encoding: chunked", "10000000000000002\r\n{}\r\n0\r\n\r\n"),
        ("Transfer-Encoding: chunked", "2\r\n{}0\r\n\r\n"),
        ("Transfer-Encoding: chunked", "ffffffffffffffff\r\n{}\r\n0\r\n\r\n"),
    ] {
        let error = server.call(reply(headers, body).as_bytes(), Then::Close).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io, "{headers:?} {body:?}: {error}");
    }
}

#[test]
fn interim_responses_are_skipped() {
    let server = HostileServer::start();
    for interim in ["100 Continue", "102 Processing", "103 Early Hints", "199 Whatever"] {
        let mut reply = format!("HTTP/1.1 {interim}\r\n\r\n").repeat(500).into_bytes();
        reply.extend(response("200 OK", "{}"));
        server.call(&reply, Then::Close).unwrap_or_else(|error| panic!("{interim}: {error}"));
    }
}

#[test]
fn endless_response_ends_by_the_limit_or_the_timeout() {
    let server = HostileServer::start();
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (start, repeated, kind) in [
        ("", "HTTP/1.1 103 Early Hints\r\nX: a\r\n\r\n", ErrorKind::Io),
        ("HTTP/1.1 200 OK\r\nX: ", "aaaaaaaa", ErrorKind::Io),
        ("HTTP/1.1 200 OK\r\n", "X: a\r\n", ErrorKind::Io),
        ("HTTP/1.1 200 ", "aaaaaaaa", ErrorKind::Io),
        ("HTTP/1.1 200 OK\r\n\r\n", "        ", ErrorKind::ResponseTooLarge),
        ("HTTP/1.1 404 Not Found\r\n\r\n", "        ", ErrorKind::Api),
        (chunked, "5\r\n     \r\n", ErrorKind::ResponseTooLarge),
        (chunked, "000000000", ErrorKind::Io),
    ] {
        let then = Then::Repeat(repeated.repeat(100).into_bytes());
        let error = server.call_within(AMPLE, start.as_bytes(), then).unwrap_err();
        assert_eq!(error.kind(), kind, "{start:?} {repeated:?}: {error:?}");
    }
    // Trailers are skipped, so they count towards no limit.
    let start = format!("{chunked}2\r\n{{}}\r\n0\r\n");
    let trailers = Then::Repeat(b"Trailer: a\r\n".repeat(100));
    let error = server.call_within(SHORT, start.as_bytes(), trailers).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error:?}");
    for start in [
        "",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}",
    ] {
        let error = server.call_within(SHORT, start.as_bytes(), Then::Stall).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{start:?}: {error}");
        assert_eq!(error.status().is_some(), start.contains("\r\n\r\n"), "{start:?}: {error}");
    }
}

#[cfg(feature = "gzip")]
#[test]
fn damaged_or_oversized_gzip_body_is_an_error() {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use openapi_ureq::StatusCode;
    use support::hostile::LIMIT;

    let compressed = |plain: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(plain).unwrap();
        encoder.finish().unwrap()
    };
    let reply = |body: &[u8]| {
        let length = body.len();
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {length}\r\n\r\n"
        );
        [head.as_bytes(), body].concat()
    };
    let server = HostileServer::start();
    let whole = compressed(br#"{"message":"compressed"}"#);
    let value = server.call(&reply(&whole), Then::Close).unwrap();
    assert_eq!(value.body()["message"], "compressed");

    for end in 0..whole.len() {
        let error = server.call(&reply(&whole[..end]), Then::Close).unwrap_err();
        assert_eq!(error.status(), Some(StatusCode::OK), "{end} bytes: {error}");
    }
    for index in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[index] ^= 0x55;
        if let Ok(value) = server.call(&reply(&damaged), Then::Close) {
            // The gzip header has fields that do not affect the content.
            assert!(value.body()["message"] == "compressed" && index < 10, "{index}");
        }
    }
    let bomb = compressed(&vec![b' '; 32 * LIMIT]);
    let error = server.call(&reply(&bomb), Then::Close).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ResponseTooLarge);
}
