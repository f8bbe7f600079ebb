//! One large upload or one large response: `memory upload URL FILE` or `memory response URL`. Prints the
//! resident memory in KiB: before the call, at its peak, and after it, while the result is held.

use std::fs;

use whatsapi::models::SetGroupPictureRequest;
use whatsapi::{Client, Upload};
use whatsapi_benches::{Failure, GROUP, INSTANCE, KEY};

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["upload", server, file] => {
            let client = Client::new(server, KEY)?;
            let picture = SetGroupPictureRequest { file: Upload::from_path(file)? };
            measure(|| Ok(client.set_group_picture(INSTANCE, GROUP, &picture)?))
        }
        ["response", server] => {
            let client = Client::new(server, KEY)?;
            measure(|| Ok(client.get_all_groups(INSTANCE, None)?))
        }
        _ => Err("usage: memory upload URL FILE | memory response URL".into()),
    }
}

fn measure<T>(call: impl FnOnce() -> Result<T, Failure>) -> Result<(), Failure> {
    let before = memory("VmRSS:")?;
    let result = call()?;
    println!("{before} {} {}", memory("VmHWM:")?, memory("VmRSS:")?);
    drop(result);
    Ok(())
}

/// A line of the process's status, in KiB.
fn memory(name: &str) -> Result<u64, Failure> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).ok_or(name)?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}
