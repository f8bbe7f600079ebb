//! `--fields`: the chosen fields, in the chosen order.

use serde_json::{Map, Value};

use super::record::Record;

/// The record with the chosen fields. Without a choice, all of them.
pub(crate) fn record(record: Record, fields: &[String]) -> Record {
    if fields.is_empty() {
        return record;
    }
    let find = |name: &String| record.0.iter().find(|(field, _)| field.name == name).cloned();
    Record(fields.iter().filter_map(find).collect())
}

pub(crate) fn records(records: Vec<Record>, fields: &[String]) -> Vec<Record> {
    records.into_iter().map(|entry| record(entry, fields)).collect()
}

/// The value with the chosen members of its objects.
pub(crate) fn members(value: Value, fields: &[String]) -> Value {
    match value {
        value if fields.is_empty() => value,
        Value::Array(values) => values.into_iter().map(|value| members(value, fields)).collect(),
        Value::Object(object) => {
            let chosen = fields
                .iter()
                .map(|name| (name.clone(), object.get(name).cloned().unwrap_or_default()));
            Value::Object(chosen.collect::<Map<_, _>>())
        }
        value => value,
    }
}
