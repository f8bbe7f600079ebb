//! What a command prints: data on stdout, everything else on stderr.

pub(crate) mod escape;
pub(crate) mod qr;
pub(crate) mod record;
mod select;
mod table;

use std::io::{self, Write};

use console::Style;
use serde::Serialize;
use serde_json::{Value, json};
use whatsapi::{FromData, Reply};

use self::escape::{escape, escape_json};
use self::record::{Field, Record, shown};
use crate::args::global::Global;
use crate::failure::Failure;

/// The fields of what is printed where the data of a reply has no meaning of its own.
pub(crate) const DONE: &[Field] = &[shown("message"), shown("data")];

/// The result of a command.
#[derive(Debug)]
pub(crate) struct Output {
    document: Document,
    /// What people are told on stderr.
    notes: Vec<String>,
    is_partial: bool,
}

#[derive(Debug)]
enum Document {
    List(Vec<Record>),
    One(Record),
    /// A text for people, and a record for programs.
    Text(String, Record),
    /// Any JSON: what is printed of a reply whose data is not as expected.
    Raw(Value),
    /// Nothing but a note, and for programs the message and data of the reply.
    Done(Value),
    Bytes(Vec<u8>),
}

impl Output {
    fn new(document: Document) -> Self {
        Self { document, notes: Vec::new(), is_partial: false }
    }

    pub(crate) fn list(records: Vec<Record>) -> Self {
        Self::new(Document::List(records))
    }

    pub(crate) fn one(record: Record) -> Self {
        Self::new(Document::One(record))
    }

    pub(crate) fn text(text: impl Into<String>, record: Record) -> Self {
        Self::new(Document::Text(text.into(), record))
    }

    pub(crate) fn raw(value: Value) -> Self {
        Self::new(Document::Raw(value))
    }

    pub(crate) fn bytes(bytes: Vec<u8>) -> Self {
        Self::new(Document::Bytes(bytes))
    }

    /// What a command has done that has no data.
    pub(crate) fn note_only(note: impl Into<String>) -> Self {
        let note = note.into();
        Self::new(Document::Done(json!({ "message": note, "data": null }))).note(note)
    }

    /// What a call has done whose reply has no data of its own.
    pub(crate) fn done<T>(reply: &Reply<T>, note: impl Into<String>) -> Self {
        let envelope = reply.envelope();
        let data = json!({ "message": envelope.message, "data": envelope.data });
        let output = Self::new(Document::Done(data)).note(note);
        match &envelope.data {
            Some(data) if has_content(data) => output.note(format!("the server adds: {data}")),
            _ => output,
        }
    }

    /// Notes the message and the data of a reply that are not shown otherwise.
    pub(crate) fn with_reply<T>(self, reply: &Reply<T>) -> Self {
        let message = reply.message().unwrap_or("nothing");
        let output = self.note(format!("the server says: {message}"));
        match &reply.envelope().data {
            Some(data) if has_content(data) => output.note(format!("the server adds: {data}")),
            _ => output,
        }
    }

    /// The data of a reply, as `view` shows it. What cannot be read is printed unchanged, so that
    /// nothing is lost: its shape is not part of the API's document.
    pub(crate) fn of_reply<T: FromData>(reply: &Reply<T>, view: impl FnOnce(T) -> Self) -> Self {
        let data = reply.envelope().data.clone().unwrap_or_default();
        match reply.data() {
            Ok(read) => view(read),
            Err(_) if !has_content(&data) => {
                let message = reply.message().map(|text| format!(" ({text})")).unwrap_or_default();
                Self::done(reply, format!("the server sent no data{message}"))
            }
            Err(error) => Self::raw(data).note(format!("{error}; it is printed unchanged")),
        }
    }

    /// Says so if the list is empty.
    pub(crate) fn or_nothing(self, nothing: &str) -> Self {
        match &self.document {
            Document::List(records) if records.is_empty() => self.note(nothing),
            _ => self,
        }
    }

    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Marks a change that was not made for everybody.
    pub(crate) fn partial(self, is_partial: bool) -> Self {
        Self { is_partial, ..self }
    }

    pub(crate) fn is_partial(&self) -> bool {
        self.is_partial
    }

    /// Prints the notes to stderr and the data to stdout.
    pub(crate) fn print(self, global: &Global) -> Result<(), Failure> {
        let text = match (self.document, global.json) {
            (Document::Bytes(bytes), _) => bytes,
            (Document::List(records), true) => pretty(&select::records(records, &global.fields)),
            (Document::One(record) | Document::Text(_, record), true) => {
                pretty(&select::record(record, &global.fields))
            }
            (Document::Raw(value) | Document::Done(value), true) => {
                pretty(&select::members(value, &global.fields))
            }
            (Document::List(records), false) => {
                lines(&table::list(records, &global.fields, &Style::new().bold()))
            }
            (Document::Text(_, record), false) if !global.fields.is_empty() => {
                lines(&table::one(record, &global.fields))
            }
            (Document::One(record), false) => lines(&table::one(record, &global.fields)),
            (Document::Text(text, _), false) => lines(&text),
            (Document::Raw(value), false) => match select::members(value, &global.fields) {
                Value::String(text) => lines(&escape(&text)),
                value => pretty(&value),
            },
            (Document::Done(value), false) if !global.fields.is_empty() => {
                pretty(&select::members(value, &global.fields))
            }
            (Document::Done(_), false) => Vec::new(),
        };
        if !global.quiet {
            self.notes.iter().for_each(|note| message("note", note));
        }
        write(&text)
    }
}

/// Whether the data of a reply is anything.
fn has_content(data: &Value) -> bool {
    match data {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(values) => !values.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

/// Prints a record as a line: JSON, or what `shown` makes of it.
pub(crate) fn print_line(
    global: &Global,
    record: Record,
    shown: impl FnOnce() -> String,
) -> Result<(), Failure> {
    let text = match (global.json, global.fields.is_empty()) {
        (true, _) => {
            let record = select::record(record, &global.fields);
            escape_json(&serde_json::to_string(&record).unwrap_or_default())
        }
        (false, true) => escape(&shown()),
        (false, false) => table::line(record, &global.fields),
    };
    write(format!("{text}\n").as_bytes())
}

/// Prints a table to stderr, about which people are asked.
pub(crate) fn note_table(records: Vec<Record>) {
    let _ =
        writeln!(io::stderr(), "{}", table::list(records, &[], &Style::new().for_stderr().bold()));
}

fn lines(text: &str) -> Vec<u8> {
    if text.is_empty() { Vec::new() } else { format!("{text}\n").into_bytes() }
}

fn pretty(value: &impl Serialize) -> Vec<u8> {
    // Values of JSON and records of them can always be written.
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    lines(&escape_json(&text))
}

/// Writes to stdout. A closed pipe ends the process without an error, as with `head`: nobody reads the
/// rest. `println!` would panic.
pub(crate) fn write(text: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::closed_pipe()),
        Err(error) => Err(Failure::of_file("write", "the output", &error)),
    }
}

/// Prints a line to stderr, such as `error: no instance`.
pub(crate) fn message(label: &str, text: &str) {
    let style = Style::new().for_stderr().bold();
    let style = if label == "error" { style.red() } else { style.cyan() };
    let label = style.apply_to(format!("{label}:"));
    // If stderr is closed, the exit code still reports a failure.
    let _ = writeln!(io::stderr(), "{label} {}", escape(text));
}
