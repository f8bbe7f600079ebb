//! `whatsapi listen`

use std::io::Read;
use std::net::SocketAddr;

use serde_json::Value;
use tiny_http::{Method, Request, Response, Server};
use whatsapi::Instance;
use whatsapi::webhook::Event;

use super::{Session, check_fields};
use crate::args::global::Global;
use crate::args::listen::Listen;
use crate::failure::{Code, Failure};
use crate::local::is_local;
use crate::output::record::Field;
use crate::output::{message, print_line};
use crate::prompt::confirm;
use crate::views::event::{EVENT, RAW, event as record, line};

/// The longest body that is read. Some events have a picture in them.
const MAX_BODY: u64 = 16 << 20;

/// Receives events until the process is interrupted.
pub(crate) fn run(arguments: &Listen, global: &Global) -> Result<(), Failure> {
    let fields: Vec<Field> = EVENT.iter().copied().chain([RAW]).collect();
    check_fields(global, Some(&fields))?;
    let address = SocketAddr::new(arguments.bind, arguments.port);
    let server = Server::http(address).map_err(|error| {
        Failure::new(Code::Failed, format!("cannot listen at {address}: {error}"))
    })?;
    let address = server.server_addr().to_ip().unwrap_or(address);
    let own_url = format!("http://{address}/");
    let note = |text: &str| {
        if !global.quiet {
            message("note", text);
        }
    };
    let mut replaced = None;
    if arguments.register {
        let session = Session::new(global)?;
        let instance = session.instance(None)?;
        let url = arguments.url.as_deref().unwrap_or(&own_url);
        let former = replaceable(arguments, &session, &instance, url)?;
        instance.set_webhook(url)?;
        note(&format!("the events of {} go to {url} from now on", instance.key()));
        if let Some(former) = &former {
            note(&format!("they went to {former} before"));
        }
        replaced = former.map(|former| (instance, former));
    }
    note(&format!("listening at {own_url}; Ctrl-C ends it"));
    let mut count = 0;
    while arguments.count.is_none_or(|limit| count < limit) {
        let request = server
            .recv()
            .map_err(|error| Failure::new(Code::Failed, format!("cannot listen: {error}")))?;
        match receive(request) {
            Ok(event) => {
                print(global, &event)?;
                count += 1;
            }
            Err(problem) => note(&format!("a request was refused: {problem}")),
        }
    }
    if let Some((instance, former)) = replaced {
        instance.set_webhook(&former)?;
        note(&format!("the events of {} go to {former} again", instance.key()));
    }
    Ok(())
}

/// The webhook that may be replaced by `url`, unless it is of another program on this machine.
fn replaceable(
    arguments: &Listen,
    session: &Session<'_>,
    instance: &Instance,
    url: &str,
) -> Result<Option<String>, Failure> {
    if is_local(url) && !is_local(session.settings.server()?) {
        let message =
            "the server is elsewhere, and cannot reach this machine at a loopback address";
        return Err(Failure::usage(format!(
            "{message}; forward a public one to it, and pass it to --url"
        )));
    }
    let former = instance.info()?.data()?.webhook_url;
    let former = former.filter(|former| !former.is_empty() && former != url && !is_local(former));
    if let Some(former) = &former {
        let question =
            format!("Replace the webhook {former} of {} while this listens?", instance.key());
        confirm(arguments.confirmation.yes, &question)?;
    }
    Ok(former)
}

/// The event in a request, which is answered.
fn receive(mut request: Request) -> Result<Event, String> {
    let (status, result) = match read(&mut request) {
        Ok(event) => (200, Ok(event)),
        Err((status, problem)) => (status, Err(problem)),
    };
    // Whoever has hung up gets no answer; the event is here all the same.
    let _ = request.respond(Response::empty(status));
    result
}

fn read(request: &mut Request) -> Result<Event, (u16, String)> {
    if *request.method() != Method::Post {
        return Err((405, format!("{} instead of POST", request.method())));
    }
    let mut body = Vec::new();
    let mut limited = request.as_reader().take(MAX_BODY + 1);
    limited.read_to_end(&mut body).map_err(|error| (400, error.to_string()))?;
    if body.len() as u64 > MAX_BODY {
        return Err((413, format!("its body is longer than {MAX_BODY} bytes")));
    }
    Event::from_slice(&body).map_err(|error| (400, error.to_string()))
}

fn print(global: &Global, event: &Event) -> Result<(), Failure> {
    let mut record = record(event);
    if global.fields.iter().any(|name| name == RAW.name) {
        record.0.push((RAW, Value::clone(&event.raw)));
    }
    print_line(global, record, || line(event))
}
