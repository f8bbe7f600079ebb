//! The generator returns code or diagnostics for any document.
//!
//! The documents are the good ones with one to three random changes each, the same in every run.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::panic::catch_unwind;
use std::time::{Duration, Instant};

use common::{Fixture, fixtures};
use openapi_ureq_codegen::{Bump, Options, Source, diff, generate};
use serde_json::{Map, Value, json};

const ROUNDS_PER_DOCUMENT: usize = 200;

const ROUNDS_PER_COMPARISON: usize = 30;

/// Far longer than any document of this size takes.
const TOO_LONG: Duration = Duration::from_secs(10);

#[test]
fn changed_document_never_makes_the_generator_panic() {
    let fixtures = fixtures("good");
    let generated: usize = std::thread::scope(|scope| {
        let threads: Vec<_> =
            fixtures.iter().map(|fixture| scope.spawn(|| generated_of_mutants(fixture))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    // Both outcomes must occur: otherwise the changes are too destructive, or not destructive enough.
    let total = fixtures.len() * ROUNDS_PER_DOCUMENT;
    assert!(
        total / 10 < generated && generated < total * 9 / 10,
        "{generated} of {total} generated"
    );
}

/// The number of mutants of the fixture from which code is generated.
fn generated_of_mutants(fixture: &Fixture) -> usize {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let document: Value = serde_saphyr::from_str(&fixture.text).unwrap();
    let is_generated = |round: &usize| {
        let mut mutant = document.clone();
        for _ in 0..=random.below(3) {
            mutate(&mut mutant, &mut random);
        }
        outcome(&mutant, &format!("{}, round {round}", fixture.file)).is_ok()
    };
    (0..ROUNDS_PER_DOCUMENT).filter(is_generated).count()
}

#[test]
fn comparison_reports_every_change_of_the_code_and_no_other() {
    for fixture in fixtures("good") {
        let mut random = Random(0xD1B5_4A32_D192_ED03);
        let document: Value = serde_saphyr::from_str(&fixture.text).unwrap();
        let options = |value: &Value| Options::new(Source::new("doc.json", value.to_string()));
        let code = |options: &Options| {
            let code = generate(options).ok()?;
            // Without the header, which has the document's hash.
            Some(code.split_once("\n\n").unwrap().1.to_owned())
        };
        let (old, before) = (options(&document), code(&options(&document)).unwrap());
        for round in 0..ROUNDS_PER_COMPARISON {
            let mut mutant = document.clone();
            mutate(&mut mutant, &mut random);
            let new = options(&mutant);
            let Some(after) = code(&new) else { continue };
            let changes = diff(&old, &new).unwrap();
            let what = format!("{}, round {round}: {changes}\nwith {mutant}", fixture.file);
            assert_eq!(changes.bump() == Bump::None, before == after, "{what}");
            // Only a different order may be unlisted.
            if changes.to_string().starts_with("code\n") {
                assert_eq!(sorted_lines(&before), sorted_lines(&after), "{what}");
            }
        }
    }
}

fn sorted_lines(code: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = code.lines().map(str::trim).collect();
    lines.sort_unstable();
    lines
}

#[test]
fn changed_overlay_never_makes_the_generator_panic() {
    let document = Source::new("base.yaml", &fixtures("good")[0].text);
    let overlay = json!({
        "overlay": "1.0.0",
        "actions": [
            { "target": "$.info", "update": { "title": "Changed" } },
            { "target": "$.paths.*.*.responses", "update": { "404": { "description": "No" } } },
            { "target": "$.servers[?@.url]", "remove": true },
        ],
    });
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    for round in 0..ROUNDS_PER_DOCUMENT {
        let mut mutant = overlay.clone();
        mutate(&mut mutant, &mut random);
        let options =
            Options::new(document.clone()).overlay(Source::new("overlay.json", mutant.to_string()));
        let result = catch_unwind(|| generate(&options).is_ok());
        assert!(result.is_ok(), "round {round} panics with {mutant}");
    }
}

#[test]
fn truncated_document_never_makes_the_generator_panic() {
    for fixture in fixtures("good") {
        for end in
            (0..fixture.text.len()).step_by(97).filter(|end| fixture.text.is_char_boundary(*end))
        {
            let options = Options::new(Source::new("cut.yaml", &fixture.text[..end]));
            let result = catch_unwind(|| generate(&options).is_ok());
            assert!(result.is_ok(), "{} panics when cut at {end}", fixture.file);
        }
    }
}

#[test]
fn recursive_schemas_are_generated_or_rejected() {
    let link = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let object = |property: Value| json!({ "type": "object", "properties": { "p": property } });
    let shapes = [
        object(link("B")),
        json!({ "type": "array", "items": link("B") }),
        json!({ "type": "object", "additionalProperties": link("B") }),
        json!({ "allOf": [object(link("A")), object(link("B"))] }),
        json!({ "allOf": [link("C"), object(link("B"))] }),
        json!({ "oneOf": [object(link("A")), { "type": "array", "items": link("B") }] }),
        json!({ "anyOf": [link("C"), object(link("B"))] }),
        json!({ "type": "object", "required": ["p"], "properties": { "p": link("A") } }),
        json!({ "type": "object", "properties": { "p": { "allOf": [link("A")], "nullable": true } } }),
        json!({ "type": "object", "properties": { "p": { "allOf": [link("A"), link("B"), object(link("C"))] } } }),
        json!({ "not": link("A"), "type": "string" }),
    ];
    for (index, a) in shapes.iter().enumerate() {
        for b in &shapes {
            for c in &shapes[..3] {
                let mut document = minimal();
                document["components"] = json!({ "schemas": { "A": a, "B": b, "C": c } });
                let result = outcome(&document, &format!("circle {index}"));
                // These are trees, which are valid.
                if index < 3 && [0, 1, 2].iter().any(|plain| shapes[*plain] == *b) {
                    assert_eq!(result, Ok(()), "{document}");
                }
            }
        }
    }
}

#[test]
fn nesting_beyond_the_limit_is_an_error() {
    for depth in [1, 30, 50, 100, 1000, 10_000] {
        let mut text = minimal().to_string();
        let nested =
            format!("{}{{}}{}", "{\"type\":\"array\",\"items\":".repeat(depth), "}".repeat(depth));
        text.truncate(text.len() - 1);
        text.push_str(&format!(",\"components\":{{\"schemas\":{{\"A\":{nested}}}}}}}"));
        let options = Options::new(Source::new("deep.json", text));
        let result = catch_unwind(|| generate(&options).is_ok());
        assert_eq!(result.ok(), Some(depth <= 100), "depth {depth}");
    }
}

fn minimal() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Circles", "version": "1" },
        "paths": { "/a": { "get": {
            "operationId": "getA",
            "responses": { "200": {
                "description": "A",
                "content": { "application/json": { "schema": { "$ref": "#/components/schemas/A" } } },
            } },
        } } },
    })
}

/// `Ok` if code was generated, `Err` if there were diagnostics.
fn outcome(document: &Value, what: &str) -> Result<(), ()> {
    let options = Options::new(Source::new("mutant.json", document.to_string()));
    let start = Instant::now();
    let result = catch_unwind(|| generate(&options));
    let took = start.elapsed();
    assert!(took < TOO_LONG, "{what} took {took:?} with {document}");
    match result {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => {
            assert!(
                !error.diagnostics().is_empty(),
                "{what} is rejected without a diagnostic: {document}"
            );
            let text = error.to_string();
            assert!(!text.contains("bug in the generator"), "{what}: {text}\nwith {document}");
            Err(())
        }
        Err(_) => panic!("{what} panics with {document}"),
    }
}

/// Marsaglia's xorshift.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    fn one_of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

const NAMES: [&str; 18] = [
    "",
    "type",
    "$ref",
    "x-skip",
    "x-rust-name",
    "allOf",
    "oneOf",
    "properties",
    "items",
    "enum",
    "nullable",
    "additionalProperties",
    "required",
    "schema",
    "½",
    "名",
    "a\nb",
    "default",
];

fn mutate(document: &mut Value, random: &mut Random) {
    let mut pointers = Vec::new();
    collect(document, String::new(), &mut pointers);
    let pointer = random.one_of(&pointers).clone();
    let other = document.pointer(random.one_of::<String>(&pointers)).unwrap().clone();
    let node = document.pointer_mut(&pointer).unwrap();
    match random.below(6) {
        0 => remove_member(node, random),
        1 => *node = primitive(random),
        2 => rename_member(node, random),
        3 => *node = other,
        4 => add_member(node, other, random),
        _ => change_text(node, random),
    }
}

fn collect(node: &Value, pointer: String, found: &mut Vec<String>) {
    match node {
        Value::Object(members) => members.iter().for_each(|(name, child)| {
            let token = name.replace('~', "~0").replace('/', "~1");
            collect(child, format!("{pointer}/{token}"), found);
        }),
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, child)| collect(child, format!("{pointer}/{index}"), found));
        }
        _ => {}
    }
    found.push(pointer);
}

fn remove_member(node: &mut Value, random: &mut Random) {
    match node {
        Value::Object(members) if !members.is_empty() => {
            let name = members.keys().nth(random.below(members.len())).unwrap().clone();
            members.remove(&name);
        }
        Value::Array(items) if !items.is_empty() => {
            items.remove(random.below(items.len()));
        }
        _ => *node = Value::Null,
    }
}

fn primitive(random: &mut Random) -> Value {
    let values = [
        Value::Null,
        json!(0),
        json!(-1.5),
        json!(true),
        json!(""),
        json!("object"),
        json!("#/components/schemas/Bird"),
        json!([]),
        json!([null]),
        json!({}),
        json!({ "$ref": "#/components/schemas/Bird" }),
        json!({ "$ref": "#/paths" }),
        json!({ "$ref": "#" }),
    ];
    random.one_of(&values).clone()
}

fn rename_member(node: &mut Value, random: &mut Random) {
    let Value::Object(members) = node else { return };
    if members.is_empty() {
        return;
    }
    let renamed = random.below(members.len());
    let name = random.one_of(&NAMES);
    *members = std::mem::take(members)
        .into_iter()
        .enumerate()
        .map(|(index, (old, value))| {
            (if index == renamed { (*name).to_owned() } else { old }, value)
        })
        .collect::<Map<_, _>>();
}

fn add_member(node: &mut Value, member: Value, random: &mut Random) {
    match node {
        Value::Object(members) => {
            members.insert((*random.one_of(&NAMES)).to_owned(), member);
        }
        Value::Array(items) => items.push(member),
        _ => *node = member,
    }
}

fn change_text(node: &mut Value, random: &mut Random) {
    if let Value::String(text) = node {
        let cut = text
            .char_indices()
            .nth(random.below(text.chars().count().max(1)))
            .map_or(0, |(index, _)| index);
        text.insert_str(
            cut,
            random.one_of::<&str>(&[
                "½", "{", "}", "/", "\n", "`", "\u{0}", "\u{301}", "%", "~", "\"", "*",
            ]),
        );
    }
}
