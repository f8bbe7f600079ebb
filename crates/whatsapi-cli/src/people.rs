//! The people in a CSV file.

use std::path::Path;

use csv::{Position, ReaderBuilder, StringRecord};
use whatsapi::Participant;

use crate::failure::Failure;
use crate::session::read;

/// The names of columns that have the people, in small letters without spaces and underscores. Not
/// `number` or `id`: that of a customer may look like a phone number.
const COLUMNS: [&str; 6] = ["phone", "phonenumber", "mobile", "whatsapp", "person", "jid"];

/// How many problems an error lists.
const MAX_LISTED: usize = 10;

/// Reads the people of a file. Every row has to have one: whoever is left out of a list may be removed.
pub(crate) fn read_csv(path: &Path, column: Option<&str>) -> Result<Vec<Participant>, Failure> {
    let content = read(path)?;
    let content = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&content);
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(content))
        .from_reader(content);
    let mut rows = Vec::new();
    for row in reader.records() {
        let mut row =
            row.map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
        // A quote that is not closed takes all rows after it into its cell.
        if row.iter().any(|cell| cell.contains(['\n', '\r'])) {
            let place = format!("{}: line {}", path.display(), line(content, &row));
            let problem = "a cell has a line break in it; is a quote not closed?";
            return Err(Failure::usage(format!("{place}: {problem}")));
        }
        row.trim();
        if row.iter().any(|cell| !cell.is_empty()) {
            rows.push(row);
        }
    }
    let (index, has_header) = find_column(path, &rows, column)?;
    let mut people = Vec::new();
    let mut problems = Vec::new();
    for row in rows.iter().skip(usize::from(has_header)) {
        match row.get(index).filter(|cell| !cell.is_empty()).map(str::parse::<Participant>) {
            Some(Ok(person)) => people.push(person),
            Some(Err(error)) => problems.push((row, error.to_string())),
            None => problems.push((row, format!("column {} is empty", index + 1))),
        }
    }
    if problems.is_empty() {
        return Ok(people);
    }
    let more = problems.len().saturating_sub(MAX_LISTED);
    let listed = problems.iter().take(MAX_LISTED);
    let mut listed: Vec<String> =
        listed.map(|(row, problem)| format!("line {}: {problem}", line(content, row))).collect();
    if more > 0 {
        listed.push(format!("and {more} more"));
    }
    Err(Failure::usage(format!("{}: {}", path.display(), listed.join("; "))))
}

/// The line where a row starts. That of the reader does not count blank lines before the row, nor
/// the second byte of the line break of Windows.
fn line(content: &[u8], row: &StringRecord) -> usize {
    let start = row.position().map(Position::byte).and_then(|byte| usize::try_from(byte).ok());
    let (before, after) = content.split_at(start.unwrap_or_default().min(content.len()));
    let blank = after.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    1 + before.iter().chain(blank).filter(|byte| **byte == b'\n').count()
}

/// Spreadsheets of many languages separate cells by semicolons.
fn delimiter(content: &[u8]) -> u8 {
    let line = content.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| line.iter().filter(|byte| **byte == delimiter).count();
    [b';', b'\t'].into_iter().find(|other| count(*other) > count(b',')).unwrap_or(b',')
}

/// The column with the people, and whether the first row names the columns.
fn find_column(
    path: &Path,
    rows: &[StringRecord],
    column: Option<&str>,
) -> Result<(usize, bool), Failure> {
    let Some(first) = rows.first() else {
        return Err(Failure::usage(format!("{} has nobody in it", path.display())));
    };
    let plain = |name: &str| name.to_lowercase().replace([' ', '_', '-'], "");
    let named = |name: &str| first.iter().position(|cell| plain(cell) == plain(name));
    let is_person = |cell: &str| cell.parse::<Participant>().is_ok();
    if let Some(column) = column {
        // A number is for a file that does not name its columns, or not differently.
        let by_number = || column.parse().ok().filter(|number| (1..=first.len()).contains(number));
        let by_number = || by_number().map(|number: usize| number - 1);
        let found = named(column).map(|index| (index, true));
        // A mistyped number in the first row is no name of a column.
        let is_name = |cell: &str| {
            !cell.is_empty() && !cell.chars().any(char::is_numeric) && !is_person(cell)
        };
        return found
            .or_else(|| by_number().map(|index| (index, first.get(index).is_some_and(is_name))))
            .ok_or_else(|| no_column(path, first, &format!("there is no column {column:?}")));
    }
    if let Some(index) = COLUMNS.iter().find_map(|known| named(known)) {
        return Ok((index, true));
    }
    // A number of a customer may look like a phone number, and a phone number may not be readable:
    // only a column that has a person in every row, while no other one has any, is certain.
    let has_person = |row: &StringRecord, index: usize| row.get(index).is_some_and(is_person);
    let is_candidate = |index: &usize| rows.iter().any(|row| has_person(row, *index));
    let columns = rows.iter().map(StringRecord::len).max().unwrap_or_default();
    match (0..columns).filter(is_candidate).collect::<Vec<_>>()[..] {
        [index] if rows.iter().all(|row| has_person(row, index)) => Ok((index, false)),
        [_] => Err(no_column(path, first, "no column has a phone number in every row")),
        [] => Err(no_column(path, first, "no column is known to have the people")),
        [_, _, ..] => Err(no_column(path, first, "several columns may be phone numbers")),
    }
}

fn no_column(path: &Path, first: &StringRecord, problem: &str) -> Failure {
    let names = first.iter().collect::<Vec<_>>().join(", ");
    let remedy = "pass the name of the one with phone numbers, or its number from 1, to --column";
    Failure::usage(format!("{}: {problem} ({names}); {remedy}", path.display()))
}
