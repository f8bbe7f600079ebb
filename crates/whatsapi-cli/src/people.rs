//! The people in a CSV file.

use std::path::Path;

use csv::{ReaderBuilder, StringRecord, Trim};
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
        .trim(Trim::All)
        .delimiter(delimiter(content))
        .from_reader(content);
    let mut rows = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
        if row.iter().any(|cell| !cell.is_empty()) {
            rows.push(row);
        }
    }
    let (index, has_header) = find_column(path, rows.first(), column)?;
    let mut people = Vec::new();
    let mut problems = Vec::new();
    for row in rows.iter().skip(usize::from(has_header)) {
        let line = row.position().map(csv::Position::line).unwrap_or_default();
        match row.get(index).filter(|cell| !cell.is_empty()).map(str::parse::<Participant>) {
            Some(Ok(person)) => people.push(person),
            Some(Err(error)) => problems.push(format!("line {line}: {error}")),
            None => problems.push(format!("line {line}: nobody is in column {}", index + 1)),
        }
    }
    if problems.is_empty() {
        return Ok(people);
    }
    let more = problems.len().saturating_sub(MAX_LISTED);
    problems.truncate(MAX_LISTED);
    if more > 0 {
        problems.push(format!("and {more} more"));
    }
    Err(Failure::usage(format!("{}: {}", path.display(), problems.join("; "))))
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
    first: Option<&StringRecord>,
    column: Option<&str>,
) -> Result<(usize, bool), Failure> {
    let Some(first) = first else {
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
        return found
            .or_else(|| by_number().map(|index| (index, !first.get(index).is_some_and(is_person))))
            .ok_or_else(|| no_column(path, first, &format!("there is no column {column:?}")));
    }
    if let Some(index) = COLUMNS.iter().find_map(|known| named(known)) {
        return Ok((index, true));
    }
    let mut people = first.iter().enumerate().filter(|(_, cell)| is_person(cell));
    match (people.next(), people.next()) {
        (Some((index, _)), None) => Ok((index, false)),
        (Some(_), Some(_)) => Err(no_column(path, first, "several columns may be phone numbers")),
        (None, _) => Err(no_column(path, first, "no column is known to have the people")),
    }
}

fn no_column(path: &Path, first: &StringRecord, problem: &str) -> Failure {
    let names = first.iter().collect::<Vec<_>>().join(", ");
    let remedy = "pass the name of the one with phone numbers, or its number from 1, to --column";
    Failure::usage(format!("{}: {problem} ({names}); {remedy}", path.display()))
}
