//! The exit codes of the example `diff`, by which scripts detect breaking changes.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::PathBuf;
use std::process::Command;

const DOCUMENT: &str = include_str!("fixtures/diff/bakery.yaml");

const OVERLAY: &str = "\
overlay: 1.0.0
info: { title: Corrections, version: '1' }
actions:
  - target: $.paths['/ovens'].get
    update: { x-idempotent: false }
";

#[test]
fn exit_code_is_0_without_and_1_with_breaking_changes() {
    let verdict = "verdict: breaking; before 1.0 bump the minor version, from 1.0 on the major\n";
    for (arguments, code, output) in [
        ("old.yaml same.yaml", 0, "verdict: nothing changes\n"),
        ("old.yaml moved.yaml", 0, "  ~ list_ovens: GET /ovens -> GET /stoves\n"),
        ("old.yaml fewer.yaml", 1, "  ! list_ovens: removed  GET /ovens\n"),
        ("old.yaml fewer.yaml", 1, verdict),
        ("old.yaml moved.yaml --overlay overlay.yaml", 1, "overlay.yaml #/actions/0/target: "),
        ("--overlay adapted.yaml old.yaml moved.yaml --old-overlay overlay.yaml", 0, "/stoves\n"),
    ] {
        let (status, stdout, stderr) = run(arguments);
        assert_eq!((status, stderr.as_str()), (Some(code), ""), "{arguments}: {stdout}");
        assert!(stdout.contains(output), "{arguments}: {stdout}");
    }
}

#[test]
fn exit_code_is_2_if_documents_cannot_be_compared() {
    for (arguments, diagnostic) in [
        ("old.yaml broken.yaml", "error: broken.yaml:"),
        ("old.yaml invalid.yaml", "help: write it as a list"),
        ("missing.yaml old.yaml", "error: missing.yaml: #: the file cannot be read"),
        ("old.yaml old.yaml --overlay missing.yaml", "error: missing.yaml: #: the file"),
        ("old.yaml old.yaml --overlay broken.yaml", "error: broken.yaml:"),
        ("old.yaml", "usage: diff OLD NEW"),
        ("old.yaml old.yaml old.yaml", "usage: diff OLD NEW"),
        ("old.yaml old.yaml --overlay", "usage: diff OLD NEW"),
        ("old.yaml old.yaml --runtime x", "usage: diff OLD NEW"),
    ] {
        let (status, stdout, stderr) = run(arguments);
        assert_eq!((status, stdout.as_str()), (Some(2), ""), "{arguments}: {stderr}");
        assert!(stderr.contains(diagnostic), "{arguments}: {stderr}");
    }
}

/// The exit code, stdout and stderr of a run in a folder with the files to compare.
fn run(arguments: &str) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("old.yaml", DOCUMENT.to_owned()),
        ("same.yaml", format!("# The same.\n{DOCUMENT}")),
        ("moved.yaml", DOCUMENT.replace("  /ovens:", "  /stoves:")),
        ("fewer.yaml", DOCUMENT.replace("  /ovens:", "  x-ovens:")),
        ("invalid.yaml", DOCUMENT.replace("operationId: listOvens", "parameters: 1")),
        ("broken.yaml", DOCUMENT.replace("[rye, wheat]", "[rye, wheat")),
        ("overlay.yaml", OVERLAY.to_owned()),
        ("adapted.yaml", OVERLAY.replace("/ovens", "/stoves")),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let arguments = arguments.split_whitespace();
    let output = Command::new(example()).args(arguments).current_dir(folder.path()).output();
    let output = output.unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// The example, which cargo puts next to the folder of this test.
fn example() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).unwrap();
    let path = profile.join("examples").join(format!("diff{}", std::env::consts::EXE_SUFFIX));
    assert!(path.exists(), "{path:?} is not built; run cargo build --example diff");
    path
}
