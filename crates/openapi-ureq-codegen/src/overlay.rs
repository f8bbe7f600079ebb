//! Stage `overlay`: applies an OpenAPI Overlay 1.0 document. Knows JSONPath targets, not OpenAPI.
//!
//! Corrections are never dropped silently: an action whose target matches nothing is an error, unless it has
//! `x-optional: true`.

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use crate::diagnostic::{Diagnostic, FileId, Place, Pointer};

/// A change of the document, recorded to trace nodes back to their source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Edit {
    /// An element was removed from its list.
    Removed { list: Pointer, index: usize },
    /// A node of the overlay was inserted at the target, or merged into it.
    Merged { target: Pointer, update: Pointer },
}

/// The source of a node of the corrected document: its file and pointer.
pub(crate) fn origin(edits: &[Edit], pointer: &Pointer) -> (FileId, Pointer) {
    let mut pointer = pointer.clone();
    for edit in edits.iter().rev() {
        match edit {
            Edit::Merged { target, update } => {
                if let Some(rest) = pointer.below(target) {
                    return (FileId::OVERLAY, update.join(&rest));
                }
            }
            Edit::Removed { list, index } => {
                if let Some(moved) = pointer.with_index_after(list, *index) {
                    pointer = moved;
                }
            }
        }
    }
    (FileId(0), pointer)
}

/// Applies the actions of `overlay` to `document`, in order.
///
/// Tries every action and reports all problems at once. If the only problems are targets that match nothing,
/// they are returned as `Ok`, and the caller decides whether they are errors. Adds the changes to `edits`.
pub(crate) fn apply(
    document: &mut Value,
    overlay: &Value,
    edits: &mut Vec<Edit>,
) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut unmatched = 0;
    let root = Place::root(FileId::OVERLAY);
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
                match apply_action(document, action, &pointer, edits) {
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
    at: &Place,
    edits: &mut Vec<Edit>,
) -> Result<Option<Diagnostic>, Diagnostic> {
    let (target, pointers) = matches(document, action, at)?;
    if pointers.is_empty() {
        let is_optional = action.get("x-optional") == Some(&Value::Bool(true));
        return Ok((!is_optional).then(|| unmatched(target, at)));
    }
    if action.get("remove") == Some(&Value::Bool(true)) {
        remove_all(document, pointers, edits);
        return Ok(None);
    }
    let update = action.get("update").ok_or_else(|| {
        Diagnostic::new(
            at,
            "the action has neither `update` nor `remove`",
            "add `update:` or `remove: true`",
        )
    })?;
    let from = at.child("update").pointer;
    for pointer in &pointers {
        if let Some(node) = document.pointer_mut(pointer) {
            let target = Pointer::from(pointer.as_str());
            merge(node, update, &target, &from, edits).map_err(|message| {
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

fn unmatched(target: &str, at: &Place) -> Diagnostic {
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
    at: &Place,
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
fn merge(
    node: &mut Value,
    update: &Value,
    target: &Pointer,
    from: &Pointer,
    edits: &mut Vec<Edit>,
) -> Result<(), &'static str> {
    match (node, update) {
        (Value::Object(node), Value::Object(update)) => {
            merge_members(node, update, target, from, edits);
        }
        (Value::Array(node), Value::Array(update)) => append(node, update, target, from, edits),
        (Value::Array(node), update) => {
            let target = target.child(node.len());
            edits.push(Edit::Merged { target, update: from.clone() });
            node.push(update.clone());
        }
        (Value::Object(_), _) => return Err("only an object can be merged into an object"),
        (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_), _) => {
            return Err("the target is a primitive; target its parent");
        }
    }
    Ok(())
}

fn merge_members(
    node: &mut Map<String, Value>,
    update: &Map<String, Value>,
    target: &Pointer,
    from: &Pointer,
    edits: &mut Vec<Edit>,
) {
    for (name, value) in update {
        let (target, from) = (target.child(name), from.child(name));
        match (node.get_mut(name), value) {
            (Some(Value::Object(old)), Value::Object(new)) => {
                merge_members(old, new, &target, &from, edits);
            }
            (Some(Value::Array(old)), Value::Array(new)) => append(old, new, &target, &from, edits),
            _ => {
                edits.push(Edit::Merged { target, update: from });
                node.insert(name.clone(), value.clone());
            }
        }
    }
}

fn append(
    node: &mut Vec<Value>,
    update: &[Value],
    target: &Pointer,
    from: &Pointer,
    edits: &mut Vec<Edit>,
) {
    for (index, item) in update.iter().enumerate() {
        let target = target.child(node.len());
        edits.push(Edit::Merged { target, update: from.child(index) });
        node.push(item.clone());
    }
}

/// Removes nodes from last to first and from inner to outer, so that the remaining pointers stay valid. A target
/// can match a node twice, and in any order.
fn remove_all(document: &mut Value, mut pointers: Vec<String>, edits: &mut Vec<Edit>) {
    pointers.sort_by_cached_key(|pointer| {
        let with_index = |token: &str| (token.parse::<usize>().ok(), token.to_owned());
        std::cmp::Reverse(pointer.split('/').map(with_index).collect::<Vec<_>>())
    });
    pointers.dedup();
    for pointer in &pointers {
        remove(document, pointer, edits);
    }
}

fn remove(document: &mut Value, pointer: &str, edits: &mut Vec<Edit>) {
    let Some((parent, token)) = pointer.rsplit_once('/') else { return };
    let token = token.replace("~1", "/").replace("~0", "~");
    match document.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.shift_remove(&token);
        }
        Some(Value::Array(items)) => {
            if let Some(index) = token.parse().ok().filter(|index| *index < items.len()) {
                edits.push(Edit::Removed { list: Pointer::from(parent), index });
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
        let unmatched = apply(&mut document, &overlay, &mut Vec::new())?;
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
    fn remove_leaves_what_the_target_does_not_match() {
        let list: Vec<usize> = (0..12).collect();
        let document = json!({ "list": list, "nested": [{ "a": [1, 2] }, { "a": [3] }] });
        let actions = json!([
            { "target": "$.list[10,0,2,10]", "remove": true },
            { "target": "$.nested[0]['a', 'b'][1,0]", "remove": true },
            { "target": "$.nested[?length(@.a) == 0]", "remove": true },
        ]);
        let expected = json!({ "list": [1, 3, 4, 5, 6, 7, 8, 9, 11], "nested": [{ "a": [3] }] });
        assert_eq!(overlaid(document, actions).unwrap(), expected);
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

    #[test]
    fn nodes_of_the_corrected_document_are_traced_to_their_source() {
        let mut document = json!({ "list": [1, 2, 3], "a": { "b": 1 } });
        let actions = json!([
            { "target": "$.list[0]", "remove": true },
            { "target": "$.a", "update": { "c": { "d": 1 } } },
            { "target": "$.list", "update": [4] },
        ]);
        let overlay = json!({ "overlay": "1.0.0", "actions": actions });
        let mut edits = Vec::new();
        apply(&mut document, &overlay, &mut edits).unwrap();
        let origin = |pointer: &str| {
            let (file, pointer) = origin(&edits, &pointer.into());
            (file, pointer.to_string())
        };
        assert_eq!(document, json!({ "list": [2, 3, 4], "a": { "b": 1, "c": { "d": 1 } } }));
        assert_eq!(origin("/list/1"), (FileId(0), "#/list/2".to_owned()));
        assert_eq!(origin("/list/2"), (FileId::OVERLAY, "#/actions/2/update/0".to_owned()));
        assert_eq!(origin("/a/c/d"), (FileId::OVERLAY, "#/actions/1/update/c/d".to_owned()));
        assert_eq!(origin("/a/b"), (FileId(0), "#/a/b".to_owned()));
    }
}
