//! Stage 2: applies an OpenAPI Overlay 1.0 document. Knows JSONPath targets, not OpenAPI.
//!
//! Corrections are not lost silently: an action whose target matches nothing is an error, unless it has
//! `x-optional: true`.

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use crate::diagnostic::{Diagnostic, Pointer};

/// Applies the actions of `overlay` to `document`, in order.
///
/// Every action is tried, so that all problems are reported at once. If the only problems are targets
/// that match nothing, they are returned as `Ok`: the caller decides whether they are errors.
pub(crate) fn apply(
    document: &mut Value,
    overlay: &Value,
) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut unmatched = 0;
    let root = Pointer::default();
    let version = overlay.get("overlay");
    if !version.and_then(Value::as_str).is_some_and(|version| version.starts_with("1.0")) {
        let found = version.map_or("it has no `overlay` version".to_owned(), |version| {
            format!("`overlay` is {version}")
        });
        problems.push(Diagnostic::new(
            &root.child("overlay"),
            format!("not an Overlay 1.0 document: {found}"),
            "start the file with `overlay: 1.0.0`",
        ));
    }
    match overlay.get("actions").and_then(Value::as_array) {
        Some(actions) => {
            for (index, action) in actions.iter().enumerate() {
                let pointer = root.child("actions").child(index);
                match apply_action(document, action, &pointer) {
                    Ok(None) => {}
                    Ok(Some(problem)) => {
                        unmatched += 1;
                        problems.push(problem);
                    }
                    Err(problem) => problems.push(problem),
                }
            }
        }
        None => problems.push(Diagnostic::new(
            &root.child("actions"),
            "the overlay has no list of actions",
            "add `actions:` with at least one entry",
        )),
    }
    if problems.len() == unmatched { Ok(problems) } else { Err(problems) }
}

/// Applies one action; `Some` if its target matches nothing.
fn apply_action(
    document: &mut Value,
    action: &Value,
    at: &Pointer,
) -> Result<Option<Diagnostic>, Diagnostic> {
    let (target, pointers) = matches(document, action, at)?;
    if pointers.is_empty() {
        let is_optional = action.get("x-optional") == Some(&Value::Bool(true));
        return Ok((!is_optional).then(|| unmatched(target, at)));
    }
    if action.get("remove") == Some(&Value::Bool(true)) {
        // From the last to the first, so that the indices before it stay valid.
        for pointer in pointers.iter().rev() {
            remove(document, pointer);
        }
        return Ok(None);
    }
    let update = action.get("update").ok_or_else(|| {
        Diagnostic::new(
            at,
            "the action has neither `update` nor `remove`",
            "add `update:` or `remove: true`",
        )
    })?;
    for pointer in &pointers {
        if let Some(node) = document.pointer_mut(pointer) {
            merge(node, update).map_err(|message| {
                Diagnostic::new(
                    &at.child("update"),
                    format!("the update does not fit {pointer:?}: {message}"),
                    "target an object to merge members into it, or an array to append to it",
                )
            })?;
        }
    }
    Ok(None)
}

fn unmatched(target: &str, at: &Pointer) -> Diagnostic {
    Diagnostic::new(
        &at.child("target"),
        format!("`{target}` matches nothing in the document, so the correction would be lost"),
        "adapt the target to the document, delete the action if the document no longer needs it, \
         or mark it `x-optional: true`",
    )
}

/// The target of an action, and the JSON pointers of what it matches.
fn matches<'a>(
    document: &Value,
    action: &'a Value,
    at: &Pointer,
) -> Result<(&'a str, Vec<String>), Diagnostic> {
    let target = action.get("target").and_then(Value::as_str).ok_or_else(|| {
        Diagnostic::new(at, "the action has no `target`", "give it a JSONPath, such as `$.info`")
    })?;
    let path = JsonPath::parse(target).map_err(|error| {
        Diagnostic::new(
            &at.child("target"),
            format!("`{target}` is not a JSONPath: {error}"),
            "write it as RFC 9535 says, quoting member names: `$.paths['/pets'].get`",
        )
    })?;
    let nodes = path.query_located(document);
    Ok((target, nodes.locations().map(|location| location.to_json_pointer()).collect()))
}

/// Merges as the Overlay specification defines: objects member by member, arrays by appending,
/// everything else by replacing.
fn merge(node: &mut Value, update: &Value) -> Result<(), &'static str> {
    match (node, update) {
        (Value::Object(node), Value::Object(update)) => merge_members(node, update),
        (Value::Array(node), Value::Array(update)) => node.extend(update.iter().cloned()),
        (Value::Array(node), update) => node.push(update.clone()),
        (Value::Object(_), _) => return Err("only an object can be merged into an object"),
        (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_), _) => {
            return Err("the target is a primitive; target its parent");
        }
    }
    Ok(())
}

fn merge_members(node: &mut Map<String, Value>, update: &Map<String, Value>) {
    for (name, value) in update {
        match (node.get_mut(name), value) {
            (Some(Value::Object(old)), Value::Object(new)) => merge_members(old, new),
            (Some(Value::Array(old)), Value::Array(new)) => old.extend(new.iter().cloned()),
            _ => {
                node.insert(name.clone(), value.clone());
            }
        }
    }
}

fn remove(document: &mut Value, pointer: &str) {
    let Some((parent, token)) = pointer.rsplit_once('/') else { return };
    let token = token.replace("~1", "/").replace("~0", "~");
    match document.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.shift_remove(&token);
        }
        Some(Value::Array(items)) => {
            if let Some(index) = token.parse().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn overlaid(mut document: Value, actions: Value) -> Result<Value, Vec<Diagnostic>> {
        let overlay = json!({ "overlay": "1.0.0", "actions": actions });
        let unmatched = apply(&mut document, &overlay)?;
        if unmatched.is_empty() { Ok(document) } else { Err(unmatched) }
    }

    #[test]
    fn update_merges_objects_and_appends_to_arrays() {
        let document = json!({ "a": { "x": 1, "list": [1], "keep": true } });
        let actions = json!([{ "target": "$.a", "update": { "x": 2, "list": [2] } }]);
        let expected = json!({ "a": { "x": 2, "list": [1, 2], "keep": true } });
        assert_eq!(overlaid(document, actions).unwrap(), expected);
    }

    #[test]
    fn remove_applies_to_every_match_of_a_filter() {
        let document = json!({ "list": [{ "in": "path" }, { "in": "query" }, { "in": "path" }] });
        let actions = json!([{ "target": "$.list[?@.in == 'path']", "remove": true }]);
        assert_eq!(overlaid(document, actions).unwrap(), json!({ "list": [{ "in": "query" }] }));
    }

    #[test]
    fn target_that_matches_nothing_is_an_error() {
        let actions = json!([{ "target": "$.gone", "remove": true }]);
        let problems = overlaid(json!({}), actions).unwrap_err();
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].pointer, "#/actions/0/target");
        assert!(problems[0].message.contains("`$.gone` matches nothing"));
    }

    #[test]
    fn optional_action_may_match_nothing() {
        let actions = json!([{ "target": "$.gone", "remove": true, "x-optional": true }]);
        assert_eq!(overlaid(json!({ "a": 1 }), actions).unwrap(), json!({ "a": 1 }));
    }

    #[test]
    fn all_invalid_actions_are_reported_at_once() {
        let actions = json!([{ "target": "$.[" }, { "update": {} }, { "target": "$" }]);
        assert_eq!(overlaid(json!({}), actions).unwrap_err().len(), 3);
    }
}
