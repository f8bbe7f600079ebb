//! The envelope of responses.

use serde_json::{Value, json};

/// The JSON envelope of all responses except files.
pub(crate) fn envelope(status: u16, message: &str, data: &Value) -> String {
    json!({ "status": status, "error": status >= 400, "message": message, "data": data })
        .to_string()
}
