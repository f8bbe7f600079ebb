//! What is printed where, and in which form.

use std::io::Read;
use std::process::Stdio;

use serde_json::json;
use whatsapi_sandbox::{Change, FixedResponse, Sandbox};

use crate::support::{Cli, Run};

fn with_team() -> (Sandbox, Cli, String) {
    let sandbox = Sandbox::start();
    let team = sandbox.instance("sales").group("Team").member("919876543210");
    let (id, cli) = (team.id().to_owned(), Cli::of(&sandbox));
    (sandbox, cli, id)
}

#[test]
fn list_is_a_table_for_people_and_one_document_for_programs() {
    let (_sandbox, cli, id) = with_team();
    let table = format!(
        "ID                       NAME  MEMBERS  ANNOUNCE  LOCKED\n{id}  Team  2        no        no\n"
    );
    assert_eq!(cli.run(&["group", "list"]), Run::new(0, &table, ""));
    let listed = cli.run(&["group", "list", "--json"]).json();
    assert_eq!(listed[0]["id"], json!(id));
    assert_eq!((&listed[0]["members"], &listed[0]["locked"]), (&json!(2), &json!(false)));
    assert_eq!(listed[0]["participants"][1], "919876543210@s.whatsapp.net");
}

#[test]
fn empty_list_is_an_empty_document_and_a_note() {
    let sandbox = Sandbox::start();
    let cli = Cli::of(&sandbox);
    assert_eq!(cli.run(&["instance", "list"]), Run::new(0, "", "note: no instances\n"));
    let json = cli.run(&["instance", "list", "--json"]);
    assert_eq!(json, Run::new(0, "[]\n", "note: no instances\n"));
}

#[test]
fn every_command_prints_one_document() {
    let (_sandbox, cli, id) = with_team();
    for command in [
        "group show GROUP",
        "group name GROUP New",
        "group invite GROUP",
        "group participants list GROUP",
        "group participants add GROUP 918888888888",
        "group create Other 918888888888",
        "send text GROUP Hello",
        "send presence GROUP typing",
        "instance webhook",
        "business catalog",
        "request GET /instances/list",
        "config list",
        "config profiles",
        "config path",
        "user info 919876543210",
        "user picture 918888888888",
    ] {
        let command = format!("{command} --json").replace("GROUP", &id);
        let arguments: Vec<&str> = command.split(' ').collect();
        let run = cli.run(&arguments);
        assert_eq!(run.code, 0, "{command}: {run:?}");
        run.json();
    }
}

#[test]
fn fields_are_chosen_in_their_order_and_a_single_one_is_printed_alone() {
    let (_sandbox, cli, id) = with_team();
    let run = |fields: &str| cli.run(&["group", "list", "--fields", fields]);
    assert_eq!(run("name,id").stdout, format!("NAME  ID\nTeam  {id}\n"));
    assert_eq!(run("id").stdout, format!("{id}\n"));
    let json = cli.run(&["group", "list", "--fields", "name,id", "--json"]);
    assert_eq!(
        json.stdout,
        format!("[\n  {{\n    \"name\": \"Team\",\n    \"id\": \"{id}\"\n  }}\n]\n")
    );
    let link = cli.run(&["group", "invite", &id, "--fields", "code"]).stdout;
    assert!(!link.contains("https"), "{link}");
    let members = cli.run(&["request", "GET", "/instances/list", "--fields", "message"]);
    assert_eq!(members.json(), json!({ "message": "ok" }));
}

#[test]
fn unknown_field_is_refused_before_anything_is_sent() {
    let (sandbox, cli, id) = with_team();
    let run = cli.run(&["send", "text", &id, "Hello", "--fields", "name"]);
    assert_eq!(
        run,
        Run::new(2, "", "error: there is no field \"name\"; choose one of id,timestamp\n")
    );
    assert!(sandbox.requests().is_empty());
}

#[test]
fn notes_are_on_stderr_and_quiet_leaves_them_out() {
    let (_sandbox, cli, id) = with_team();
    let run = cli.run(&["group", "lock", &id, "on"]);
    assert_eq!(run, Run::new(0, "", "note: only admins may edit\n"));
    assert_eq!(cli.run(&["group", "lock", &id, "on", "-q"]), Run::new(0, "", ""));
}

#[test]
fn verbose_prints_each_attempt() {
    let (sandbox, cli, _) = with_team();
    sandbox.fault(FixedResponse::error(503, "Busy"));
    let run = cli.run(&["group", "list", "-v"]);
    let attempts: Vec<&str> = run.stderr.lines().collect();
    assert_eq!((run.code, attempts.len()), (0, 2), "{run:?}");
    assert!(
        attempts[0].contains("get_all_groups") && attempts[0].contains("status 503"),
        "{run:?}"
    );
    assert!(attempts[1].contains("attempt 2 status 200"), "{run:?}");
}

#[test]
fn partial_failure_prints_each_outcome_and_ends_with_3() {
    let (sandbox, cli, id) = with_team();
    sandbox.person("918888888888").must_be_invited(403);
    sandbox.person("917777777777").fails(Change::Add, 408);
    let add = ["group", "participants", "add", &id, "918888888888", "917777777777", "916666666666"];
    let run = cli.run(&add);
    let table = "\
PERSON                       OUTCOME
918888888888@s.whatsapp.net  must be invited
917777777777@s.whatsapp.net  left recently
916666666666@s.whatsapp.net  done
";
    assert_eq!((run.code, run.stdout.as_str()), (3, table), "{run:?}");
    assert!(run.stderr.contains("must be invited: Their settings do not let"), "{run:?}");
    let json = cli.run(&[&add[..], &["--json"]].concat()).json();
    assert_eq!(json[0]["failed"], true);
    assert!(json[0]["invite_code"].is_string(), "{json}");
    assert_eq!(cli.run(&["group", "create", "New", "918888888888"]).code, 3);
}

#[test]
fn data_that_cannot_be_read_is_printed_as_it_came() {
    let (sandbox, cli, id) = with_team();
    let odd = json!({ "error": false, "data": "a\u{1b}[31m text" });
    sandbox.operation("get_group").always(FixedResponse::new(200).json(&odd));
    let run = cli.run(&["group", "show", &id]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "a\\u{1b}[31m text\n"), "{run:?}");
    assert!(run.stderr.contains("it is printed unchanged"), "{run:?}");
    let json = cli.run(&["group", "show", &id, "--json"]);
    assert_eq!(json.stdout, "\"a\\u001b[31m text\"\n");
}

#[test]
fn text_from_servers_cannot_control_the_terminal() {
    let (sandbox, cli, _) = with_team();
    let data = json!([{ "JID": "120363000000000001@g.us", "Name": "a\u{1b}]0;b\u{202e}" }]);
    let reply = FixedResponse::new(200).json(&json!({ "data": data }));
    sandbox.operation("get_all_groups").always(reply);
    let run = cli.run(&["group", "list", "--fields", "name"]);
    assert_eq!(run.stdout, "a\\u{1b}]0;b\\u{202e}\n");
}

#[test]
fn nothing_is_colored_without_a_terminal() {
    let (_sandbox, cli, _) = with_team();
    for arguments in
        [&["group", "list"][..], &["--help"], &["group", "lst"], &["group", "show", "x"]]
    {
        let run = cli.run(arguments);
        assert!(!format!("{}{}", run.stdout, run.stderr).contains('\u{1b}'), "{run:?}");
    }
}

#[test]
fn closed_pipe_is_no_failure() {
    let (sandbox, cli, _) = with_team();
    let many: Vec<_> =
        (0..20_000).map(|number| json!({ "JID": format!("{number}@g.us") })).collect();
    let reply = FixedResponse::new(200).json(&json!({ "data": many }));
    sandbox.operation("get_all_groups").always(reply);
    let mut command = cli.command(&["group", "list"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // As `head` does: reads a little, and closes the pipe.
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0; 10]).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn downloaded_file_is_written_to_stdout_unchanged() {
    let (_sandbox, cli, _) = with_team();
    let file = cli.file("data.bin", "a\nb\u{1b}");
    let keys = cli.run(&["media", "upload", &file, "--json"]).stdout;
    let download = ["media", "download", "-", "--type", "document", "--output", "-"];
    assert_eq!(cli.run_with(&download, &keys), Run::new(0, "a\nb\u{1b}", ""));
    let with_json = cli.run_with(&[&download[..], &["--json"]].concat(), &keys);
    assert_eq!(with_json.code, 2, "{with_json:?}");
}

#[test]
fn text_is_read_from_stdin() {
    let (sandbox, cli, id) = with_team();
    assert_eq!(cli.run_with(&["send", "text", &id, "-"], "Hello\nall\n").code, 0);
    sandbox.assert_text(&id, "Hello\nall");
}

#[test]
fn list_is_read_from_a_file() {
    let (sandbox, cli, id) = with_team();
    let list = json!({ "title": "Menu", "sections": [
        { "title": "Drinks", "rows": [{ "title": "Tea", "row_id": "t", "description": "Green" }] },
    ] });
    let file = cli.file("list.json", list.to_string());
    assert_eq!(cli.run(&["send", "list", &id, "--input", &file]).code, 0);
    let sent: serde_json::Value = sandbox.operation("send_list_message").assert_one().json();
    assert_eq!(sent["sections"], list["sections"]);
    assert_eq!(cli.run(&["send", "list", &id, "--input", "/nowhere.json"]).code, 1);
}

#[test]
fn outcomes_that_the_server_does_not_list_count_as_failed() {
    let (sandbox, cli, id) = with_team();
    let odd = json!({ "message": "queued", "data": { "job": 1 } });
    sandbox.operation("add_participant").always(FixedResponse::new(200).json(&odd));
    let run = cli.run(&["group", "participants", "add", &id, "918888888888"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stdout.ends_with("918888888888  not reported\n"), "{run:?}");
    assert!(run.stderr.contains("queued") && run.stderr.contains(r#"{"job":1}"#), "{run:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_a_failure() {
    let (_sandbox, cli, _) = with_team();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = cli.command(&["group", "list"]).stdout(full).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr.starts_with("error: cannot write the output: "), "{stderr}");
}

#[test]
fn text_may_look_like_an_option() {
    let (sandbox, cli, id) = with_team();
    for text in ["- one", "--two", "-3"] {
        assert_eq!(cli.run(&["send", "text", &id, text]).code, 0, "{text}");
        sandbox.assert_text(&id, text);
    }
    assert_eq!(cli.run(&["group", "description", &id, ""]).code, 0);
}

#[test]
fn completions_and_manual_pages_cover_every_command() {
    let cli = Cli::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = cli.run(&["completions", shell]);
        assert!(run.code == 0 && run.stdout.contains("participants"), "{shell}");
    }
    assert!(cli.run(&["man"]).stdout.contains(".SH SYNOPSIS"));
    let folder = cli.path("man");
    assert_eq!(cli.run(&["man", "--folder", &folder]).code, 0);
    let page = std::fs::read_to_string(format!("{folder}/whatsapi-group-participants-add.1"));
    assert!(page.unwrap().contains("PERSON"));
}
