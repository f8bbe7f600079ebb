//! Tables for people, as wide as the terminal.

use comfy_table::{ContentArrangement, Table, presets};
use console::{Style, Term};
use serde_json::Value;

use super::escape::escape;
use super::record::Record;
use super::select;

/// A table with a header. One chosen field is printed alone, without a header, for use in scripts.
pub(crate) fn list(records: Vec<Record>, fields: &[String], header_style: &Style) -> String {
    let records: Vec<_> = records.into_iter().map(|record| visible(record, fields)).collect();
    if fields.len() == 1 {
        return bare(&records);
    }
    let Some(first) = records.first() else { return String::new() };
    let header: Vec<String> = first.0.iter().map(|(field, _)| title(field.name)).collect();
    let rows = records.iter().map(|record| record.0.iter().map(|(_, value)| cell(value)).collect());
    let text = columns(std::iter::once(header).chain(rows));
    let (header, rows) = text.split_once('\n').unwrap_or((&text, ""));
    format!("{}\n{rows}", header_style.apply_to(header))
}

/// The fields of one record, a line each.
pub(crate) fn one(record: Record, fields: &[String]) -> String {
    let record = visible(record, fields);
    if fields.len() == 1 {
        return bare(&[record]);
    }
    columns(record.0.iter().map(|(field, value)| vec![format!("{}:", field.name), cell(value)]))
}

/// The chosen fields in one line, separated by tabs, as `cut` and `awk` read them.
pub(crate) fn line(record: Record, fields: &[String]) -> String {
    let record = select::record(record, fields);
    let values: Vec<String> = record.0.iter().map(|(_, value)| cell(value)).collect();
    values.join("\t")
}

fn visible(record: Record, fields: &[String]) -> Record {
    if !fields.is_empty() {
        return select::record(record, fields);
    }
    Record(record.0.into_iter().filter(|(field, _)| field.is_shown).collect())
}

fn bare(records: &[Record]) -> String {
    let values = records.iter().flat_map(|record| &record.0).map(|(_, value)| cell(value));
    values.collect::<Vec<_>>().join("\n")
}

fn title(name: &str) -> String {
    name.replace('_', " ").to_uppercase()
}

/// The text of a cell, never empty, so that columns stay distinguishable.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) if text.is_empty() => "-".to_owned(),
        Value::String(text) => escape(text),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(values) if values.iter().all(|value| !value.is_object()) => {
            let values: Vec<String> = values.iter().map(cell).collect();
            values.join(", ")
        }
        Value::Array(_) | Value::Object(_) => escape(&value.to_string()),
    }
}

/// The rows, aligned. On a terminal, cells are wrapped to fit its width.
fn columns(rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    for row in rows {
        table.add_row(row);
    }
    if let Some((_, width)) = Term::stdout().size_checked().filter(|_| Term::stdout().is_term()) {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    let lines = table.to_string();
    lines.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}
