//! `whatsapi group sync`: the members of a group are made those of a CSV file.

use serde_json::json;
use whatsapi_sandbox::{Change, Fault, Sandbox};

use crate::support::{Cli, Run};

fn with_team() -> (Sandbox, Cli, String) {
    let sandbox = Sandbox::start();
    let team = sandbox.instance("sales").group("Team");
    let id = team.member("919876543210").member("918888888888").id().to_owned();
    let cli = Cli::of(&sandbox);
    (sandbox, cli, id)
}

fn members(sandbox: &Sandbox, id: &str) -> Vec<String> {
    sandbox.group(id).unwrap().members.into_keys().collect()
}

#[test]
fn dry_run_prints_the_plan_and_changes_nothing() {
    let (sandbox, cli, id) = with_team();
    let file = cli.file("people.csv", "name,Phone Number\nAnn,+91 98765-43210\nEve,917777777777\n");
    let run = cli.run(&["group", "sync", &id, &file, "--dry-run"]);
    let plan = "\
PERSON                       CHANGE
917777777777                 add
918888888888@s.whatsapp.net  remove
15550000001@s.whatsapp.net   keep
919876543210@s.whatsapp.net  none
";
    let note = "note: Add 1, remove 1, leave 2 as they are\n";
    assert_eq!(run, Run::new(0, plan, note));
    assert_eq!(members(&sandbox, &id), ["15550000001", "918888888888", "919876543210"]);
    let kept =
        cli.run(&["group", "sync", &id, &file, "--dry-run", "--keep-others", "--json"]).json();
    assert!(kept.as_array().unwrap().iter().all(|entry| entry["change"] != "remove"), "{kept}");
}

#[test]
fn plan_is_shown_before_each_outcome() {
    let (sandbox, cli, id) = with_team();
    sandbox.person("916666666666").fails(Change::Add, 408);
    let file = cli.file("people.csv", "919876543210\n917777777777\n916666666666\n");
    let run = cli.run(&["group", "sync", &id, &file, "--yes"]);
    let outcomes = "\
PERSON                       CHANGE  OUTCOME
917777777777@s.whatsapp.net  add     done
916666666666@s.whatsapp.net  add     left recently
918888888888@s.whatsapp.net  remove  done
";
    assert_eq!((run.code, run.stdout.as_str()), (3, outcomes), "{run:?}");
    assert!(
        run.stderr.starts_with("PERSON  ") && run.stderr.contains("left recently: "),
        "{run:?}"
    );
    assert_eq!(members(&sandbox, &id), ["15550000001", "917777777777", "919876543210"]);

    let file = cli.file("people.csv", "919876543210\n917777777777\n");
    let again = cli.run(&["group", "sync", &id, &file, "--yes", "--json"]);
    assert_eq!(again, Run::new(0, "[]\n", "note: there is nothing to change\n"));
}

#[test]
fn without_a_terminal_only_yes_is_an_answer() {
    let (sandbox, cli, id) = with_team();
    let run = cli.run_with(&["group", "sync", &id, "-"], "917777777777\n");
    assert!(run.code == 2 && run.stderr.contains("pass --yes"), "{run:?}");
    assert_eq!(members(&sandbox, &id).len(), 3);
}

#[test]
fn file_is_read_as_spreadsheets_write_it() {
    let (_sandbox, cli, id) = with_team();
    for (text, column) in [
        ("\u{feff}Name;Phone\r\nAnn;+91 98765 43210\r\n;\r\n", None),
        ("Ann\t919876543210\n\n", None),
        ("\"Ann, of sales\",919876543210.0\n", None),
        ("id,Telefon\n10001,919876543210\n", Some("telefon")),
        ("id,Telefon\n10001,919876543210\n", Some("2")),
        ("10001,919876543210\n", Some("2")),
    ] {
        let file = cli.file("people.csv", text);
        let mut arguments = vec!["group", "sync", &id, &file, "--dry-run", "--json"];
        arguments.extend(column.iter().flat_map(|column| ["--column", column]));
        let plan = cli.run(&arguments);
        let plan = (plan.code, plan.json());
        let unchanged = json!({ "person": "919876543210@s.whatsapp.net", "change": "none" });
        assert!(
            plan.0 == 0 && plan.1.as_array().unwrap().contains(&unchanged),
            "{text:?}: {plan:?}"
        );
    }
}

#[test]
fn row_without_a_person_is_refused_since_they_would_be_removed() {
    let (sandbox, cli, id) = with_team();
    for (text, problem) in [
        ("name,phone\nAnn,919876543210\nBob,\n", "line 3: column 2 is empty"),
        ("name,phone\nAnn,919876543210\nBob,12\n", "line 3: \"12\" is not a phone number"),
        ("name,city\nAnn,Paris\n", "no column is known to have the people (name, city)"),
        // The number of a customer is no phone number, however it looks.
        ("id,Telefon\n10001,919876543210\n", "to --column"),
        // Not that of the customers, since the first phone number cannot be read.
        ("1234567,098765 43210\n1234568,919876543210\n", "several columns may be phone numbers"),
        ("919876543210\n098765 43210\n", "no column has a phone number in every row"),
        ("918888888888,919876543210\n", "several columns may be phone numbers"),
        ("919876543210,Ann\nsoon,Bob\n", "no column has a phone number in every row"),
        ("1234567,919876543210\n7,918888888888\n", "to --column"),
        ("", "has nobody in it"),
    ] {
        let file = cli.file("people.csv", text);
        let run = cli.run(&["group", "sync", &id, &file, "--yes"]);
        assert!(run.code == 2 && run.stderr.contains(problem), "{run:?}");
    }
    let header_only = cli.file("people.csv", "phone\n");
    assert_eq!(cli.run(&["group", "sync", &id, &header_only, "--yes"]).code, 2);
    assert!(sandbox.requests().is_empty());
}

#[test]
fn failed_removal_after_people_were_added_is_done_in_part() {
    let (sandbox, cli, id) = with_team();
    sandbox.operation("remove_participant").always(Fault::Status(400));
    let file = cli.file("people.csv", "919876543210\n917777777777\n");
    let run =
        cli.run(&["group", "sync", &id, &file, "--yes", "--fields", "person,outcome", "--json"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert_eq!(run.json()[1]["outcome"], "not removed");
    assert!(run.stderr.contains("remove_participant: 400"), "{run:?}");

    sandbox.operation("add_participant").always(Fault::Status(400));
    let file = cli.file("people.csv", "919876543210\n916666666666\n");
    assert_eq!(cli.run(&["group", "sync", &id, &file, "--yes"]).code, 1);
}

#[test]
fn unclosed_quote_does_not_hide_the_rows_after_it() {
    let (sandbox, cli, id) = with_team();
    for (text, line) in [
        ("name,phone\nAnn,\"919876543210\nBob,918888888888\n", 2),
        ("phone,name\n919876543210,\"Ann\n918888888888,Bob\n", 2),
        ("phone,name\r\n\r\n919876543210,Ann\r\n918888888888,\"Bob\r\n", 4),
        ("phone,name\n919876543210,\"Ann\n918888888888,\"Bob\"\n", 2),
    ] {
        let file = cli.file("people.csv", text);
        let run = cli.run(&["group", "sync", &id, &file, "--yes"]);
        let problem = format!("people.csv: line {line}: a cell has a line break in it");
        assert!(run.code == 2 && run.stderr.contains(&problem), "{text:?}: {run:?}");
    }
    assert!(sandbox.requests().is_empty());
}

#[test]
fn mistyped_first_row_is_not_taken_for_names_of_columns() {
    let (sandbox, cli, id) = with_team();
    for (text, problem) in [
        ("Ann,9198765O3210\nBob,918888888888\n", "line 1: \"9198765O3210\" is not"),
        ("Ann,\nBob,918888888888\n", "line 1: column 2 is empty"),
        ("Ann,12\nBob,918888888888\n", "line 1: \"12\" is not"),
    ] {
        let file = cli.file("people.csv", text);
        let run = cli.run(&["group", "sync", &id, &file, "--yes", "--column", "2"]);
        assert!(run.code == 2 && run.stderr.contains(problem), "{text:?}: {run:?}");
    }
    assert!(sandbox.requests().is_empty());
}
