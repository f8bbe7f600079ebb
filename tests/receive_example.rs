//! The example `receive`, run as a program against a sandbox that posts events to it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use support::program::{Run, example, run};
use whatsapi::MediaType;
use whatsapi_sandbox::{Content, Incoming, Sandbox};

const ANN: &str = "919876543210";
const PATH: &str = "/hook/5f1d";

/// A sandbox, and the program that receives the events of its instance `sales`.
struct Running {
    sandbox: Sandbox,
    program: Child,
    address: String,
}

impl Running {
    fn start() -> Self {
        let sandbox = Sandbox::start();
        let mut program = example("receive");
        program.env("WHATSAPI_URL", sandbox.url()).env("WHATSAPI_API_KEY", sandbox.api_key());
        let program = program.args(["127.0.0.1:0", PATH]).stdin(Stdio::null());
        let program = program.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut program = program.spawn().unwrap();
        let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        // The program must not wait until somebody reads what it prints.
        thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        let address = first.strip_prefix("listening on http://").unwrap().to_owned();
        sandbox.instance("sales");
        let url = format!("http://{address}{PATH}");
        sandbox.client().instance("sales").set_webhook(&url).unwrap();
        Self { sandbox, program, address }
    }

    /// The text of the message with this number, once it was sent.
    fn sent(&self, number: usize) -> (String, String) {
        let start = Instant::now();
        while self.sandbox.messages().len() < number {
            assert!(start.elapsed() < Duration::from_secs(30), "message {number} is not sent");
            thread::sleep(Duration::from_millis(5));
        }
        let message = self.sandbox.messages().swap_remove(number - 1);
        let Content::Text(text) = message.content else { unreachable!("{message:?}") };
        (message.to, text)
    }

    /// The first line of the response to a request with this line and body.
    fn response(&self, line: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        let head = format!("{line} HTTP/1.1\r\nHost: host\r\nConnection: close\r\n");
        write!(stream, "{head}Content-Length: {length}\r\n\r\n{body}").unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        response.lines().next().unwrap().to_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

#[test]
fn messages_are_answered_and_files_downloaded() {
    let running = Running::start();
    let sales = running.sandbox.instance("sales");
    let team = sales.group("Team").member(ANN);
    let jid = format!("{ANN}@s.whatsapp.net");

    sales.receive(Incoming::text(ANN, "Hello")).unwrap();
    assert_eq!(running.sent(1), (jid.clone(), "You wrote: Hello".into()));
    // Neither of these is answered.
    sales.receive(Incoming::text(ANN, "An own one").from_me()).unwrap();
    sales.post_event(&json!({ "event": "brand.new" })).unwrap();
    sales.receive(Incoming::text(ANN, "Hi, all").in_group(team.id())).unwrap();
    assert_eq!(running.sent(2), (team.id().into(), "You wrote: Hi, all".into()));
    sales.receive(Incoming::file(ANN, MediaType::Image, *b"\xFF\xD8\xFF").caption("Look")).unwrap();
    assert_eq!(running.sent(3), (jid, "Thank you for the image of 3 bytes.".into()));
    assert_eq!(running.sandbox.messages().len(), 3);
}

#[test]
fn other_requests_are_refused_and_failures_do_not_end_the_program() {
    let running = Running::start();
    assert_eq!(running.response("POST /hook/0000", "{}"), "HTTP/1.1 404 Not Found");
    assert_eq!(running.response(&format!("GET {PATH}"), ""), "HTTP/1.1 405 Method Not Allowed");
    assert_eq!(running.response(&format!("POST {PATH}"), "<html>"), "HTTP/1.1 400 Bad Request");
    assert_eq!(running.response(&format!("POST {PATH}"), "[]"), "HTTP/1.1 200 OK");

    let sales = running.sandbox.instance("sales");
    running.sandbox.operation("send_text_message").fault(whatsapi_sandbox::Fault::Status(400));
    sales.receive(Incoming::text(ANN, "Lost")).unwrap();
    sales.receive(Incoming::text(ANN, "Hello")).unwrap();
    assert_eq!(running.sent(1).1, "You wrote: Hello");
}

#[test]
fn missing_arguments_and_configuration_are_reported() {
    let usage = run(&mut example("receive"), &["127.0.0.1:0"]);
    assert_eq!(usage, Run::new(2, "", "usage: receive ADDRESS PATH\n"));
    let unset = run(&mut example("receive"), &["127.0.0.1:0", PATH]);
    let expected = "receive: the environment variable WHATSAPI_URL is not set; set it\n";
    assert_eq!(unset, Run::new(1, "", expected));
}
