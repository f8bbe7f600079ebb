//! The example `groups`, run as a program: its requests, output and exit codes.

#[path = "support/mock.rs"]
mod mock;
mod support;

use std::process::{Command, Stdio};

use mock::{MockServer, mock_any};
use serde_json::{Value, json};
use support::program::{Run, example, run};
use support::{GROUP, KEY};

const PERSON: &str = "919876543210";

fn program() -> Command {
    example("groups")
}

fn program_for(url: &str) -> Command {
    let mut program = program();
    program.env("WHATSAPI_URL", url).env("WHATSAPI_API_KEY", KEY);
    program.env("WHATSAPI_INSTANCE", "sales");
    program
}

/// A run against a server that responds with this envelope.
fn run_with(envelope: &Value, arguments: &[&str]) -> Run {
    let server = mock_any(200, &envelope.to_string());
    run(&mut program_for(&server.url()), arguments)
}

/// A run against a server that responds with this `data` and no message.
fn run_with_data(data: &Value, arguments: &[&str]) -> Run {
    run_with(&json!({ "error": false, "data": data }), arguments)
}

fn team() -> Value {
    json!({
        "JID": GROUP, "Name": "Team", "Topic": "All\nof us", "OwnerJID": "919876543210@s.whatsapp.net",
        "GroupCreated": "2024-01-02T03:04:05Z", "IsAnnounce": true, "IsLocked": true,
        "Participants": [
            { "JID": "919876543210@s.whatsapp.net", "IsAdmin": true, "IsSuperAdmin": true },
            { "JID": "918888888888@s.whatsapp.net", "IsAdmin": true },
            { "JID": "44@lid" },
        ],
    })
}

const ROLES: &str = "\
JID                          ROLE
919876543210@s.whatsapp.net  creator
918888888888@s.whatsapp.net  admin
44@lid                       member
";

/// The output for a person who is missing from the reply.
const NOT_REPORTED: &str = "\
PERSON        OUTCOME
919876543210  not reported
";

/// Participants with different outcomes of a change.
fn mixed_outcomes() -> Value {
    json!([
        { "JID": "919876543210@s.whatsapp.net" },
        { "JID": "918888888888@s.whatsapp.net", "Error": 403,
          "AddRequest": { "Code": "xyz", "Expiration": "2024-01-03T00:00:00Z" } },
        { "JID": "917777777777@s.whatsapp.net", "Error": 409 },
        { "JID": "916666666666@s.whatsapp.net", "Error": 500 },
    ])
}

const OUTCOMES: &str = "\
PERSON                       OUTCOME
919876543210@s.whatsapp.net  done
918888888888@s.whatsapp.net  must be invited with code xyz until 2024-01-03T00:00:00Z
917777777777@s.whatsapp.net  already in this state
916666666666@s.whatsapp.net  failed with code 500
";

#[test]
fn each_command_sends_its_request_and_prints_the_message() {
    let (group, people) = (GROUP, r#"{"participants":["919876543210","918888888888"]}"#);
    let create = r#"{"group_name":"Team","participants":["919876543210","918888888888"]}"#;
    let two = [PERSON, "+91 88888-88888"];
    let at = |path: &str| format!("/{GROUP}{path}");
    #[rustfmt::skip]
    let rows: [(Vec<&str>, &str, String, &str, &str); 18] = [
        (vec!["list"], "GET", "/".into(), "", "no groups; the server says: ok\n"),
        (vec!["list", "--admin"], "GET", "/admin".into(), "", "no groups; the server says: ok\n"),
        (vec!["info", group], "GET", at(""), "", "no data; the server says: ok\n"),
        (vec!["create", "Team", two[0], two[1]], "POST", "/create".into(), create, "ok\n"),
        (vec!["add", group, two[0], two[1]], "POST", at("/participants/add"), people, "ok\n"),
        (vec!["remove", group, two[0], two[1]], "DELETE", at("/participants/remove"), people, "ok\n"),
        (vec!["promote", group, two[0], two[1]], "PUT", at("/participants/promote"), people, "ok\n"),
        (vec!["demote", group, two[0], two[1]], "PUT", at("/participants/demote"), people, "ok\n"),
        (vec!["participants", group], "GET", at("/participants"), "", "nobody; the server says: ok\n"),
        (vec!["name", group, "The team"], "PUT", at("/name"), r#"{"name":"The team"}"#, "ok\n"),
        (vec!["describe", group, ""], "PUT", at("/description"), r#"{"description":""}"#, "ok\n"),
        (vec!["announce", group, "on"], "PUT", at("/announce?announce=true"), "", "ok\n"),
        (vec!["lock", group, "off"], "PUT", at("/lock?locked=false"), "", "ok\n"),
        (vec!["invite", group], "GET", at("/invite-code"), "", "no data; the server says: ok\n"),
        (vec!["look", "AbC"], "GET", "/invite-info?invite_link=https%3A%2F%2Fchat.whatsapp.com%2FAbC".into(), "",
            "no data; the server says: ok\n"),
        (vec!["join", "https://chat.whatsapp.com/AbC"], "GET", "/join?invite_code=AbC".into(), "", "ok\n"),
        (vec!["leave", group], "DELETE", at("/"), "", "ok\n"),
        // The suffix of a group id is optional.
        (vec!["leave", "120363025246125486"], "DELETE", at("/"), "", "ok\n"),
    ];
    for (arguments, method, path, body, stdout) in rows {
        let server = MockServer::ok();
        let found = run(&mut program_for(&server.url()), &arguments);
        // The reply does not contain the affected people.
        let code = if body.contains("participants") { 3 } else { 0 };
        assert_eq!((found.code, found.stderr.as_str()), (code, ""), "{arguments:?}");
        let (start, _) = found.stdout.split_once("\n\n").unwrap_or((found.stdout.trim_end(), ""));
        assert_eq!(start, stdout.trim_end(), "{arguments:?}");
        let request = server.only_request();
        assert_eq!(request.line, format!("{method} /api/instances/sales/groups{path}"));
        assert_eq!(request.header("authorization"), Some(KEY));
        assert_eq!(String::from_utf8(request.body).unwrap(), body, "{arguments:?}");
    }
}

#[test]
fn picture_is_uploaded_from_a_file() {
    let path = std::env::temp_dir().join(format!("groups-cli-{}.jpg", std::process::id()));
    let picture = b"\xFF\xD8\xFF a picture";
    std::fs::write(&path, picture).unwrap();
    let server = MockServer::ok();
    let found = run(&mut program_for(&server.url()), &["picture", GROUP, path.to_str().unwrap()]);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(found, Run::new(0, "ok\n", ""));
    let request = server.only_request();
    assert_eq!(request.line, format!("PUT /api/instances/sales/groups/{GROUP}/profile-pic"));
    assert!(request.holds(picture));
}

#[test]
fn groups_are_listed_in_aligned_columns() {
    let data = json!([
        team(),
        { "JID": "919876543210-1550000000@g.us", "Name": "日本 🎉", "IsLocked": true, "Participants": null },
        { "JID": "120363000000000001@g.us" },
    ]);
    let expected = "\
GROUP                         NAME     MEMBERS  FLAGS
120363025246125486@g.us       Team     3        announce,locked
919876543210-1550000000@g.us  日本 🎉  -        locked
120363000000000001@g.us       -        -        -
";
    assert_eq!(run_with_data(&data, &["list"]), Run::new(0, expected, ""));
    assert_eq!(run_with_data(&data, &["list", "--admin"]), Run::new(0, expected, ""));
    assert_eq!(run_with_data(&json!([]), &["list"]), Run::new(0, "no groups\n", ""));
}

#[test]
fn group_info_lists_the_members() {
    let facts = "\
group:        120363025246125486@g.us
name:         Team
description:  All\\nof us
owner:        919876543210@s.whatsapp.net
created:      2024-01-02T03:04:05Z
members:      3
flags:        announce,locked
";
    let expected = Run::new(0, &format!("{facts}\n{ROLES}"), "");
    assert_eq!(run_with_data(&team(), &["info", GROUP]), expected);
    assert_eq!(run_with_data(&team(), &["look", "AbC"]), expected);
    let bare = run_with_data(&json!({ "JID": GROUP }), &["info", GROUP]);
    assert!(bare.stdout.ends_with("members:      -\nflags:        -\n"), "{bare:?}");
}

#[test]
fn participants_are_printed_with_roles_from_either_shape() {
    for data in [team()["Participants"].clone(), team()] {
        assert_eq!(run_with_data(&data, &["participants", GROUP]), Run::new(0, ROLES, ""));
    }
}

#[test]
fn invite_code_is_printed_as_a_link() {
    for data in ["AbC", "https://chat.whatsapp.com/AbC"] {
        let found = run_with_data(&json!(data), &["invite", GROUP]);
        assert_eq!(found, Run::new(0, "https://chat.whatsapp.com/AbC\n", ""));
    }
}

#[test]
fn setter_prints_done_without_a_message_and_any_extra_data() {
    for envelope in [json!({}), json!({ "message": " " }), json!({ "data": {}, "message": null })] {
        assert_eq!(run_with(&envelope, &["leave", GROUP]), Run::new(0, "done\n", ""));
    }
    let envelope = json!({ "message": "joined\nit", "data": { "JID": GROUP } });
    let expected = format!("joined\\nit\n{{\n  \"JID\": \"{GROUP}\"\n}}\n");
    assert_eq!(run_with(&envelope, &["join", "AbC"]), Run::new(0, &expected, ""));
}

#[test]
fn partial_failure_prints_each_outcome_and_exits_with_3() {
    for command in ["add", "remove", "promote", "demote"] {
        let arguments = [command, GROUP, PERSON];
        assert_eq!(run_with_data(&mixed_outcomes(), &arguments), Run::new(3, OUTCOMES, ""));
        let done = json!([{ "JID": "919876543210@s.whatsapp.net", "Error": 0 }]);
        let expected = "\
PERSON                       OUTCOME
919876543210@s.whatsapp.net  done
";
        assert_eq!(run_with_data(&done, &arguments), Run::new(0, expected, ""));
    }
}

#[test]
fn group_created_without_all_participants_exits_with_3() {
    let data = json!({ "JID": GROUP, "Name": "Team", "Participants": mixed_outcomes() });
    let facts = format!("group:  {GROUP}\nname:   Team\n");
    let expected = Run::new(3, &format!("{facts}\n{OUTCOMES}"), "");
    assert_eq!(run_with_data(&data, &["create", "Team", PERSON]), expected);
    let alone =
        run_with_data(&json!({ "JID": GROUP, "Name": "Team" }), &["create", "Team", PERSON]);
    let expected = format!("{facts}\n{NOT_REPORTED}");
    assert_eq!(alone, Run::new(3, &expected, ""));
}

#[test]
fn only_commands_with_participants_exit_with_3() {
    let data = json!({ "JID": GROUP, "Participants": mixed_outcomes() });
    for arguments in [&["info", GROUP][..], &["participants", GROUP], &["join", "AbC"]] {
        assert_eq!(run_with_data(&data, arguments).code, 0, "{arguments:?}");
    }
}

#[test]
fn json_flag_prints_only_the_envelope_on_one_line() {
    let data = json!({ "JID": GROUP, "Topic": "a\nb \u{9b}\u{2028}", "Participants": mixed_outcomes(), "More": [1] });
    for data in [data, json!("of no known shape")] {
        let envelope = json!({ "status": 200, "error": false, "message": "ok", "data": data });
        let arguments: [(&[&str], i32); 2] =
            [(&["--json", "info", GROUP], 0), (&["--json", "add", GROUP, PERSON], 3)];
        for (arguments, code) in arguments {
            let found = run_with(&envelope, arguments);
            assert_eq!((found.code, found.stderr.as_str()), (code, ""));
            assert_eq!(found.stdout.chars().filter(|c| c.is_control()).count(), 1);
            assert!(found.stdout.ends_with('\n') && !found.stdout.contains('\u{2028}'));
            assert_eq!(serde_json::from_str::<Value>(&found.stdout).unwrap(), envelope);
        }
    }
}

#[test]
fn data_of_unknown_shape_is_printed_as_json() {
    #[rustfmt::skip]
    let commands: [(&[&str], i32); 6] = [
        (&["list"], 0), (&["info", GROUP], 0), (&["create", "Team", PERSON], 3),
        (&["participants", GROUP], 0), (&["invite", GROUP], 0), (&["look", "AbC"], 0),
    ];
    let data = json!({ "unknown": ["shape\u{9b}", 1.5] });
    let expected = "{\n  \"unknown\": [\n    \"shape\\u009b\",\n    1.5\n  ]\n}\n";
    for (arguments, code) in commands {
        let found = run_with_data(&data, arguments);
        assert_eq!((found.code, found.stdout.as_str()), (code, expected), "{arguments:?}");
        let note = found.stderr.strip_prefix("groups: note: ").unwrap();
        assert!(note.ends_with("; data is printed unchanged\n") && note.lines().count() == 1);
    }
    let found = run_with_data(&data, &["add", GROUP, PERSON]);
    assert_eq!(found, Run::new(3, &format!("done\n{expected}\n{NOT_REPORTED}"), ""));
}

#[test]
fn members_under_an_unknown_key_are_printed() {
    let data = json!({ "JID": GROUP, "Members": ["somebody"] });
    let found = run_with_data(&data, &["participants", GROUP]);
    assert_eq!(serde_json::from_str::<Value>(&found.stdout).unwrap(), data);
    assert_eq!(found.code, 0);
    assert!(found.stderr.contains("`data.Participants` of the reply is null"), "{found:?}");
}

#[test]
fn control_characters_are_escaped() {
    let name = "a\u{1b}[31m\u{9b}\u{7f}\r\n\u{202e}\u{2028}b";
    let shown = r"a\u{1b}[31m\u{9b}\u{7f}\r\n\u{202e}\u{2028}b";
    let group = json!({ "JID": GROUP, "Name": name, "Participants": [{ "JID": name }] });
    let person = json!([{ "JID": name, "Error": 403, "AddRequest": { "Code": name } }]);
    for (data, arguments) in [
        (json!([group]), &["list"][..]),
        (group.clone(), &["info", GROUP]),
        (group.clone(), &["participants", GROUP]),
        (person, &["add", GROUP, PERSON]),
        (json!(null), &["leave", GROUP]),
    ] {
        let found = run_with(&json!({ "message": name, "data": data }), arguments);
        assert!(found.stdout.contains(shown), "{found:?}");
        assert!(!found.stdout.contains(|c: char| c != '\n' && c.is_control()), "{found:?}");
    }
}

#[test]
fn failed_call_exits_with_1_and_prints_the_error_to_stderr() {
    let check = |status: &str, body: &str, arguments: &[&str], message: &str| {
        let code = status.split(' ').next().unwrap().parse().unwrap();
        let server = mock_any(code, body);
        let found = run(&mut program_for(&server.url()), arguments);
        assert_eq!(found, Run::new(1, "", &format!("groups: {message}\n")));
    };
    let body = r#"{"error":true,"message":"no\nsuch\u001b instance"}"#;
    check("404 Not Found", body, &["list"], "get_all_groups: 404 Not Found: no such instance");
    let body = r#"{"error":true,"message":"not an admin"}"#;
    check("200 OK", body, &["add", GROUP, PERSON], "add_participant: 200 OK: not an admin");
    let leave = ["--json", "leave", GROUP];
    check("403 Forbidden", body, &leave, "leave_group: 403 Forbidden: not an admin");
    let (status, warning) =
        ("500 Internal Server Error", "; the server may have done it all the same");
    check(status, "", &["info", GROUP], &format!("get_group: {status}"));
    check(status, "", &["create", "Team", PERSON], &format!("create_group: {status}{warning}"));
    let message = "join_group_with_link: 200 OK: the body is not JSON (line 1, column 1); \
                   check that the base URL is that of the API";
    check("200 OK", "<html>", &["join", "AbC"], &format!("{message}{warning}"));
}

#[test]
fn unreachable_server_is_a_failed_call() {
    let mut program = program();
    // The port is closed again when the listener is dropped.
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    program.env("WHATSAPI_URL", format!("http://{address}")).env("WHATSAPI_API_KEY", KEY);
    let found = run(&mut program, &["--instance", "sales", "leave", GROUP]);
    assert_eq!((found.code, found.stdout.as_str()), (1, ""));
    assert!(found.stderr.starts_with("groups: leave_group: could not connect"), "{found:?}");
    assert!(!found.stderr.contains("all the same"), "{found:?}");
}

#[test]
fn help_is_printed_to_stdout_without_environment() {
    let found = run(&mut program(), &["--help"]);
    assert_eq!((found.code, found.stderr.as_str()), (0, ""));
    let words = "list [--admin]; info GROUP; create NAME PERSON..; add GROUP PERSON..; \
        remove GROUP PERSON..; promote GROUP PERSON..; demote GROUP PERSON..; participants GROUP; \
        name GROUP TEXT; describe GROUP TEXT; picture GROUP FILE; announce GROUP on|off; \
        lock GROUP on|off; invite GROUP; look LINK; join LINK; leave GROUP; --instance KEY; --json; \
        --help; WHATSAPI_URL; WHATSAPI_API_KEY; WHATSAPI_INSTANCE; Exit codes:\n  0 ; \n  1 ; \n  2 ; \n  3 ";
    for word in words.split("; ") {
        assert!(found.stdout.contains(word), "{word} is missing");
    }
    for arguments in [&["-h"][..], &["help"], &["help", "add"], &["--json", "add", "--help"]] {
        assert_eq!(run(&mut program(), arguments), found, "{arguments:?}");
    }
}

#[test]
fn missing_environment_variable_is_named() {
    let server = MockServer::ok();
    for (variable, parts) in [
        ("WHATSAPI_URL", &["WHATSAPI_URL"][..]),
        ("WHATSAPI_API_KEY", &["WHATSAPI_API_KEY"]),
        ("WHATSAPI_INSTANCE", &["WHATSAPI_INSTANCE", "--instance", "--help"]),
    ] {
        let found = run(program_for(&server.url()).env_remove(variable), &["list"]);
        assert_eq!((found.code, found.stdout.as_str()), (2, ""));
        assert!(found.stderr.starts_with("groups: ") && found.stderr.lines().count() == 1);
        assert!(parts.iter().all(|part| found.stderr.contains(part)), "{found:?}");
    }
    assert_eq!(run(program_for(&server.url()).env("WHATSAPI_INSTANCE", ""), &["list"]).code, 2);
    assert_eq!(run(program_for(&server.url()).env("WHATSAPI_URL", "nowhere"), &["list"]).code, 2);
    assert!(server.requests().is_empty());
}

#[test]
fn instance_option_overrides_the_environment() {
    for arguments in [&["--instance", "other", "list"][..], &["list", "--instance=other"]] {
        let server = MockServer::ok();
        assert_eq!(run(&mut program_for(&server.url()), arguments).code, 0);
        assert_eq!(server.only_request().line, "GET /api/instances/other/groups/");
    }
}

#[test]
fn usage_error_is_explained_and_refers_to_help() {
    for (arguments, problem) in [
        (&[][..], "no command"),
        (&["lisst"], "there is no command \"lisst\""),
        (&["--jsn", "list"], "there is no option \"--jsn\""),
        (&["list", "more"], "list takes [--admin], but got 1 argument"),
        (&["info"], "info takes GROUP, but got 0 arguments"),
        (&["info", GROUP, "--admin"], "--admin is for list, not for info"),
        (&["create", "Team"], "create takes NAME PERSON.., but got 1 argument"),
        (&["add", GROUP], "add takes GROUP PERSON.., but got 1 argument"),
        (
            &["name", GROUP, "The", "team"],
            "name takes GROUP TEXT, but got 3 arguments (put quotes around the text)",
        ),
        (&["announce", GROUP, "yes"], "\"yes\" is neither on nor off"),
        (&["lock", GROUP], "lock takes GROUP on|off, but got 1 argument"),
        (&["picture", GROUP], "picture takes GROUP FILE, but got 1 argument"),
        (&["look", "a", "b", "c"], "look takes LINK, but got 3 arguments"),
        (&["list", "--instance"], "--instance lacks its KEY"),
        (&["--instance", "--json", "list"], "--instance lacks its KEY"),
    ] {
        let found = run(&mut program(), arguments);
        let message = format!("groups: {problem}; see groups --help\n");
        assert_eq!(found, Run::new(2, "", &message));
    }
}

#[test]
fn invalid_argument_exits_with_2_without_a_request() {
    let server = MockServer::ok();
    for (arguments, part) in [
        (&["info", "admin"][..], "\"admin\" is not the id of a group"),
        (&["add", GROUP, PERSON, "no\nbody"], "\"no\\nbody\" is not a phone number"),
        (&["create", " ", PERSON], "the name is empty"),
        (&["join", "https://example.com/x"], "is not an invite link"),
        (&["picture", GROUP, "no/such/file.jpg"], "no/such/file.jpg"),
        (&["picture", GROUP, "Cargo.toml"], "is not a JPEG"),
    ] {
        let found = run(&mut program_for(&server.url()), arguments);
        assert_eq!((found.code, found.stdout.as_str()), (2, ""), "{found:?}");
        assert!(found.stderr.starts_with("groups: ") && found.stderr.contains(part), "{found:?}");
        assert_eq!(found.stderr.lines().count(), 1);
    }
    assert!(server.requests().is_empty());
}

#[test]
fn text_argument_may_look_like_an_option() {
    for (text, arguments) in [
        ("- one", &["describe", GROUP, "- one"][..]),
        ("--json", &["describe", GROUP, "--", "--json"]),
        ("--", &["--", "describe", GROUP, "--"]),
        ("help", &["describe", GROUP, "help"]),
    ] {
        let server = MockServer::ok();
        assert_eq!(run(&mut program_for(&server.url()), arguments), Run::new(0, "ok\n", ""));
        assert_eq!(server.only_request().json(), json!({ "description": text }));
    }
}

#[cfg(unix)]
#[test]
fn only_file_names_may_be_non_utf8() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let name = OsStr::from_bytes(b"no-such-\xFF.jpg");
    let server = MockServer::ok();
    let found = run(program_for(&server.url()).args(["picture", GROUP]).arg(name), &[]);
    assert!(found.code == 2 && found.stderr.contains("cannot be read"), "{found:?}");
    let found = run(program().args(["name", GROUP]).arg(name), &[]);
    assert!(found.code == 2 && found.stderr.contains("is not UTF-8; see"), "{found:?}");
}

#[test]
fn closed_stdout_pipe_is_not_a_failure() {
    let body = json!({ "data": vec![team(); 5000] }).to_string();
    for arguments in [&["list"][..], &["list", "--json"]] {
        let server = mock_any(200, &body);
        let mut program = program_for(&server.url());
        program.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = program.spawn().unwrap();
        // The output is larger than the buffer of the pipe, so that the program notices.
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn failed_write_to_stdout_is_a_failure() {
    let server = MockServer::ok();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = program_for(&server.url()).arg("list").stdout(full).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr.starts_with("groups: cannot write the output: "), "{stderr}");
}
