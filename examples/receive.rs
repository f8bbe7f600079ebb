//! Receives events and answers messages, until it is interrupted.
//!
//! `cargo run --example receive -- 127.0.0.1:8080 /hook/RANDOM`
//!
//! The server and the key are configured by `WHATSAPI_URL` and `WHATSAPI_API_KEY`. The path must be hard to
//! guess, since events are not signed. Run the program behind a proxy with `https`, such as
//! `https://example.com`, and set the webhook of each instance to `https://example.com/hook/RANDOM`
//! (`Instance::set_webhook`).

use std::error::Error;
use std::io::Read;
use std::process::ExitCode;

use tiny_http::{Method, Request, Response, Server};
use whatsapi::Client;
use whatsapi::webhook::{Event, EventKind, ReceivedMessage};

/// Some servers include the content of files in events.
const MAX_BODY: u64 = 64 << 20;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, path] = arguments.as_slice() else {
        eprintln!("usage: receive ADDRESS PATH");
        return ExitCode::from(2);
    };
    match receive(address, path) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("receive: {error}");
            ExitCode::FAILURE
        }
    }
}

fn receive(address: &str, path: &str) -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?;
    let server = Server::http(address).map_err(|error| format!("cannot listen: {error}"))?;
    println!("listening on http://{}", server.server_addr());
    for mut request in server.incoming_requests() {
        match read(&mut request, path) {
            // Servers repeat an event if the response takes too long, so it is processed afterwards.
            Ok(event) => {
                respond(request, 200, "ok");
                if let Err(error) = handle(&client, &event) {
                    eprintln!("receive: {error}");
                }
            }
            Err((status, problem)) => respond(request, status, &problem),
        }
    }
    Ok(())
}

/// The event in a request, or the status and text of the error response.
fn read(request: &mut Request, path: &str) -> Result<Event, (u16, String)> {
    if request.url() != path {
        return Err((404, "nothing is here".to_owned()));
    }
    if *request.method() != Method::Post {
        return Err((405, "events are posted".to_owned()));
    }
    let mut body = Vec::new();
    let read = request.as_reader().take(MAX_BODY).read_to_end(&mut body);
    read.map_err(|error| (400, error.to_string()))?;
    Event::from_slice(&body).map_err(|error| (400, error.to_string()))
}

fn respond(request: Request, status: u16, text: &str) {
    // It fails if the server has closed the connection.
    let _ = request.respond(Response::from_string(text).with_status_code(status));
}

fn handle(client: &Client, event: &Event) -> Result<(), whatsapi::Error> {
    let instance = event.instance.as_deref().unwrap_or_default();
    println!("{instance}: {:?} in {:?}", event.kind, event.chat().map(|chat| chat.to_string()));
    match &event.message {
        // Answering own messages would be an infinite loop.
        Some(message) if message.is_from_me == Some(false) && event.kind == EventKind::Message => {
            answer(client, instance, message)
        }
        _ => Ok(()),
    }
}

fn answer(
    client: &Client,
    instance: &str,
    message: &ReceivedMessage,
) -> Result<(), whatsapi::Error> {
    let Some(chat) = message.answer_to() else { return Ok(()) };
    let instance = client.instance(instance);
    let text = match (&message.media, &message.text) {
        (Some(file), _) => {
            let content = instance.media().download(file.kind, &file.keys()?)?.data()?;
            format!("Thank you for the {} of {} bytes.", file.kind, content.len())
        }
        (None, Some(text)) => format!("You wrote: {text}"),
        (None, None) => return Ok(()),
    };
    instance.messages().text(chat, &text).map(drop)
}
