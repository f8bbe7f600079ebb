//! Instructions and allocations of a call, by valgrind.
//!
//! Both are taken of a short and of a long run: the difference, by the number of calls between them,
//! is what a call takes. What starting takes is seen in a run of one call.

use std::process::Command;

use crate::Result;
use crate::programs::{Cargo, Program, outputs};
use crate::server::Server;
use crate::table::{Row, Unit};

const SHORT: u32 = 100;
const LONG: u32 = 600;
/// `ureq` waits for a thread of its own in each call, for which the number of instructions varies.
const ROUNDS: usize = 5;

pub(crate) fn measure(cargo: &Cargo, server: &Server) -> Result<Vec<Row>> {
    if outputs(Command::new("valgrind").arg("--version")).is_err() {
        eprintln!("valgrind is not there: instructions and allocations are left out");
        return Ok(Vec::new());
    }
    // "==1== Collected : 58000"
    let instructions =
        |program, calls| valgrind(cargo, server, program, "callgrind", calls, "Collected : ");
    // "==1== Total:     9,000 bytes in 600 blocks"
    let blocks = |program, calls| valgrind(cargo, server, program, "dhat", calls, " bytes in ");
    eprintln!("counting instructions and allocations");
    let per_call = Program::medians(ROUNDS, |program| {
        let more = instructions(program, LONG)? - instructions(program, SHORT)?;
        Ok(more / f64::from(LONG - SHORT))
    })?;
    let of_one_call = Program::medians(ROUNDS, |program| instructions(program, 1))?;
    let allocations = Program::each(|program| {
        Ok((blocks(program, LONG)? - blocks(program, SHORT)?) / f64::from(LONG - SHORT))
    })?;
    let [by_hand, generated, handle, _] = per_call;
    let budget = generated <= 1.02 * by_hand && handle <= 1.03 * by_hand;
    Ok(vec![
        Row::new("instructions per call", Unit::Count, per_call)
            .budget("generated <= 1.02, handle <= 1.03", budget),
        Row::new("instructions of a run of one call", Unit::Count, of_one_call),
        Row::new("allocations per call", Unit::Count, allocations),
    ])
}

/// The number that stands behind `label` in what a tool of valgrind says of a run.
fn valgrind(
    cargo: &Cargo,
    server: &Server,
    program: Program,
    tool: &str,
    calls: u32,
    label: &str,
) -> Result<f64> {
    let mut command = Command::new("valgrind");
    command.args([format!("--tool={tool}"), format!("--{tool}-out-file=/dev/null")]);
    command.arg(cargo.program(program.name())).arg(server.url()).arg(calls.to_string());
    let (_, report) = outputs(&mut command)?;
    number_after(label, &report)
        .ok_or_else(|| format!("{command:?} printed no `{label}`:\n{report}").into())
}

fn number_after(label: &str, report: &str) -> Option<f64> {
    let (_, rest) = report.split_once(label)?;
    let digits: String = rest
        .chars()
        .filter(|character| *character != ',')
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::number_after;

    #[test]
    fn the_numbers_of_valgrind_are_read() {
        let callgrind = "==1== Events    : Ir\n==1== Collected : 58589308\n==1== \n";
        assert_eq!(number_after("Collected : ", callgrind), Some(58_589_308.0));
        let dhat = "==1== Total:     1,275,677 bytes in 9,848 blocks\n==1== At t-gmax: 9 bytes in 3 blocks";
        assert_eq!(number_after(" bytes in ", dhat), Some(9848.0));
        assert_eq!(number_after(" bytes in ", "==1== no"), None);
    }
}
