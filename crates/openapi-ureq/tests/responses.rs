//! How a call reads the responses of servers: bodies, lengths, compression, chunks, numbers.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use openapi_ureq::{ErrorKind, StatusCode, decode};
use serde_json::json;
use support::server::{RawServer, response};
use support::{LIST_BOOKS, Library};

/// The size limit of responses in these tests.
const LIMIT: u64 = 100;

fn client(server: &RawServer) -> Library {
    Library::builder(&server.url()).max_response_bytes(LIMIT).build().unwrap()
}

/// A server that closes each connection after its response.
fn closing(answer: impl Into<Vec<u8>>) -> RawServer {
    let answer = answer.into();
    RawServer::serving(move |connection| {
        connection.request();
        connection.send(&answer);
    })
}

/// Headers of a body that is compressed and too large.
const LARGE: &str = "Content-Encoding: gzip\r\nContent-Length: 5000\r\n";

mod without_a_body {
    use super::*;

    #[test]
    fn response_to_head_has_no_body_despite_its_headers() {
        for headers in [LARGE, "Content-Length: 5000\r\n", "Transfer-Encoding: chunked\r\n", ""] {
            let answer = format!("HTTP/1.1 200 OK\r\nX-Count: 7\r\n{headers}\r\n");
            let server = RawServer::answering(answer.into_bytes());
            let client = client(&server);
            for _ in 0..2 {
                let probed = client.probe_books().unwrap();
                assert_eq!(probed.headers()["x-count"], "7", "{headers}");
            }
            assert_eq!(server.connections(), 1, "{headers}");
            assert!(server.texts()[0].starts_with("HEAD /v1/books HTTP/1.1\r\n"));
        }
    }

    #[test]
    fn error_response_to_head_is_complete_without_a_body() {
        let server = closing(format!("HTTP/1.1 404 Not Found\r\n{LARGE}\r\n"));
        let error = client(&server).probe_books().unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(StatusCode::NOT_FOUND)));
        assert_eq!((error.body(), error.is_body_truncated()), (Some(&[][..]), false));
    }

    #[test]
    fn status_204_has_no_body_despite_its_headers() {
        for headers in [LARGE, "Content-Length: 5000\r\n", ""] {
            let answer = format!("HTTP/1.1 204 No Content\r\n{headers}\r\n");
            let server = RawServer::answering(answer.into_bytes());
            let client = client(&server);
            for _ in 0..2 {
                let bytes = client.http.request(&LIST_BOOKS).send(decode::bytes).unwrap();
                assert_eq!((bytes.status().as_u16(), bytes.body().as_slice()), (204, &[][..]));
            }
            assert_eq!(server.connections(), 1, "{headers}");
        }
    }

    #[test]
    fn status_304_is_unexpected_but_complete() {
        let server = closing(format!("HTTP/1.1 304 Not Modified\r\n{LARGE}\r\n"));
        let error = client(&server).list_books().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
        assert_eq!(error.status(), Some(StatusCode::NOT_MODIFIED));
        assert_eq!((error.body(), error.is_body_truncated()), (Some(&[][..]), false));
    }

    #[test]
    fn compressed_response_without_bytes_is_empty() {
        for (end, reused) in [
            ("Content-Length: 0\r\n\r\n", true),
            ("Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", true),
            ("Connection: close\r\n\r\n", false),
        ] {
            let answer = format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n{end}");
            let server = match reused {
                true => RawServer::answering(answer.into_bytes()),
                false => closing(answer),
            };
            let client = client(&server);
            for _ in 0..2 {
                let bytes = client.http.request(&LIST_BOOKS).send(decode::bytes).unwrap();
                assert_eq!(bytes.body().as_slice(), b"", "{end}");
            }
            assert_eq!(server.connections(), if reused { 1 } else { 2 }, "{end}");
        }
    }

    #[test]
    fn compressed_error_without_bytes_is_complete() {
        let headers = "Content-Encoding: gzip\r\nContent-Length: 0\r\n";
        let server = closing(format!("HTTP/1.1 500 No\r\n{headers}\r\n"));
        let error = client(&server).list_books().unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), error.is_body_truncated()), (500, false));
    }

    #[test]
    fn length_above_the_limit_is_an_error_if_a_body_follows() {
        let server = closing("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n[]");
        let error = client(&server).list_books().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ResponseTooLarge);
    }
}

#[cfg(feature = "gzip")]
mod compressed {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(plain: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(plain).unwrap();
        encoder.finish().unwrap()
    }

    fn answer(coding: &str, body: &[u8]) -> Vec<u8> {
        let headers = format!("Content-Encoding: {coding}\r\nContent-Length: {}", body.len());
        [format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n").as_bytes(), body].concat()
    }

    #[test]
    fn gzip_and_x_gzip_are_decoded_in_any_case() {
        let body = gzip(br#"["compressed"]"#);
        for coding in ["gzip", "GZIP", "GZip", "x-gzip", "X-GZIP", "identity, gzip"] {
            let server = RawServer::answering(answer(coding, &body));
            let client = client(&server);
            for _ in 0..2 {
                let books = client.list_books().unwrap();
                assert_eq!(*books.body(), json!(["compressed"]), "{coding}");
                assert!(!books.headers().contains_key("content-encoding"), "{coding}");
                assert!(!books.headers().contains_key("content-length"), "{coding}");
            }
            assert_eq!(server.connections(), 1, "{coding}");
            assert!(server.texts()[0].to_lowercase().contains("\r\naccept-encoding: gzip\r\n"));
        }
    }

    #[test]
    fn limit_applies_to_the_decompressed_body() {
        let large = format!("[\"{}\"]", "x".repeat(5000));
        let server = closing(answer("X-Gzip", &gzip(large.as_bytes())));
        let error = client(&server).list_books().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ResponseTooLarge);
    }

    #[test]
    fn damaged_gzip_is_an_error() {
        let whole = gzip(b"[]");
        for body in [&b"[]"[..], &whole[..whole.len() - 1]] {
            let error = client(&closing(answer("gzip", body))).list_books().unwrap_err();
            let text = error.to_string();
            assert_eq!((error.kind(), error.status()), (ErrorKind::Io, Some(StatusCode::OK)));
            assert!(text.contains("cannot be decompressed"), "{text}");
        }
    }
}

mod framing {
    use super::*;

    fn books(titles: &str) -> String {
        String::from_utf8(response("200 OK", titles)).unwrap()
    }

    /// Asserts that two calls on one connection read a list of one title from this response, whether it
    /// arrives at once or byte by byte.
    fn assert_read(answer: &str) {
        for piece in [usize::MAX, 1] {
            let bytes = answer.as_bytes().to_vec();
            let server = RawServer::serving(move |connection| {
                connection.stream.set_nodelay(true).unwrap();
                while connection.request().is_some() {
                    bytes.chunks(piece).for_each(|piece| assert!(connection.send(piece)));
                }
            });
            let client = client(&server);
            for _ in 0..2 {
                assert_eq!(*client.list_books().unwrap().body(), json!(["a"]), "{answer:?}");
            }
            assert_eq!(server.connections(), 1, "{answer:?}");
        }
    }

    #[test]
    fn interim_responses_are_skipped() {
        for interim in [
            "HTTP/1.1 100 Continue\r\n\r\n",
            "HTTP/1.1 100 Continue\r\nServer: x\r\nX-Trace: 1\r\n\r\n",
            "HTTP/1.1 102 Processing\r\n\r\n",
            "HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\nLink: </b>;\r\n rel=preload\r\n\r\n",
            "HTTP/1.1 199 Anything\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        ] {
            for count in [1, 3] {
                assert_read(&(interim.repeat(count) + &books(r#"["a"]"#)));
            }
        }
    }

    #[test]
    fn interim_responses_during_an_upload_are_skipped() {
        let server = RawServer::serving(|connection| {
            connection.send(b"HTTP/1.1 100 Continue\r\nX-Trace: 1\r\n\r\n");
            connection.send(b"HTTP/1.1 102 Processing\r\n\r\n");
            connection.request();
            connection.send(&response("200 OK", r#"["a"]"#));
        });
        let title = "x".repeat(1 << 20);
        assert_eq!(*client(&server).add_book(&title).unwrap().body(), json!(["a"]));
        assert!(server.texts()[0].ends_with("xxx\"}"));
    }

    #[test]
    fn chunks_with_long_extensions_and_trailers_are_read() {
        let long = format!(";signature=\"{}\"", "0123456789abcdef;".repeat(100));
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        for body in [
            "5;a=b\r\n[\"a\"]\r\n0\r\n\r\n".to_owned(),
            format!("2{long}\r\n[\"\r\n3{long}\r\na\"]\r\n0{long}\r\n\r\n"),
            format!("5\r\n[\"a\"]\r\n0\r\nDigest: x\r\nX-Long: {}\r\n\r\n", "y".repeat(2000)),
            format!("5{long}\r\n[\"a\"]\r\n0{long}\r\nX-Folded: a;\r\n b\r\n\r\n"),
        ] {
            assert_read(&format!("{head}{body}"));
        }
    }

    #[test]
    fn body_of_many_tiny_chunks_with_extensions_is_read() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        let chunks: String =
            (0..200_000).map(|at| format!("1;e={at}\r\n{}\r\n", at % 10)).collect();
        let server = closing(format!("{head}1\r\n\"\r\n{chunks}1;\r\n\"\r\n0;e\r\n\r\n"));
        let client = Library::builder(&server.url()).build().unwrap();
        let body = client.list_books().unwrap().into_body();
        assert!(body == "0123456789".repeat(20_000), "{} bytes", body.to_string().len());
    }

    #[test]
    fn folded_header_lines_are_read() {
        let answer = books(r#"["a"]"#);
        let folded =
            answer.replace("Content-Length", "X-Folded: one\r\n\ttwo\r\n  three\r\nContent-Length");
        assert_read(&folded);
        let length = answer.replace("Content-Length: ", "Content-Length:\r\n ");
        assert_read(&length);

        let client = client(&closing(folded));
        let value = client.list_books().unwrap().headers()["x-folded"].clone();
        let words: Vec<_> = value.to_str().unwrap().split_ascii_whitespace().collect();
        assert_eq!(words, ["one", "two", "three"]);
    }

    #[test]
    fn malformed_chunk_is_an_error() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        for body in [
            "5 6\r\n[\"a\"]\r\n0\r\n\r\n",
            ";x\r\n\r\n",
            "5\r\n[\"a\"]x\r\n0\r\n\r\n",
            "5;a\r\n[\"a",
        ] {
            let error = client(&closing(format!("{head}{body}"))).list_books().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Io, "{body:?}");
            assert_eq!(error.status(), Some(StatusCode::OK), "{body:?}");
        }
    }
}

mod integers {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Shelf {
        data: Data,
    }

    #[derive(Debug, Deserialize)]
    struct Data {
        items: Vec<Item>,
    }

    #[derive(Debug, Deserialize)]
    struct Item {
        #[serde(default)]
        id: u64,
        #[serde(default)]
        change: i64,
        #[serde(default)]
        large: u128,
        #[serde(default)]
        width: f64,
    }

    fn shelf(item: &str) -> Result<Item, openapi_ureq::Error> {
        let body = format!(r#"{{"data":{{"items":[{{}},{{}},{{}},{{{item}}}]}}}}"#);
        let server = RawServer::answering(response("200 OK", &body));
        let client = client(&server);
        let shelf = client.http.request(&LIST_BOOKS).send(decode::json::<Shelf>)?;
        Ok(shelf.into_body().data.items.pop().unwrap())
    }

    #[test]
    fn integer_overflow_names_the_field() {
        for (item, member) in [
            (r#""id":18446744073709551616"#, "id"),
            (r#""id":99999999999999999999999"#, "id"),
            (r#""id":-1"#, "id"),
            (r#""change":9223372036854775808"#, "change"),
            (r#""change":-9223372036854775809"#, "change"),
        ] {
            let error = shelf(item).unwrap_err();
            let text = error.to_string();
            assert_eq!(error.kind(), ErrorKind::Decode, "{item}");
            assert!(text.contains(&format!("`data.items[3].{member}`")), "{text}");
            assert!(!text.contains("99999"), "{text}");
        }
    }

    #[test]
    fn integers_that_fit_are_exact() {
        assert_eq!(shelf(r#""id":18446744073709551615"#).unwrap().id, u64::MAX);
        assert_eq!(shelf(r#""change":-9223372036854775808"#).unwrap().change, i64::MIN);
        assert_eq!(shelf(r#""large":18446744073709551616"#).unwrap().large, 1 << 64);
        assert_eq!(
            shelf(r#""width":18446744073709551616"#).unwrap().width,
            18_446_744_073_709_551_616.0
        );
    }

    #[test]
    fn json_value_reads_a_larger_integer_as_a_float() {
        let server =
            RawServer::answering(response("200 OK", "[18446744073709551615,18446744073709551616]"));
        let books = client(&server).list_books().unwrap().into_body();
        assert_eq!(books[0].as_u64(), Some(u64::MAX));
        assert_eq!(
            (books[1].as_u64(), books[1].as_f64()),
            (None, Some(18_446_744_073_709_551_616.0))
        );
    }
}
