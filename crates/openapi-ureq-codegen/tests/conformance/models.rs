//! Decodes values of every schema with a type, and encodes them again. This covers alternatives that rarely occur in
//! the replies of operations.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::compare::differences;
use super::document::Document;
use super::driver::{Subject, plain};
use super::process::Process;
use super::report::{Kind, Problem, Report};
use super::schemas::Schemas;
use super::text::Place;
use super::values::{Plan, Values};

/// Values per schema; more for one with many alternatives.
const ROUNDS: usize = 8;

/// The schemas with a type, by the name of the type, if only one schema has that name.
pub(crate) fn with_types(document: &Document, types: &[String]) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, node) in document.schemas() {
        let chosen = plain(node.text("x-rust-name").unwrap_or(name));
        for ty in types.iter().filter(|ty| plain(ty) == chosen) {
            found.entry(ty.clone()).or_default().push(node.pointer.clone());
        }
    }
    let single = found.into_iter().filter(|(_, pointers)| pointers.len() == 1);
    single.filter_map(|(ty, mut pointers)| Some((ty, pointers.pop()?))).collect()
}

/// Decodes values of all of them.
pub(crate) fn check(
    document: &Document,
    schemas: &Schemas,
    subject: &Subject,
    process: &mut Process,
    values: &mut Values<'_>,
    report: &mut Report,
) -> Result<(), String> {
    for (ty, pointer) in with_types(document, &subject.models) {
        let place = format!("schema {}", pointer.rsplit('/').next().unwrap_or_default());
        let schema = schemas.at(&pointer);
        let alternatives = alternatives(schemas, schema);
        let is_enum = subject.client.models.get(&ty) == Some(&true);
        let mut variants = Variants::default();
        values.restart();
        for round in 0..ROUNDS.max(2 * alternatives.len() + 2) {
            let Some(sample) = values.draw(schema, Plan::of_round(round), Place::Anywhere) else {
                report.add(&place, Problem::new(Kind::Untested, "no valid value was found"));
                break;
            };
            let sent = sample.sent();
            let got = process.call(&format!("models::{ty}"), &sent, |_| {})?;
            report.tally.values += 1;
            if got.get("json").is_none() {
                let message = format!("{}; the value: {sent}", got["error"]);
                report.add(&place, Problem::new(Kind::Undecoded, message));
                continue;
            }
            let found = differences(&sample.expected(), &got["json"]);
            let mut problems: Vec<Problem> = found.into_iter().map(Problem::from).collect();
            if is_enum {
                let variant = got["variant"].as_str().unwrap_or_default();
                let fitting = fitting(schemas, &alternatives, &sample.valid());
                problems.extend(fitting.and_then(|index| variants.add(index, variant)));
                if let Some(index) = fitting.filter(|_| variant == "Other") {
                    let message = format!("the alternative {index} is taken for an unknown one");
                    problems.push(Problem::new(Kind::Alternative, message));
                }
            }
            report.tally.values_equal += usize::from(problems.is_empty());
            problems.into_iter().for_each(|problem| report.add(&place, problem));
        }
    }
    Ok(())
}

fn alternatives<'a>(schemas: &'a Schemas, schema: &'a Value) -> Vec<&'a Value> {
    let schema = schemas.resolve(schema);
    let list = ["oneOf", "anyOf"].iter().find_map(|keyword| schema.get(keyword)?.as_array());
    list.into_iter().flatten().collect()
}

/// The only alternative for which a value is valid, so that the expected variant is known.
fn fitting(schemas: &Schemas, alternatives: &[&Value], value: &Value) -> Option<usize> {
    if !value.is_object() {
        return None;
    }
    let mut fitting =
        (0..alternatives.len()).filter(|index| schemas.is_valid(alternatives[*index], value));
    fitting.next().filter(|_| fitting.next().is_none())
}

/// The variants to which values of the alternatives were decoded.
#[derive(Default)]
struct Variants(BTreeMap<usize, String>);

impl Variants {
    /// Checks that each alternative has its own variant.
    fn add(&mut self, index: usize, variant: &str) -> Option<Problem> {
        let other = self.0.iter().find(|(other, name)| **other != index && *name == variant);
        let problem = match (other, self.0.get(&index)) {
            (Some((other, _)), _) => Some(format!(
                "the alternatives {other} and {index} are both decoded to `{variant}`"
            )),
            (None, Some(known)) if known != variant => {
                Some(format!("the alternative {index} is decoded to `{known}` and to `{variant}`"))
            }
            _ => None,
        };
        self.0.entry(index).or_insert_with(|| variant.to_owned());
        problem.map(|message| Problem::new(Kind::Alternative, json!(message).to_string()))
    }
}
