//! A client with a classifier, for an API that reports failures with status 200.

use std::time::Duration;

use openapi_ureq::__private::api;
use openapi_ureq::{
    Api, ClientBuilder, Decoded, Error, GeneratedClient, HttpClient, Operation, Refusal, Response,
    RetryPolicy, StatusCode, decode,
};
use serde::Deserialize;

/// The body of a response.
#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
pub struct Envelope {
    pub failed: bool,
    pub code: Option<u16>,
    pub reason: String,
}

/// The code of an envelope that is not valid for the API.
pub const INVALID: u16 = 0;

/// The reason that makes the classifier panic.
pub const PANIC: &str = "a defect of the classifier";

#[derive(Clone, Debug)]
pub struct Shelf {
    pub http: HttpClient,
}

impl GeneratedClient for Shelf {
    const API: Api = api("shelf", "1", "/v1", &[], false);
    const CLASSIFIER: Option<openapi_ureq::Classifier> = Some(classify);

    fn from_http_client(http: HttpClient) -> Self {
        Self { http }
    }
}

fn classify(response: &Decoded<'_>) -> Result<(), Refusal> {
    assert!(response.status().is_success() && !response.body().is_empty(), "{response:?}");
    let parsed;
    let envelope = match response.downcast_ref() {
        Some(envelope) => envelope,
        // The response was decoded as another type, or not at all.
        None => {
            parsed = serde_json::from_slice::<Envelope>(response.body()).unwrap_or_default();
            &parsed
        }
    };
    let reason = envelope.reason.as_str();
    assert_ne!(reason, PANIC);
    match envelope.code {
        _ if !envelope.failed => Ok(()),
        Some(INVALID) => Err(Refusal::invalid("the shelf does not know this envelope")),
        Some(code) => match StatusCode::from_u16(code) {
            Ok(status) => Err(Refusal::with_status(status, reason)),
            Err(_) => Err(Refusal::rejected(reason)),
        },
        None => Err(Refusal::rejected(reason)),
    }
}

impl Shelf {
    /// A client of the server at `url` that retries at once.
    pub fn builder(url: &str) -> ClientBuilder<Self> {
        let policy = RetryPolicy::new().initial_delay(Duration::from_millis(1));
        ClientBuilder::new().server(url).retry(policy)
    }

    pub fn call(&self, operation: &'static Operation) -> Result<Response<Envelope>, Error> {
        self.http.request(operation).send(decode::json)
    }
}
