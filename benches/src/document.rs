//! An OpenAPI document of any size: many resources of the same kind, each with the operations, parameters
//! and schemas that are usual for an API of records.

use serde_json::{Map, Value, json};

/// A document of approximately this size, in bytes of indented JSON.
#[must_use]
pub fn of_size(bytes: usize) -> String {
    // Names have the same length for every resource, and therefore all resources have the same size.
    let one = with_resources(1).len();
    with_resources(1 + bytes.saturating_sub(one) / (with_resources(2).len() - one))
}

fn with_resources(count: usize) -> String {
    let (mut paths, mut schemas) = (Map::new(), shared_schemas());
    for index in 0..count {
        let resource = format!("Resource{index:05}");
        paths.extend(operations(&resource));
        schemas.extend(resource_schemas(&resource));
    }
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "Records", "version": "1.0.0" },
        "servers": [{ "url": "/v1" }],
        "security": [{ "key": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "key": { "type": "apiKey", "in": "header", "name": "X-Key" } },
        },
    });
    format!("{document:#}")
}

/// The paths of a resource: list, create, read, update and delete.
fn operations(resource: &str) -> [(String, Value); 2] {
    let page = format!("{resource}Page");
    let change = format!("{resource}Change");
    let collection = json!({
        "get": operation("list", resource, json!({
            "parameters": [
                query("limit", json!({ "type": "integer", "format": "int32", "maximum": 100 })),
                query("cursor", json!({ "type": "string" })),
                query("state", reference(&format!("{resource}State"))),
                query("tags", json!({ "type": "array", "items": { "type": "string" } })),
            ],
            "responses": responses("200", &page),
        })),
        "post": operation("create", resource, json!({
            "requestBody": body(&change),
            "responses": responses("201", resource),
        })),
    });
    let item = json!({
        "parameters": [{
            "name": "id",
            "in": "path",
            "required": true,
            "description": "The id of the record.",
            "schema": { "type": "string" },
        }],
        "get": operation("read", resource, json!({ "responses": responses("200", resource) })),
        "patch": operation("update", resource, json!({
            "requestBody": body(&change),
            "responses": responses("200", resource),
        })),
        "delete": operation("delete", resource, json!({
            "responses": {
                "204": { "description": "The record is deleted." },
                "default": response("The call failed.", "Problem"),
            },
        })),
    });
    let path = format!("/{}", resource.to_lowercase());
    [(format!("{path}/{{id}}"), item), (path, collection)]
}

fn operation(verb: &str, resource: &str, mut operation: Value) -> Value {
    operation["operationId"] = format!("{verb}{resource}").into();
    operation["summary"] = format!("Calls {verb} for records of the kind {resource}.").into();
    operation["tags"] = json!([resource]);
    operation
}

fn query(name: &str, schema: Value) -> Value {
    let description = format!("Selects the records by {name}.");
    json!({ "name": name, "in": "query", "description": description, "schema": schema })
}

fn body(schema: &str) -> Value {
    json!({ "required": true, "content": { "application/json": { "schema": reference(schema) } } })
}

fn responses(status: &str, schema: &str) -> Value {
    json!({
        status: response("The call succeeded.", schema),
        "default": response("The call failed.", "Problem"),
    })
}

fn response(description: &str, schema: &str) -> Value {
    let content = json!({ "application/json": { "schema": reference(schema) } });
    json!({ "description": description, "content": content })
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

/// The schemas that all resources refer to.
fn shared_schemas() -> Map<String, Value> {
    let problem = object(
        &["message"],
        json!({
            "message": { "type": "string" },
            "fields": { "type": "object", "additionalProperties": { "type": "string" } },
        }),
    );
    let record =
        object(&["id"], json!({ "id": { "type": "string" }, "created_at": { "type": "string" } }));
    Map::from_iter([("Problem".to_owned(), problem), ("Record".to_owned(), record)])
}

/// The schemas of a resource: the record, its state, its changes, and a page of records.
fn resource_schemas(resource: &str) -> [(String, Value); 4] {
    let state = format!("{resource}State");
    let states = json!({ "type": "string", "enum": ["draft", "active", "on-hold", "closed"] });
    let members = json!({
        "name": { "type": "string", "description": "The name that people see.", "maxLength": 80 },
        "note": { "type": "string", "nullable": true, "description": "Null if there is none." },
        "state": reference(&state),
        "size": { "type": "integer", "format": "int64", "description": "In bytes.", "minimum": 0 },
        "share": { "type": "number", "format": "double", "description": "Between 0 and 1." },
        "is_public": { "type": "boolean", "default": false },
        "tags": { "type": "array", "items": { "type": "string" } },
        "labels": { "type": "object", "additionalProperties": { "type": "string" } },
        "address": object(&["city"], json!({
            "city": { "type": "string" },
            "street": { "type": "string" },
            "position": { "type": "array", "items": { "type": "number" } },
        })),
    });
    let change = object(&["name"], members);
    let record = json!({
        "description": format!("A record of the kind {resource}."),
        "allOf": [reference("Record"), reference(&format!("{resource}Change"))],
    });
    let page = object(
        &["items"],
        json!({
            "items": { "type": "array", "items": reference(resource) },
            "next_cursor": { "type": "string" },
        }),
    );
    [
        (resource.to_owned(), record),
        (state, states),
        (format!("{resource}Change"), change),
        (format!("{resource}Page"), page),
    ]
}

fn object(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "required": required, "properties": properties })
}
