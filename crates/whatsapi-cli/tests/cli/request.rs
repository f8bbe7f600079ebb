//! `whatsapi request`: any endpoint, with the same credentials, retries and errors.

use serde_json::{Value, json};
use whatsapi_sandbox::{Fault, FixedResponse, Sandbox};

use crate::support::{Cli, Run};

#[test]
fn fields_are_a_body_or_a_query() {
    let sandbox = Sandbox::start();
    let path = "/api/instances/sales/new";
    for method in ["POST", "GET"] {
        let reply = FixedResponse::new(200).json(&json!({ "ok": true }));
        sandbox.path(method, path).always(reply);
    }
    let cli = Cli::of(&sandbox);
    let fields = ["-F", "count=3", "-f", "name=3"];
    let of = |method| [&["request", method, "/instances/{instance}/new"], &fields[..]].concat();

    let run = cli.run(&of("post"));
    assert_eq!(run, Run::new(0, "{\n  \"ok\": true\n}\n", ""));
    let sent = &sandbox.requests()[0];
    assert_eq!(sent.json::<Value>(), json!({ "count": 3, "name": "3" }));
    assert_eq!(sent.header("authorization"), Some(sandbox.api_key()));
    assert_eq!(cli.run(&of("GET")), run);
    assert_eq!(sandbox.requests()[1].target, format!("{path}?count=3&name=3"));
}

#[test]
fn body_and_values_are_read_from_files() {
    let sandbox = Sandbox::start();
    let cli = Cli::of(&sandbox);
    let body = cli.file("body.json", r#"{"instance_key": "desk"}"#);
    assert_eq!(cli.run(&["request", "POST", "/instances/create", "--input", &body]).code, 0);
    assert!(sandbox.instance_state("desk").is_some());
    let stdin = ["request", "POST", "/instances/create", "--input", "-"];
    assert_eq!(cli.run_with(&stdin, r#"{"instance_key": "shop"}"#).code, 0);
    assert!(sandbox.instance_state("shop").is_some());
    let field = format!("instance_key=@{}", cli.file("key.txt", "front"));
    assert_eq!(cli.run(&["request", "POST", "/instances/create", "-F", &field]).code, 0);
    assert!(sandbox.instance_state("front").is_some());
}

#[test]
fn headers_are_sent_but_not_those_of_the_client() {
    let sandbox = Sandbox::start();
    let cli = Cli::of(&sandbox);
    assert_eq!(cli.run(&["request", "GET", "/instances/list", "-H", "X-Trace: 1"]).code, 0);
    assert_eq!(sandbox.requests()[0].header("x-trace"), Some("1"));
    for header in ["Authorization: other", "no colon"] {
        let run = cli.run(&["request", "GET", "/instances/list", "-H", header]);
        assert_eq!((run.code, sandbox.requests().len()), (2, 1), "{run:?}");
    }
}

#[test]
fn failures_and_retries_are_those_of_all_commands() {
    let sandbox = Sandbox::start();
    let cli = Cli::of(&sandbox);
    sandbox.fault(Fault::Status(503));
    assert_eq!(cli.run(&["request", "GET", "/instances/list"]).code, 0);
    let refused = json!({ "error": true, "message": "No" });
    sandbox.path("GET", "/api/x").always(FixedResponse::new(200).json(&refused));
    assert_eq!(cli.run(&["request", "GET", "/x"]), Run::new(1, "", "error: request: 200 OK: No\n"));
    let run = cli.run(&["request", "GET", "https://host/instances"]);
    assert_eq!(run.code, 2, "{run:?}");
    let run = cli.env("WHATSAPI_API_KEY", "other").run(&["request", "GET", "/instances/list"]);
    assert_eq!(run.code, 4, "{run:?}");
}

#[test]
fn other_content_is_printed_as_it_is() {
    let sandbox = Sandbox::start();
    sandbox.path("GET", "/api/page").always(FixedResponse::new(200).body("a\nb"));
    let cli = Cli::of(&sandbox);
    assert_eq!(cli.run(&["request", "GET", "/page"]), Run::new(0, "a\nb", ""));
    assert_eq!(cli.run(&["request", "GET", "/page", "--json"]).json(), json!("a\nb"));
}
