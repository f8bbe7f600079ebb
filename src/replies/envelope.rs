//! The envelope of every reply: `error`, `message`, `data`.

use serde_json::Value;

use crate::generated::Client;
use crate::generated::models::ApiResponse;
use openapi_ureq::{Error, Response};

impl ApiResponse {
    /// The envelope of the response that `error` was made of, if there is one.
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
        serde_json::from_slice(error.body()?).ok()
    }
}

/// Whether the body has a member of an envelope, even a null one, or is an empty object. Any other
/// object is not from this API; a body that is not an object has failed to decode.
fn is_envelope(reply: &Response<ApiResponse>) -> bool {
    let has_member = || {
        let object: Value = serde_json::from_slice(reply.raw_body()).unwrap_or_default();
        let known = ["error", "message", "data", "status"];
        object.as_object().is_some_and(|members| {
            members.is_empty() || known.iter().any(|name| members.contains_key(*name))
        })
    };
    *reply.body() != ApiResponse::default() || has_member()
}

/// The reply, unless its envelope says that the call failed: servers of this family report some
/// failures with status 200.
pub(crate) fn accept(
    client: &Client,
    reply: Response<ApiResponse>,
) -> Result<Response<ApiResponse>, Error> {
    if reply.body().error == Some(true) {
        let message = reply.body().message.as_deref().unwrap_or("the server gives no reason");
        let message = client.http.redact(message);
        Err(reply.into_rejection(&message))
    } else if is_envelope(&reply) {
        Ok(reply)
    } else {
        Err(reply.into_decode_error(
            "the reply has none of `error`, `message`, `data` and `status`; check that the base URL is that of the API",
        ))
    }
}
