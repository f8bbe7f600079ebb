//! The envelope of every reply: `error`, `message`, `data`.

use serde_json::{Map, Value};

use crate::generated::models::ApiResponse;
use openapi_ureq::{Decoded, Error, Refusal, StatusCode};

impl ApiResponse {
    /// The envelope of the response of a failed call, if there is one.
    ///
    /// ```no_run
    /// use whatsapi::Envelope;
    ///
    /// # let client = whatsapi::Client::new("https://host", "key")?;
    /// if let Err(error) = client.instance("sales").groups().list()
    ///     && let Some(envelope) = Envelope::from_error(&error)
    /// {
    ///     eprintln!("the server says {:?}", envelope.message);
    /// }
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn from_error(error: &Error) -> Option<Self> {
        error.decode().ok()
    }
}

/// Classifies a response: servers of this family report some failures with status 200.
///
/// Every client applies it to generated functions, handles and custom requests. A failure has the status in
/// its envelope, or else counts as rejected.
pub(crate) fn classify(response: &Decoded<'_>) -> Result<(), Refusal> {
    if let Some(envelope) = response.downcast_ref::<ApiResponse>() {
        return if envelope.error == Some(true) {
            Err(refusal(envelope.message.as_deref(), envelope.status))
        } else if is_envelope(envelope, response.body()) {
            Ok(())
        } else {
            Err(Refusal::invalid(NO_ENVELOPE))
        };
    }
    // A custom request can decode the response as any type, which an error envelope may not match.
    let parsed;
    let value = match response.downcast_ref::<Value>() {
        Some(value) => value,
        None => {
            parsed = serde_json::from_slice(response.body()).unwrap_or_default();
            &parsed
        }
    };
    match value.get("error") {
        Some(Value::Bool(true)) => {
            Err(refusal(value["message"].as_str(), value["status"].as_i64()))
        }
        _ => Ok(()),
    }
}

const NO_ENVELOPE: &str = "the reply has none of `error`, `message`, `data` and `status`; check that the base URL is that of the API";

fn refusal(message: Option<&str>, status: Option<i64>) -> Refusal {
    let message = message.filter(|message| !message.trim().is_empty());
    let message = message.unwrap_or("the server gives no reason");
    let status = status.and_then(|status| u16::try_from(status).ok());
    match status.map(StatusCode::from_u16) {
        Some(Ok(status)) => Refusal::with_status(status, message),
        Some(Err(_)) | None => Refusal::rejected(message),
    }
}

/// Whether the body has a member of an envelope, even a null one, or is an empty object. Any other
/// object is not from this API; a body that is not an object has failed to decode.
fn is_envelope(envelope: &ApiResponse, body: &[u8]) -> bool {
    // Only an envelope without any values has to be parsed again.
    *envelope != ApiResponse::default()
        || serde_json::from_slice::<Map<String, Value>>(body).is_ok_and(|members| {
            let known = ["error", "message", "data", "status"];
            members.is_empty() || known.iter().any(|name| members.contains_key(*name))
        })
}
