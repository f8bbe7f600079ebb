//! Documents with random schemas: whatever is valid for a schema survives being decoded and encoded.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// The schema components of a document.
const SCHEMAS: usize = 40;

/// Beyond this depth of a component there are scalars and references only.
const DEEP: usize = 3;

/// The version of OpenAPI of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    V3_0,
    V3_1,
}

/// A document whose operations send and receive random schemas.
pub(crate) fn document(version: Version, seed: u64) -> Value {
    let mut random = Random { rng: Rng::with_seed(seed), version, number: 0 };
    let mut schemas = Map::new();
    let mut paths = Map::new();
    for number in 0..SCHEMAS {
        random.number = number;
        schemas.insert(name(number), random.schema(0));
        let content = json!({ "application/json": { "schema": reference(number) } });
        let operation = json!({
            "operationId": format!("send{}", name(number)),
            "requestBody": { "required": true, "content": content },
            "responses": { "200": { "description": "The same", "content": content } },
        });
        paths.insert(format!("/{number}"), json!({ "post": operation }));
    }
    let version = match version {
        Version::V3_0 => "3.0.3",
        Version::V3_1 => "3.1.0",
    };
    json!({
        "openapi": version,
        "info": { "title": "Random", "version": "1" },
        "servers": [{ "url": "https://random.example" }],
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn name(number: usize) -> String {
    format!("Schema{number}")
}

fn reference(number: usize) -> Value {
    json!({ "$ref": format!("#/components/schemas/{}", name(number)) })
}

struct Random {
    rng: Rng,
    version: Version,
    /// The number of the component.
    number: usize,
}

impl Random {
    fn schema(&mut self, depth: usize) -> Value {
        // Components are composite, so that each has a type of its own.
        let kind = match depth {
            0 => self.rng.usize(6..13),
            DEEP.. => self.rng.usize(..5),
            _ => self.rng.usize(..13),
        };
        match kind {
            0 | 1 => self.scalar(),
            2 => self.known_values(),
            3 | 4 => self.component(),
            5 => self.nullable(depth),
            6 => json!({ "type": "array", "items": self.schema(depth + 1) }),
            7 => json!({ "type": "object", "additionalProperties": self.schema(depth + 1) }),
            8 => self.composition(depth),
            9 => self.alternatives(depth),
            _ => self.object(depth),
        }
    }

    fn scalar(&mut self) -> Value {
        let all = [
            json!({ "type": "string" }),
            json!({ "type": "string", "minLength": 1, "maxLength": 8 }),
            json!({ "type": "boolean" }),
            json!({ "type": "number" }),
            json!({ "type": "integer" }),
            json!({ "type": "integer", "format": "int32" }),
            json!({ "type": "integer", "minimum": 0 }),
            json!({ "type": "string", "format": "date-time" }),
        ];
        self.one_of(&all)
    }

    fn known_values(&mut self) -> Value {
        let of_both = [
            json!({ "type": "string", "enum": ["red", "green", "light blue"] }),
            json!({ "enum": ["x", "y"] }),
            json!({ "type": "integer", "enum": [1, 2, 40] }),
        ];
        let of_3_1 = [
            json!({ "const": "only" }),
            json!({ "oneOf": [{ "const": "a", "title": "First" }, { "const": "b" }] }),
        ];
        match self.version {
            Version::V3_1 if self.rng.bool() => self.one_of(&of_3_1),
            Version::V3_0 | Version::V3_1 => self.one_of(&of_both),
        }
    }

    /// An earlier one, so that every schema has values that end; a later one if there can be none of it.
    fn component(&mut self) -> Value {
        match self.number {
            0 => self.scalar(),
            number => reference(self.rng.usize(..number)),
        }
    }

    fn nullable(&mut self, depth: usize) -> Value {
        let mut schema = self.schema(depth + 1);
        match (self.version, schema.get("type").cloned()) {
            (_, Some(_)) if schema.get("enum").is_some() => schema,
            (Version::V3_0, _) if schema.get("$ref").is_some() => {
                json!({ "allOf": [schema], "nullable": true })
            }
            (Version::V3_0, Some(_)) => {
                schema["nullable"] = json!(true);
                schema
            }
            (Version::V3_0, None) => schema,
            (Version::V3_1, Some(Value::String(kind))) => {
                schema["type"] = json!([kind, "null"]);
                schema
            }
            (Version::V3_1, _) => json!({ "anyOf": [schema, { "type": "null" }] }),
        }
    }

    fn object(&mut self, depth: usize) -> Value {
        const NAMES: [&str; 8] =
            ["name", "type", "extra", "createdAt", "count", "x-ray", "items", "self"];
        let mut properties = Map::new();
        let mut required = Vec::new();
        for _ in 0..=self.rng.usize(..4) {
            let name = NAMES[self.rng.usize(..NAMES.len())];
            let mut schema = self.schema(depth + 1);
            if properties.contains_key(name) {
                continue;
            }
            if self.rng.bool() {
                required.push(json!(name));
            } else if self.rng.u8(..4) == 0 {
                // Only what is optional may contain itself, or else there would be no end.
                schema = reference(self.rng.usize(..SCHEMAS));
            }
            properties.insert(name.to_owned(), schema);
        }
        required.retain(|name| {
            let schema = name.as_str().and_then(|name| properties.get(name));
            schema.is_some_and(|schema| !self.leads_on(schema))
        });
        let mut object = json!({ "type": "object", "properties": properties });
        if !required.is_empty() {
            object["required"] = json!(required);
        }
        match self.rng.u8(..8) {
            0 => object["additionalProperties"] = json!(true),
            1 => object["additionalProperties"] = self.scalar(),
            _ => {}
        }
        object
    }

    /// Whether a schema is a reference to this component or one behind it.
    fn leads_on(&self, schema: &Value) -> bool {
        let target = schema.get("$ref").and_then(Value::as_str);
        let number = target.and_then(|target| target.rsplit_once("Schema")?.1.parse().ok());
        number.is_some_and(|number: usize| number >= self.number)
    }

    /// Objects that apply together, with properties in common.
    fn composition(&mut self, depth: usize) -> Value {
        let parts: Vec<Value> = (0..2)
            .map(|part| {
                let own = format!("part{part}");
                json!({
                    "type": "object",
                    "required": if self.rng.bool() { json!([own]) } else { json!([]) },
                    "properties": { own: self.schema(depth + 1), "shared": { "type": "string" } },
                })
            })
            .collect();
        json!({ "allOf": parts, "description": "Both" })
    }

    fn alternatives(&mut self, depth: usize) -> Value {
        match self.rng.u8(..4) {
            0 => self.tagged(depth),
            1 => {
                let list = json!({ "type": "array", "items": self.schema(depth + 1) });
                json!({ "oneOf": [{ "type": "string" }, { "type": "boolean" }, list, self.object(depth)] })
            }
            // A value may be both of these. Members that one of them describes without a name are not
            // those of the other.
            2 => {
                let mut both = [self.object(depth + 1), self.object(depth + 1)];
                both.iter_mut().filter_map(Value::as_object_mut).for_each(|one| {
                    one.remove("additionalProperties");
                });
                json!({ "anyOf": both })
            }
            _ => json!({ "anyOf": [{ "type": "integer" }, { "type": "string" }] }),
        }
    }

    /// Objects that a property tells apart.
    fn tagged(&mut self, depth: usize) -> Value {
        let alternatives: Vec<Value> = ["cat", "dog", "bird"]
            .iter()
            .map(|tag| {
                json!({
                    "type": "object",
                    "required": ["kind"],
                    "properties": {
                        "kind": { "type": "string", "enum": [tag] },
                        "of": self.schema(depth + 1),
                    },
                })
            })
            .collect();
        json!({ "oneOf": alternatives })
    }

    fn one_of(&mut self, all: &[Value]) -> Value {
        all[self.rng.usize(..all.len())].clone()
    }
}
