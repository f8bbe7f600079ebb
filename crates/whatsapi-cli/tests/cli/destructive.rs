//! What cannot be undone is asked for, and refused where nobody can answer.

use whatsapi_sandbox::Sandbox;

use crate::support::Cli;

#[test]
fn destructive_command_is_refused_without_a_terminal() {
    let sandbox = Sandbox::start();
    let team = sandbox.instance("sales").group("Team").member("919876543210");
    let cli = Cli::of(&sandbox);
    for command in [
        &["group", "leave", team.id()][..],
        &["instance", "logout", "sales"],
        &["instance", "delete", "sales"],
        &["group", "participants", "remove", team.id(), "919876543210"],
    ] {
        let run = cli.run_with(command, "y\n");
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
        assert!(run.stderr.contains("pass --yes"), "{run:?}");
    }
    assert!(sandbox.requests().is_empty());

    let run = cli.run(&["group", "participants", "remove", team.id(), "919876543210", "--yes"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(!sandbox.group(team.id()).unwrap().members.contains_key("919876543210"));
}
