//! Findings and their summary table.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use super::compare::Difference;

/// The kind of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// The client does not compile, or its driver exits.
    Broken,
    /// An operation of the document has no function, or one with other arguments.
    Missing,
    /// A valid argument cannot be given to the function.
    Argument,
    /// The client fails before it sends anything.
    NotSent,
    /// The server rejects the request, since it does not match the document.
    Rejected,
    /// A valid reply is an error.
    Undecoded,
    /// Two alternatives are decoded to one, or one to several.
    Alternative,
    /// Null is treated as absent although they differ.
    NullLost,
    /// An empty list or map is treated as absent.
    EmptyLost,
    /// A member that was sent is missing.
    Lost,
    /// There is a member that was not sent.
    Added,
    /// A value differs from what was sent.
    Changed,
    /// The harness found no valid value to send, so something was not tested.
    Untested,
}

impl From<Difference> for Kind {
    fn from(difference: Difference) -> Self {
        match difference {
            Difference::NullLost => Self::NullLost,
            Difference::EmptyLost => Self::EmptyLost,
            Difference::Lost => Self::Lost,
            Difference::Added => Self::Added,
            Difference::Changed => Self::Changed,
        }
    }
}

/// A problem without its place.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) kind: Kind,
    pub(crate) message: String,
}

impl Problem {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }
}

impl From<(Difference, String)> for Problem {
    fn from((difference, place): (Difference, String)) -> Self {
        Self::new(difference.into(), format!("at `{place}`"))
    }
}

/// A problem at its place.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) kind: Kind,
    /// Such as `the request of getBook`.
    pub(crate) place: String,
    pub(crate) message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}: {}", self.kind, self.place, self.message)
    }
}

/// The number of attempts and of correct ones.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Tally {
    pub(crate) operations: usize,
    pub(crate) skipped: usize,
    pub(crate) called: usize,
    pub(crate) calls: usize,
    pub(crate) accepted: usize,
    pub(crate) replies: usize,
    pub(crate) decoded: usize,
    pub(crate) equal: usize,
    pub(crate) values: usize,
    pub(crate) values_equal: usize,
}

/// The results for one document.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) name: String,
    /// Why nothing could be tested, if so.
    pub(crate) refused: Option<String>,
    pub(crate) tally: Tally,
    pub(crate) findings: Vec<Finding>,
}

impl Report {
    pub(crate) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    pub(crate) fn refused(name: &str, reason: impl Into<String>) -> Self {
        Self { refused: Some(reason.into()), ..Self::new(name) }
    }

    /// The report of a client that could not be tested, which is a defect.
    pub(crate) fn broken(name: &str, reason: &str, message: String) -> Self {
        let mut report = Self::refused(name, reason);
        report.add("client", Problem::new(Kind::Broken, message));
        report
    }

    pub(crate) fn add(&mut self, place: &str, problem: Problem) {
        let Problem { kind, message } = problem;
        self.findings.push(Finding { kind, place: place.to_owned(), message });
    }

    /// The findings, grouped by kind and place with their counts.
    pub(crate) fn summary(&self, most: usize) -> String {
        let mut groups: BTreeMap<(Kind, &str), (usize, &str)> = BTreeMap::new();
        for finding in &self.findings {
            let group = groups.entry((finding.kind, &finding.place)).or_default();
            *group = (group.0 + 1, &finding.message);
        }
        let mut text = String::new();
        for ((kind, place), (count, message)) in groups.iter().take(most) {
            let message: String = message.chars().take(400).collect();
            let _ = writeln!(text, "  {kind:?} x{count}: {place}: {message}");
        }
        if groups.len() > most {
            let _ = writeln!(text, "  and {} more", groups.len() - most);
        }
        text
    }
}

const COLUMNS: [&str; 12] = [
    "document",
    "operations",
    "skipped",
    "called",
    "calls",
    "accepted",
    "replies",
    "decoded",
    "round trips equal",
    "schema values",
    "equal",
    "findings",
];

type Row = [String; COLUMNS.len()];

/// The table of all reports.
pub(crate) fn table(reports: &[Report]) -> String {
    let mut rows = vec![COLUMNS.map(str::to_owned)];
    rows.extend(reports.iter().map(row));
    // The reason for rejecting a document may be longer than the columns.
    let is_refusal = |row: &Row| row[2].is_empty();
    let width = |column: usize| {
        let cells = rows.iter().filter(|row| column == 0 || !is_refusal(row));
        cells.map(|row| row[column].len()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..COLUMNS.len()).map(width).collect();
    let line = |row: &Row| {
        let mut line = format!("{:<width$}", row[0], width = widths[0]);
        for (cell, width) in row[1..].iter().zip(&widths[1..]).filter(|(cell, _)| !cell.is_empty())
        {
            let _ = write!(line, "  {cell:>width$}");
        }
        line + "\n"
    };
    rows.iter().map(line).collect()
}

fn row(report: &Report) -> Row {
    let mut row = Row::default();
    row[0].clone_from(&report.name);
    if let Some(reason) = &report.refused {
        row[1].clone_from(reason);
        return row;
    }
    let Tally { operations, skipped, called, calls, accepted, .. } = report.tally;
    let Tally { replies, decoded, equal, values, values_equal, .. } = report.tally;
    let requests = [operations, skipped, called, calls, accepted];
    let responses = [replies, decoded, equal, values, values_equal, report.findings.len()];
    let numbers = requests.into_iter().chain(responses);
    row[1..].iter_mut().zip(numbers).for_each(|(cell, number)| *cell = number.to_string());
    row
}
