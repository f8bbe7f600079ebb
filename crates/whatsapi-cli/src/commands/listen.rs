//! `whatsapi listen`

use std::fmt::Display;
use std::io::{self, Read};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use serde_json::Value;
use tiny_http::{Method, Request, Response, Server};
use whatsapi::webhook::Event;

use super::check_fields;
use super::register::Registration;
use crate::args::global::Global;
use crate::args::listen::Listen;
use crate::failure::{Code, Failure};
use crate::output::record::Field;
use crate::output::{message, print_line};
use crate::views::event::{EVENT, RAW, event as record, line};

/// The longest body that is read. Some events have a picture in them.
const MAX_BODY: u64 = 16 << 20;

/// How many requests are read at the same time.
const MAX_READERS: usize = 32;

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
    let _registration = match arguments.register {
        true => Some(Registration::new(arguments, global, &own_url)?),
        false => None,
    };
    note(&format!("listening at {own_url}; Ctrl-C ends it"));
    let incoming = receive(server);
    let mut count = 0;
    while arguments.count.is_none_or(|limit| count < limit) {
        match incoming.recv() {
            Ok(Incoming::Event(event, request)) => {
                // Whoever has hung up gets no answer; the event is here all the same.
                let _ = request.respond(Response::empty(200));
                print(global, &event)?;
                count += 1;
            }
            Ok(Incoming::Refused(problem)) => note(&format!("a request was refused: {problem}")),
            Ok(Incoming::Failed(error)) => return Err(failed(&error)),
            Err(error) => return Err(failed(&error)),
        }
    }
    Ok(())
}

fn failed(error: &dyn Display) -> Failure {
    Failure::new(Code::Failed, format!("cannot listen: {error}"))
}

/// What the readers of requests report.
enum Incoming {
    /// An event, whose request is answered by whoever prints it: in the order of the answers, and
    /// before the process ends.
    Event(Box<Event>, Box<Request>),
    /// A request that was answered with an error.
    Refused(String),
    Failed(io::Error),
}

/// Reads requests at the same time, so that one that stalls does not stop the others.
fn receive(server: Server) -> Receiver<Incoming> {
    let server = Arc::new(server);
    let (sender, receiver) = sync_channel(0);
    for _ in 0..MAX_READERS {
        let (server, sender) = (Arc::clone(&server), sender.clone());
        thread::spawn(move || {
            loop {
                let incoming = server.recv().map_or_else(Incoming::Failed, read_or_refuse);
                if sender.send(incoming).is_err() {
                    return;
                }
            }
        });
    }
    receiver
}

fn read_or_refuse(mut request: Request) -> Incoming {
    match read(&mut request) {
        Ok(event) => Incoming::Event(Box::new(event), Box::new(request)),
        Err((status, problem)) => {
            let _ = request.respond(Response::empty(status));
            Incoming::Refused(problem)
        }
    }
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
