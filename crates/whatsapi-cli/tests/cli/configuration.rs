//! Settings by options, the environment and profiles; `login` and `config`.

use serde_json::json;
use whatsapi_sandbox::Sandbox;

use crate::support::{Cli, Run};

/// A key that is long enough for its end to be shown.
const KEY: &str = "planted-key-of-the-profile-5f1d";

fn write_config(cli: &Cli, text: &str) {
    std::fs::write(cli.config(), text).unwrap();
    set_mode(&cli.config(), 0o600);
}

#[cfg(unix)]
fn set_mode(path: &std::path::Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn set_mode(_: &std::path::Path, _: u32) {}

fn profile(sandbox: &Sandbox, key: &str) -> String {
    format!(
        "default_profile = \"work\"\n[profiles.work]\nserver = \"{}\"\napi_key = \"{key}\"\n\
         instance = \"sales\"\n",
        sandbox.url()
    )
}

#[test]
fn list_shows_where_each_setting_comes_from_with_the_key_masked() {
    let sandbox = Sandbox::start();
    let cli = Cli::new();
    write_config(&cli, &profile(&sandbox, KEY));
    let url = sandbox.url();
    let table = format!(
        "\
SETTING     VALUE{pad}  SOURCE
profile     work{pad}   profile work
server      {url}  profile work
api_key     ********5f1d{key_pad}  profile work
instance    sales{pad}  profile work
allow_http  no{pad}     not set
",
        pad = " ".repeat(url.len() - 5),
        key_pad = " ".repeat(url.len() - 12),
    );
    assert_eq!(cli.run(&["config", "list"]), Run::new(0, &table, ""));

    let cli = cli.env("WHATSAPI_INSTANCE", "desk").env("WHATSAPI_API_KEY", "short-secret");
    let listed = cli.run(&["config", "list", "--server", "https://u:pass@h", "--json"]);
    assert!(!listed.stdout.contains("secret") && !listed.stdout.contains("pass@"), "{listed:?}");
    let listed = listed.json();
    let source = |index: usize| listed[index]["source"].as_str().unwrap().to_owned();
    assert_eq!(source(1), "option --server");
    assert_eq!(source(2), "environment variable WHATSAPI_API_KEY");
    assert_eq!(
        (listed[2]["value"].clone(), source(3)),
        (json!("********"), "environment variable WHATSAPI_INSTANCE".to_owned(),)
    );
}

#[test]
fn profile_is_used_and_another_one_can_be_named() {
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    let cli = Cli::new();
    let other = "[profiles.other]\nserver = \"http://localhost:1\"\napi_key = \"k\"\n";
    write_config(&cli, &format!("{}{other}", profile(&sandbox, sandbox.api_key())));
    assert_eq!(cli.run(&["group", "list"]).code, 0);
    assert_eq!(cli.run(&["instance", "list", "--profile", "other"]).code, 1);
    let run = cli.run(&["instance", "list", "--profile", "home"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("there are: other, work"), "{run:?}");

    assert_eq!(cli.run(&["config", "use", "other"]).code, 0);
    assert_eq!(cli.run(&["config", "list", "--json"]).json()[0]["value"], "other");
    let profiles = cli.run(&["config", "profiles", "--fields", "name"]);
    assert_eq!(profiles.stdout, "other\nwork\n");
    assert_eq!(cli.run(&["config", "remove", "other"]).code, 2);
    assert_eq!(cli.run(&["config", "remove", "other", "--yes"]).code, 0);
    assert_eq!(cli.run(&["config", "profiles", "--fields", "name"]).stdout, "work\n");
}

#[test]
fn key_of_a_profile_is_not_sent_to_another_server() {
    let (own, other) = (Sandbox::start(), Sandbox::start());
    let cli = Cli::new();
    write_config(&cli, &profile(&own, own.api_key()));
    let run = cli.run(&["instance", "list", "--server", &other.url()]);
    assert_eq!(run.code, 4, "{run:?}");
    assert!(run.stderr.contains("which is for its own server"), "{run:?}");
    let cli = cli.env("WHATSAPI_URL", &other.url());
    assert_eq!(cli.run(&["instance", "list"]).code, 4);
    assert!(other.requests().is_empty());
    let cli = cli.env("WHATSAPI_API_KEY", other.api_key());
    assert_eq!(cli.run(&["instance", "list"]).code, 0);
}

#[test]
fn plain_http_that_a_profile_allows_is_for_its_own_server() {
    let cli = Cli::new();
    let profile =
        "[profiles.default]\nserver = \"http://192.0.2.1\"\napi_key = \"k\"\nallow_http = true\n";
    write_config(&cli, profile);
    let list = ["instance", "list", "--timeout", "1"];
    // What fails is the connection.
    assert_eq!(cli.run(&list).code, 1);
    let cli = cli.env("WHATSAPI_API_KEY", "key");
    let run = cli.run(&[&list[..], &["--server", "http://192.0.2.2"]].concat());
    assert!(run.code == 2 && run.stderr.contains("not https"), "{run:?}");
}

#[test]
fn setting_another_server_forgets_the_key() {
    let sandbox = Sandbox::start();
    let cli = Cli::new();
    write_config(&cli, &profile(&sandbox, KEY));
    assert_eq!(cli.run(&["config", "set", "instance", "desk"]).code, 0);
    assert_eq!(cli.run(&["config", "set", "allow-http", "true"]).code, 0);
    assert!(std::fs::read_to_string(cli.config()).unwrap().contains(KEY));
    let run = cli.run(&["config", "set", "server", "https://other.example"]);
    assert!(run.code == 0 && run.stderr.contains("whatsapi login"), "{run:?}");
    let text = std::fs::read_to_string(cli.config()).unwrap();
    assert!(!text.contains(KEY) && text.contains("desk"), "{text}");
    assert!(!text.contains("allow_http"), "{text}");
}

#[cfg(unix)]
#[test]
fn file_that_others_can_read_is_refused_and_own_ones_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::start();
    let cli = Cli::new();
    write_config(&cli, &profile(&sandbox, sandbox.api_key()));
    set_mode(&cli.config(), 0o640);
    let run = cli.run(&["instance", "list"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("(mode 640); run `chmod 600"), "{run:?}");
    set_mode(&cli.config(), 0o600);
    assert_eq!(cli.run(&["config", "set", "instance", "desk"]).code, 0);
    let mode = std::fs::metadata(cli.config()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn broken_file_is_an_error_that_does_not_show_it() {
    let cli = Cli::new();
    write_config(&cli, "[profiles.work]\napi_key = 1234567890\n");
    let run = cli.run(&["config", "list"]);
    assert!(run.code == 2 && run.stderr.contains("write texts in quotes"), "{run:?}");
    assert!(!run.stderr.contains("1234567890"), "{run:?}");
    write_config(&cli, "[profiles.work]\napi_key = \"planted\" oops\n");
    let run = cli.run(&["config", "list"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("line 2") && !run.stderr.contains("planted"), "{run:?}");
}

#[test]
fn login_checks_the_key_before_it_is_stored() {
    let sandbox = Sandbox::start();
    let cli = Cli::new();
    let (url, key) = (sandbox.url(), sandbox.api_key());
    let login = ["login", "--server", &url, "--key-stdin", "--instance", "sales"];
    let run = cli.run_with(&login, "wrong-key\n");
    assert_eq!(run.code, 4, "{run:?}");
    assert!(run.stderr.contains("nothing was stored") && !cli.config().exists(), "{run:?}");

    let run = cli.run_with(&login, &format!("{key}\n"));
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{run:?}");
    assert!(!run.stderr.contains(key), "{run:?}");
    sandbox.instance("sales");
    assert_eq!(cli.run(&["group", "list"]).code, 0);

    let run = cli.run(&["login", "--server", &url]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("--key-stdin"), "{run:?}");
}

#[test]
fn key_is_not_an_option_of_any_command() {
    let run = Cli::new().run(&["instance", "list", "--api-key", "planted"]);
    assert_eq!(run.code, 2, "{run:?}");
}
