//! Invalid arguments and settings: nothing is sent, and the error names the argument and the remedy.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

#[path = "support/mock.rs"]
mod mock;
mod support;

use std::io::Cursor;
use std::time::Duration;

use mock::MockServer;
use support::{GROUP, KEY};
use whatsapi::models::SetGroupPictureRequest;
use whatsapi::{Client, ErrorKind, Upload};

#[track_caller]
fn assert_rejected(error: &whatsapi::Error, kind: ErrorKind, parts: &[&str]) {
    assert_eq!(error.kind(), kind, "{error}");
    assert!(!error.may_have_been_applied());
    let text = error.to_string();
    for part in parts {
        assert!(text.contains(part), "{text:?} does not contain {part:?}");
    }
    assert!(!text.contains('\n'));
}

#[test]
fn empty_and_dot_segment_path_arguments_are_rejected() {
    let server = MockServer::ok();
    let client = server.client();
    for (value, problem) in [("", "is empty"), (".", "dot segment"), ("..", "dot segment")] {
        let error = client.get_group("sales", value).unwrap_err();
        assert_rejected(
            &error,
            ErrorKind::InvalidArgument,
            &["get_group", "`group_id`", problem, "pass the value"],
        );
        let error = client.set_group_announce(value, true, GROUP).unwrap_err();
        assert_rejected(
            &error,
            ErrorKind::InvalidArgument,
            &["set_group_announce", "`instance_key`", problem],
        );
    }
    assert!(server.requests().is_empty());
}

#[test]
fn invalid_server_urls_are_rejected_with_a_remedy() {
    for (url, parts) in [
        ("example.com", ["no scheme", "https://host"]),
        ("https://example.com/?a=b", ["query", "without"]),
        ("https://example.com/#top", ["fragment", "without"]),
        ("http://example.com", ["unencrypted", "allow_insecure_http(true)"]),
        ("https://example.com/prefix", ["`/prefix`", "base_url"]),
        ("ftp://example.com", ["scheme", "https://host"]),
        ("https://", ["https://host", "base URL"]),
        ("", ["no scheme", "https://host"]),
    ] {
        let error = Client::new(url, KEY).unwrap_err();
        assert_rejected(&error, ErrorKind::Configuration, &parts);
    }
}

#[test]
fn server_url_may_include_the_server_path_of_the_document() {
    for url in
        ["http://localhost", "http://localhost/", "http://localhost/api", "http://localhost/api/"]
    {
        let client = Client::new(url, KEY).unwrap();
        assert!(format!("{client:?}").contains("\"http://localhost/api\""), "{client:?}");
    }
}

#[test]
fn invalid_api_keys_are_rejected_and_not_shown() {
    for (key, part) in [
        ("", "is empty"),
        ("secret\n", "control character"),
        ("secr\u{7f}et", "control character"),
        (" secret", "white space"),
        ("sécret", "ASCII"),
    ] {
        let error = Client::new("https://host", key).unwrap_err();
        assert_rejected(&error, ErrorKind::Configuration, &["the API key", part, "pass the key"]);
        assert!(key.is_empty() || !format!("{error} {error:?}").contains(key));
    }
}

#[test]
fn incomplete_builder_names_the_missing_setting() {
    let error = Client::builder().api_key(KEY).build().unwrap_err();
    assert_rejected(&error, ErrorKind::Configuration, &["address", "server("]);
    let error = Client::builder().server("https://host").build().unwrap_err();
    assert_rejected(&error, ErrorKind::Configuration, &["API key", "api_key("]);
}

#[test]
fn invalid_settings_are_rejected_by_build() {
    let builder = || Client::builder().server("http://localhost").api_key(KEY);
    let error = builder().timeout(Duration::ZERO).build().unwrap_err();
    assert_rejected(&error, ErrorKind::Configuration, &["timeout"]);
    let error = builder().user_agent("a\nb").build().unwrap_err();
    assert_rejected(&error, ErrorKind::Configuration, &["user agent"]);
    let error = builder().proxy("://user:hunter2@").build().unwrap_err();
    assert_rejected(&error, ErrorKind::Configuration, &["proxy", "http://host:port"]);
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}

#[test]
fn error_for_an_unreadable_upload_names_the_path() {
    let error = Upload::from_path("/no/such/logo.jpg").unwrap_err();
    assert_rejected(&error, ErrorKind::InvalidArgument, &["/no/such/logo.jpg", "check the path"]);
    assert!(std::error::Error::source(&error).is_some());
    let error = Upload::from_path(std::env::temp_dir()).unwrap_err();
    assert_rejected(&error, ErrorKind::InvalidArgument, &["directory", "pass a file"]);
}

#[test]
fn upload_of_a_deleted_file_is_rejected() {
    let server = MockServer::ok();
    let path = std::env::temp_dir().join(format!("whatsapi-gone-{}.jpg", std::process::id()));
    std::fs::write(&path, b"\xFF\xD8\xFF").unwrap();
    let request = SetGroupPictureRequest { file: Upload::from_path(&path).unwrap() };
    std::fs::remove_file(&path).unwrap();
    let error = server.client().set_group_picture("sales", GROUP, &request).unwrap_err();
    assert_rejected(&error, ErrorKind::InvalidArgument, &["set_group_picture", "cannot be read"]);
    assert!(server.requests().is_empty());
}

#[test]
fn upload_from_a_reader_can_be_sent_only_once() {
    let server = MockServer::ok();
    let client = server.client();
    let request =
        SetGroupPictureRequest { file: Upload::from_reader(Cursor::new(b"\xFF\xD8\xFF".to_vec())) };
    client.set_group_picture("sales", GROUP, &request).unwrap();
    let error = client.set_group_picture("sales", GROUP, &request).unwrap_err();
    assert_rejected(&error, ErrorKind::InvalidArgument, &["`file`", "already sent", "from_bytes"]);
    assert_eq!(server.requests().len(), 1);
}

/// Runs one test of this program in a new process, with another environment.
fn rerun(test: &str, variables: &[(&str, &std::ffi::OsStr)]) -> std::process::ExitStatus {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture"]).env("WHATSAPI_TEST_CHILD", "1");
    command
        .env_remove("WHATSAPI_URL")
        .env_remove("WHATSAPI_API_KEY")
        .envs(variables.iter().copied());
    command.status().unwrap()
}

#[test]
fn from_env_names_the_invalid_variable_without_its_value() {
    if std::env::var_os("WHATSAPI_TEST_CHILD").is_none() {
        let test = "from_env_names_the_invalid_variable_without_its_value";
        assert!(rerun(test, &[]).success());
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt;
            let key = std::ffi::OsStr::from_bytes(b"hunter2\xFF");
            assert!(
                rerun(
                    test,
                    &[("WHATSAPI_URL", "http://localhost".as_ref()), ("WHATSAPI_API_KEY", key)]
                )
                .success()
            );
        }
        return;
    }
    let error = Client::from_env().unwrap_err();
    let (name, problem) = match std::env::var_os("WHATSAPI_URL") {
        None => ("WHATSAPI_URL", "is not set; set it"),
        Some(_) => ("WHATSAPI_API_KEY", "is not UTF-8 text"),
    };
    assert_rejected(&error, ErrorKind::Configuration, &[name, problem]);
    let source = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
    assert!(!format!("{error} {error:?} {source}").contains("hunter2"));
}

#[test]
fn environment_proxy_is_bypassed_for_loopback_and_rejected_if_socks() {
    if std::env::var_os("WHATSAPI_TEST_CHILD").is_none() {
        let test = "environment_proxy_is_bypassed_for_loopback_and_rejected_if_socks";
        assert!(rerun(test, &[("ALL_PROXY", "http://127.0.0.1:9".as_ref())]).success());
        assert!(rerun(test, &[("ALL_PROXY", "socks5://127.0.0.1:9".as_ref())]).success());
        return;
    }
    MockServer::ok().client().get_group("sales", GROUP).unwrap();
    let outside = Client::builder()
        .server("http://host.example")
        .allow_insecure_http(true)
        .api_key(KEY)
        .build();
    let is_socks = std::env::var("ALL_PROXY").unwrap().starts_with("socks");
    assert_eq!(outside.is_err(), is_socks);
}

#[test]
fn unsupported_and_insecure_proxies_are_rejected() {
    let builder = || Client::builder().server("http://localhost").api_key(KEY);
    for (proxy, part) in [
        ("socks5://127.0.0.1:1080", "SOCKS"),
        ("http://127.0.0.1:3128", "allow_insecure_http(true)"),
        ("://user:hunter2@", "http://host:port"),
    ] {
        let error = builder().proxy(proxy).build().unwrap_err();
        assert_rejected(&error, ErrorKind::Configuration, &["proxy", part]);
    }
    builder().proxy("http://127.0.0.1:3128").allow_insecure_http(true).build().unwrap();
}

#[test]
fn maximum_timeout_does_not_panic() {
    let server = MockServer::ok();
    let client =
        server.builder().timeout(Duration::MAX).connect_timeout(Duration::MAX).build().unwrap();
    client.get_group("sales", GROUP).unwrap();
}

#[cfg(unix)]
#[test]
fn upload_from_a_device_file_is_rejected() {
    let error = Upload::from_path("/dev/zero").unwrap_err();
    assert_rejected(
        &error,
        ErrorKind::InvalidArgument,
        &["/dev/zero", "not a regular file", "from_reader"],
    );
}

#[test]
fn arguments_too_long_for_a_url_are_rejected() {
    let server = MockServer::ok();
    let error = server.client().get_group("sales", &"x".repeat(70_000)).unwrap_err();
    assert_rejected(&error, ErrorKind::InvalidArgument, &["get_group", "too long"]);
    let error = server.client().get_group("sales", &"x".repeat(62_000)).unwrap_err();
    assert_rejected(&error, ErrorKind::InvalidArgument, &["get_group", "longer than", "shorten"]);
    assert!(server.requests().is_empty());
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
#[test]
fn https_without_a_tls_feature_is_rejected() {
    let error = Client::new("https://host", KEY).unwrap_err();
    assert_rejected(&error, ErrorKind::Configuration, &["https", "`rustls`", "`native-tls`"]);
}
