//! Errors show no secrets, such as keys that a server repeats and passwords in URLs.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use openapi_ureq::__private::{api, security_scheme};
use openapi_ureq::{
    Api, ClientBuilder, GeneratedClient, HttpClient, Method, SecurityKind, SecurityScheme, decode,
};
use support::server::{RawServer, response};
use support::{KEY, Library};

/// The output of an error whose body has this message.
fn shown(message: &str) -> String {
    let body = serde_json::json!({ "message": message }).to_string();
    let server = RawServer::answering(response("403 Forbidden", &body));
    let client = Library::builder(&server.url()).build().unwrap();
    let error = client.list_books().unwrap_err();
    assert_eq!(error.status().unwrap(), 403);
    format!("{error} {error:?}")
}

#[test]
fn message_that_repeats_the_key_is_withheld_completely() {
    let split: String = KEY.chars().map(|c| format!("{c}\u{200b}\n")).collect();
    let encoded: String = KEY.bytes().map(|byte| format!("%25{byte:02x}")).collect();
    for echo in [KEY, &KEY.to_uppercase(), &split, &encoded, "cGxhbnRlZC1rZXktNWYxZA=="] {
        let shown = shown(&format!("the sentence around {echo} is withheld too"));
        assert!(shown.contains("403 Forbidden: [withheld: it repeats a credential]"), "{shown}");
        assert!(!shown.contains("sentence") && !shown.contains(echo), "{shown}");
    }
    assert!(shown("no book for you").contains("403 Forbidden: no book for you"));
}

const SCHEMES: &[SecurityScheme] = &[
    security_scheme("header", SecurityKind::Header("Authorization")),
    security_scheme("bearer", SecurityKind::Bearer),
    security_scheme("basic", SecurityKind::Basic),
    security_scheme("query", SecurityKind::Query("key")),
    security_scheme("cookie", SecurityKind::Cookie("key")),
];

/// A client with a scheme of each kind.
struct Keys(HttpClient);

impl GeneratedClient for Keys {
    const API: Api = api("keys", "1", "/", SCHEMES, true);

    fn from_http_client(http: HttpClient) -> Self {
        Self(http)
    }
}

#[test]
fn parts_of_a_credential_of_each_kind_are_withheld() {
    for (scheme, credential, echoes) in [
        ("header", format!("Bearer {KEY}"), vec![KEY.to_owned(), format!("bearer%20{KEY}")]),
        ("bearer", KEY.to_owned(), vec![KEY.to_owned(), format!("Bearer {KEY}")]),
        (
            "basic",
            format!("user:{KEY}"),
            vec![KEY.to_owned(), "dXNlcjpwbGFudGVkLWtleS01ZjFk".to_owned()],
        ),
        (
            "header",
            "Basic dXNlcjpwbGFudGVkLWtleS01ZjFk".to_owned(),
            vec![KEY.to_owned(), format!("user:{KEY}")],
        ),
        ("query", KEY.to_owned(), vec![format!("/x?key={KEY}")]),
        ("cookie", KEY.to_owned(), vec![format!("key={KEY}")]),
    ] {
        for echo in echoes {
            let body = serde_json::json!({ "message": format!("no {echo}") }).to_string();
            let server = RawServer::answering(response("401 Unauthorized", &body));
            let builder = ClientBuilder::<Keys>::new().server(server.url());
            let client = builder.credential(scheme, credential.clone()).build().unwrap();
            let request = client.0.custom_request(&Method::GET, "x");
            let error = request.send(decode::empty).unwrap_err();
            let line = "401 Unauthorized: [withheld: it repeats a credential]";
            assert!(error.to_string().ends_with(line), "{scheme}: {error}");
            assert!(!format!("{error:?} {error:#?}").contains(&echo), "{scheme}: {error:#?}");
        }
    }
}

#[test]
fn rejected_base_url_shows_no_password() {
    let long = format!("https://user:{KEY}{}@host", "x".repeat(70_000));
    for url in [
        format!("https://user:{KEY}@host"),
        format!("https://user:pa#{KEY}@host"),
        format!("https://user:{KEY}#ss@host"),
        format!("https://user:{KEY}?ss@host"),
        format!("https://user:{KEY}/ss@host"),
        format!("https://host/?key={KEY}"),
        long,
    ] {
        let built = [Library::builder(&url), Library::builder("").base_url(url.as_str())];
        for builder in built {
            assert!(!format!("{builder:?}").contains(KEY));
            let error = builder.build().unwrap_err();
            assert!(!format!("{error} {error:?}").contains(KEY), "{error}");
            assert!(std::error::Error::source(&error).is_none(), "{error}");
        }
    }
}

#[test]
fn rejected_base_url_is_shown_as_written() {
    for (url, problem) in [
        ("https://", "has no host; write it as https://host"),
        ("http://[127.0.0.1]", "brackets around something other than an IPv6 address"),
        ("http://[fe80::1%25eth0]", "an IPv6 address with a zone"),
        ("https://m\u{fc}nchen.example", "write that in Punycode"),
        ("https://host/v2", "has the path `/v2`, and the API's is `/v1`"),
    ] {
        let error = Library::builder(url).build().unwrap_err().to_string();
        assert_eq!(error.lines().count(), 1);
        assert!(error.starts_with(&format!("the base URL {url:?} ")), "{error}");
        assert!(error.contains(problem), "{error}");
    }
}
