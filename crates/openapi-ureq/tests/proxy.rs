//! Proxies: which one is used, what it is sent, and the errors and delivery of calls that fail there.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

use openapi_ureq::{CallOptions, ClientBuilder, Error, ErrorKind};
use support::server::{RawServer, header, response};
use support::{KEY, Library};

/// The password of the tests' proxies, percent-encoded and as `user:` and the password in Base64.
const PASSWORD: &str = "hunter%402";
const BASIC: &str = "Basic dXNlcjpodW50ZXJAMg==";

/// A client of a host that only the proxy could resolve.
fn plain(proxy: &str) -> ClientBuilder<Library> {
    Library::builder("http://books.invalid").allow_insecure_http(true).proxy(proxy)
}

fn with_credentials(proxy: &RawServer) -> String {
    format!("http://user:{PASSWORD}@{}", proxy.address())
}

#[test]
fn plain_http_is_forwarded_in_absolute_form_on_one_connection() {
    let proxy = RawServer::answering(response("200 OK", "[]"));
    let client = plain(&with_credentials(&proxy)).user_agent("reader/1").build().unwrap();
    client.list_books().unwrap();
    client.add_book("Emma").unwrap();
    client.replace_book("a/b", "Emma").unwrap();
    let requests = proxy.texts();
    let line = |at: usize| requests[at].lines().next().unwrap();
    assert_eq!(line(0), "GET http://books.invalid/v1/books HTTP/1.1");
    assert_eq!(line(1), "POST http://books.invalid/v1/books HTTP/1.1");
    assert_eq!(line(2), "PUT http://books.invalid/v1/books/a%2Fb HTTP/1.1");
    for request in &requests {
        assert_eq!(header(request, "host").as_deref(), Some("books.invalid"));
        assert_eq!(header(request, "user-agent").as_deref(), Some("reader/1"));
        assert_eq!(header(request, "proxy-authorization").as_deref(), Some(BASIC));
        assert_eq!(header(request, "x-key").as_deref(), Some(KEY));
    }
    assert!(requests[1].ends_with("\r\n\r\n{\"title\":\"Emma\"}"), "{}", requests[1]);
    assert_eq!((requests.len(), proxy.connections()), (3, 1));
}

#[test]
fn absolute_form_has_the_port_that_the_base_url_states() {
    let proxy = RawServer::answering(response("200 OK", "[]"));
    let builder = plain(&proxy.url()).server("http://[2001:db8::1]:8080");
    builder.build().unwrap().list_books().unwrap();
    let request = &proxy.texts()[0];
    assert!(
        request.starts_with("GET http://[2001:db8::1]:8080/v1/books HTTP/1.1\r\n"),
        "{request}"
    );
    assert_eq!(header(request, "host").as_deref(), Some("[2001:db8::1]:8080"));
    assert_eq!(header(request, "proxy-authorization"), None);
}

#[test]
fn proxy_authentication_failure_is_not_sent() {
    let proxy = RawServer::answering(response("407 Proxy Authentication Required", "{}"));
    let error = plain(&proxy.url()).build().unwrap().add_book("Emma").unwrap_err();
    assert_connection_failed(&error, &proxy, "407 Proxy Authentication Required");
    assert!(error.to_string().contains("http://user:password@host:port"), "{error}");

    // Any other response to a forwarded request may be from the server.
    for (status, is_applied) in [("403 Forbidden", false), ("502 Bad Gateway", true)] {
        let proxy = RawServer::answering(response(status, "{}"));
        let error = plain(&proxy.url()).build().unwrap().add_book("Emma").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Api, "{error}");
        assert_eq!(error.may_have_been_applied(), is_applied, "{error}");
    }
}

#[test]
fn forwarded_request_without_a_response_may_have_been_applied() {
    let proxy = RawServer::serving(|connection| drop(connection.request()));
    let error = plain(&proxy.url()).build().unwrap().add_book("Emma").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io, "{error}");
    assert!(error.may_have_been_applied());
}

#[test]
fn unreachable_proxy_is_a_connection_error() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let proxy = format!("http://user:{PASSWORD}@{free}");
    let error = plain(&proxy).build().unwrap().add_book("Emma").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    assert!(!error.may_have_been_applied());
    assert!(error.to_string().contains(&format!("the proxy {free}")), "{error}");
    assert!(!format!("{error} {error:?}").contains("hunter"), "{error}");
}

/// Asserts that the connection to the proxy failed, before the request was sent.
#[track_caller]
fn assert_connection_failed(error: &Error, proxy: &RawServer, part: &str) {
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    assert!(!error.may_have_been_applied(), "{error}");
    assert_eq!((error.status(), error.body()), (None, None), "{error}");
    let source = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    let shown = format!("{error} {error:?} {source}");
    assert!(shown.contains(&format!("the proxy {}", proxy.address())), "{shown}");
    assert!(shown.contains(part), "{shown}");
    assert!(!shown.contains("hunter") && !shown.contains("Basic"), "{shown}");
}

#[test]
fn unusable_proxy_is_rejected_by_build() {
    for (proxy, part) in [
        ("http://user:hunter2@proxy:99999", "port"),
        ("http://user:hunter2@proxy:8o80", "port"),
        ("http://user:hunter2@proxy:", "port"),
        ("http://user:hunter2@:3128", "no host"),
        ("", "no host"),
        ("gopher://user:hunter2@proxy:70", "scheme"),
        ("socks5://user:hunter2@proxy:1080", "SOCKS"),
        ("http://user:hunter/2@proxy:3128", "percent-encode"),
    ] {
        let error = plain(proxy).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
        assert!(error.to_string().starts_with("the proxy ") && error.to_string().contains(part));
        assert!(!format!("{error} {error:?}").contains("hunter"), "{error}");
    }
    let error = plain("http://proxy:3128").allow_insecure_http(false);
    let error = error.server("http://localhost").build().unwrap_err();
    assert!(error.to_string().contains("call allow_insecure_http(true)"), "{error}");
}

#[test]
fn debug_output_does_not_show_the_credentials_for_the_proxy() {
    let builder = plain(&format!("http://user:{PASSWORD}@proxy:3128"));
    let client = builder.clone().build().unwrap();
    let shown = format!("{builder:?} {client:?}");
    assert!(!shown.contains("hunter") && !shown.contains("Basic"), "{shown}");
}

#[test]
fn proxy_authorization_is_rejected_as_a_header_of_a_call() {
    // Through a tunnel, they would go to the server.
    let client = Library::builder("http://localhost").build().unwrap();
    let options = CallOptions::new().header("Proxy-Authorization", "Basic hunter2");
    let error = Library { http: client.http.with_options(options) }.list_books().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
}

/// Runs `child` in another process that runs the same test with these environment variables, and no
/// others that name a proxy. Returns whether this is the first process.
fn in_environment(test: &str, variables: &[(&str, &str)], child: impl FnOnce()) -> bool {
    const IS_CHILD: &str = "OPENAPI_UREQ_TEST_IS_CHILD";
    if std::env::var_os(IS_CHILD).is_some() {
        child();
        return false;
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([test, "--exact"]).env(IS_CHILD, "");
    for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy", "request_method"] {
        command.env_remove(name).env_remove(name.to_uppercase());
    }
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && shown.contains("1 passed"), "{shown}");
    true
}

#[test]
fn proxy_is_taken_from_the_environment() {
    let proxy = RawServer::answering(response("200 OK", "[]"));
    let url = with_credentials(&proxy);
    let variables = [
        ("http_proxy", url.as_str()),
        ("https_proxy", "http://user:hunter2@proxy:99999"),
        ("all_proxy", "socks5://proxy:1080"),
        ("no_proxy", "direct.invalid, 192.0.2.0/24"),
    ];
    let is_parent = in_environment("proxy_is_taken_from_the_environment", &variables, || {
        let client = |url: &str| {
            Library::builder(url).allow_insecure_http(true).connect_timeout(Duration::from_secs(1))
        };
        client("http://books.invalid").build().unwrap().list_books().unwrap();
        // Hosts on this machine, and those that are excluded.
        let server = RawServer::answering(response("200 OK", "[]"));
        client(&server.url()).build().unwrap().list_books().unwrap();
        if cfg!(any(feature = "rustls", feature = "native-tls")) {
            client("https://direct.invalid").build().unwrap();
            client("https://192.0.2.7").build().unwrap();
        }
        let error = client("https://books.invalid").build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("`https_proxy` has a port"), "{error}");
        assert!(!format!("{error} {error:?}").contains("hunter"), "{error}");
    });
    if is_parent {
        let requests = proxy.texts();
        assert_eq!(requests.len(), 1, "{requests:?}");
        assert!(requests[0].starts_with("GET http://books.invalid/v1/books HTTP/1.1\r\n"));
        assert_eq!(header(&requests[0], "proxy-authorization").as_deref(), Some(BASIC));
    }
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod tunnels {
    use std::io::{Read, Write};
    use std::net::{Shutdown, TcpStream};
    use std::sync::mpsc;
    use std::thread;

    use openapi_ureq::RetryPolicy;

    use super::*;
    use support::server::Connection;

    /// A client that retries soon, of a host that only the proxy could resolve.
    fn secure(proxy: &str) -> ClientBuilder<Library> {
        let soon = RetryPolicy::new().initial_delay(Duration::from_millis(1));
        Library::builder("https://books.invalid").retry(soon).proxy(proxy)
    }

    /// Expects a failed connection that is retried, though the call is not idempotent.
    #[track_caller]
    fn assert_refused(proxy: &RawServer, part: &str) {
        let builder = secure(&with_credentials(proxy)).connect_timeout(Duration::from_millis(300));
        let error = builder.build().unwrap().add_book("Emma").unwrap_err();
        assert_connection_failed(&error, proxy, part);
        assert!(proxy.connections() > 1, "it is retried: {error}");
        for request in proxy.texts() {
            assert!(request.starts_with("CONNECT books.invalid:443 HTTP/1.1\r\n"), "{request}");
            assert!(!request.contains(KEY), "{request}");
        }
    }

    #[test]
    fn proxy_refusal_is_a_connection_error() {
        for status in [
            "407 Proxy Authentication Required",
            "403 Forbidden",
            "502 Bad Gateway",
            "301 Moved Permanently",
            "101 Switching Protocols",
        ] {
            assert_refused(&RawServer::answering(response(status, "no")), status);
        }
        let proxy = RawServer::answering(b"HTTP/1.0 503 Busy\n\n".to_vec());
        assert_refused(&proxy, "503 Service Unavailable");
        let proxy = RawServer::answering(b"HTTP/1.1 407 user:hunter2\r\n\r\n".to_vec());
        assert_refused(&proxy, "check the user and the password");
    }

    #[test]
    fn proxy_without_http_is_a_connection_error() {
        let endless = [b"HTTP/1.1 200 OK\r\nX: ".as_slice(), &[b'x'; 20 << 10]].concat();
        for answer in [
            b"SSH-2.0-OpenSSH_9.9\r\n".to_vec(),
            b"\x15\x03\x01\0\x02\x02\x16".to_vec(),
            b"HTTP/1.1 ok\r\n\r\n".to_vec(),
            b"HTTP/1.1\r\n\r\n".to_vec(),
            b"HTTP/1.1 20 OK\r\n\r\n".to_vec(),
            b"HTTP/1.1 \xFF00 OK\r\n\r\n".to_vec(),
            endless,
        ] {
            assert_refused(&RawServer::answering(answer), "does not answer as an HTTP proxy does");
        }
    }

    #[test]
    fn proxy_that_closes_is_a_connection_error() {
        let at_once = RawServer::serving(|_| {});
        assert_refused(&at_once, "closed the connection");
        for start in
            ["", "HTTP/1.1 200 Connection established\r\n", "HTTP/1.1 100 Continue\r\n\r\n"]
        {
            let proxy = RawServer::serving(move |connection| {
                connection.request();
                connection.send(start.as_bytes());
            });
            assert_refused(&proxy, "closed the connection");
        }
    }

    #[test]
    fn slow_proxy_is_a_connection_error() {
        for answer in ["", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\n\r\n"] {
            let proxy = RawServer::serving(move |connection| {
                connection.request();
                connection.send(answer.as_bytes());
                connection.until_closed();
            });
            assert_refused(&proxy, "could not connect to books.invalid through the proxy");
        }
    }

    #[test]
    fn connection_to_a_proxy_with_an_endless_response_is_closed() {
        let (sender, receiver) = mpsc::channel();
        let proxy = RawServer::serving(move |connection| {
            connection.request();
            while connection.send(b"HTTP/1.1 102 Processing\r\n\r\n") {
                thread::sleep(Duration::from_millis(20));
            }
            sender.send(()).unwrap();
        });
        assert_refused(&proxy, "could not connect to books.invalid through the proxy");
        receiver.recv_timeout(Duration::from_secs(10)).unwrap();
    }

    /// A proxy that responds to `CONNECT` with these bytes, and forwards what follows to a server.
    fn relaying(answer: &'static str, server: &str) -> RawServer {
        let server = server.replace("https://", "");
        RawServer::serving(move |connection| {
            connection.request();
            connection.send(answer.as_bytes());
            relay(connection, TcpStream::connect(&server).unwrap());
        })
    }

    fn relay(client: &mut Connection, server: TcpStream) {
        let (mut up, mut down) = (server.try_clone().unwrap(), server);
        let mut from_client = client.stream.try_clone().unwrap();
        thread::spawn(move || {
            let _ = std::io::copy(&mut from_client, &mut up);
            let _ = up.shutdown(Shutdown::Write);
        });
        let _ = std::io::copy(&mut down, &mut client.stream);
    }

    mod established {
        use super::*;
        use support::tls::{AUTHORITY, TlsConnection, TlsServer};

        fn server() -> TlsServer {
            TlsServer::serving(|connection| {
                while connection.request().is_some() && connection.send(&response("200 OK", "[]")) {
                }
            })
        }

        /// The number of connections for two calls: with native-tls, connections are not reused.
        const CONNECTIONS: usize = if cfg!(feature = "rustls") { 1 } else { 2 };

        fn trusting(server: &str, proxy: &str) -> ClientBuilder<Library> {
            Library::builder(server).add_root_certificate(AUTHORITY.pem()).proxy(proxy)
        }

        #[test]
        fn https_uses_one_tunnel_without_leaking_credentials_either_way() {
            let server = server();
            let proxy = relaying("HTTP/1.1 200 Connection established\r\n\r\n", server.url());
            let builder = trusting(server.url(), &with_credentials(&proxy));
            let client = builder.user_agent("reader/1").build().unwrap();
            client.list_books().unwrap();
            client.add_book("Emma").unwrap();

            let connects = proxy.texts();
            assert_eq!((connects.len(), proxy.connections()), (CONNECTIONS, CONNECTIONS));
            assert_eq!(server.connections(), CONNECTIONS);
            let authority = server.url().replace("https://", "");
            assert!(connects[0].starts_with(&format!("CONNECT {authority} HTTP/1.1\r\n")));
            assert_eq!(header(&connects[0], "host"), Some(authority));
            assert_eq!(header(&connects[0], "user-agent").as_deref(), Some("reader/1"));
            assert_eq!(header(&connects[0], "proxy-authorization").as_deref(), Some(BASIC));
            assert!(!connects[0].contains(KEY));
            for request in server.requests() {
                let request = String::from_utf8(request).unwrap();
                assert!(request.contains(" /v1/books HTTP/1.1\r\n"), "{request}");
                assert!(!request.to_lowercase().contains("proxy-"), "{request}");
                assert_eq!(header(&request, "x-key").as_deref(), Some(KEY));
            }
        }

        #[test]
        fn any_2xx_status_opens_a_tunnel() {
            for answer in [
                "HTTP/1.0 200\r\n\r\n",
                "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 299 \nVia: 1.1 proxy\n\n",
                "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
            ] {
                let server = server();
                let proxy = relaying(answer, server.url());
                let client = trusting(server.url(), &proxy.url()).build().unwrap();
                client.list_books().unwrap_or_else(|error| panic!("{answer:?}: {error}"));
            }
        }

        #[test]
        fn error_status_within_a_tunnel_is_from_the_server() {
            let status = "407 Proxy Authentication Required";
            let server = TlsServer::serving(move |connection| {
                connection.request();
                connection.send(&response(status, "{}"));
            });
            let proxy = relaying("HTTP/1.1 200 OK\r\n\r\n", server.url());
            let client = trusting(server.url(), &proxy.url()).build().unwrap();
            let error = client.add_book("Emma").unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Api, "{error}");
            assert_eq!(error.status().map(|status| status.as_u16()), Some(407));
        }

        #[test]
        fn certificate_of_the_server_is_verified_within_a_tunnel() {
            let server = server();
            let proxy = relaying("HTTP/1.1 200 OK\r\n\r\n", server.url());
            let builder = Library::builder(server.url()).proxy(proxy.url());
            let error = builder.build().unwrap().add_book("Emma").unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Tls, "{error}");
            assert!(!error.may_have_been_applied());
            assert!(server.requests().is_empty());
        }

        #[test]
        fn everything_sent_to_an_https_proxy_is_encrypted() {
            let proxy = server();
            let builder = trusting("http://books.invalid", proxy.url()).allow_insecure_http(true);
            builder.build().unwrap().list_books().unwrap();
            let request = String::from_utf8(proxy.requests().remove(0)).unwrap();
            assert!(
                request.starts_with("GET http://books.invalid/v1/books HTTP/1.1\r\n"),
                "{request}"
            );

            let server = server();
            let address = server.url().replace("https://", "");
            let proxy = TlsServer::serving(move |connection| {
                connection.request();
                connection.send(b"HTTP/1.1 200 OK\r\n\r\n");
                relay_encrypted(connection, TcpStream::connect(&address).unwrap());
            });
            let client = trusting(server.url(), proxy.url()).build().unwrap();
            client.list_books().unwrap();
            client.list_books().unwrap();
            assert!(proxy.requests()[0].starts_with(b"CONNECT localhost:"));
            assert_eq!((server.requests().len(), server.connections()), (2, CONNECTIONS));
            assert_eq!(proxy.connections(), CONNECTIONS);
        }

        /// Forwards bytes in both directions until one side closes.
        fn relay_encrypted(client: &mut TlsConnection, mut server: TcpStream) {
            let pause = Some(Duration::from_millis(5));
            server.set_read_timeout(pause).unwrap();
            client.stream.set_read_timeout(pause).unwrap();
            let mut buffer = vec![0; 16 << 10];
            loop {
                let mut stream = rustls::Stream::new(&mut client.tls, &mut client.stream);
                match stream.read(&mut buffer) {
                    Ok(0) => return,
                    Ok(count) => server.write_all(&buffer[..count]).unwrap(),
                    Err(error) if is_timeout(&error) => {}
                    Err(_) => return,
                }
                match server.read(&mut buffer) {
                    Ok(0) => return,
                    Ok(count) => assert!(client.send(&buffer[..count])),
                    Err(error) if is_timeout(&error) => {}
                    Err(_) => return,
                }
            }
        }

        fn is_timeout(error: &std::io::Error) -> bool {
            matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)
        }
    }

    #[test]
    fn https_proxy_without_tls_is_an_error_that_names_it() {
        let proxy = RawServer::serving(|connection| {
            connection.send(b"HTTP/1.1 400 Bad Request\r\n\r\n");
            connection.until_closed();
        });
        let url = format!("https://user:{PASSWORD}@{}", proxy.address());
        let error = secure(&url).build().unwrap().add_book("Emma").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Tls, "{error}");
        assert!(!error.may_have_been_applied());
        assert!(error.to_string().contains(&format!("the proxy {}", proxy.address())), "{error}");
    }
}
