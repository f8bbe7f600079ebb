//! The memory that large bodies take.

use std::fs::{self, File};
use std::process::Command;

use crate::Result;
use crate::programs::{Cargo, Program, output};
use crate::server::{LARGE_REPLY, Server};
use crate::table::{Row, Unit};

const PROGRAM: &str = "large";
const UPLOAD: u64 = 256 << 20;
const MIB: f64 = (1 << 20) as f64;
/// What may come on top, such as buffers and code that is touched for the first time.
const MARGIN: f64 = 4.0 * MIB;

pub(crate) fn measure(cargo: &Cargo, server: &Server) -> Result<Vec<Row>> {
    if !cfg!(target_os = "linux") {
        eprintln!("this is not Linux: the memory of large bodies is left out");
        return Ok(Vec::new());
    }
    let program = cargo.build(Program::Generated.features(), PROGRAM)?;
    eprintln!("watching memory");
    // A file of holes, which takes no room on the disk.
    let file = cargo.target().join("upload");
    File::create(&file)?.set_len(UPLOAD)?;
    let upload = resident(Command::new(&program).args(["upload", &server.url()]).arg(&file));
    fs::remove_file(&file)?;
    let upload = upload?;
    let reply = resident(Command::new(&program).args(["reply", &server.url()]))?;

    let grown = upload.peak - upload.before;
    let beside = reply.peak - reply.after;
    let decoded = reply.after - reply.before;
    let size = LARGE_REPLY as f64;
    let generated = |what, bytes| Row::generated(what, Unit::Mib, bytes);
    Ok(vec![
        generated("memory that an upload of 256 MiB takes", grown)
            .budget("<= 4 MiB", grown <= MARGIN),
        generated("memory that a decoded reply of 50 MB takes", decoded),
        generated("memory beside that at the peak", beside)
            .budget("<= the reply + 4 MiB", beside <= size + MARGIN),
    ])
}

/// Resident memory, in bytes.
struct Resident {
    before: f64,
    peak: f64,
    after: f64,
}

fn resident(command: &mut Command) -> Result<Resident> {
    let printed = output(command)?;
    let kib =
        printed.split_whitespace().map(str::parse).collect::<std::result::Result<Vec<f64>, _>>()?;
    let [before, peak, after] = kib[..] else {
        return Err(format!("{command:?} printed {printed:?} instead of three numbers").into());
    };
    Ok(Resident { before: before * 1024.0, peak: peak * 1024.0, after: after * 1024.0 })
}
