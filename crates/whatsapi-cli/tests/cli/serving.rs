//! Commands that run until they are interrupted.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use serde_json::Value;
use whatsapi_sandbox::Sandbox;

use crate::support::{Cli, Run};

/// A process that is ended with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A served sandbox, and the line that it prints.
fn serve(cli: &Cli, arguments: &[&str]) -> (Running, String) {
    let mut command = cli.command(&[&["sandbox"], arguments].concat());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut running = Running(child.unwrap());
    let mut line = String::new();
    BufReader::new(running.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (running, line)
}

/// The command with the variables that the sandbox prints.
fn configured(line: &str) -> Cli {
    let value = |name: &str| {
        let rest = line.split(&format!("{name}=")).nth(1).unwrap();
        rest.split_whitespace().next().unwrap().to_owned()
    };
    Cli::new()
        .env("WHATSAPI_URL", &value("WHATSAPI_URL"))
        .env("WHATSAPI_API_KEY", &value("WHATSAPI_API_KEY"))
        .env("WHATSAPI_INSTANCE", "sales")
}

#[test]
fn sandbox_prints_the_variables_with_which_commands_use_it() {
    let (_running, line) = serve(&Cli::new(), &[]);
    assert!(line.starts_with("export WHATSAPI_URL=http://127.0.0.1:"), "{line}");
    let cli = configured(&line);
    let groups: Value = cli.run(&["group", "list", "--json"]).json();
    assert_eq!(groups[0]["name"], "Team");
    assert_eq!(cli.run(&["send", "text", "919876543210", "Hello"]).code, 0);
}

#[test]
fn phone_of_the_sandbox_scans_the_code() {
    let (_running, line) = serve(&Cli::new(), &["--empty", "--scan-after", "0"]);
    let cli = configured(&line);
    assert_eq!(cli.run(&["instance", "create", "desk"]).code, 0);
    let run = cli.run(&["instance", "qr", "desk", "--wait", "20"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains('█') && run.stderr.contains("desk is linked"), "{run:?}");
    let again = cli.run(&["instance", "qr", "desk", "--once", "--json"]).json();
    assert_eq!(again["linked"], true);
}

/// `whatsapi listen`, and the URL that it listens at.
fn listen(cli: &Cli, arguments: &[&str]) -> (Running, String) {
    let mut command = cli.command(&[&["listen"], arguments].concat());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut running = Running(child.unwrap());
    let notes = BufReader::new(running.0.stderr.take().unwrap()).lines();
    let url = notes.map_while(Result::ok).find_map(|note| {
        let url = note.split("listening at ").nth(1)?;
        Some(url.split(';').next()?.to_owned())
    });
    (running, url.unwrap())
}

fn end(mut running: Running) -> (Option<i32>, String) {
    let mut printed = String::new();
    running.0.stdout.take().unwrap().read_to_string(&mut printed).unwrap();
    (running.0.wait().unwrap().code(), printed)
}

#[test]
fn triggered_events_are_printed_as_they_come() {
    let sandbox = Sandbox::start();
    let team = sandbox.instance("sales").group("Team").member("919876543210");
    let cli = Cli::of(&sandbox);
    let (running, url) = listen(&cli, &["--register", "--count", "2"]);
    assert_eq!(sandbox.instance_state("sales").unwrap().webhook_url, url);
    let trigger = ["sandbox", "trigger", "message", "Hello"];
    let run = cli.run(&trigger);
    assert_eq!(run, Run::new(0, "", &format!("note: posted to {url}\n")));
    let in_group = ["--group", team.id(), "--from", "+91 88888-88888", "--name", "Bob\u{1b}"];
    assert_eq!(cli.run(&[&trigger[..], &in_group].concat()).code, 0);
    let (code, printed) = end(running);
    let expected = format!(
        "sales message from 919876543210@s.whatsapp.net (Ann): Hello\n\
         sales message from 918888888888@s.whatsapp.net (Bob\\u{{1b}}) in {}: Hello\n",
        team.id()
    );
    assert_eq!((code, printed), (Some(0), expected));
}

#[test]
fn webhook_of_another_program_is_replaced_with_consent_and_comes_back() {
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    let former = "https://hooks.example/secret";
    sandbox.client().instance("sales").set_webhook(former).unwrap();
    let cli = Cli::of(&sandbox);
    let run = cli.run(&["listen", "--register", "--count", "1"]);
    assert!(run.code == 2 && run.stderr.contains("pass --yes"), "{run:?}");
    let webhook = || sandbox.instance_state("sales").unwrap().webhook_url;
    assert_eq!(webhook(), former);
    let (running, url) = listen(&cli, &["--register", "--count", "1", "--yes"]);
    assert_eq!(webhook(), url);
    assert_eq!(cli.run(&["sandbox", "trigger", "message", "Hello"]).code, 0);
    assert_eq!(end(running).0, Some(0));
    assert_eq!(webhook(), former);
}

#[test]
fn events_are_not_made_up_for_webhooks_elsewhere() {
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    let cli = Cli::of(&sandbox);
    for webhook in ["https://hooks.example/", "http://127.0.0.1:80@hooks.example/"] {
        sandbox.client().instance("sales").set_webhook(webhook).unwrap();
        let run = cli.run(&["sandbox", "trigger", "message", "Hello"]);
        assert!(run.code == 2 && run.stderr.contains("not on this machine"), "{run:?}");
    }
}

#[test]
fn server_elsewhere_is_not_given_an_address_of_this_machine() {
    let cli = Cli::new()
        .env("WHATSAPI_URL", "https://127.0.0.1.example")
        .env("WHATSAPI_API_KEY", "key")
        .env("WHATSAPI_INSTANCE", "sales");
    let run = cli.run(&["listen", "--register"]);
    assert!(run.code == 2 && run.stderr.contains("pass it to --url"), "{run:?}");
}

#[test]
fn readme_shows_what_is_printed_of_its_event() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    let command = "whatsapi sandbox trigger message \"Is anybody there?\" --name Ann\n";
    assert!(readme.contains(command) && readme.contains("\nwhatsapi listen --register\n"));
    let (_sandbox, line) = serve(&Cli::new(), &[]);
    let cli = configured(&line);
    let (running, _) = listen(&cli, &["--register", "--count", "1"]);
    let trigger = ["sandbox", "trigger", "message", "Is anybody there?", "--name", "Ann"];
    assert_eq!(cli.run(&trigger).code, 0);
    let (_, printed) = end(running);
    assert!(readme.contains(&format!("```text\n{printed}```")), "{printed}");
}

#[test]
fn each_event_is_a_document_or_a_line_of_fields() {
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    let cli = Cli::of(&sandbox);
    for (arguments, expected) in [
        (
            &["--json", "--fields", "sender,text"][..],
            r#"{"sender":"919876543210@s.whatsapp.net","text":"Hi"}"#,
        ),
        (&["--fields", "kind,text"], "message\tHi"),
    ] {
        let (running, _) = listen(&cli, &[&["--register", "--count", "1"], arguments].concat());
        assert_eq!(cli.run(&["sandbox", "trigger", "message", "Hi"]).code, 0);
        assert_eq!(end(running), (Some(0), format!("{expected}\n")));
    }
    let (running, _) = listen(&cli, &["--register", "--count", "1", "--json"]);
    assert_eq!(cli.run(&["sandbox", "trigger", "message", "Hi"]).code, 0);
    let event: Value = serde_json::from_str(&end(running).1).unwrap();
    assert_eq!((&event["from_me"], event.get("raw")), (&Value::Bool(false), None));
}

#[test]
fn requests_that_are_no_events_are_refused() {
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    let cli = Cli::of(&sandbox);
    let (running, url) = listen(&cli, &["--register", "--count", "1"]);
    let address = url.trim_start_matches("http://").trim_end_matches('/');
    let status = |request: &str| {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).unwrap();
        line
    };
    assert!(status("GET / HTTP/1.1\r\nHost: h\r\n\r\n").contains(" 405 "));
    let no_json = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx";
    assert!(status(no_json).contains(" 400 "));
    assert_eq!(cli.run(&["sandbox", "trigger", "message", "Hi"]).code, 0);
    let (code, printed) = end(running);
    assert!(code == Some(0) && printed.lines().count() == 1, "{printed}");
}

#[test]
fn events_are_made_up_for_this_machine_only() {
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    let cli = Cli::of(&sandbox);
    let trigger = ["sandbox", "trigger", "message", "Hi"];
    let run = cli.run(&trigger);
    assert!(run.code == 2 && run.stderr.contains("has no webhook"), "{run:?}");
    // One where nobody listens.
    assert_eq!(cli.run(&["instance", "webhook", "--set", "http://127.0.0.1:1/"]).code, 0);
    let run = cli.run(&trigger);
    assert!(run.code == 1 && run.stderr.contains("still running?"), "{run:?}");
    for url in ["https://example.com/hook", "http://127.0.0.1.example.com/", "https://localhost/"] {
        assert_eq!(cli.run(&["instance", "webhook", "--set", url]).code, 0);
        let run = cli.run(&trigger);
        assert!(run.code == 2 && run.stderr.contains("not on this machine"), "{run:?}");
    }
}
