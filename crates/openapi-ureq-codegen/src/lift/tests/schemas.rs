use serde_json::json;

use super::*;
use crate::model::{SchemaId, TypeName, Types};

fn types<const N: usize>(names: [TypeName; N]) -> Option<Types> {
    Some(names.into_iter().collect())
}

#[test]
fn list_of_types_is_a_set_and_null_makes_the_schema_nullable() {
    let document = schemas("A: { type: [string, integer, 'null'] }\nB: { type: [string] }");
    let a = component(&document, "A");
    assert_eq!(a.types, types([TypeName::String, TypeName::Integer]));
    assert!(a.nullable);
    let b = component(&document, "B");
    assert_eq!((b.types, b.nullable), (types([TypeName::String]), false));
}

#[test]
fn null_alone_permits_no_type() {
    let document = schemas(
        "A: { type: 'null' }\nB: { const: null }\nC: { enum: [null] }\nD: { oneOf: [{ type: 'null' }] }",
    );
    for name in ["A", "B", "C", "D"] {
        let schema = component(&document, name);
        assert!(schema.nullable && schema.types.is_some_and(Types::is_empty), "{name}");
    }
}

#[test]
fn alternative_that_is_null_makes_the_schema_nullable() {
    let document = schemas(
        "A: { anyOf: [{ type: string }, { type: 'null' }] }\n\
         B: { oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/None' }, { type: integer }] }\n\
         None: { type: 'null', description: Nothing }",
    );
    let a = component(&document, "A");
    assert_eq!((a.any_of.len(), a.nullable, a.types), (1, true, None));
    let b = component(&document, "B");
    assert_eq!((b.one_of.len(), b.nullable), (2, true));
    assert_eq!(document.schemas[b.one_of[1]].types, types([TypeName::Integer]));
}

#[test]
fn alternative_that_may_be_null_makes_the_schema_nullable() {
    let document = old_schemas(
        "A: { anyOf: [{ $ref: '#/components/schemas/B' }, { type: string }] }\n\
         B: { $ref: '#/components/schemas/C' }\n\
         C: { type: object, nullable: true }\n\
         D: { type: string, anyOf: [{ minLength: 1 }, { type: string, nullable: true }] }",
    );
    assert!(component(&document, "A").nullable);
    assert!(!component(&document, "D").nullable);
}

#[test]
fn null_is_removed_from_an_enum() {
    let document = schemas("A: { enum: [a, null, 1, true, a] }\nB: { const: x }");
    let a = component(&document, "A");
    assert_eq!(a.values, Some(vec![json!("a"), json!(1), json!(true)]));
    assert!(a.nullable);
    assert_eq!(component(&document, "B").values, Some(vec![json!("x")]));
}

#[test]
fn nullable_of_openapi_3_0_becomes_the_type_null() {
    let document = old_schemas(
        "A: { type: string, nullable: true }\nB: { nullable: true, allOf: [{ type: object }] }",
    );
    assert!(component(&document, "A").nullable);
    assert!(component(&document, "B").nullable);
}

#[test]
fn exclusive_bounds_are_numbers_or_flags() {
    let new = schemas("A: { exclusiveMinimum: 1, maximum: 9 }");
    let old = old_schemas(
        "A: { minimum: 1, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false }",
    );
    for document in [new, old] {
        let schema = component(&document, "A");
        let bounds = [&schema.minimum, &schema.maximum]
            .map(|bound| bound.as_ref().map(|bound| (bound.value.as_i64(), bound.exclusive)));
        assert_eq!(bounds, [Some((Some(1), true)), Some((Some(9), false))]);
    }
}

#[test]
fn keywords_beside_a_reference_apply_in_3_1() {
    let lines = "A: { $ref: '#/components/schemas/B', type: object, required: [b], description: Mine, readOnly: true }\n\
                 B: { properties: { b: { type: string } } }";
    let document = schemas(lines);
    let a = component(&document, "A");
    assert_eq!(a.reference, Some(document.components[1].schema));
    assert_eq!((a.types, &a.required), (types([TypeName::Object]), &vec!["b".to_owned()]));
    assert_eq!((a.description.as_deref(), a.read_only), (Some("Mine"), true));

    let document = old_schemas(lines);
    let a = component(&document, "A");
    assert_eq!(a.reference, Some(document.components[1].schema));
    assert_eq!((a.types, a.required.len(), a.read_only), (None, 0, false));
    assert_eq!(a.description.as_deref(), Some("Mine"));
}

#[test]
fn nullable_beside_a_reference_is_kept_in_3_0() {
    let document =
        old_schemas("A: { $ref: '#/components/schemas/B', nullable: true }\nB: { type: string }");
    assert!(component(&document, "A").nullable);
}

#[test]
fn boolean_schemas_permit_anything_or_nothing() {
    let document = schemas(
        "A: true\nB: false\nC: { additionalProperties: false }\nD: { items: false, prefixItems: [true] }",
    );
    assert!(!component(&document, "A").never);
    assert!(component(&document, "B").never);
    let never = |id: Option<SchemaId>| document.schemas[id.unwrap()].never;
    assert!(never(component(&document, "C").additional));
    let tuple = component(&document, "D");
    assert!(never(tuple.items) && tuple.prefix_items.len() == 1);
}

#[test]
fn tuple_is_prefix_items_or_a_list_of_items() {
    let document = schemas(
        "A: { prefixItems: [{ type: string }, {}], items: { type: integer }, minItems: 2, maxItems: 3 }\n\
         B: { items: [{ type: string }, {}] }\nC: { prefixItems: [{}], unevaluatedItems: false }",
    );
    let a = component(&document, "A");
    assert_eq!((a.prefix_items.len(), a.min_items, a.max_items), (2, Some(2), Some(3)));
    assert_eq!(document.schemas[a.items.unwrap()].types, types([TypeName::Integer]));
    let b = component(&document, "B");
    assert_eq!((b.prefix_items.len(), b.items), (2, None));
    assert!(document.schemas[component(&document, "C").items.unwrap()].never);
}

#[test]
fn additional_properties_are_alternatives_of_all_patterns() {
    let document = schemas(
        "A: { patternProperties: { '^x-': { type: string } }, additionalProperties: false }\n\
         B: { patternProperties: { '^a': { type: string }, '^b': { type: integer } }, unevaluatedProperties: { type: boolean } }\n\
         C: { patternProperties: { '^x-': false }, additionalProperties: false }",
    );
    let additional = |name| &document.schemas[component(&document, name).additional.unwrap()];
    assert_eq!(additional("A").types, types([TypeName::String]));
    let all: Vec<_> = additional("B").any_of.iter().map(|id| document.schemas[*id].types).collect();
    assert_eq!(
        all,
        [types([TypeName::Boolean]), types([TypeName::String]), types([TypeName::Integer])]
    );
    assert!(additional("C").never);
}

#[test]
fn encoded_content_is_kept() {
    let document =
        schemas("A: { type: string, contentEncoding: base64, contentMediaType: image/png }");
    let a = component(&document, "A");
    assert_eq!(a.content_encoding.as_deref(), Some("base64"));
    assert_eq!(a.content_media_type.as_deref(), Some("image/png"));
}

#[test]
fn conditions_are_ignored() {
    let document = schemas(
        "A: { type: object, not: { type: string }, if: {}, then: {}, else: false, properties: { a: {} } }",
    );
    assert_eq!(component(&document, "A").properties.len(), 1);
    assert_eq!(document.schemas.len(), 2);
}

#[test]
fn schema_is_lifted_once_for_all_references() {
    let document = schemas(
        "A: { properties: { b: { $ref: '#/components/schemas/B' }, inner: { $ref: '#/components/schemas/B/properties/c' } } }\n\
         B: { properties: { c: { type: string }, self: { $ref: '#/components/schemas/B' } } }",
    );
    let b = document.components[1].schema;
    assert_eq!(property(&document, "A", "b").reference, Some(b));
    assert_eq!(property(&document, "B", "self").reference, Some(b));
    let c = document.schemas[b].properties[0].schema;
    assert_eq!(property(&document, "A", "inner").reference, Some(c));
    assert_eq!(document.schemas.len(), 6);
}

#[test]
fn definitions_inside_a_schema_can_be_referred_to() {
    let document = schemas(
        "A: { $defs: { b: { type: string } }, properties: { b: { $ref: '#/components/schemas/A/$defs/b' } } }",
    );
    let target = property(&document, "A", "b").reference.unwrap();
    assert_eq!(document.schemas[target].types, types([TypeName::String]));
}

#[test]
fn discriminator_maps_to_names_and_references() {
    let document = schemas(
        "A:\n  oneOf: [{ $ref: '#/components/schemas/B' }, { $ref: '#/components/schemas/c.d' }]\n  discriminator:\n    \
         propertyName: kind\n    mapping: { b: B, again: '#/components/schemas/B', c: c.d }\n\
         B: { type: object }\nc.d: { type: object }",
    );
    let discriminator = component(&document, "A").discriminator.as_ref().unwrap();
    assert_eq!(discriminator.property, "kind");
    let (b, c) = (document.components[1].schema, document.components[2].schema);
    let expected = [("b", b), ("again", b), ("c", c)].map(|(value, id)| (value.to_owned(), id));
    assert_eq!(discriminator.mapping, expected);
}

#[test]
fn discriminator_that_maps_to_nothing_is_an_error() {
    let rest = "components: { schemas: { A: { oneOf: [], discriminator: { propertyName: k, mapping: { a: Gone, b: com.Gone, c: 1 } } } } }";
    let at = "#/components/schemas/A/discriminator/mapping";
    let expected = [
        format!("{at}/a: `#/components/schemas/Gone` refers to nothing"),
        format!("{at}/b: `#/components/schemas/com.Gone` refers to nothing"),
        format!("{at}/c: 1 is not a schema"),
    ];
    assert_eq!(problems(rest), expected);
}

#[test]
fn schemas_that_only_refer_to_each_other_are_an_error() {
    let rest = "components:\n  schemas:\n    A: { $ref: '#/components/schemas/B' }\n    B: { $ref: '#/components/schemas/A' }\n    \
                C: { $ref: '#/components/schemas/A' }\n    D: { properties: { d: { $ref: '#/components/schemas/D/properties/d' } } }";
    let message = "the schema refers to itself, directly or through others that only refer on";
    let expected = ["#/components/schemas/A", "#/components/schemas/D/properties/d"]
        .map(|at| format!("{at}: {message}"));
    assert_eq!(problems(rest), expected);
}

#[test]
fn recursion_by_properties_is_not_an_error() {
    let document = schemas("A: { properties: { a: { $ref: '#/components/schemas/A' } } }");
    assert_eq!(property(&document, "A", "a").reference, Some(document.components[0].schema));
}

#[test]
fn long_chain_of_references_is_not_an_error() {
    let lines: String = (0..2_000)
        .map(|number| format!("A{number}: {{ $ref: '#/components/schemas/A{}' }}\n", number + 1))
        .collect();
    let document = schemas(&format!("{lines}A2000: {{ type: string }}"));
    assert_eq!(document.schemas.len(), 2_001);
}

#[test]
fn value_that_is_not_a_schema_is_an_error() {
    let rest = "components: { schemas: { A: text, B: { properties: 3 }, C: { allOf: {} }, D: { type: objct }, E: { type: [1] } } }";
    let at = "#/components/schemas";
    let expected = [
        format!("{at}/A: the schema is not an object"),
        format!("{at}/B/properties: `properties` is not an object"),
        format!("{at}/C/allOf: `allOf` is not a list"),
        format!("{at}/D/type: \"objct\" is not a type of OpenAPI"),
        format!("{at}/E/type: 1 is not a type of OpenAPI"),
    ];
    assert_eq!(problems(rest), expected);
}
