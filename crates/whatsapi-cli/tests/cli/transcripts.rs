//! Help, errors, and the transcript of the README, compared with files.

use whatsapi_sandbox::Sandbox;

/// Update the files by `TRYCMD=overwrite cargo test -p whatsapi-cli transcripts`.
#[test]
fn transcripts_are_true() {
    let sandbox = Sandbox::start();
    let folder = tempfile::tempdir().unwrap();
    let team = sandbox.instance("sales").group("Team").member("919876543210");
    assert_eq!(team.id(), "120363000000000001@g.us", "the files name this group");
    let cases = trycmd::TestCases::new();
    cases.env("WHATSAPI_URL", sandbox.url());
    cases.env("WHATSAPI_API_KEY", sandbox.api_key());
    cases.env("WHATSAPI_INSTANCE", "sales");
    cases.env("WHATSAPI_CONFIG", folder.path().join("config.toml").to_str().unwrap());
    cases.env("COLUMNS", "100");
    cases.case("tests/transcripts/*.trycmd");
    cases.case("README.md");
    cases.run();
}
