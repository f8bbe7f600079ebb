//! Read access to an OpenAPI document as a [`Value`]: references, operations, schemas.
//!
//! Shared by the stages that run before the document is known to be well-formed, so nothing here
//! assumes that a node has the shape it should have.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::diagnostic::Pointer;

/// Where the named schemas are.
pub(crate) const SCHEMAS: &str = "/components/schemas";

/// The prefix of a reference to a named schema.
pub(crate) const SCHEMA_REFERENCE: &str = "#/components/schemas/";

pub(crate) const METHODS: [&str; 8] =
    ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The extension with the former ids of an operation.
pub(crate) const DEPRECATED_NAMES: &str = "x-deprecated-names";

/// References are followed this far; a longer chain is a cycle.
const MAX_HOPS: usize = 32;

/// `node` itself, or the target of its `$ref`.
pub(crate) fn resolve<'a>(root: &'a Value, node: &'a Value) -> Option<&'a Value> {
    let mut node = node;
    for _ in 0..MAX_HOPS {
        match reference(node) {
            Some(_) => node = resolve_once(root, node)?,
            None => return Some(node),
        }
    }
    None
}

/// The direct target of the `$ref` of `node`, which may be a reference again.
pub(crate) fn resolve_once<'a>(root: &'a Value, node: &Value) -> Option<&'a Value> {
    root.pointer(&decode_fragment(reference(node)?)?)
}

/// The `$ref` of a node, if it is a reference.
pub(crate) fn reference(node: &Value) -> Option<&str> {
    node.get("$ref").and_then(Value::as_str)
}

/// The name of the schema component that `node` refers to, if it does.
pub(crate) fn schema_reference(node: &Value) -> Option<String> {
    let name = reference(node)?.strip_prefix(SCHEMA_REFERENCE)?;
    Some(decode_fragment(&format!("#{name}"))?.replace("~1", "/").replace("~0", "~"))
}

/// The JSON pointer of a local reference, percent-decoded; `None` for any other reference.
fn decode_fragment(reference: &str) -> Option<Cow<'_, str>> {
    let fragment = reference.strip_prefix('#')?;
    if !fragment.contains('%') {
        return Some(fragment.into());
    }
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

/// The members of the object at `pointer`; none if there is no object.
pub(crate) fn members<'a>(
    root: &'a Value,
    pointer: &str,
) -> impl Iterator<Item = (&'a String, &'a Value)> {
    root.pointer(pointer).and_then(Value::as_object).into_iter().flatten()
}

/// An operation in the document.
pub(crate) struct OperationNode<'a> {
    pub(crate) pointer: Pointer,
    pub(crate) path: &'a str,
    pub(crate) method: &'static str,
    pub(crate) node: &'a Value,
    path_item: &'a Value,
}

impl<'a> OperationNode<'a> {
    pub(crate) fn id(&self) -> Option<&'a str> {
        self.node.get("operationId").and_then(Value::as_str).filter(|id| !id.is_empty())
    }

    /// Why the operation is to be left out, if it is.
    pub(crate) fn skip_reason(&self) -> Option<&'a str> {
        self.node.get("x-skip").and_then(Value::as_str)
    }

    /// The former ids of the operation, unchecked.
    pub(crate) fn deprecated_names(&self) -> impl Iterator<Item = (Pointer, &'a Value)> {
        let at = self.pointer.child(DEPRECATED_NAMES);
        let names = self.node.get(DEPRECATED_NAMES).and_then(Value::as_array);
        names.into_iter().flatten().enumerate().map(move |(index, name)| (at.child(index), name))
    }

    /// The parameters in the document's order, references resolved. A parameter of the operation replaces
    /// one of the path with the same name and location.
    pub(crate) fn parameters(&self, root: &'a Value) -> Vec<(Pointer, &'a Value)> {
        let path_pointer = Pointer::default().child("paths").child(self.path);
        let mut parameters: Vec<(Pointer, &Value)> = Vec::new();
        for (holder, pointer) in [(self.path_item, &path_pointer), (self.node, &self.pointer)] {
            let list = holder.get("parameters").and_then(Value::as_array);
            for (index, node) in list.into_iter().flatten().enumerate() {
                let Some(node) = resolve(root, node) else { continue };
                let entry = (pointer.child("parameters").child(index), node);
                let same = |(_, other): &(Pointer, &Value)| {
                    other.get("name") == node.get("name") && other.get("in") == node.get("in")
                };
                match parameters.iter_mut().find(|other| same(other)) {
                    Some(replaced) if pointer == &self.pointer => *replaced = entry,
                    _ => parameters.push(entry),
                }
            }
        }
        parameters
    }

    /// The request body, its reference resolved.
    pub(crate) fn request_body(&self, root: &'a Value) -> Option<(Pointer, &'a Value)> {
        let body = resolve(root, self.node.get("requestBody")?)?;
        Some((self.pointer.child("requestBody"), body))
    }

    /// The responses by status, references resolved.
    pub(crate) fn responses(&self, root: &'a Value) -> Vec<(Pointer, &'a str, &'a Value)> {
        let pointer = self.pointer.child("responses");
        let responses = self.node.get("responses").and_then(Value::as_object);
        let responses =
            responses.into_iter().flatten().filter(|(status, _)| !status.starts_with("x-"));
        responses
            .filter_map(|(status, node)| {
                Some((pointer.child(status), status.as_str(), resolve(root, node)?))
            })
            .collect()
    }
}

/// The operations of the document, in its order.
pub(crate) fn operations(root: &Value) -> impl Iterator<Item = OperationNode<'_>> {
    members(root, "/paths").filter(|(path, _)| !path.starts_with("x-")).flat_map(|(path, item)| {
        let pointer = Pointer::default().child("paths").child(path);
        members(item, "").filter_map(move |(key, node)| {
            let method = METHODS.into_iter().find(|method| method == key)?;
            Some(OperationNode { pointer: pointer.child(key), path, method, node, path_item: item })
        })
    })
}

/// The names between braces in a path.
pub(crate) fn placeholders(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name)).collect()
}

/// Calls `visit` for every schema directly below `schema`, with the tokens of the pointer to it.
pub(crate) fn for_each_subschema<'a>(schema: &'a Value, mut visit: impl FnMut(&[&str], &'a Value)) {
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        for (name, property) in properties {
            visit(&["properties", name], property);
        }
    }
    for keyword in ["items", "additionalProperties", "not"] {
        if let Some(node) = schema.get(keyword).filter(|node| node.is_object()) {
            visit(&[keyword], node);
        }
    }
    for keyword in ["allOf", "oneOf", "anyOf"] {
        let list = schema.get(keyword).and_then(Value::as_array);
        for (index, node) in list.into_iter().flatten().enumerate() {
            visit(&[keyword, &index.to_string()], node);
        }
    }
}

/// The media types of a body or response, in the document's order.
pub(crate) fn content(node: &Value) -> impl Iterator<Item = (&str, Option<&Value>)> {
    node.get("content")
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(Map::iter)
        .map(|(media_type, node)| (media_type.as_str(), node.get("schema")))
}

/// Whether a schema, after following references, is `type: string, format: binary`.
pub(crate) fn is_binary(root: &Value, schema: &Value) -> bool {
    resolve(root, schema).is_some_and(|schema| {
        schema.get("type").and_then(Value::as_str) == Some("string")
            && schema.get("format").and_then(Value::as_str) == Some("binary")
    })
}
