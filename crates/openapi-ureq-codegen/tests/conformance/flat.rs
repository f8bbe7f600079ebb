//! A schema without combinators: references are resolved, `allOf` is merged, and one alternative of each `oneOf` and
//! `anyOf` is chosen. Values drawn from it are only candidates, which are validated afterwards.

use serde_json::{Map, Value, json};

/// A schema without combinators.
#[derive(Debug, Default, Clone)]
pub(crate) struct Flat {
    pub(crate) keywords: Map<String, Value>,
    /// Whether a choice was made, so that the value may also match other alternatives.
    pub(crate) is_choice: bool,
    /// The alternatives that were chosen together, which the value has to be all of.
    pub(crate) together: Vec<Value>,
}

impl Flat {
    /// Adds the constraints of `other`.
    pub(crate) fn merge(&mut self, other: Flat) {
        self.is_choice |= other.is_choice;
        self.together.extend(other.together);
        for (keyword, value) in other.keywords {
            match self.keywords.get_mut(&keyword) {
                Some(own) => combine(&keyword, own, value),
                None => {
                    self.keywords.insert(keyword, value);
                }
            }
        }
    }

    pub(crate) fn get(&self, keyword: &str) -> Option<&Value> {
        self.keywords.get(keyword)
    }

    pub(crate) fn text(&self, keyword: &str) -> Option<&str> {
        self.get(keyword)?.as_str()
    }

    pub(crate) fn count(&self, keyword: &str) -> Option<usize> {
        usize::try_from(self.get(keyword)?.as_f64()? as u64).ok()
    }

    pub(crate) fn list(&self, keyword: &str) -> &[Value] {
        self.get(keyword).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn properties(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.get("properties").and_then(Value::as_object).into_iter().flatten()
    }

    pub(crate) fn requires(&self, property: &str) -> bool {
        self.list("required").iter().any(|name| name == property)
    }

    /// The permitted types. If none are specified, they follow from the other keywords.
    pub(crate) fn types(&self) -> Vec<String> {
        let has = |keywords: &[&str]| keywords.iter().any(|keyword| self.get(keyword).is_some());
        match self.get("type") {
            Some(Value::String(one)) => vec![one.clone()],
            Some(Value::Array(several)) => {
                several.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect()
            }
            _ if has(&["properties", "additionalProperties", "required", "patternProperties"]) => {
                vec!["object".to_owned()]
            }
            _ if has(&["items", "prefixItems"]) => vec!["array".to_owned()],
            _ if has(&["pattern", "format", "minLength", "maxLength"]) => vec!["string".to_owned()],
            _ if has(&["minimum", "maximum", "multipleOf"]) => vec!["number".to_owned()],
            _ => Vec::new(),
        }
    }
}

fn combine(keyword: &str, own: &mut Value, other: Value) {
    match (keyword, &mut *own, other) {
        ("properties" | "patternProperties", Value::Object(own), Value::Object(other)) => {
            for (name, schema) in other {
                match own.get_mut(&name) {
                    Some(first) if *first != schema => {
                        *first = json!({ "allOf": [first.clone(), schema] });
                    }
                    Some(_) => {}
                    None => {
                        own.insert(name, schema);
                    }
                }
            }
        }
        ("required", Value::Array(own), Value::Array(other)) => own.extend(other),
        ("enum", Value::Array(own), Value::Array(other)) => own.retain(|one| other.contains(one)),
        ("type", own, other) => *own = common_types(own, &other),
        ("items", own, other) => *own = json!({ "allOf": [own.clone(), other] }),
        ("additionalProperties" | "unevaluatedProperties", own, Value::Bool(false)) => {
            *own = Value::Bool(false);
        }
        ("minimum" | "minLength" | "minItems" | "minProperties", own, other)
            if other.as_f64() > own.as_f64() =>
        {
            *own = other;
        }
        ("maximum" | "maxLength" | "maxItems" | "maxProperties", own, other)
            if other.as_f64() < own.as_f64() =>
        {
            *own = other;
        }
        // The first one is used. If another one forbids the value, it is invalid and discarded.
        _ => {}
    }
}

fn common_types(own: &Value, other: &Value) -> Value {
    let list = |types: &Value| match types {
        Value::Array(types) => types.clone(),
        one => vec![one.clone()],
    };
    let others = list(other);
    let allows = |one: &Value| {
        others.contains(one) || (one == "integer" && others.contains(&json!("number")))
    };
    let mut common: Vec<Value> = list(own).into_iter().filter(|one| allows(one)).collect();
    if common.is_empty() && others.contains(&json!("integer")) {
        common.push(json!("integer"));
    }
    Value::Array(common)
}
