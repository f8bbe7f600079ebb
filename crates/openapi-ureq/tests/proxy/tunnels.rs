//! Tunnels through a proxy to `https` hosts, and proxies that speak TLS themselves.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc;
use std::thread;

use super::*;
use support::server::Connection;

/// A client that retries soon, of a host that only the proxy could resolve.
fn secure(proxy: &str) -> ClientBuilder<Library> {
    Library::builder("https://books.invalid").retry(retrying()).proxy(proxy)
}

/// Expects a failed connection that is retried, though the call is not idempotent.
#[track_caller]
fn assert_refused(proxy: &RawServer, part: &str) {
    assert_failed(secure(&with_credentials(proxy)), proxy, part);
}

/// Expects that the time for connecting runs out.
#[track_caller]
fn assert_too_slow(proxy: &RawServer) {
    let builder = secure(&with_credentials(proxy)).connect_timeout(Duration::from_millis(300));
    assert_failed(builder, proxy, "could not connect to books.invalid through the proxy");
}

#[track_caller]
fn assert_failed(builder: ClientBuilder<Library>, proxy: &RawServer, part: &str) {
    let error = builder.build().unwrap().add_book("Emma").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    assert!(error.is_retryable(), "{error}");
    assert_refused_by_proxy(&error, proxy, part);
    assert!(proxy.connections() > 1, "it is retried: {error}");
    for request in proxy.texts() {
        assert!(request.starts_with("CONNECT books.invalid:443 HTTP/1.1\r\n"), "{request}");
        assert!(!request.contains(KEY), "{request}");
    }
}

#[test]
fn proxy_refusal_is_a_connection_error() {
    for status in
        ["403 Forbidden", "502 Bad Gateway", "301 Moved Permanently", "101 Switching Protocols"]
    {
        assert_refused(&RawServer::answering(response(status, "no")), status);
    }
    let proxy = RawServer::answering(b"HTTP/1.0 503 Busy\n\n".to_vec());
    assert_refused(&proxy, "503 Service Unavailable");
}

#[test]
fn proxy_that_asks_for_credentials_is_not_asked_again_for_a_tunnel() {
    for reason in ["Proxy Authentication Required", "user:hunter2", ""] {
        let refusal = format!("HTTP/1.1 407 {reason}\r\nContent-Length: 0\r\n\r\n");
        let proxy = RawServer::answering(refusal.into_bytes());
        let client = secure(&with_credentials(&proxy)).build().unwrap();
        for call in [client.add_book("Emma"), client.list_books()] {
            let error = call.unwrap_err();
            assert_credentials_refused(&error, &proxy, "check the user and the password");
        }
        assert_eq!((proxy.requests().len(), proxy.connections()), (2, 2), "one per call");
        let without = secure(&proxy.url()).build().unwrap().list_books().unwrap_err();
        assert_credentials_refused(&without, &proxy, "http://user:password@host:port");
    }
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
    for start in ["", "HTTP/1.1 200 Connection established\r\n", "HTTP/1.1 100 Continue\r\n\r\n"] {
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
        assert_too_slow(&proxy);
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
    assert_too_slow(&proxy);
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
            while connection.request().is_some() && connection.send(&response("200 OK", "[]")) {}
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
        assert!(request.starts_with("GET http://books.invalid/v1/books HTTP/1.1\r\n"), "{request}");

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
