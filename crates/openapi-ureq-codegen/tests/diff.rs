//! The comparison of two documents reports the changes for users of the generated client.
//!
//! Each case is an edit of the document and the complete report.

mod common;

use std::path::Path;

use common::bakery::{DOCUMENT, Edits, assert_report, check, document, edited};
use common::fixtures;
use openapi_ureq_codegen::Bump::{Major, Minor, Patch};
use openapi_ureq_codegen::{Bump, Options, Source, diff};

#[test]
fn document_does_not_differ_from_itself() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let own = Options::new(Source::read(workspace.join("openapi.yaml")).unwrap())
        .overlay(Source::read(workspace.join("openapi.overlay.yaml")).unwrap());
    let good = fixtures("good").into_iter().map(|fixture| document(&fixture.file, &fixture.text));
    for options in good.chain([own]) {
        let changes = diff(&options, &options).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(changes.to_string(), "verdict: nothing changes");
        assert_eq!(changes.bump(), Bump::None);
    }
}

#[test]
fn comment_changes_nothing() {
    check(&[("openapi: 3.0.3", "# Comment.\nopenapi: 3.0.3")], Bump::None, &[]);
}

#[test]
fn added_operation_is_shown_with_its_signature() {
    let shop = "  /shops/{shop}:
    delete:
      operationId: closeShop
      parameters:
        - { name: shop, in: path, required: true, schema: { type: string } }
        - { name: kinds, in: query, schema: { type: array, items: { type: string } } }
      responses: { '204': { description: Done } }
  /ovens:";
    check(
        &[("  /ovens:", shop)],
        Minor,
        &["operations", "  + close_shop(shop: &str, kinds: Option<&[&str]>)  DELETE /shops/{shop}"],
    );
    let open = shop.replace("delete:\n", "delete:\n      security: []\n");
    let line = "  + close_shop(shop: &str, kinds: Option<&[&str]>)  DELETE /shops/{shop}  (sends no credential)";
    check(&[("  /ovens:", &open)], Minor, &["operations", line]);
}

#[test]
fn methods_that_every_client_has_are_not_compared() {
    check(
        &[("operationId: listOvens", "operationId: shutdown")],
        Major,
        &[
            "operations",
            "  ! list_ovens: renamed to shutdown_; to keep the name too, add \
             `x-deprecated-names: [listOvens]` with an overlay action",
        ],
    );
}

#[test]
fn removed_or_skipped_operation_is_breaking() {
    let expected = ["operations", "  ! list_ovens: removed  GET /ovens"];
    check(&[("  /ovens:", "  x-ovens:")], Major, &expected);
    check(&[("listOvens", "listOvens\n      x-skip: too hot")], Major, &expected);
}

#[test]
fn changed_operation_id_is_a_rename_with_a_remedy() {
    check(
        &[("operationId: listOvens", "operationId: getOvens")],
        Major,
        &[
            "operations",
            "  ! list_ovens: renamed to get_ovens; to keep the name too, add \
             `x-deprecated-names: [listOvens]` with an overlay action",
        ],
    );
}

#[test]
fn renamed_operation_lists_its_other_changes() {
    check(
        &[
            ("operationId: getBread", "operationId: fetchBread"),
            ("/breads/{id}:", "/breads/{bread}:"),
            ("name: id, in: path, description: Which", "name: bread, in: path, description: Which"),
        ],
        Major,
        &[
            "operations",
            "  ! get_bread: renamed to fetch_bread; to keep the name too, add \
             `x-deprecated-names: [getBread]` with an overlay action",
            "  ~ fetch_bread: argument `id` renamed to `bread`",
            "wire",
            "  ~ fetch_bread: GET /breads/{id} -> GET /breads/{bread}",
        ],
    );
}

#[test]
fn former_name_keeps_the_function_but_not_its_constant() {
    let id = "operationId: getBread";
    let renamed = "operationId: fetchBread\n      x-deprecated-names: [getBread]";
    let slot = ("name: id, in: path, description: Which", "name: loaf, in: path");
    let edits = [(id, renamed), ("/breads/{id}:", "/breads/{loaf}:"), slot];
    check(
        &edits,
        Major,
        &[
            "operations",
            "  + fetch_bread(loaf: &str)  GET /breads/{loaf}",
            "  ~ get_bread: argument `id` renamed to `loaf`",
            "  ~ get_bread: deprecated",
            "  ! get_bread: `operations::GET_BREAD` removed",
            "wire",
            "  ~ fetch_bread: GET /breads/{id} -> GET /breads/{loaf}",
        ],
    );
    let old = edited(&edits);
    let new = old.replace("fetchBread\n", "fetchBread\n      x-idempotent: false\n");
    let changes = diff(&document("old.yaml", &old), &document("new.yaml", &new)).unwrap();
    assert_report(
        &changes,
        Minor,
        &[
            "operations",
            "  ~ get_bread: documentation",
            "wire",
            "  ~ fetch_bread: idempotent: true -> false",
        ],
    );
    let new = old.replace("      x-deprecated-names: [getBread]\n", "");
    let changes = diff(&document("old.yaml", &old), &document("new.yaml", &new)).unwrap();
    let expected = ["operations", "  ! get_bread: removed  GET /breads/{loaf}"];
    assert_report(&changes, Major, &expected);
}

#[test]
fn changed_argument_is_breaking() {
    let max_weight = "        - { name: maxWeight, in: query, schema: { type: integer } }\n";
    let kinds = "        - { name: kinds,";
    let moved = format!("{max_weight}{kinds}");
    let limit =
        format!("        - {{ name: limit, in: query, required: true, schema: {{}} }}\n{kinds}");
    let cases: [(Edits<'_>, &str); 6] = [
        (&[(kinds, &limit)], "argument `limit: &str` added"),
        (&[(max_weight, "")], "argument `max_weight: Option<i64>` removed"),
        (
            &[(max_weight, ""), (kinds, &moved)],
            "arguments reordered: max_weight, grain, kinds -> grain, max_weight, kinds",
        ),
        (
            &[("query, schema: { type: integer }", "query, schema: { type: number }")],
            "argument `max_weight`: Option<i64> -> Option<f64>",
        ),
        (
            &[(
                "query, schema: { type: integer }",
                "query, required: true, schema: { type: integer }",
            )],
            "argument `max_weight`: Option<i64> -> i64",
        ),
        (
            &[(
                "{ type: array, items: { $ref: '#/components/schemas/Bread' } }",
                "{ type: string }",
            )],
            "returns Vec<models::Bread> -> String",
        ),
    ];
    for (edits, expected) in cases {
        check(edits, Major, &["operations", &format!("  ! list_breads: {expected}")]);
    }
}

#[test]
fn argument_whose_name_is_not_sent_may_be_renamed() {
    check(
        &[("request-body-name: data", "request-body-name: loaf")],
        Patch,
        &["operations", "  ~ add_bread: argument `data` renamed to `loaf`"],
    );
    check(
        &[("name: grain,", "name: cereal,")],
        Major,
        &[
            "operations",
            "  ! list_breads: argument `grain: &str` removed",
            "  ! list_breads: argument `cereal: &str` added",
        ],
    );
}

#[test]
fn changed_type_of_a_body_is_breaking() {
    check(
        &[(
            "application/json: { schema: { $ref: '#/components/schemas/Bread' } }\n      responses: { '204'",
            "application/x-www-form-urlencoded: { schema: { $ref: '#/components/schemas/Salt' } }\n      responses: { '204'",
        )],
        Major,
        &[
            "operations",
            "  ! add_bread: argument `data`: &models::Bread -> &models::Salt",
            "wire",
            "  ~ add_bread: body: application/json -> application/x-www-form-urlencoded",
        ],
    );
}

#[test]
fn responses_that_differ_by_status_change_the_return_type() {
    let text =
        "'200': { description: Text, content: { text/plain: { schema: { type: string } } } }";
    check(
        &[("'204': { description: Ovens }", &format!("'204': {{ description: Ovens }}, {text}"))],
        Major,
        &[
            "operations",
            "  ! list_ovens: returns () -> ListOvensSuccess",
            "types",
            "  + enum ListOvensSuccess",
            "wire",
            "  ~ list_ovens: response: nothing -> text for 200, nothing for 204",
        ],
    );
}

#[test]
fn deprecated_operation_is_a_minor_change() {
    let deprecated = [("operationId: listOvens", "operationId: listOvens\n      deprecated: true")];
    check(&deprecated, Minor, &["operations", "  ~ list_ovens: deprecated"]);
}

#[test]
fn changed_request_is_not_breaking() {
    for (from, to, bump, expected) in [
        ("/ovens:", "/stoves:", Minor, "list_ovens: GET /ovens -> GET /stoves"),
        ("get: # Ovens", "put:", Minor, "list_ovens: GET /ovens -> PUT /ovens"),
        ("# Idempotent?", "x-idempotent: false", Minor, "list_ovens: idempotent: true -> false"),
        ("# Secured?", "security: []", Minor, "list_ovens: security: `key` -> none"),
        ("# Secured?", "security: [{}]", Minor, "list_ovens: security: `key` -> no credentials"),
        ("'401'", "'403'", Patch, "list_breads: documented errors: 401 -> 403"),
        ("tags: [shop]", "tags: [store]", Patch, "list_breads: tag: `shop` -> `store`"),
        ("url: /v1", "url: /v2", Minor, "server: `/v1` -> `/v2`"),
        (
            "name: X-Key",
            "name: X-Bakery-Key",
            Minor,
            "security scheme `key`: header `X-Key` -> header `X-Bakery-Key`",
        ),
        (
            "    key:",
            "    token: { type: http, scheme: bearer }\n    key:",
            Minor,
            "security scheme `token`: none -> bearer token",
        ),
    ] {
        check(&[(from, to)], bump, &["wire", &format!("  ~ {expected}")]);
    }
}

#[test]
fn changed_encoding_of_an_argument_or_a_field_is_not_breaking() {
    for (from, to, expected) in [
        (
            "maxWeight, in: query",
            "maxWeight, in: header",
            "list_breads: argument `max_weight`: query `maxWeight` -> header `maxWeight`",
        ),
        (
            "maxWeight",
            "max_weight",
            "list_breads: argument `max_weight`: query `maxWeight` -> query `max_weight`",
        ),
        (
            "kinds, in: query",
            "kinds, explode: false, in: query",
            "list_breads: argument `kinds`: query `kinds` -> query `kinds` in style Form, not exploded",
        ),
        ("grossWeight", "GrossWeight", "Bread.gross_weight: `grossWeight` -> `GrossWeight`"),
        ("wheat]", "WHEAT]", "Kind::Wheat: `wheat` -> `WHEAT`"),
        (
            "image/jpeg",
            "image/png",
            "set_photo: body: multipart/form-data, `file` as image/jpeg -> multipart/form-data, `file` as image/png",
        ),
    ] {
        check(&[(from, to)], Minor, &["wire", &format!("  ~ {expected}")]);
    }
}

#[test]
fn moved_slot_of_the_path_is_a_wire_change() {
    check(
        &[("/trays/{row}/{column}", "/trays/{column}/{row}")],
        Minor,
        &[
            "wire",
            "  ~ fill_tray: GET /trays/{row}/{column} -> GET /trays/{column}/{row}",
            "  ~ fill_tray: argument `row`: slot 1 of the path -> slot 2 of the path",
            "  ~ fill_tray: argument `column`: slot 2 of the path -> slot 1 of the path",
        ],
    );
}

#[test]
fn added_and_removed_types_and_fields_are_listed() {
    for (from, to, bump, expected) in [
        ("    Shelf:", "    Rack:\n      type: string\n    Shelf:", Minor, "+ alias Rack"),
        ("    Shelf:\n      type: integer\n", "", Major, "! Shelf: removed"),
        (
            "        topping:",
            "        size: { type: integer }\n        topping:",
            Minor,
            "+ Bread.size: Option<i64> added",
        ),
        (
            "        kind: { $ref: '#/components/schemas/Kind' }\n",
            "",
            Major,
            "! Bread.kind: removed",
        ),
        (
            "format: int32",
            "format: int64",
            Major,
            "! Bread.gross_weight: Option<i32> -> Option<i64>",
        ),
        (
            "required: [name]",
            "required: [name, grossWeight]",
            Major,
            "! Bread.gross_weight: Option<i32> -> i32",
        ),
        (
            "      type: integer\n    Photo",
            "      type: number\n    Photo",
            Major,
            "! Shelf.0: i64 -> f64",
        ),
        (
            "      type: integer\n    Photo",
            "      type: string\n      enum: [top]\n    Photo",
            Major,
            "! Shelf: alias -> enum",
        ),
        (
            "caption: { type: string }",
            "caption: { type: string }, alt: { type: string }",
            Minor,
            "+ Photo.alt: Option<String> added",
        ),
    ] {
        check(&[(from, to)], bump, &["types", &format!("  {expected}")]);
    }
}

#[test]
fn union_that_becomes_a_string_keeps_common_traits() {
    let new = edited(&[("    Topping:", "    Topping: { type: string, enum: [jam] }\n    Old:")]);
    let report = diff(&document("old", DOCUMENT), &document("new", &new)).unwrap().to_string();
    assert!(report.contains("Topping: no longer From<Salt>, From<Seeds>\n"), "{report}");
    assert!(report.contains("Topping: by what fits -> String\n"), "{report}");
}

#[test]
fn field_that_becomes_required_can_remove_the_default() {
    check(
        &[("required: [name]", "required: [name, kind]")],
        Major,
        &[
            "types",
            "  ! Bread.kind: Option<Kind> -> Kind",
            "  ! Bread: now `#[non_exhaustive]`",
            "  ! Bread: no longer Default",
        ],
    );
}

#[test]
fn added_variant_is_an_addition_and_a_removed_one_is_breaking() {
    for (from, to, bump, expected) in [
        ("wheat]", "wheat, oat]", Minor, "+ Kind::Oat: added"),
        ("[rye, wheat]", "[rye]", Major, "! Kind::Wheat: removed"),
    ] {
        check(&[(from, to)], bump, &["types", &format!("  {expected}")]);
    }
    let expected = ["types", "  + Topping::String(String): added", "  + Topping: From<String>"];
    check(&[("oneOf:\n", "oneOf:\n        - type: string\n")], Minor, &expected);
}

#[test]
fn changed_text_is_a_change_of_documentation() {
    for (from, to, expected) in [
        ("of the day", "of today", ["operations", "  ~ list_breads: documentation"]),
        ("Which", "Which one", ["operations", "  ~ get_bread: documentation"]),
        ("A loaf", "A whole loaf", ["types", "  ~ Bread: documentation"]),
        ("Its name", "The name", ["types", "  ~ Bread: documentation"]),
        (
            "version: 1.2.3",
            "version: 1.2.4",
            [
                "operations",
                "  ~ Client: documentation (the document's title, version or description)",
            ],
        ),
    ] {
        check(&[(from, to)], Patch, &expected);
    }
}

#[test]
fn order_of_operations_is_a_detail_of_the_code() {
    let text = "the generated code differs in its order, or in details that are not compared";
    let ovens = DOCUMENT.split_once("  /ovens:").unwrap().1.split_once("  /trays").unwrap().0;
    let moved = format!("paths:\n  /ovens:{ovens}");
    check(
        &[(&format!("  /ovens:{ovens}"), ""), ("paths:\n", &moved)],
        Patch,
        &["code", &format!("  ~ {text}")],
    );
}

#[test]
fn inline_schema_that_stands_in_another_place_too_keeps_its_name() {
    let state = "schema: { type: string, enum: [hot, cold] }";
    let document = |first: &str, second: &str| {
        let text = format!(
            "openapi: 3.0.3
info: {{ title: Bakery, version: '1' }}
paths:
  /a:
    get:
      operationId: first
      parameters: [{{ name: state, in: query, {first} }}]
      responses: {{ '204': {{ description: Done }} }}
  /b:
    get:
      operationId: second
      parameters: [{{ name: state, in: query, {second} }}]
      responses: {{ '204': {{ description: Done }} }}
"
        );
        Options::new(Source::new("bakery.yaml", text))
    };
    let other = "schema: { type: string, enum: [hot, cold, warm] }";
    let compare = |old, new| diff(&old, &new).unwrap();
    // One of two becomes equal to the other, and is another again.
    let changes = compare(document(other, state), document(state, state));
    assert_report(&changes, Major, &["types", "  ! FirstState::Warm: removed"]);
    let changes = compare(document(state, state), document(other, state));
    assert_report(&changes, Minor, &["types", "  + FirstState::Warm: added"]);
    // What changes in both is said once.
    let changes = compare(document(state, state), document(other, other));
    assert_report(&changes, Minor, &["types", "  + FirstState::Warm: added"]);
}
