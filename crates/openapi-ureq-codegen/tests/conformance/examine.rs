//! Compares a request with the document and with the arguments of the call.

use serde_json::Value;

use super::arguments::Slot;
use super::body;
use super::document::{Operation, Parameter};
use super::parameters::{self, Accounted};
use super::received::{Received, decoded, match_path};
use super::report::{Kind, Problem};
use super::schemas::Schemas;
use super::security::{self, Scheme};

/// Headers that HTTP or the client itself needs.
const OWN_HEADERS: [&str; 8] = [
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "host",
    "transfer-encoding",
    "user-agent",
];

/// All problems of a request.
pub(crate) fn examine(
    operations: &[Operation],
    operation: &Operation,
    slots: &[Slot<'_>],
    arguments: &[Value],
    received: &Received,
    schemas: &Schemas,
    schemes: &[Scheme],
) -> Vec<Problem> {
    let in_path = match route(operations, operation, received) {
        Ok(in_path) => in_path,
        Err(message) => return vec![Problem::new(Kind::Rejected, message)],
    };
    let mut problems = Vec::new();
    let mut accounted = Accounted::default();
    let mut has_body = false;
    for (slot, argument) in slots.iter().zip(arguments) {
        match slot {
            Slot::Parameter(parameter) => {
                let checked =
                    parameters::check(parameter, argument, received, &in_path, &mut accounted);
                problems.extend(checked.err().map(|message| of_parameter(parameter, &message)));
                problems.extend(invalid(parameter, argument, schemas));
            }
            Slot::Body(body, _) => {
                has_body = true;
                problems.extend(body::check(body, argument, received, schemas));
            }
        }
    }
    if !has_body && !received.body.is_empty() {
        problems.push(Problem::new(Kind::Rejected, "a body came, though the document has none"));
    }
    let secured = security::check(operation, schemes, received, &mut accounted);
    problems.extend(secured.err().map(|message| Problem::new(Kind::Rejected, message)));
    problems.extend(unaccounted(received, &accounted));
    problems
}

/// The values of the path parameters, if the request is for the operation. If several templates match, one without
/// placeholders takes precedence; otherwise the specification defines no order.
fn route(
    operations: &[Operation],
    expected: &Operation,
    received: &Received,
) -> Result<Vec<(String, String)>, String> {
    let candidates = operations.iter().filter(|operation| operation.method == received.method);
    let mut matching: Vec<(&Operation, Vec<(String, String)>)> = candidates
        .filter_map(|operation| {
            let path = received.path.strip_prefix(&operation.server)?;
            Some((operation, match_path(&operation.path, path)?))
        })
        .collect();
    if matching.iter().any(|(_, slots)| slots.is_empty()) {
        matching.retain(|(_, slots)| slots.is_empty());
    }
    let others: Vec<&str> = matching.iter().map(|(operation, _)| operation.id.as_str()).collect();
    let Received { method, path, .. } = received;
    let message = format!("`{method} {path}` came, which is for the operations {others:?}");
    let own = matching.into_iter().find(|(operation, _)| {
        operation.path == expected.path && operation.method == expected.method
    });
    own.map(|(_, slots)| slots).ok_or(message)
}

fn of_parameter(parameter: &Parameter, message: &str) -> Problem {
    let Parameter { name, location, style, explode, .. } = parameter;
    let location = format!("{location:?}").to_lowercase();
    let message =
        format!("parameter `{name}` in {location} ({style}, explode {explode}): {message}");
    Problem::new(Kind::Rejected, message)
}

/// Validates an argument that was received unchanged.
fn invalid(parameter: &Parameter, argument: &Value, schemas: &Schemas) -> Option<Problem> {
    if argument.is_null() {
        let message = "is required, and was not given";
        return parameter
            .required
            .then(|| of_parameter(parameter, message))
            .filter(|_| !schemas.is_valid(schemas.at(&parameter.schema), argument));
    }
    let problem = schemas.validate(schemas.at(&parameter.schema), argument).err()?;
    Some(of_parameter(parameter, &problem))
}

/// The parts of a request that are not in the document.
fn unaccounted(received: &Received, accounted: &Accounted) -> Option<Problem> {
    let mut unknown = Vec::new();
    for (name, _) in &received.query {
        if !decoded(name).is_ok_and(|name| accounted.query.contains(&name)) {
            unknown.push(format!("query parameter `{name}`"));
        }
    }
    for (name, _) in &received.headers {
        let is_known = OWN_HEADERS.contains(&name.as_str()) || accounted.headers.contains(name);
        if !is_known && name != "cookie" {
            unknown.push(format!("header `{name}`"));
        }
    }
    for (name, _) in received.cookies() {
        if !accounted.cookies.contains(&name) {
            unknown.push(format!("cookie `{name}`"));
        }
    }
    let message = format!("the document has no {}", unknown.join(", nor "));
    (!unknown.is_empty()).then(|| Problem::new(Kind::Rejected, message))
}
