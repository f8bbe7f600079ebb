//! Converts discriminators to constraints: each alternative requires its own value of the property. JSON Schema does
//! not know the keyword, and many documents rely on it alone.

use serde_json::{Map, Value, json};

use super::document::pointer_of;

/// Adds the constraint to the alternatives of a schema, whose references are still those of the document.
pub(crate) fn apply(root: &Value, schema: &mut Map<String, Value>) {
    let Some(discriminator) = schema.get("discriminator").cloned() else { return };
    let Some(property) = discriminator["propertyName"].as_str() else { return };
    for keyword in ["oneOf", "anyOf"] {
        let alternatives = schema.get_mut(keyword).and_then(Value::as_array_mut);
        for alternative in alternatives.into_iter().flatten() {
            let Some(reference) = alternative["$ref"].as_str() else { continue };
            if has_own_tag(root, reference, property) {
                continue;
            }
            let tags = tags(&discriminator, reference);
            *alternative = json!({
                "allOf": [
                    { "$ref": reference },
                    { "type": "object", "required": [property], "properties": { property: { "enum": tags } } },
                ],
            });
        }
    }
}

/// The values that select an alternative: those that are mapped to it, or else its name.
fn tags(discriminator: &Value, reference: &str) -> Vec<String> {
    let name = reference.rsplit('/').next().unwrap_or_default();
    let mapping = discriminator["mapping"].as_object().into_iter().flatten();
    let is_it = |target: &Value| target == reference || target == name;
    let mapped: Vec<String> =
        mapping.filter(|(_, target)| is_it(target)).map(|(tag, _)| tag.clone()).collect();
    if mapped.is_empty() { vec![name.to_owned()] } else { mapped }
}

/// Whether the alternative itself declares its values.
fn has_own_tag(root: &Value, reference: &str, property: &str) -> bool {
    let target = pointer_of(reference).and_then(|pointer| root.pointer(&pointer));
    target.is_some_and(|target| says_tag(root, target, property, 0))
}

fn says_tag(root: &Value, schema: &Value, property: &str, depth: usize) -> bool {
    if depth > 8 {
        return false;
    }
    let declared = &schema["properties"][property];
    let declared = match declared["$ref"].as_str().and_then(pointer_of) {
        Some(pointer) => root.pointer(&pointer).unwrap_or(declared),
        None => declared,
    };
    let members = schema["allOf"].as_array().into_iter().flatten();
    let target = schema["$ref"].as_str().and_then(pointer_of);
    declared.get("const").is_some()
        || declared.get("enum").is_some()
        || members
            .chain(target.and_then(|pointer| root.pointer(&pointer)))
            .any(|part| says_tag(root, part, property, depth + 1))
}
