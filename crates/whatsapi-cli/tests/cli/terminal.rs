//! In a pseudo-terminal: questions, progress, QR codes, colors and Ctrl-C.

use std::process::Command;
use std::time::Duration;

use rexpect::process::WaitStatus;
use rexpect::session::{PtySession, spawn_command};
use serde_json::json;
use whatsapi_sandbox::{Fault, FixedResponse, Sandbox};

use crate::support::Cli;

/// How long a test waits for a text, in milliseconds.
const PATIENCE: u64 = 20_000;

fn spawn(mut command: Command) -> PtySession {
    command.env("TERM", "xterm").env_remove("NO_COLOR");
    spawn_command(command, Some(PATIENCE)).unwrap()
}

/// A shell that runs a script, in which `$0` is the command.
fn shell(cli: &Cli, script: &str, arguments: &[&str]) -> Command {
    let command = cli.command(&[]);
    let mut shell = Command::new("sh");
    shell.args(["-c", script]).arg(command.get_program()).args(arguments);
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell
}

/// The exit code of a process that ends, and what it printed until then.
fn end(mut session: PtySession) -> (i32, String) {
    let rest = session.exp_eof().unwrap();
    match session.process().wait().unwrap() {
        WaitStatus::Exited(_, code) => (code, rest),
        other => panic!("{other:?} after {rest:?}"),
    }
}

#[test]
fn destructive_command_asks_and_does_what_is_answered() {
    let sandbox = Sandbox::start();
    let team = sandbox.instance("sales").group("Team");
    let cli = Cli::of(&sandbox);
    let question = format!("Leave the group {}? [y/N]", team.id());
    for (answer, code) in [("n", 1), ("", 1), ("y", 0)] {
        let mut session = spawn(cli.command(&["group", "leave", team.id()]));
        session.exp_string(&question).unwrap();
        session.send_line(answer).unwrap();
        let (found, rest) = end(session);
        assert_eq!(found, code, "{answer:?}: {rest:?}");
        assert_eq!(rest.contains("nothing was done"), code == 1, "{rest:?}");
    }
    sandbox.operation("leave_group").assert_one();
}

#[test]
fn interrupted_question_ends_with_130_and_nothing_is_done() {
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    let mut session = spawn(Cli::of(&sandbox).command(&["instance", "delete", "sales"]));
    session.exp_string("[y/N]").unwrap();
    session.send_control('c').unwrap();
    assert_eq!(end(session).0, 130);
    assert!(sandbox.requests().is_empty());
}

#[test]
fn login_asks_for_the_key_without_showing_it() {
    let sandbox = Sandbox::start();
    let cli = Cli::new();
    let mut session = spawn(cli.command(&["login"]));
    session.exp_string("Server:").unwrap();
    session.send_line(&sandbox.url()).unwrap();
    session.exp_string("API key:").unwrap();
    session.send_line(sandbox.api_key()).unwrap();
    let (code, rest) = end(session);
    assert_eq!(code, 0, "{rest:?}");
    assert!(!rest.contains(sandbox.api_key()) && rest.contains("the key works"), "{rest:?}");
    assert_eq!(cli.run(&["instance", "list"]).code, 0);
}

#[test]
fn interrupted_login_ends_with_130_and_the_terminal_shows_what_is_typed_again() {
    let sandbox = Sandbox::start();
    let cli = Cli::new();
    let script = r#"stty echo; "$0" login --server "$1"; echo code $?; stty -a"#;
    let shell = shell(&cli, script, &[&sandbox.url()]);
    // While the key is asked for, Ctrl-C is a character, which does not interrupt the shell.
    let mut session = spawn(shell);
    session.exp_string("API key:").unwrap();
    session.send_control('c').unwrap();
    let (_, rest) = end(session);
    assert!(rest.contains("code 130"), "{rest:?}");
    assert_eq!(rest.matches("interrupted").count(), 1, "{rest:?}");
    assert!(rest.contains(" echo ") && !rest.contains("-isig"), "{rest:?}");
    assert!(!cli.config().exists());
}

#[test]
fn qr_code_is_renewed_until_the_instance_is_linked() {
    let sandbox = Sandbox::start();
    let client = sandbox.client();
    for key in ["sales", "other"] {
        client.instances().create(key).unwrap();
    }
    let other = client.instance("other").qr_code().unwrap();
    let mut session = spawn(Cli::of(&sandbox).command(&["instance", "qr"]));
    // Bright white on black, whatever the colors of the terminal are.
    let top = "\u{1b}[38;5;15m\u{1b}[40m";
    session.exp_string(top).unwrap();
    session.exp_string("Linked devices").unwrap();
    // The server makes another code.
    let renewed = json!({ "data": other.envelope().data });
    sandbox.operation("get_qr_code").fault(FixedResponse::new(200).json(&renewed));
    // The first code is cleared away.
    session.exp_string("A\r\u{1b}[2K\u{1b}[1B").unwrap();
    session.exp_string(top).unwrap();
    sandbox.scan_qr("sales");
    let (code, rest) = end(session);
    assert!(code == 0 && rest.contains("sales is linked"), "{code} {rest:?}");
}

#[test]
fn interrupted_qr_code_ends_with_130() {
    let sandbox = Sandbox::start();
    sandbox.client().instances().create("sales").unwrap();
    let mut session = spawn(Cli::of(&sandbox).command(&["instance", "qr"]));
    session.exp_string("Linked devices").unwrap();
    session.send_control('c').unwrap();
    let (code, rest) = end(session);
    assert!(code == 130 && rest.contains("interrupted"), "{code} {rest:?}");
}

#[test]
fn commands_that_serve_end_with_130() {
    let sandbox = Sandbox::start();
    let cli = Cli::of(&sandbox);
    for (arguments, started) in
        [(["sandbox", "-v"], "Ctrl-C ends the sandbox"), (["listen", "-v"], "Ctrl-C ends it")]
    {
        let mut session = spawn(cli.command(&arguments));
        session.exp_string(started).unwrap();
        session.send_control('c').unwrap();
        assert_eq!(end(session).0, 130, "{arguments:?}");
    }
}

#[test]
fn interrupted_listener_sets_the_former_webhook_again() {
    const FORMER: &str = "https://production.example/hook";
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    let cli = Cli::of(&sandbox);
    let webhook = || sandbox.instance_state("sales").unwrap().webhook_url;
    assert_eq!(cli.run(&["instance", "webhook", "--set", FORMER]).code, 0);
    let mut session = spawn(cli.command(&["listen", "--register"]));
    session.exp_string(FORMER).unwrap();
    session.exp_string("[y/N]").unwrap();
    assert_eq!(webhook(), FORMER);
    session.send_line("y").unwrap();
    session.exp_string("Ctrl-C ends it").unwrap();
    assert_ne!(webhook(), FORMER);
    session.send_control('c').unwrap();
    assert_eq!(end(session).0, 130);
    assert_eq!(webhook(), FORMER);
}

#[test]
fn qr_code_that_nobody_scans_ends_with_1() {
    let sandbox = Sandbox::start();
    sandbox.client().instances().create("sales").unwrap();
    let run = Cli::of(&sandbox).run(&["instance", "qr", "--wait", "0"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("was not linked within 0 s"), "{run:?}");
}

#[test]
fn progress_is_shown_while_a_file_is_sent() {
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    let cli = Cli::of(&sandbox);
    let file = cli.file("photo.png", b"\x89PNG");
    sandbox.fault(Fault::Delay(Duration::from_millis(800)));
    let mut session = spawn(cli.command(&["send", "image", "919876543210", &file]));
    session.exp_string("sending ").unwrap();
    let (code, rest) = end(session);
    assert!(code == 0 && rest.contains("3EB0"), "{code} {rest:?}");
}

#[test]
fn colors_are_for_terminals_unless_they_are_not_wanted() {
    let sandbox = Sandbox::start();
    let team = sandbox.instance("sales").group("Team");
    let cli = Cli::of(&sandbox);
    let (_, list) = end(spawn(cli.command(&["group", "list"])));
    assert!(list.contains("\u{1b}[1mID"), "{list:?}");
    let mut plain = cli.command(&["group", "list"]);
    plain.env("TERM", "xterm").env("NO_COLOR", "1");
    let (_, plain) = end(spawn_command(plain, Some(PATIENCE)).unwrap());
    assert!(plain.contains(team.id()) && !plain.contains('\u{1b}'), "{plain:?}");
}

#[test]
fn table_fits_the_terminal() {
    let sandbox = Sandbox::start();
    let name = "A name that is longer than the terminal is wide, so it has to be wrapped";
    let team = sandbox.instance("sales").group(name);
    let cli = Cli::of(&sandbox);
    let script = r#"stty rows 24 cols 60; "$0" group list --fields id,name"#;
    let mut shell = shell(&cli, script, &[]);
    shell.env("NO_COLOR", "1").env("TERM", "xterm");
    let (code, table) = end(spawn_command(shell, Some(PATIENCE)).unwrap());
    assert!(code == 0 && table.contains(team.id()), "{table:?}");
    assert!(table.lines().all(|line| line.chars().count() <= 60), "{table}");
    assert!(table.lines().count() >= 4, "{table}");
}

#[test]
fn sync_shows_its_plan_and_asks() {
    let sandbox = Sandbox::start();
    let team = sandbox.instance("sales").group("Team").member("919876543210");
    let cli = Cli::of(&sandbox);
    let file = cli.file("people.csv", "918888888888\n");
    for (answer, code) in [("n", 1), ("y", 0)] {
        let mut session = spawn(cli.command(&["group", "sync", team.id(), &file]));
        session.exp_string("918888888888").unwrap();
        session.exp_string("Add 1, remove 1, leave 1 as they are? [y/N]").unwrap();
        session.send_line(answer).unwrap();
        let (found, rest) = end(session);
        assert_eq!(found, code, "{rest:?}");
        let is_member = sandbox.group(team.id()).unwrap().members.contains_key("918888888888");
        assert_eq!(is_member, code == 0);
    }
}
