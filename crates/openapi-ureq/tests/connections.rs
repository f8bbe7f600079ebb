//! Connections are reused, except when that would be unsafe.

#![cfg_attr(
    any(feature = "rustls", feature = "native-tls"),
    expect(clippy::unwrap_used, reason = "a test fails by panicking")
)]

mod support;

use support::Library;
use support::server::{RawServer, response};

/// A response without a request.
fn unsolicited(size: usize) -> Vec<u8> {
    response("200 OK", &format!("\"{}\"", "x".repeat(size)))
}

/// The number of a request, as a response.
fn numbered(number: usize) -> Vec<u8> {
    response("200 OK", &number.to_string())
}

#[test]
fn connection_is_reused() {
    let server = RawServer::answering(response("200 OK", "[]"));
    let client = Library::builder(&server.url()).build().unwrap();
    for _ in 0..3 {
        client.list_books().unwrap();
    }
    assert_eq!((server.requests().len(), server.connections()), (3, 1));
    assert!(server.texts()[0].starts_with("GET /v1/books HTTP/1.1\r\n"));
    assert!(server.texts()[0].to_lowercase().contains("user-agent: library-rust/1.2.3\r\n"));
}

#[test]
fn unsolicited_response_is_never_taken_for_the_next_one() {
    for size in [100, 8 << 10, 64 << 10] {
        let server = RawServer::serving(move |connection| {
            while connection.request().is_some() {
                let answer = [numbered(connection.number), unsolicited(size)].concat();
                connection.send(&answer);
            }
        });
        let client = Library::builder(&server.url()).build().unwrap();
        for number in 0..3 {
            assert_eq!(*client.add_book("It").unwrap().body(), number, "{size} bytes");
        }
    }
}

#[test]
fn idle_connection_is_not_reused_after_the_keep_alive_timeout() {
    for (keep_alive, connections) in [("timeout=0", 2), ("timeout=60, max=9", 1)] {
        let answer = String::from_utf8(response("200 OK", "[]")).unwrap();
        let answer = answer.replace("\r\n\r\n", &format!("\r\nKeep-Alive: {keep_alive}\r\n\r\n"));
        let server = RawServer::answering(answer.into_bytes());
        let client = Library::builder(&server.url()).build().unwrap();
        client.list_books().unwrap();
        client.list_books().unwrap();
        assert_eq!(server.connections(), connections, "{keep_alive}");
    }
}

#[cfg(unix)]
#[test]
fn forked_child_opens_its_own_connections() {
    use fork::{Fork, fork, waitpid};

    let server = RawServer::serving(|connection| {
        while connection.request().is_some() && connection.send(&numbered(connection.number)) {}
    });
    let client = Library::builder(&server.url()).build().unwrap();
    assert_eq!(*client.list_books().unwrap().body(), 0);
    match fork().unwrap() {
        Fork::Child => {
            let is_fresh = client.list_books().is_ok_and(|books| *books.body() == 1);
            std::process::exit(if is_fresh { 0 } else { 1 });
        }
        Fork::Parent(child) => {
            assert_eq!(waitpid(child).unwrap(), 0, "the child used a connection of its parent");
            assert_eq!(*client.list_books().unwrap().body(), 0);
        }
    }
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod tls {
    use super::*;
    use support::tls::{AUTHORITY, TlsConnection, TlsServer};

    fn client(server: &TlsServer) -> Library {
        Library::builder(server.url()).add_root_certificate(AUTHORITY.pem()).build().unwrap()
    }

    /// A server that responds with the number of the connection, followed by `more`, all in one write.
    fn adding(more: impl Fn(&mut TlsConnection) -> Vec<u8> + Send + Sync + 'static) -> TlsServer {
        TlsServer::serving(move |connection| {
            while connection.request().is_some() {
                let number = numbered(connection.number);
                let answer = connection.encrypt(&number);
                let more = more(connection);
                connection.send_raw(&[answer, more].concat());
            }
        })
    }

    #[cfg(feature = "rustls")]
    #[test]
    fn tls_failure_names_the_reason_and_a_remedy() {
        let server = TlsServer::serving(|connection| drop(connection.request()));
        let by_name = Library::builder(server.url());
        let by_address = server.url().replace("localhost", "127.0.0.1");
        let by_address = Library::builder(&by_address).add_root_certificate(AUTHORITY.pem());
        let plain = RawServer::serving(|connection| {
            connection.send(b"SSH-2.0-OpenSSH\r\n");
            connection.until_closed();
        });
        let plain = Library::builder(&plain.url().replace("http:", "https:"));
        for (builder, reason, remedy) in [
            (by_name, "UnknownIssuer", "add_root_certificate"),
            (by_address, "not valid for name", "use a host name that the certificate is for"),
            (plain, "InvalidContentType", "does not speak TLS"),
        ] {
            let error = builder.build().unwrap().add_book("It").unwrap_err();
            assert_eq!(error.kind(), openapi_ureq::ErrorKind::Tls, "{error}");
            assert!(error.to_string().contains(reason), "{error}");
            assert!(error.to_string().contains(remedy), "{error}");
            assert!(!error.may_have_been_applied());
        }
    }

    #[cfg(feature = "rustls")]
    #[test]
    fn tls_connection_is_reused() {
        let server = TlsServer::serving(|connection| {
            while connection.request().is_some() && connection.send(&response("200 OK", "[]")) {}
        });
        let client = client(&server);
        for _ in 0..3 {
            client.list_books().unwrap();
        }
        assert_eq!((server.requests().len(), server.connections()), (3, 1));
    }

    #[test]
    fn unsolicited_record_is_never_taken_for_the_next_response() {
        for sizes in [vec![100], vec![8 << 10], vec![16 << 10], vec![15 << 10; 3]] {
            let records = sizes.clone();
            let server = adding(move |connection| {
                records.iter().flat_map(|size| connection.encrypt(&unsolicited(*size))).collect()
            });
            let client = client(&server);
            for number in 0..4 {
                let book = client.add_book("It").unwrap();
                assert_eq!(*book.body(), number, "records of {sizes:?} bytes");
            }
        }
    }

    #[test]
    fn body_after_a_bodiless_response_is_never_taken_for_the_next_response() {
        let server = TlsServer::serving(|connection| {
            while let Some(request) = connection.request() {
                let answer = match request.starts_with(b"HEAD") {
                    true => {
                        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n";
                        [connection.encrypt(head), connection.encrypt(&unsolicited(8950))].concat()
                    }
                    false => connection.encrypt(&numbered(connection.number)),
                };
                connection.send_raw(&answer);
            }
        });
        let client = client(&server);
        client.probe_books().unwrap();
        assert!(client.list_books().unwrap().body().is_u64());
        client.probe_books().unwrap();
        assert!(client.add_book("It").unwrap().body().is_u64());
    }

    #[test]
    fn connection_whose_tls_session_was_closed_is_not_reused() {
        let server = adding(TlsConnection::close_notify);
        let client = client(&server);
        for number in 0..3 {
            assert_eq!(*client.add_book("It").unwrap().body(), number);
        }
    }

    #[cfg(feature = "rustls")]
    #[test]
    fn session_tickets_do_not_prevent_reuse_of_a_connection() {
        let server = TlsServer::serving(|connection| {
            while connection.request().is_some() {
                let answer = numbered(connection.number);
                connection.send(&answer);
                // A key update, like a session ticket, is a record without application data.
                connection.tls.refresh_traffic_keys().unwrap();
                let update = connection.encrypt(b"");
                connection.send_raw(&update);
            }
        });
        let client = client(&server);
        for _ in 0..4 {
            assert_eq!(*client.list_books().unwrap().body(), 0);
            // The key update must have arrived before the next call.
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }

    #[cfg(feature = "rustls")]
    #[test]
    fn tls_session_is_resumed_by_calls_with_different_options() {
        use openapi_ureq::CallOptions;

        let server = TlsServer::serving(|connection| {
            connection.request();
            let answer = [numbered(0)].concat();
            let text = String::from_utf8(answer).unwrap();
            let closing = text.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
            connection.send(closing.as_bytes());
        });
        let client = client(&server);
        for seconds in 30..34 {
            let options = CallOptions::new().timeout(std::time::Duration::from_secs(seconds));
            Library { http: client.http.with_options(options) }.list_books().unwrap();
        }
        assert_eq!(server.connections(), 4);
        // The last connection may not have been counted yet.
        assert!(server.resumed() >= 2, "{} sessions were resumed", server.resumed());
    }
}
