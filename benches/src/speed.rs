//! Time by the clock, one thread and many, and the connections that many threads open.

use std::cell::Cell;
use std::process::Command;

use crate::Result;
use crate::programs::{Cargo, Program, output};
use crate::server::Server;
use crate::table::{Row, Unit};

const ROUNDS: usize = 9;
/// For each number of threads.
const CALLS: u32 = 3200;

pub(crate) fn measure(cargo: &Cargo, server: &Server) -> Result<Vec<Row>> {
    eprintln!("timing calls");
    let seconds =
        |threads: u32| Program::medians(ROUNDS, |program| run(cargo, server, program, threads));
    let one = seconds(1)?;
    let eight = seconds(8)?;
    // The most that were opened in any round.
    let connections = [const { Cell::new(0) }; 4];
    let thirty_two = Program::medians(ROUNDS, |program| {
        let before = server.connections();
        let seconds = run(cargo, server, program, 32)?;
        let most = &connections[program as usize];
        most.set(most.get().max(server.connections() - before));
        Ok(seconds)
    })?;
    let connections = connections.map(|most| most.get() as f64);
    let per_second = |seconds: [f64; 4]| seconds.map(|seconds| f64::from(CALLS) / seconds);
    let most = connections[Program::Generated as usize].max(connections[Program::Handle as usize]);
    Ok(vec![
        Row::new("time per call", Unit::Micros, one.map(|time| time / f64::from(CALLS))),
        Row::new("calls per second, 1 thread", Unit::Count, per_second(one)),
        Row::new("calls per second, 8 threads", Unit::Count, per_second(eight)),
        Row::new("calls per second, 32 threads", Unit::Count, per_second(thirty_two)),
        Row::new("connections, 32 threads x 100 calls", Unit::Count, connections)
            .budget("<= 32", most <= 32.0),
    ])
}

/// The seconds that the calls take, without starting the program.
fn run(cargo: &Cargo, server: &Server, program: Program, threads: u32) -> Result<f64> {
    let mut command = Command::new(cargo.program(program.name()));
    command.arg(server.url());
    let nanos: f64 =
        output(command.args([CALLS / threads, threads].map(|n| n.to_string())))?.trim().parse()?;
    Ok(nanos / 1e9)
}
