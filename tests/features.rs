//! The features of this package select those of the runtime, whose tests have the details.

#[path = "support/mock.rs"]
mod mock;
mod support;

use mock::MockServer;
use support::{GROUP, KEY};
use whatsapi::Client;

#[test]
fn compressed_replies_are_requested_if_the_feature_says_so() {
    let server = MockServer::ok();
    server.client().get_group("sales", GROUP).unwrap();
    let expected = if cfg!(feature = "gzip") { "gzip" } else { "identity" };
    assert_eq!(server.only_request().header("accept-encoding"), Some(expected));
}

#[test]
fn https_requires_a_tls_feature() {
    let built = Client::builder().server("https://host").api_key(KEY).build();
    assert_eq!(built.is_ok(), cfg!(any(feature = "rustls", feature = "native-tls")));
}

#[cfg(all(target_os = "linux", any(feature = "rustls", feature = "native-tls")))]
#[test]
fn system_roots_are_trusted_if_the_feature_says_so() {
    use support::tls::assert_system_roots_follow_the_features;

    const URL: &str = "WHATSAPI_TEST_TLS_URL";
    if let Ok(url) = std::env::var(URL) {
        let client = Client::builder().server(url).api_key(KEY).build().unwrap();
        client.get_group("sales", GROUP).unwrap();
        return;
    }
    let test = "system_roots_are_trusted_if_the_feature_says_so";
    assert_system_roots_follow_the_features(test, URL);
}
