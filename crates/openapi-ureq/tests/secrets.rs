//! Errors show no secrets: keys that a server repeats, passwords in URLs.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

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
        ("http://[127.0.0.1]", "brackets around what is no IPv6 address"),
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
