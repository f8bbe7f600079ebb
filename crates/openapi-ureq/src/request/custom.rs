//! Requests to endpoints that the document does not describe.

use http::Method;

use crate::encode::percent::is_dot_segment;

use crate::operation::Operation;
use crate::request::template::slots;

/// Creates the operation of such requests, as named in logs, hooks and errors. A path that is not a
/// template may contain confidential values, so it is not included.
const fn operation(method: Method, idempotent: bool) -> Operation {
    let (id, path) = ("request", "{path}");
    let (server, idempotency_key) = (None, None);
    Operation {
        id,
        name: id,
        method,
        path,
        server,
        tag: "",
        security: &[],
        idempotent,
        idempotency_key,
    }
}

static OPERATIONS: [Operation; 7] = [
    operation(Method::GET, true),
    operation(Method::PUT, true),
    operation(Method::DELETE, true),
    operation(Method::POST, false),
    operation(Method::PATCH, false),
    operation(Method::HEAD, true),
    operation(Method::OPTIONS, true),
];

/// Returns the operation for a method, and the problem of the path, if it is invalid.
pub(crate) fn resolve(method: &Method, path: &str) -> (&'static Operation, Option<String>) {
    let known = OPERATIONS.iter().find(|operation| operation.method == method);
    let problem = match known {
        None => Some(format!("the method {method} is not supported; use one of RFC 9110's")),
        // The query may contain confidential values.
        Some(_) => problem_of(path).map(|problem| {
            let path = path.split_once('?').map_or(path, |(segments, _)| segments);
            format!("the path {path:?} {problem}")
        }),
    };
    (known.unwrap_or(&OPERATIONS[0]), problem)
}

fn problem_of(path: &str) -> Option<String> {
    let (segments, query) = path.split_once('?').unwrap_or((path, ""));
    if segments.contains("://") {
        return Some("is a whole URL; give what comes after the base URL".to_owned());
    }
    if segments.split('/').any(is_dot_segment) {
        return Some("has a dot segment, which would address something else".to_owned());
    }
    let mut names = Vec::new();
    for slot in slots(path) {
        if names.contains(&slot.name) {
            return Some(format!(
                "has the slot `{{{}}}` twice; give each a name",
                slot.name.escape_debug()
            ));
        }
        names.push(slot.name);
    }
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/%{}".contains(c);
    let mut unfit = segments.chars().filter(|c| !is_allowed(*c));
    let mut unfit_in_query = query.chars().filter(|c| !is_allowed(*c) && !"?[]".contains(*c));
    let Some(unfit) = unfit.next().or_else(|| unfit_in_query.next()) else {
        let braces = path.matches(['{', '}']).count();
        return (braces != 2 * names.len())
            .then(|| "has a brace that belongs to no slot; percent-encode it".to_owned());
    };
    Some(format!("holds {unfit:?}; percent-encode it, or give the value to Request::path or query"))
}
