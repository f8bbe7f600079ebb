//! What each operation does to the world: a file for each area.

mod asked;
mod groups;
mod instances;
mod media;
mod messages;
mod people;

use serde_json::{Value, json};

use asked::Asked;

use super::route::{Route, route};
use super::world::{Refusal, World};
use super::{Received, Shared};
use crate::runtime::Operation;

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

type Answer = Result<Reply, Refusal>;

type Behaviour = fn(&mut World, &Asked<'_>) -> Answer;

/// Behaviours by the names of their operations' functions.
type Table = &'static [(&'static str, Behaviour)];

const BEHAVIOURS: &[Table] = &[
    groups::BEHAVIOURS,
    instances::BEHAVIOURS,
    media::BEHAVIOURS,
    messages::BEHAVIOURS,
    people::BEHAVIOURS,
];

/// What can be done with an instance that is not connected. All else needs WhatsApp.
const WITHOUT_CONNECTION: [&str; 4] =
    ["get_instance", "get_qr_code", "change_webhook_url", "delete_instance"];

/// A request that has arrived.
pub(super) struct Arrived<'a> {
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
    shared.world().received.push(Received { operation, method, target, body });
}

/// A reply as it is sent.
pub(super) struct Served {
    pub(super) status: u16,
    pub(super) content_type: String,
    pub(super) body: Vec<u8>,
}

/// Serves a request.
pub(super) fn serve(shared: &Shared, arrived: &Arrived<'_>) -> Served {
    let (status, message, data) = match answer(&mut shared.world(), arrived) {
        Ok(Reply::File { content_type, bytes }) => {
            return Served { status: 200, content_type, body: bytes };
        }
        Ok(Reply::Data(data)) => (200, "ok".to_owned(), data),
        Err(Refusal(status, message)) => (status, message, Value::Null),
    };
    let body = envelope(status, &message, &data).into_bytes();
    Served { status, content_type: "application/json".to_owned(), body }
}

/// The envelope of a reply.
pub(super) fn envelope(status: u16, message: &str, data: &Value) -> String {
    json!({ "status": status, "error": status >= 400, "message": message, "data": data })
        .to_string()
}

fn answer(world: &mut World, arrived: &Arrived<'_>) -> Answer {
    if arrived.authorization != world.api_key {
        return Err(Refusal(401, "The API key is wrong".to_owned()));
    }
    let Some(Route { operation, arguments }) = route(arrived.method, arrived.target) else {
        return Err(Refusal::not_found("Endpoint"));
    };
    let mut all = BEHAVIOURS.iter().copied().flatten();
    let Some((_, behaviour)) = all.find(|(name, _)| *name == operation.name) else {
        return Err(Refusal(501, format!("the sandbox has no behaviour for {}", operation.name)));
    };
    let key = arguments.get("instance_key").map(String::as_str).unwrap_or_default();
    let actor = actor(world, operation, key)?;
    let (content_type, body) = (arrived.content_type, arrived.body);
    behaviour(world, &Asked { key, actor, arguments: &arguments, content_type, body })
}

/// The phone number of the instance that acts, if the operation is for one.
fn actor(world: &World, operation: &Operation, key: &str) -> Result<String, Refusal> {
    if !operation.path.contains("{instance_key}") {
        return Ok(String::new());
    }
    let instance = world.instance(key)?;
    if instance.connected || WITHOUT_CONNECTION.contains(&operation.name) {
        return Ok(instance.phone.clone());
    }
    Err(Refusal::bad("Instance is not connected"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_of_the_document_has_a_behaviour_and_no_behaviour_lacks_an_operation() {
        let sorted = |names: &mut dyn Iterator<Item = &'static str>| {
            let mut names: Vec<&str> = names.collect();
            names.sort_unstable();
            names
        };
        let served = sorted(&mut BEHAVIOURS.iter().copied().flatten().map(|(name, _)| *name));
        let documented = sorted(&mut crate::operations::ALL.iter().map(|operation| operation.name));
        assert_eq!(served, documented);
        assert!(WITHOUT_CONNECTION.iter().all(|name| documented.contains(name)));
    }
}
