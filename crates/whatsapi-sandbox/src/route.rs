//! Finds the operation of a request in the generated table.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use whatsapi::Operation;
use whatsapi::operations;

/// An operation, and the arguments of its path and query.
pub(super) struct Route {
    pub(super) operation: &'static Operation,
    pub(super) arguments: BTreeMap<String, String>,
}

/// The operation of a request. If several templates match, the one with the fewest placeholders wins.
pub(super) fn route(method: &str, target: &str) -> Option<Route> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let path = path.strip_prefix(operations::SERVER)?;
    let matching = operations::ALL.iter().filter(|operation| operation.method.as_str() == method);
    let matching =
        matching.filter_map(|operation| Some((*operation, slots(operation.path, path)?)));
    let (operation, mut arguments) = matching.min_by_key(|(_, slots)| slots.len())?;
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        // A query parameter does not override a path parameter.
        arguments.entry(decode(name)).or_insert(decode(value));
    }
    Some(Route { operation, arguments })
}

/// The values of the path parameters, if `path` matches `template`.
fn slots(template: &str, path: &str) -> Option<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    let mut segments = path.split('/');
    for expected in template.split('/') {
        let segment = segments.next()?;
        match expected.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(_) if segment.is_empty() => return None,
            Some(name) => {
                found.insert(name.to_owned(), decode(segment));
            }
            None if expected == segment => {}
            None => return None,
        }
    }
    segments.next().is_none().then_some(found)
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literal_segment_wins_over_a_slot_and_trailing_slash_is_significant() {
        let name = |method, target| route(method, target).map(|route| route.operation.name);
        assert_eq!(name("GET", "/api/instances/a/groups/admin"), Some("get_admin_groups"));
        assert_eq!(name("GET", "/api/instances/a/groups/1@g.us"), Some("get_group"));
        assert_eq!(name("DELETE", "/api/instances/a/groups/1@g.us/"), Some("leave_group"));
        assert_eq!(name("DELETE", "/api/instances/a/groups/1@g.us"), None);
        assert_eq!(name("GET", "/instances/a/groups/"), None);
    }

    #[test]
    fn arguments_are_percent_decoded() {
        let route = route("GET", "/api/instances/a%2Fb/groups/join?invite_code=x%26y").unwrap();
        assert_eq!(route.arguments["instance_key"], "a/b");
        assert_eq!(route.arguments["invite_code"], "x&y");
    }
}
