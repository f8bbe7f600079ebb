//! The call as one would write it by hand on `reqwest::blocking` and serde.

use std::time::Duration;

use reqwest::blocking::Client;
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use whatsapi_benches::{ApiResponse, Failure, GROUP, INSTANCE, KEY, measure};

fn main() -> Result<(), Failure> {
    measure(|server| {
        let client = Client::builder()
            .user_agent("by-hand/1.0")
            .default_headers(HeaderMap::from_iter([(
                ACCEPT,
                HeaderValue::from_static("application/json"),
            )]))
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(60))
            .build()?;
        Ok(move || {
            let url = format!("{server}/api/instances/{INSTANCE}/groups/{GROUP}");
            let reply = client.get(url).header("Authorization", KEY).send()?.error_for_status()?;
            let envelope: ApiResponse = reply.json()?;
            Ok(envelope.status)
        })
    })
}
