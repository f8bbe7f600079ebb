//! Checks ids, parameters, bodies, responses and security of operations.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Checker;
use crate::diagnostic::Pointer;
use crate::document::{self, OperationNode, content, members, operations, placeholders, resolve};
use crate::media_type;
use crate::name::{RustName, WireName};

impl Checker<'_> {
    pub(super) fn check_operations(&mut self) {
        let mut ids: BTreeMap<RustName, (String, Pointer)> = BTreeMap::new();
        for operation in operations(self.root) {
            self.check_id(&operation, &mut ids);
            if operation.skip_reason().is_some() {
                continue;
            }
            self.check_template(&operation);
            for (at, parameter) in operation.parameters(self.root) {
                self.check_parameter(parameter, &at);
            }
            if let Some((at, body)) = operation.request_body(self.root) {
                self.check_content(body, &at, "request body");
            }
            for (at, _, response) in operation.responses(self.root) {
                self.check_content(response, &at, "response");
            }
            let at = operation.pointer.child("security");
            self.check_requirements(operation.node.get("security"), &at);
        }
        self.check_deprecated_names(ids);
        self.check_requirements(self.root.get("security"), &Pointer::from("/security"));
    }

    fn check_id(
        &mut self,
        operation: &OperationNode<'_>,
        ids: &mut BTreeMap<RustName, (String, Pointer)>,
    ) {
        let at = &operation.pointer;
        let Some(id) = operation.id() else {
            let suggestion =
                format!("{} {}", operation.method, operation.path.replace(['{', '}'], ""));
            self.report(
                at,
                "the operation has no `operationId`, from which its function is named",
                format!(
                    "add one with an overlay action, for example `operationId: {}`",
                    WireName(suggestion).to_snake()
                ),
            );
            return;
        };
        let name = WireName::from(id).to_function();
        if let Some((other, first)) = ids.get(&name) {
            let message = if other == id {
                format!("the `operationId` {id:?} is already that of {first}")
            } else {
                format!("{id:?} and {other:?} of {first} would both be the function `{name}`")
            };
            self.report(
                &at.child("operationId"),
                message,
                "give one of them another id with an overlay action",
            );
        } else {
            ids.insert(name, (id.to_owned(), at.clone()));
        }
    }

    /// Former names become functions too, so that they must be distinct from all others.
    fn check_deprecated_names(&mut self, mut taken: BTreeMap<RustName, (String, Pointer)>) {
        for operation in operations(self.root) {
            for (at, name) in operation.deprecated_names() {
                let Some(name) = name.as_str().filter(|name| !name.is_empty()) else {
                    let message = format!("{name} cannot be a former `operationId`");
                    self.report(&at, message, "write the former id as a string, or remove it");
                    continue;
                };
                let function = WireName::from(name).to_function();
                match taken.get(&function) {
                    Some((other, first)) => {
                        let message = format!(
                            "the former id {name:?} and {other:?} of {first} would both be the function `{function}`"
                        );
                        self.report(&at, message, "remove the former id from the list");
                    }
                    None => {
                        taken.insert(function, (name.to_owned(), operation.pointer.clone()));
                    }
                }
            }
        }
    }

    fn check_template(&mut self, operation: &OperationNode<'_>) {
        let in_template = placeholders(operation.path);
        let parameters = operation.parameters(self.root);
        let in_path = |name: &str| {
            parameters.iter().any(|(_, node)| is(node, "in", "path") && is(node, "name", name))
        };
        for (index, name) in in_template.iter().enumerate() {
            if in_template[..index].contains(name) {
                self.report(
                    &operation.pointer,
                    format!("the path has the slot `{{{name}}}` twice"),
                    "rename one of them, and declare a parameter for it",
                );
            }
        }
        if operation.path.matches('{').count() != in_template.len()
            || operation.path.matches('}').count() != in_template.len()
        {
            self.report(
                &operation.pointer,
                "the path has an unmatched brace",
                "write each slot as `{name}`",
            );
        }
        for name in in_template.iter().filter(|name| !in_path(name)) {
            self.report(
                &operation.pointer,
                format!("the path has a slot `{{{name}}}`, but no path parameter of that name is declared"),
                format!("declare a parameter `{name}` with `in: path`"),
            );
        }
        for (at, parameter) in parameters.iter().filter(|(_, node)| is(node, "in", "path")) {
            let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
            if !in_template.contains(&name) {
                self.report(
                    at,
                    format!("the path parameter `{name}` has no slot in `{}`", operation.path),
                    "correct its location with an overlay action, for example `in: query`",
                );
            }
        }
    }

    fn check_parameter(&mut self, parameter: &Value, at: &Pointer) {
        if parameter.get("name").and_then(Value::as_str).is_none_or(str::is_empty) {
            self.report(at, "the parameter has no name", "add `name`");
        }
        let location = parameter.get("in").and_then(Value::as_str).unwrap_or_default();
        let style = parameter.get("style").and_then(Value::as_str);
        let styles: &[&str] = match location {
            "path" | "header" => &["simple"],
            "query" => &["form", "spaceDelimited", "pipeDelimited"],
            "cookie" => &["form"],
            other => {
                self.report(
                    &at.child("in"),
                    format!("{other:?} is not a location of parameters"),
                    "use one of path, query, header, cookie",
                );
                return;
            }
        };
        if let Some(style) = style.filter(|style| !styles.contains(style)) {
            self.report(
                &at.child("style"),
                format!("the style `{style}` is not supported for a parameter in {location}"),
                format!(
                    "use {}, or leave the operation out with `x-skip: reason`",
                    styles.join(" or ")
                ),
            );
        }
        match parameter.get("schema").map(|schema| resolve(self.root, schema)) {
            Some(Some(schema)) => self.check_parameter_schema(schema, at),
            Some(None) => {}
            None => self.report(
                at,
                "the parameter has no `schema`; parameters described by `content` are not supported",
                "describe it by a `schema`, or leave the operation out with `x-skip: reason`",
            ),
        }
    }

    fn check_parameter_schema(&mut self, schema: &Value, at: &Pointer) {
        let element = match schema.get("items").filter(|_| is(schema, "type", "array")) {
            Some(items) => resolve(self.root, items),
            None => Some(schema),
        };
        let Some(element) = element else { return };
        let composed =
            ["properties", "allOf", "oneOf", "anyOf"].iter().any(|key| element.get(key).is_some());
        if is(element, "type", "object")
            || is(element, "type", "array")
            || (composed && element.get("type").is_none())
        {
            self.report(
                &at.child("schema"),
                "only primitives and arrays of primitives are supported as parameters",
                "describe it as a string with an overlay action, or leave the operation out with `x-skip: reason`",
            );
        }
    }

    fn check_content(&mut self, holder: &Value, at: &Pointer, what: &str) {
        let media_types: Vec<&str> = content(holder).map(|(media_type, _)| media_type).collect();
        let Some((_, schema, encoding)) = media_type::preferred(self.root, holder) else {
            if !media_types.is_empty() {
                self.report(
                    &at.child("content"),
                    format!("no encoding is known for the {what}: {}", media_types.join(", ")),
                    "replace the media type with an overlay action (JSON, multipart/form-data, form-urlencoded, \
                     octet-stream or text), or leave the operation out with `x-skip: reason`",
                );
            }
            return;
        };
        let fields =
            matches!(encoding, media_type::Encoding::Multipart | media_type::Encoding::Form);
        let schema = schema.and_then(|schema| resolve(self.root, schema));
        if fields && what == "request body" && schema.is_none_or(|schema| !is_form(schema)) {
            self.report(
                &at.child("content"),
                "a form needs an object schema with properties",
                "describe its fields as `properties`",
            );
        }
    }

    fn check_requirements(&mut self, requirements: Option<&Value>, at: &Pointer) {
        for (index, requirement) in
            requirements.and_then(Value::as_array).into_iter().flatten().enumerate()
        {
            for (name, _) in members(requirement, "") {
                let scheme = Pointer::from("/components/securitySchemes").child(name);
                if self.root.pointer(scheme.as_str()).is_none() {
                    self.report(
                        &at.child(index).child(name),
                        format!("the security scheme `{name}` is not declared"),
                        "declare it under components/securitySchemes, or correct the name",
                    );
                }
            }
        }
    }

    pub(super) fn check_security_schemes(&mut self) {
        for (name, scheme) in members(self.root, "/components/securitySchemes") {
            let at = Pointer::from("/components/securitySchemes").child(name);
            let Some(scheme) = document::resolve(self.root, scheme) else { continue };
            let text = |key: &str| scheme.get(key).and_then(Value::as_str).unwrap_or_default();
            let known = match text("type") {
                "apiKey" => {
                    matches!(text("in"), "header" | "query" | "cookie") && !text("name").is_empty()
                }
                "http" => {
                    matches!(text("scheme").to_ascii_lowercase().as_str(), "basic" | "bearer")
                }
                "oauth2" | "openIdConnect" => true,
                _ => false,
            };
            if !known {
                self.report(
                    &at,
                    "this kind of security scheme is not supported",
                    "use apiKey (in header, query or cookie, with a name), http basic, http bearer, oauth2 or openIdConnect",
                );
            }
        }
    }
}

fn is_form(schema: &Value) -> bool {
    let is_object = is(schema, "type", "object") || schema.get("type").is_none();
    is_object && members(schema, "/properties").next().is_some()
}

fn is(node: &Value, key: &str, expected: &str) -> bool {
    node.get(key).and_then(Value::as_str) == Some(expected)
}
