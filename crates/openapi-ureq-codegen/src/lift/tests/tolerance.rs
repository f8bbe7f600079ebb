//! Documents that violate the specification, but whose meaning is obvious.

use super::*;
use crate::model::{ParameterFormat, TypeName, Types};

fn is_string(schema: &Schema) -> bool {
    schema.types.is_some_and(|types| types.iter().eq([TypeName::String]))
}

#[test]
fn version_may_be_a_number() {
    for version in ["3.0", "3.1"] {
        assert!(lifted(&with_head(version, "")).is_ok(), "{version}");
    }
}

#[test]
fn unsupported_version_has_its_own_remedy() {
    let remedy = |head: &str| {
        let problems =
            lifted(&format!("{head}\ninfo: {{ title: Kiosk, version: '1' }}\npaths: {{}}"))
                .unwrap_err();
        assert_eq!(problems.len(), 1);
        format!("{}: {}", problems[0].message, problems[0].remedy)
    };
    assert!(
        remedy("openapi: 3.2.0")
            .contains("3.2.0 is not supported: if the document has nothing that is new in 3.2")
    );
    assert!(remedy("swagger: '2.0'").contains("swagger2openapi"));
    assert!(remedy("openapi: 4.0.0").contains("OpenAPI 4.0.0 is not supported"));
    assert!(remedy("openapi: [3]").contains("`openapi` is [3], not a version"));
    assert!(remedy("name: x").contains("it has no `openapi` version"));
}

#[test]
fn version_and_title_of_the_api_may_be_numbers() {
    let document = lifted("openapi: 3.1.0\ninfo: { title: 7, version: 1.0 }").unwrap();
    assert_eq!((document.title.as_str(), document.version.as_str()), ("7", "1.0"));
}

#[test]
fn document_of_3_1_may_have_no_paths() {
    let document = lifted("openapi: 3.1.0\ninfo: {}\nwebhooks: { opened: { post: {} } }").unwrap();
    assert!(document.operations.is_empty());
    assert_eq!(document.webhooks, ["opened"]);
}

#[test]
fn null_is_read_as_absent() {
    let document = document(
        "servers: null\nsecurity: null\ntags: null\ncomponents: { schemas: { A: { type: null, description: null, properties: null, enum: null, allOf: null, items: null, default: null, maximum: null } } }\n\
         paths: { /a: { parameters: null, get: { parameters: null, requestBody: null, responses: null, security: null, x-skip: null, description: null }, put: null }, /b: null }",
    );
    assert_eq!(document.operations.len(), 1);
    let a = component(&document, "A");
    assert_eq!((a.types, a.nullable, a.description.as_deref()), (None, false, None));
}

#[test]
fn type_null_without_quotes_is_the_type_null() {
    let document =
        schemas("A: { anyOf: [{ type: string }, { type: null }] }\nB: { type: [string, null] }");
    let a = component(&document, "A");
    assert_eq!((a.any_of.len(), a.nullable), (1, true));
    let b = component(&document, "B");
    assert!(b.nullable && is_string(b));
}

#[test]
fn empty_list_is_read_as_an_empty_object() {
    let document = document(
        "components: { schemas: { A: { properties: [], additionalProperties: [] }, B: [] }, securitySchemes: [] }\n\
         paths: { /a: { get: { responses: [] } } }",
    );
    let a = component(&document, "A");
    assert!(!document.schemas[a.additional.unwrap()].never);
    assert_eq!(document.components.len(), 2);
}

#[test]
fn keywords_of_3_1_are_read_in_3_0_and_the_reverse() {
    let old =
        old_schemas("A: { type: [string, 'null'] }\nB: { const: a }\nC: { exclusiveMinimum: 1 }");
    let a = component(&old, "A");
    assert!(a.nullable && is_string(a));
    assert!(component(&old, "B").values.is_some());
    assert!(component(&old, "C").minimum.as_ref().unwrap().exclusive);
    let new = schemas("A: { type: string, nullable: true }");
    assert!(component(&new, "A").nullable);
}

#[test]
fn required_as_a_flag_of_a_property_is_ignored() {
    let document =
        old_schemas("A: { required: true, properties: { a: { type: string, required: true } } }");
    assert!(component(&document, "A").required.is_empty());
    assert!(is_string(property(&document, "A", "a")));
}

#[test]
fn types_may_be_capitalized_and_of_older_versions() {
    let document =
        schemas("A: { type: String }\nB: { type: file }\nC: { type: any }\nD: { type: [] }");
    assert!(is_string(component(&document, "A")));
    let file = component(&document, "B");
    assert!(is_string(file));
    assert_eq!(file.format.as_deref(), Some("binary"));
    assert_eq!(component(&document, "C").types, None);
    assert_eq!(component(&document, "D").types, None::<Types>);
}

#[test]
fn flags_may_be_quoted() {
    let operation = operation(
        "/k",
        "deprecated: 'true'\nparameters: [{ name: a, in: query, required: 'true' }]",
    );
    assert!(operation.deprecated && operation.parameters[0].required);
}

#[test]
fn parameter_may_have_its_type_beside_its_name() {
    let document = document(
        "paths: { /k: { get: { parameters: [{ name: a, in: query, type: string, required: true }] } } }",
    );
    let ParameterFormat::Style { schema, .. } = document.operations[0].parameters[0].format else {
        unreachable!()
    };
    assert!(is_string(&document.schemas[schema]));
}

#[test]
fn responses_may_be_missing() {
    assert!(operation("/k", "operationId: k").responses.is_empty());
}

#[test]
fn examples_and_unknown_keywords_are_ignored() {
    let document = schemas(
        "A: { type: string, example: { $ref: gone.yaml }, examples: [{ $ref: 3 }], $comment: x, xml: 3, minLength: a }",
    );
    assert!(is_string(component(&document, "A")));
}

#[test]
fn discriminator_may_be_just_a_property_name() {
    let document = schemas("A: { discriminator: kind, oneOf: [{ type: object }] }");
    assert_eq!(component(&document, "A").discriminator.as_ref().unwrap().property, "kind");
}
