//! Posting of events to a webhook.

use std::fmt;
use std::time::Duration;

use serde_json::Value;
use ureq::Agent;

/// Time limit for the response, that of go-whatsapp-web-multidevice (`submitWebhook` in
/// `src/infrastructure/whatsapp/webhook.go` of
/// <https://github.com/aldinokemal/go-whatsapp-web-multidevice>).
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// The error of an event that was not posted or not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookError {
    message: String,
    status: Option<u16>,
}

impl WebhookError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), status: None }
    }

    /// The status of the response, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.status
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for WebhookError {}

/// Posts an event to a webhook once, without retries. [`InstanceFixture::post_event`](crate::InstanceFixture::post_event)
/// posts to the webhook of an instance of a sandbox.
///
/// # Errors
///
/// If the URL is not one with `http`, the webhook cannot be reached within 10 seconds, or it responds with another
/// status than 2xx. Errors do not contain the URL, which may be a secret.
pub fn post_event(url: &str, event: &Value) -> Result<(), WebhookError> {
    if !url.starts_with("http://") {
        let message = "the sandbox posts to webhooks with a plain http URL only";
        return Err(WebhookError::new(message));
    }
    let config = Agent::config_builder()
        .timeout_global(Some(TIME_LIMIT))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .build();
    let request = Agent::new_with_config(config).post(url);
    let request = request.header("content-type", "application/json");
    match request.send(event.to_string()) {
        Err(error) => Err(WebhookError::new(format!("the webhook cannot be reached: {error}"))),
        Ok(response) if response.status().is_success() => Ok(()),
        Ok(response) => {
            let status = response.status();
            let message = format!("the webhook responded with {status}");
            Err(WebhookError { status: Some(status.as_u16()), message })
        }
    }
}
