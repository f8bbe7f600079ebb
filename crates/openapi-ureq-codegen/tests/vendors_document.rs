//! The document in this repository differs from the vendor's only in its descriptions, and can be replaced by it:
//! with the same overlay, the generated code is the same except for docs. Every action of the overlay is needed.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use openapi_ureq_codegen::{Error, Options, Source, generate};
use serde_json::{Map, Value, json};

const DOCUMENT: &str = include_str!("../../../openapi.yaml");
const OVERLAY: &str = include_str!("../../../openapi.overlay.yaml");

#[test]
fn other_descriptions_change_only_the_docs() {
    let words = json!("Other *words*, [which]\n\n    are <marked> up");
    same_code(&|node| {
        for name in ["description", "summary"] {
            node.entry(name).and_modify(|text| *text = words.clone());
        }
    });
}

#[test]
fn removed_descriptions_and_examples_change_only_the_docs() {
    same_code(&|node| {
        node.retain(|name, _| !matches!(name.as_str(), "summary" | "example"));
        if node.contains_key("content") {
            // A response must have one.
            node.insert("description".to_owned(), json!(""));
        } else {
            node.shift_remove("description");
        }
    });
}

#[test]
fn order_of_keywords_and_json_instead_of_yaml_change_nothing() {
    same_code(&|node| *node = std::mem::take(node).into_iter().rev().collect());
}

#[test]
fn misplaced_parameters_are_reported_without_the_corrections() {
    let error = generate(&Options::new(Source::new("openapi.yaml", DOCUMENT))).unwrap_err();
    let misplaced: Vec<_> = error
        .diagnostics()
        .iter()
        .map(|diagnostic| (diagnostic.operation.as_deref().unwrap(), diagnostic.message.as_str()))
        .collect();
    let path = "/instances/{instance_key}/groups/{group_id}";
    let message = |name: &str, last: &str| {
        format!("the path parameter `{name}` has no slot in `{path}/{last}`")
    };
    assert_eq!(
        misplaced,
        [
            ("setGroupAnnounce", message("announce", "announce").as_str()),
            ("setGroupLocked", message("locked", "lock").as_str()),
        ]
    );
}

#[test]
fn each_correction_has_an_effect() {
    let overlay: Value = serde_saphyr::from_str(OVERLAY).unwrap();
    let all = code(DOCUMENT.to_owned(), OVERLAY.to_owned()).unwrap();
    let actions = overlay["actions"].as_array().unwrap();
    std::thread::scope(|scope| {
        for (index, action) in actions.iter().enumerate() {
            let (mut without, all) = (overlay.clone(), &all);
            without["actions"].as_array_mut().unwrap().remove(index);
            scope.spawn(move || {
                let code = code(DOCUMENT.to_owned(), without.to_string());
                assert!(code.map_or(true, |code| code != *all), "{action} changes nothing");
            });
        }
    });
}

/// Asserts that the code does not change if `change` is applied to each object of the document, except
/// those whose keys are names.
fn same_code(change: &dyn Fn(&mut Map<String, Value>)) {
    let mut document: Value = serde_saphyr::from_str(DOCUMENT).unwrap();
    let before = document.to_string();
    change_keywords(&mut document, 0, change);
    assert_ne!(document.to_string(), before);
    let expected = code(DOCUMENT.to_owned(), OVERLAY.to_owned()).unwrap();
    let changed = code(document.to_string(), OVERLAY.to_owned());
    let changed = changed.unwrap_or_else(|error| panic!("{error}"));
    let difference = expected.lines().zip(changed.lines()).find(|(one, other)| one != other);
    assert!(expected == changed, "the code differs, first at {difference:?}");
}

/// The keys of the first `levels` of objects are names.
fn change_keywords(node: &mut Value, levels: u8, change: &dyn Fn(&mut Map<String, Value>)) {
    match node {
        Value::Object(members) => {
            if levels == 0 {
                change(members);
            }
            for (key, child) in members {
                let levels = match (levels, key.as_str()) {
                    (0, "paths") => 2,
                    (0, "properties" | "schemas" | "responses" | "content") => 1,
                    (levels, _) => levels.saturating_sub(1),
                };
                change_keywords(child, levels, change);
            }
        }
        Value::Array(items) => {
            items.iter_mut().for_each(|item| change_keywords(item, levels, change));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The generated code without its comments.
fn code(document: String, overlay: String) -> Result<String, Error> {
    let options = Options::new(Source::new("openapi.yaml", document))
        .overlay(Source::new("openapi.overlay.yaml", overlay));
    let code = generate(&options)?;
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    Ok(lines.flat_map(|line| [line, "\n"]).collect())
}
