//! Failures: what stderr says, and the exit code.

use whatsapi_sandbox::{Fault, Sandbox};

use crate::support::{Cli, Run};

#[test]
fn failed_call_ends_with_1_and_says_why() {
    let sandbox = Sandbox::start();
    let run = Cli::of(&sandbox).run(&["instance", "info", "desk"]);
    assert_eq!(run, Run::new(1, "", "error: get_instance: 404 Not Found: Instance not found\n"));
}

#[test]
fn refused_argument_ends_with_2_and_nothing_is_sent() {
    let sandbox = Sandbox::start();
    let run = Cli::of(&sandbox).run(&["send", "text", "12", "Hello"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
    assert!(run.stderr.starts_with("error: send_text_message: "), "{run:?}");
    assert!(sandbox.requests().is_empty());
}

#[test]
fn mistyped_command_ends_with_2_and_a_suggestion() {
    let run = Cli::new().run(&["group", "lst"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("similar") && run.stderr.contains("list"), "{run:?}");
}

#[test]
fn wrong_key_ends_with_4() {
    let sandbox = Sandbox::start();
    let run = Cli::of(&sandbox).env("WHATSAPI_API_KEY", "planted-5f1d").run(&["instance", "list"]);
    assert_eq!(run.code, 4, "{run:?}");
    assert!(run.stderr.contains("whatsapi login") && !run.stderr.contains("planted"), "{run:?}");
}

#[test]
fn missing_settings_are_named_with_what_sets_them() {
    let cli = Cli::new();
    let run = cli.run(&["instance", "list", "--server", "http://localhost:1"]);
    assert_eq!(run.code, 4, "{run:?}");
    assert!(run.stderr.contains("no API key is configured"), "{run:?}");
    let cli = Cli::new().env("WHATSAPI_API_KEY", "key");
    let run = cli.run(&["instance", "list"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("no server is configured"), "{run:?}");
    let run = cli.run(&["group", "list", "--server", "http://localhost:1"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("no instance is chosen"), "{run:?}");
}

#[test]
fn change_whose_reply_is_lost_says_that_it_may_have_been_done() {
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    let cli = Cli::of(&sandbox);
    sandbox.fault(Fault::DropAfter);
    let run = cli.run(&["send", "text", "919876543210", "Hello"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("the server may have done it all the same"), "{run:?}");
    sandbox.operation("get_all_groups").always(Fault::DropAfter);
    let run = cli.run(&["group", "list"]);
    assert!(run.code == 1 && !run.stderr.contains("all the same"), "{run:?}");
}

#[test]
fn plain_http_is_refused_unless_it_is_allowed() {
    let cli = Cli::new().env("WHATSAPI_API_KEY", "key").env("WHATSAPI_URL", "http://192.0.2.1");
    let run = cli.run(&["instance", "list"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("--allow-http"), "{run:?}");
    // What fails then is the connection.
    let allowed = ["instance", "list", "--allow-http", "--timeout", "1"];
    assert_eq!(cli.run(&allowed).code, 1);
}

#[test]
fn missing_file_ends_with_1() {
    let sandbox = Sandbox::start();
    let run = Cli::of(&sandbox).run(&["send", "image", "919876543210", "nowhere.png"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("nowhere.png"), "{run:?}");
}
