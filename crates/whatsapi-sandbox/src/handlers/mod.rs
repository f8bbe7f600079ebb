//! What each operation does to the state: a file for each area.

mod call;
mod groups;
mod instances;
mod media;
mod messages;
mod people;

use serde_json::{Value, json};

use call::Call;

use super::route::{Route, route};
use super::state::{ApiError, State};
use super::{Received, Shared};
use whatsapi::Operation;

/// What comes back from an operation that did not refuse.
enum Reply {
    /// What the envelope holds.
    Data(Value),
    /// A file as it is, without an envelope.
    File { content_type: String, bytes: Vec<u8> },
}

impl Reply {
    const NOTHING: Self = Self::Data(Value::Null);
}

type Answer = Result<Reply, ApiError>;

type Handler = fn(&mut State, &Call<'_>) -> Answer;

/// Handlers by the names of their operations' functions.
type Table = &'static [(&'static str, Handler)];

const HANDLERS: &[Table] =
    &[groups::HANDLERS, instances::HANDLERS, media::HANDLERS, messages::HANDLERS, people::HANDLERS];

/// What can be done with an instance that is not connected. All else needs WhatsApp.
const WITHOUT_CONNECTION: [&str; 4] =
    ["get_instance", "get_qr_code", "change_webhook_url", "delete_instance"];

/// A request as it came in.
pub(super) struct Incoming<'a> {
    pub(super) method: &'a str,
    pub(super) target: &'a str,
    pub(super) authorization: &'a str,
    pub(super) content_type: &'a str,
    pub(super) body: &'a [u8],
}

/// Records a request.
pub(super) fn record(shared: &Shared, method: &str, target: &str, body: &[u8]) {
    let operation = route(method, target).map(|route| route.operation.name);
    let (method, target, body) = (method.to_owned(), target.to_owned(), body.to_vec());
    shared.state().received.push(Received { operation, method, target, body });
}

/// A reply as it is sent.
pub(super) struct Handled {
    pub(super) status: u16,
    pub(super) content_type: String,
    pub(super) body: Vec<u8>,
}

/// Serves a request.
pub(super) fn serve(shared: &Shared, incoming: &Incoming<'_>) -> Handled {
    let (status, message, data) = match answer(&mut shared.state(), incoming) {
        Ok(Reply::File { content_type, bytes }) => {
            return Handled { status: 200, content_type, body: bytes };
        }
        Ok(Reply::Data(data)) => (200, "ok".to_owned(), data),
        Err(ApiError(status, message)) => (status, message, Value::Null),
    };
    let body = envelope(status, &message, &data).into_bytes();
    Handled { status, content_type: "application/json".to_owned(), body }
}

/// The envelope of a reply.
pub(super) fn envelope(status: u16, message: &str, data: &Value) -> String {
    json!({ "status": status, "error": status >= 400, "message": message, "data": data })
        .to_string()
}

fn answer(state: &mut State, incoming: &Incoming<'_>) -> Answer {
    if incoming.authorization != state.api_key {
        return Err(ApiError(401, "The API key is wrong".to_owned()));
    }
    let Some(Route { operation, arguments }) = route(incoming.method, incoming.target) else {
        return Err(ApiError::not_found("Endpoint"));
    };
    let mut all = HANDLERS.iter().copied().flatten();
    let Some((_, handlers)) = all.find(|(name, _)| *name == operation.name) else {
        return Err(ApiError(501, format!("the sandbox has no handlers for {}", operation.name)));
    };
    let key = arguments.get("instance_key").map(String::as_str).unwrap_or_default();
    let actor = actor(state, operation, key)?;
    let (content_type, body) = (incoming.content_type, incoming.body);
    handlers(state, &Call { key, actor, arguments: &arguments, content_type, body })
}

/// The phone number of the instance that acts, if the operation is for one.
fn actor(state: &State, operation: &Operation, key: &str) -> Result<String, ApiError> {
    if !operation.path.contains("{instance_key}") {
        return Ok(String::new());
    }
    let instance = state.instance(key)?;
    if instance.connected || WITHOUT_CONNECTION.contains(&operation.name) {
        return Ok(instance.phone.clone());
    }
    Err(ApiError::bad("Instance is not connected"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_exactly_one_handler() {
        let sorted = |names: &mut dyn Iterator<Item = &'static str>| {
            let mut names: Vec<&str> = names.collect();
            names.sort_unstable();
            names
        };
        let served = sorted(&mut HANDLERS.iter().copied().flatten().map(|(name, _)| *name));
        let documented =
            sorted(&mut whatsapi::operations::ALL.iter().map(|operation| operation.name));
        assert_eq!(served, documented);
        assert!(WITHOUT_CONNECTION.iter().all(|name| documented.contains(name)));
    }
}
