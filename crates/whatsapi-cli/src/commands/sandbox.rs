//! `whatsapi sandbox`

use std::collections::BTreeMap;
use std::thread::{park, sleep};
use std::time::{Duration, Instant};

use serde_json::json;
use whatsapi_sandbox::Sandbox as Server;

use crate::args::global::Global;
use crate::args::sandbox::Sandbox;
use crate::failure::Failure;
use crate::output::record::{Field, Record, shown};
use crate::output::{Output, message};

/// The linked instance.
const INSTANCE: &str = "sales";

const SANDBOX: &[Field; 4] = &[shown("url"), shown("api_key"), shown("instance"), shown("group")];

/// Serves a sandbox until the process is interrupted.
pub(crate) fn serve(arguments: &Sandbox, global: &Global) -> Result<(), Failure> {
    super::check_fields(global, Some(SANDBOX))?;
    let server = Server::start();
    let (url, key) = (server.url(), server.api_key());
    let mut lines = format!("export WHATSAPI_URL={url} WHATSAPI_API_KEY={key}");
    let (mut instance, mut group) = (None, None);
    if !arguments.empty {
        server.person("919876543210").name("Ann").status("Busy").picture(*b"\xFF\xD8\xFF");
        let team = server.instance(INSTANCE).group("Team").member("919876543210");
        lines.push_str(&format!(" WHATSAPI_INSTANCE={INSTANCE}"));
        (instance, group) = (Some(INSTANCE), Some(team.id().to_owned()));
    }
    let record = Record::new(SANDBOX, [json!(url), json!(key), json!(instance), json!(group)]);
    Output::text(lines, record)
        .note("run that in another terminal, then commands there; Ctrl-C ends the sandbox")
        .print(global)?;
    match arguments.scan_after {
        Some(seconds) => scan(&server, Duration::from_secs(seconds), global),
        None => loop {
            park();
        },
    }
}

/// Links each instance some time after its code was first read, as somebody with a phone does.
fn scan(server: &Server, after: Duration, global: &Global) -> ! {
    let mut seen: BTreeMap<String, Instant> = BTreeMap::new();
    loop {
        sleep(Duration::from_millis(100));
        for request in server.operation("get_qr_code").received() {
            let Some(key) = request.target.split('/').nth(3) else { continue };
            let first = *seen.entry(key.to_owned()).or_insert_with(Instant::now);
            let is_waiting = || server.instance_state(key).is_some_and(|state| !state.connected);
            if first.elapsed() >= after && is_waiting() {
                server.scan_qr(key);
                seen.insert(key.to_owned(), Instant::now());
                if !global.quiet {
                    message("note", &format!("a phone has scanned the code of {key}"));
                }
            }
        }
    }
}
