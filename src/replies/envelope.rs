//! The envelope of every reply: `error`, `message`, `data`.

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;

use crate::generated::Client;
use crate::generated::models::ApiResponse;
use openapi_ureq::{Error, ErrorKind, Response};

impl ApiResponse {
    /// The envelope of the response that `error` was made of, if there is one.
    ///
    /// ```no_run
    /// use whatsapi::models::ApiResponse;
    ///
    /// # let client = whatsapi::Client::new("https://host", "key")?;
    /// if let Err(error) = client.get_group("sales", "120363025246125486@g.us")
    ///     && let Some(envelope) = ApiResponse::from_error(&error)
    /// {
    ///     eprintln!("the server says {:?}", envelope.message);
    /// }
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn from_error(error: &Error) -> Option<Self> {
        serde_json::from_slice(error.body()?).ok()
    }

    /// Decodes `data`, whose shape the API's document does not specify. Missing `data` is decoded
    /// as null.
    ///
    /// ```
    /// # let reply: whatsapi::models::ApiResponse = serde_json::from_str(r#"{"data":{"n":[1,2]}}"#).unwrap();
    /// #[derive(serde::Deserialize)]
    /// struct Numbers {
    ///     n: Vec<u8>,
    /// }
    ///
    /// assert_eq!(reply.data_as::<Numbers>()?.n, [1, 2]);
    ///
    /// let error = reply.data_as::<Vec<String>>().unwrap_err();
    /// assert_eq!(error.to_string(), "`data` of the reply is an object, where a sequence was expected");
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`] if `data` has another shape. The error names the place and the type of
    /// the value there, not the value.
    pub fn data_as<T: DeserializeOwned>(&self) -> Result<T, Error> {
        decode(self.data.as_ref().unwrap_or(&Value::Null))
    }
}

/// Decodes a value in `data`.
pub(crate) fn decode<T: DeserializeOwned>(data: &Value) -> Result<T, Error> {
    serde_path_to_error::deserialize(data).map_err(|error| misfit(&error, data))
}

/// The error for a value of another shape. Not generic, so that it is compiled once and not for
/// each type.
fn misfit(error: &serde_path_to_error::Error<serde_json::Error>, data: &Value) -> Error {
    let mut place = String::from("data");
    let mut found = Some(data);
    for segment in error.path() {
        match segment {
            Segment::Map { key } => {
                place.push('.');
                key.chars().take(80).for_each(|c| place.extend(c.escape_debug()));
                found = found.and_then(|value| value.get(key));
            }
            Segment::Seq { index } => {
                place.push_str(&format!("[{index}]"));
                found = found.and_then(|value| value.get(index));
            }
            Segment::Enum { .. } | Segment::Unknown => found = None,
        }
    }
    let problem = describe(&error.inner().to_string(), found);
    Error::new(ErrorKind::Decode, format!("`{place}` of the reply {problem}"))
}

/// serde's message, without the value that it quotes.
fn describe(message: &str, found: Option<&Value>) -> String {
    let found = found.map_or("something else", type_name);
    // Other messages come from types, and may contain the value anywhere.
    let known = ["invalid type: ", "invalid value: ", "invalid length ", "unknown "];
    let is_known = known.iter().any(|start| message.starts_with(start));
    match message.split(", expected ").skip(1).last().filter(|_| is_known) {
        _ if message.starts_with("missing field") => format!("is {found} with a {message}"),
        Some(expected) => format!("is {found}, where {expected} was expected"),
        None => format!("is {found} that is not valid there"),
    }
}

pub(crate) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
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
