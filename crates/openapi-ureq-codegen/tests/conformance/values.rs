//! Random values of a schema. The same seed yields the same values.
//!
//! Drawn values are validated, and drawn again if they are invalid, so drawing only has to be right often enough.

use std::collections::HashMap;

use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::flat::Flat;
use super::numbers;
use super::sample::{self, Sample, UNLISTED};
use super::schemas::{Direction, Schemas, fingerprint};
use super::text::{self, Place};

/// Beyond this depth, only required members are drawn.
const DEEP: usize = 7;

/// The maximum depth. A schema that exceeds it has no finite value.
const TOO_DEEP: usize = 24;

/// Beyond this number of nodes, only required members are drawn.
const LARGE: usize = 300;

/// The maximum number of nodes, including those of invalid values, before giving up.
const HOPELESS: usize = 20_000;

/// The characteristic of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plan {
    /// Every optional member.
    Full,
    /// No optional member.
    Minimal,
    /// Null wherever it is allowed.
    Nulls,
    /// Empty lists and maps.
    Empty,
    Random,
    /// Replies only: undeclared members, unknown enum values, and null for absent members.
    Unlisted,
}

impl Plan {
    const ALL: [Self; 6] =
        [Self::Full, Self::Minimal, Self::Nulls, Self::Empty, Self::Unlisted, Self::Random];

    /// The plan of one of several rounds: each once, then at random.
    pub(crate) fn of_round(round: usize) -> Self {
        Self::ALL.get(round).copied().unwrap_or(Self::Random)
    }
}

/// Draws values.
pub(crate) struct Values<'a> {
    schemas: &'a Schemas,
    direction: Direction,
    pub(crate) rng: Rng,
    plan: Plan,
    place: Place,
    /// How often each choice has been made, so that every alternative is used.
    turns: HashMap<u64, usize>,
    /// The number of choices that contain the node.
    choices: usize,
    nodes: usize,
    /// The number of nodes in all attempts to draw one value.
    all_nodes: usize,
}

impl<'a> Values<'a> {
    pub(crate) fn new(schemas: &'a Schemas, direction: Direction, seed: u64) -> Self {
        Self {
            schemas,
            direction,
            rng: Rng::with_seed(seed),
            plan: Plan::Random,
            place: Place::Anywhere,
            turns: HashMap::new(),
            choices: 0,
            nodes: 0,
            all_nodes: 0,
        }
    }

    /// Starts again with the first alternatives of all choices.
    pub(crate) fn restart(&mut self) {
        self.turns.clear();
    }

    /// A valid value, if one is found.
    pub(crate) fn draw(&mut self, schema: &Value, plan: Plan, place: Place) -> Option<Sample> {
        (self.plan, self.place, self.all_nodes) = (plan, place, 0);
        for attempt in 0..40 {
            self.nodes = 0;
            if attempt == 20 {
                self.plan = Plan::Random;
            }
            if let Some(drawn) = self.value(schema, 0).map(Sample)
                && self.schemas.is_valid(schema, &drawn.valid())
            {
                return Some(drawn);
            }
        }
        let schema = self.schemas.resolve(schema);
        let stated = ["example", "default"].iter().filter_map(|keyword| schema.get(keyword));
        let mut stated = stated.chain(schema.get("examples").and_then(|list| list.get(0)));
        stated.find(|value| self.schemas.is_valid(schema, value)).cloned().map(Sample)
    }

    /// A schema without combinators, with the chosen alternatives merged.
    pub(crate) fn flatten(&mut self, schema: &Value, depth: usize) -> Option<Flat> {
        let schema = match schema {
            Value::Bool(false) => return None,
            Value::Object(schema) if depth <= TOO_DEEP => schema,
            Value::Object(_) => return None,
            _ => return Some(Flat::default()),
        };
        let mut flat = Flat::default();
        for (keyword, value) in schema {
            match (keyword.as_str(), value) {
                ("$ref", Value::String(reference)) => {
                    let target = self.schemas.target(reference)?;
                    flat.merge(self.flatten(target, depth + 1)?);
                }
                ("allOf", Value::Array(members)) => {
                    for member in members {
                        flat.merge(self.flatten(member, depth + 1)?);
                    }
                }
                ("oneOf" | "anyOf", Value::Array(alternatives)) => {
                    let chosen = self.choose(keyword, alternatives, depth)?;
                    flat.is_choice = true;
                    flat.merge(chosen);
                }
                ("not" | "if" | "discriminator", _) => flat.is_choice = true,
                _ => flat.merge(Flat {
                    keywords: Map::from_iter([(keyword.clone(), value.clone())]),
                    ..Flat::default()
                }),
            }
        }
        Some(flat)
    }

    /// Chooses an alternative: first each in turn, then a random one. For `anyOf`, sometimes two.
    fn choose(&mut self, keyword: &str, alternatives: &[Value], depth: usize) -> Option<Flat> {
        let turn = self.turns.entry(fingerprint(&json!(alternatives))).or_default();
        *turn += 1;
        let count = alternatives.len().max(1);
        let first = if *turn <= 2 * count { *turn - 1 } else { self.rng.usize(..count) };
        let ends = depth > DEEP || self.nodes > LARGE;
        let order = (0..count).map(|offset| (first + offset) % count);
        let mut order: Vec<usize> = order.collect();
        if self.plan == Plan::Nulls || ends {
            let is_null = |index: &usize| alternatives[*index].get("type") != Some(&json!("null"));
            order.sort_by_key(is_null);
        }
        let chosen = order
            .iter()
            .take(if ends { count } else { 1 })
            .find_map(|index| Some((*index, self.flatten(alternatives.get(*index)?, depth + 1)?)));
        let (index, mut flat) = chosen?;
        if keyword == "anyOf" && flat.types() == ["object"] && self.rng.u8(..3) == 0 {
            let second = self.flatten(&alternatives[(index + 1) % count], depth + 1);
            if let Some(second) = second.filter(|second| second.types() == ["object"]) {
                flat.merge(second);
                flat.together
                    .extend([index, (index + 1) % count].map(|one| alternatives[one].clone()));
            }
        }
        Some(flat)
    }

    fn value(&mut self, schema: &Value, depth: usize) -> Option<Value> {
        self.nodes += 1;
        self.all_nodes += 1;
        if depth > TOO_DEEP || self.all_nodes > HOPELESS {
            return None;
        }
        for _ in 0..12 {
            let flat = self.flatten(schema, depth)?;
            self.choices += usize::from(flat.is_choice);
            let value = self.of_flat(&flat, depth);
            self.choices -= usize::from(flat.is_choice);
            let Some(value) = value else { continue };
            // A choice is checked immediately, since drawing the whole value again would rarely help.
            let checked = flat.together.iter().chain(flat.is_choice.then_some(schema));
            let valid = Sample(value.clone()).valid();
            if checked.into_iter().all(|schema| self.schemas.is_valid(schema, &valid)) {
                return Some(value);
            }
        }
        None
    }

    fn of_flat(&mut self, flat: &Flat, depth: usize) -> Option<Value> {
        if let Some(constant) = flat.get("const") {
            return Some(constant.clone());
        }
        if let Some(Value::Array(values)) = flat.get("enum") {
            return self.of_enum(values);
        }
        let types = flat.types();
        let nullable = types.iter().any(|one| one == "null");
        let types: Vec<&String> = types.iter().filter(|one| *one != "null").collect();
        if nullable && (types.is_empty() || self.takes_null()) {
            return Some(Value::Null);
        }
        let Some(chosen) = self.rng.choice(&types) else { return Some(self.anything(depth)) };
        match chosen.as_str() {
            "string" => Some(Value::String(text::random(&mut self.rng, flat, self.place))),
            "integer" => numbers::integer(&mut self.rng, flat),
            "number" => numbers::number(&mut self.rng, flat),
            "boolean" => Some(Value::Bool(self.rng.bool())),
            "array" => self.array(flat, depth),
            "object" => self.object(flat, depth),
            _ => None,
        }
    }

    fn of_enum(&mut self, values: &[Value]) -> Option<Value> {
        if self.plan == Plan::Nulls && values.contains(&Value::Null) {
            return Some(Value::Null);
        }
        let turn = self.turns.entry(fingerprint(&json!(values))).or_default();
        *turn += 1;
        let value = values.get((*turn - 1) % values.len().max(1))?;
        // A single value is a constant, which may distinguish the alternatives of a choice.
        let is_open = values.len() > 1 && self.choices == 0 && self.takes_unlisted();
        match value {
            Value::String(text) if is_open => Some(sample::unlisted(text)),
            value => Some(value.clone()),
        }
    }

    fn takes_unlisted(&self) -> bool {
        self.plan == Plan::Unlisted && self.direction == Direction::Reply
    }

    fn takes_null(&mut self) -> bool {
        match self.plan {
            Plan::Nulls => true,
            Plan::Full | Plan::Empty | Plan::Minimal => false,
            Plan::Random | Plan::Unlisted => self.rng.u8(..4) == 0,
        }
    }

    fn takes_optional(&mut self, depth: usize) -> bool {
        if depth > DEEP || self.nodes > LARGE {
            return false;
        }
        match self.plan {
            Plan::Full | Plan::Nulls | Plan::Empty => true,
            Plan::Minimal => false,
            Plan::Random | Plan::Unlisted => self.rng.bool(),
        }
    }

    /// A number of elements within the bounds of a schema.
    fn length(&mut self, flat: &Flat, least: &str, most: &str, depth: usize) -> usize {
        let least = flat.count(least).unwrap_or(0);
        let most = flat.count(most).unwrap_or(least + 3).max(least).min(least + 3);
        match self.plan {
            _ if depth > DEEP || self.nodes > LARGE => least,
            Plan::Minimal | Plan::Empty => least,
            Plan::Full | Plan::Nulls => least.max(1).min(most),
            Plan::Random | Plan::Unlisted => self.rng.usize(least..=most),
        }
    }

    fn array(&mut self, flat: &Flat, depth: usize) -> Option<Value> {
        let prefix = flat.list("prefixItems");
        let items = flat.get("items").unwrap_or(&Value::Bool(true));
        let mut length = self.length(flat, "minItems", "maxItems", depth).max(prefix.len());
        if self.place == Place::Path {
            length = length.max(1);
        }
        if items == &Value::Bool(false) {
            length = prefix.len();
        }
        let place = self.place;
        if place == Place::Header {
            self.place = Place::Element;
        }
        let values =
            (0..length).map(|index| self.value(prefix.get(index).unwrap_or(items), depth + 1));
        let mut values: Vec<Value> = values.collect::<Option<_>>()?;
        self.place = place;
        if flat.get("uniqueItems") == Some(&Value::Bool(true)) {
            let mut seen = Vec::new();
            values.retain(|value| {
                let is_new = !seen.contains(value);
                seen.push(value.clone());
                is_new
            });
        }
        Some(Value::Array(values))
    }

    fn object(&mut self, flat: &Flat, depth: usize) -> Option<Value> {
        let mut members = Map::new();
        let mut known = 0;
        for (name, schema) in flat.properties() {
            known += 1;
            if flat.requires(name) || self.takes_optional(depth) {
                match self.value(schema, depth + 1) {
                    Some(value) => members.insert(name.clone(), value),
                    None if flat.requires(name) => return None,
                    None => None,
                };
            } else if self.takes_unlisted() && self.choices == 0 && self.rng.bool() {
                let is_null = self.schemas.is_valid(schema, &Value::Null);
                members.insert(name.clone(), if is_null { Value::Null } else { sample::absent() });
            }
        }
        for name in flat.list("required").iter().filter_map(Value::as_str) {
            if !members.contains_key(name) {
                members.insert(name.to_owned(), self.anything(depth));
            }
        }
        self.further_members(flat, known, &mut members, depth)?;
        Some(Value::Object(members))
    }

    /// Additional members: those of a map, or an undeclared one.
    fn further_members(
        &mut self,
        flat: &Flat,
        known: usize,
        members: &mut Map<String, Value>,
        depth: usize,
    ) -> Option<()> {
        let additional = match (flat.get("additionalProperties"), flat.get("patternProperties")) {
            (Some(Value::Bool(false)), None) => return Some(()),
            (_, Some(Value::Object(patterns))) => {
                for (pattern, schema) in patterns {
                    let keyed = json!({ "pattern": pattern });
                    let keyed = self.flatten(&keyed, 0)?;
                    let name = text::random(&mut self.rng, &keyed, Place::Anywhere);
                    members.insert(name, self.value(schema, depth + 1)?);
                }
                return Some(());
            }
            (Some(schema), _) => schema.clone(),
            (None, _) if known == 0 => Value::Bool(true),
            (None, _) => {
                if self.takes_unlisted() && self.choices == 0 {
                    members.insert(UNLISTED.to_owned(), json!({ "a": [1, null] }));
                }
                return Some(());
            }
        };
        let least = flat.count("minProperties").unwrap_or(0).saturating_sub(members.len());
        let count = self.length(flat, "minProperties", "maxProperties", depth).max(least);
        let names = flat.get("propertyNames").cloned().unwrap_or(json!({ "minLength": 1 }));
        for _ in 0..count {
            let names = self.flatten(&names, depth + 1)?;
            let name = text::random(&mut self.rng, &names, Place::Anywhere);
            if flat.properties().all(|(known, _)| *known != name) {
                members.insert(name, self.value(&additional, depth + 1)?);
            }
        }
        Some(())
    }

    /// Any JSON.
    fn anything(&mut self, depth: usize) -> Value {
        match self.rng.u8(..if depth > DEEP { 4 } else { 6 }) {
            0 if self.place == Place::Anywhere && self.takes_null() => Value::Null,
            0 | 1 => json!(self.rng.i32(..)),
            2 => json!(self.rng.bool()),
            3 => json!(text::random(&mut self.rng, &Flat::default(), self.place)),
            4 if self.place == Place::Anywhere => json!([1, "a", [], { "b": null }]),
            _ if self.place == Place::Anywhere => json!({ "a b": { "c": 0.5 }, "d": null }),
            _ => json!("any"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::Document;
    use super::*;

    const DOCUMENT: &str = "
openapi: VERSION
components:
  schemas:
    Cat: { type: object, required: [kind], properties: { kind: { type: string }, lives: { type: integer, minimum: 0 } } }
    Dog: { type: object, required: [kind], properties: { kind: { type: string }, owner: { $ref: '#/components/schemas/Owner' } } }
    Owner: { type: object, required: [id, pin], properties: { id: { type: string, readOnly: true }, pin: { type: string, writeOnly: true }, pets: { type: array, items: { $ref: '#/components/schemas/Pet' } } } }
    Pet:
      oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }]
      discriminator: { propertyName: kind, mapping: { cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog' } }
";

    fn drawn(version: &str, direction: Direction, schema: &Value) -> Vec<Value> {
        let document = Document::parse(&DOCUMENT.replace("VERSION", version)).unwrap();
        let schemas = Schemas::new(&document, direction).unwrap();
        let mut values = Values::new(&schemas, direction, 1);
        let pointer = schema.as_str().map(|name| format!("/components/schemas/{name}"));
        let schema = pointer.as_deref().map_or(schema, |pointer| schemas.at(pointer));
        let draw = |round| values.draw(schema, Plan::of_round(round), Place::Anywhere);
        (0..24).filter_map(draw).map(|sample| sample.expected()).collect()
    }

    #[test]
    fn every_presence_and_type_is_generated() {
        let schema = json!({
            "type": "object",
            "required": ["a"],
            "properties": {
                "a": { "type": ["integer", "null"], "minimum": 5, "multipleOf": 5 },
                "b": { "type": "array", "maxItems": 2, "items": { "const": 1 } },
                "c": { "enum": ["x", "y"] },
                "d": { "type": "string", "pattern": "^[a-c]{3}$" },
            },
        });
        let values = drawn("3.1.0", Direction::Request, &schema);
        let some = |is: &dyn Fn(&Value) -> bool| values.iter().any(is);
        assert!(some(&|value| value["a"].is_null()) && some(&|value| value["a"].is_number()));
        assert!(some(&|value| value.get("b").is_none()) && some(&|value| value["b"] == json!([])));
        assert!(some(&|value| value["c"] == "x") && some(&|value| value["c"] == "y"));
        assert!(some(&|value| value["d"].as_str().is_some_and(|text| text.len() == 3)));
        assert_eq!(values.len(), 24);
    }

    #[test]
    fn tag_selects_the_alternative() {
        for version in ["3.0.3", "3.1.0"] {
            let pets = drawn(version, Direction::Reply, &json!("Pet"));
            // A cat is also a dog without an owner: a value that matches both is invalid for `oneOf`.
            assert!(
                pets.iter().all(|pet| pet["kind"] == "cat" || pet["kind"] == "dog"),
                "{pets:?}"
            );
        }
    }

    #[test]
    fn read_only_properties_are_not_in_requests() {
        let has = |values: &[Value], name: &str| values.iter().all(|one| one.get(name).is_some());
        let lacks = |values: &[Value], name: &str| values.iter().all(|one| one.get(name).is_none());
        let requests = drawn("3.0.3", Direction::Request, &json!("Owner"));
        let replies = drawn("3.0.3", Direction::Reply, &json!("Owner"));
        assert!(has(&requests, "pin") && lacks(&requests, "id"), "{requests:?}");
        assert!(has(&replies, "id") && lacks(&replies, "pin"), "{replies:?}");
    }

    #[test]
    fn reply_may_have_undeclared_properties() {
        let schema = json!({ "type": "object", "properties": { "a": { "enum": ["x", "y"] } } });
        let listed = |value: &Value| value["a"].is_null() || value["a"] == "x" || value["a"] == "y";
        assert!(!drawn("3.1.0", Direction::Reply, &schema).iter().all(listed));
        assert!(drawn("3.1.0", Direction::Request, &schema).iter().all(listed));
    }
}
