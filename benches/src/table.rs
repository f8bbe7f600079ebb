//! The table that is printed, in Markdown.

use std::fmt;

use crate::programs::Program;

/// How a figure is written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Unit {
    Count,
    /// Given in seconds.
    Micros,
    Seconds,
    /// Given in bytes.
    Mib,
}

impl Unit {
    fn write(self, figure: f64) -> String {
        match self {
            Self::Count => grouped(figure),
            Self::Micros => format!("{:.1} us", figure * 1e6),
            Self::Seconds if figure < 10.0 => format!("{figure:.3} s"),
            Self::Seconds => format!("{figure:.1} s"),
            Self::Mib => format!("{:.2} MiB", figure / f64::from(1 << 20)),
        }
    }
}

/// A whole number, its thousands apart.
fn grouped(figure: f64) -> String {
    let digits = format!("{figure:.0}");
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}

/// A figure of each program, and the budget that there may be for it.
#[derive(Debug)]
pub(crate) struct Row {
    what: String,
    unit: Unit,
    figures: [Option<f64>; 4],
    budget: Option<(&'static str, bool)>,
}

impl Row {
    pub(crate) fn new(what: impl Into<String>, unit: Unit, figures: [f64; 4]) -> Self {
        Self { what: what.into(), unit, figures: figures.map(Some), budget: None }
    }

    /// A figure that is taken of the generated client only.
    pub(crate) fn generated(what: impl Into<String>, unit: Unit, figure: f64) -> Self {
        Self::only(Program::Generated, what, unit, figure)
    }

    /// A figure that is taken of one program only.
    pub(crate) fn only(program: Program, what: impl Into<String>, unit: Unit, figure: f64) -> Self {
        let mut figures = [None; 4];
        figures[program as usize] = Some(figure);
        Self { what: what.into(), unit, figures, budget: None }
    }

    /// Leaves out the figure of a program.
    pub(crate) fn without(mut self, program: Program) -> Self {
        self.figures[program as usize] = None;
        self
    }

    /// States a budget, and whether it is met.
    pub(crate) fn budget(mut self, budget: &'static str, is_met: bool) -> Self {
        self.budget = Some((budget, is_met));
        self
    }

    pub(crate) fn without_budget(self) -> Self {
        Self { budget: None, ..self }
    }

    fn misses_budget(&self) -> bool {
        matches!(self.budget, Some((_, false)))
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "| {} |", self.what)?;
        for (index, figure) in self.figures.iter().enumerate() {
            match (figure, self.figures[0]) {
                (None, _) => write!(f, " |")?,
                (Some(figure), Some(by_hand)) if index > 0 => {
                    write!(f, " {} ({:.2}) |", self.unit.write(*figure), figure / by_hand)?;
                }
                (Some(figure), _) => write!(f, " {} |", self.unit.write(*figure))?,
            }
        }
        match self.budget {
            Some((budget, true)) => write!(f, " {budget}: met |"),
            Some((budget, false)) => write!(f, " {budget}: **missed** |"),
            None => write!(f, " |"),
        }
    }
}

/// All rows. In brackets is a figure's ratio to that of the hand-written program.
#[derive(Debug, Default)]
pub(crate) struct Table(Vec<Row>);

impl Table {
    pub(crate) fn extend(&mut self, rows: impl IntoIterator<Item = Row>) {
        self.0.extend(rows);
    }

    pub(crate) fn budgets_are_met(&self) -> bool {
        !self.0.iter().any(Row::misses_budget)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| | `ureq` by hand | generated | handle | `reqwest::blocking` | budget |")?;
        writeln!(f, "|---|---:|---:|---:|---:|---|")?;
        self.0.iter().try_for_each(|row| writeln!(f, "{row}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_shows_ratios_to_the_first_column_and_the_budget() {
        let row = Row::new("calls", Unit::Count, [1000.0, 950.0, 1_234_567.0, 10.0])
            .without(Program::Reqwest)
            .budget("<= 1.02", true);
        assert_eq!(
            row.to_string(),
            "| calls | 1 000 | 950 (0.95) | 1 234 567 (1234.57) | | <= 1.02: met |"
        );
    }

    #[test]
    fn one_missed_budget_is_enough() {
        let row = |is_met| Row::generated("time", Unit::Seconds, 0.25).budget("<= 0.3 s", is_met);
        let mut table = Table::default();
        table.extend([row(true)]);
        assert!(table.budgets_are_met());
        table.extend([row(false)]);
        assert!(!table.budgets_are_met());
        assert!(table.to_string().ends_with("| time | | 0.250 s | | | <= 0.3 s: **missed** |\n"));
    }
}
