//! A handler for each operation of the API, by area, and the envelope of their responses.
//!
//! A handler is found by its operation in `whatsapi::operations`. Authentication, the lookup of the
//! instance and its connection are checked here, before the handler runs.

mod groups;
mod instances;
mod media;
mod messages;
mod people;
mod request;

use serde_json::Value;

use request::Request;

use super::route::{Route, route};
use super::state::{ApiError, State};
use crate::envelope::envelope;
use crate::server as http;
use whatsapi::operations::{self, SECURITY_SCHEMES};
use whatsapi::{Operation, SecurityKind};

/// The result of a successful handler.
enum Success {
    /// The `data` of the envelope.
    Data(Value),
    /// A file, sent without an envelope.
    File { content_type: String, bytes: Vec<u8> },
}

impl Success {
    const EMPTY: Self = Self::Data(Value::Null);
}

type HandlerResult = Result<Success, ApiError>;

type Handler = fn(&mut State, &Request<'_>) -> HandlerResult;

/// The handlers of operations.
type HandlerTable = &'static [(&'static Operation, Handler)];

const HANDLERS: &[HandlerTable] =
    &[groups::HANDLERS, instances::HANDLERS, media::HANDLERS, messages::HANDLERS, people::HANDLERS];

/// The operations on an instance that work without a connection to WhatsApp.
const WITHOUT_CONNECTION: [&Operation; 4] = [
    &operations::GET_INSTANCE,
    &operations::GET_QR_CODE,
    &operations::CHANGE_WEBHOOK_URL,
    &operations::DELETE_INSTANCE,
];

/// Runs the handler of a request.
pub(super) fn serve(state: &mut State, request: &http::Request) -> http::Response {
    let (status, message, data) = match dispatch(state, request) {
        Ok(Success::File { content_type, bytes }) => {
            return http::Response::new(200, &content_type, bytes);
        }
        Ok(Success::Data(data)) => (200, "ok".to_owned(), data),
        Err(ApiError(status, message)) => (status, message, Value::Null),
    };
    http::Response::new(status, "application/json", envelope(status, &message, &data))
}

fn dispatch(state: &mut State, request: &http::Request) -> HandlerResult {
    if credential(request) != Some(state.api_key) {
        return Err(ApiError(401, "The API key is wrong".to_owned()));
    }
    let Some(Route { operation, arguments }) = route(&request.method, &request.target) else {
        return Err(ApiError::not_found("Endpoint"));
    };
    let mut handlers = HANDLERS.iter().copied().flatten();
    let Some((_, handler)) = handlers.find(|(handled, _)| handled.name == operation.name) else {
        return Err(ApiError(501, format!("The sandbox has no handler for {}", operation.name)));
    };
    let key = arguments.get("instance_key").map(String::as_str).unwrap_or_default();
    let actor = actor(state, operation, key)?;
    let content_type = request.header("content-type").unwrap_or_default();
    let body = &request.body;
    handler(state, &Request { key, actor, arguments: &arguments, content_type, body })
}

/// The credential from the header that the document declares.
fn credential(request: &http::Request) -> Option<&str> {
    SECURITY_SCHEMES.iter().find_map(|scheme| match scheme.kind {
        SecurityKind::Header(name) => request.header(name),
        SecurityKind::Bearer => request.header("authorization")?.strip_prefix("Bearer "),
        _ => None,
    })
}

/// The phone number of the instance in the path; empty if the path has no instance.
fn actor(state: &State, operation: &Operation, key: &str) -> Result<String, ApiError> {
    if !operation.path.contains("{instance_key}") {
        return Ok(String::new());
    }
    let instance = state.instance(key)?;
    let needs_connection = WITHOUT_CONNECTION.iter().all(|other| other.name != operation.name);
    if instance.connected || !needs_connection {
        return Ok(instance.phone.clone());
    }
    Err(ApiError::bad_request("Instance is not connected"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_exactly_one_handler() {
        for operation in operations::ALL {
            let all = HANDLERS.iter().copied().flatten();
            let count = all.filter(|(handled, _)| handled.name == operation.name).count();
            assert_eq!(
                count, 1,
                "operation `{}` has {count} handlers; it needs one in crates/whatsapi-sandbox/src/handlers/",
                operation.name
            );
        }
    }
}
