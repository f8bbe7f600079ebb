//! Configuration of a client by environment variables.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::Command;

use whatsapi::Client;

const KEY: &str = "planted-key-5f1d";

/// The outcome of `Client::from_env` in a process with these variables.
fn from_env(variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "print_outcome", "--ignored", "--nocapture"]);
    for name in ["WHATSAPI_URL", "WHATSAPI_API_KEY", "WHATSAPI_ALLOW_HTTP"] {
        command.env_remove(name);
    }
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let outcome = text.split("outcome: ").nth(1).unwrap_or_else(|| unreachable!("{text}"));
    outcome.lines().next().unwrap().to_owned()
}

#[test]
#[ignore = "the other tests run it in a separate process"]
fn print_outcome() {
    match Client::from_env() {
        Ok(_) => println!("outcome: ok"),
        Err(error) => println!("outcome: {error}"),
    }
}

#[test]
fn plain_http_in_a_private_network_has_to_be_allowed() {
    let server = ("WHATSAPI_URL", "http://10.0.0.7:3000");
    let key = ("WHATSAPI_API_KEY", KEY);
    let refused = from_env(&[server, key]);
    assert!(refused.contains("would send the credential unencrypted"), "{refused}");
    for value in ["1", "true"] {
        assert_eq!(from_env(&[server, key, ("WHATSAPI_ALLOW_HTTP", value)]), "ok");
    }
    for value in ["0", "false", ""] {
        assert_eq!(from_env(&[server, key, ("WHATSAPI_ALLOW_HTTP", value)]), refused);
    }
    let odd = from_env(&[server, key, ("WHATSAPI_ALLOW_HTTP", "yes please")]);
    assert_eq!(
        odd,
        "the environment variable WHATSAPI_ALLOW_HTTP is neither 1 nor 0; set it to one of them"
    );
}

#[test]
fn value_that_cannot_be_used_is_shown_with_its_origin() {
    let outcome = from_env(&[("WHATSAPI_URL", "host.example"), ("WHATSAPI_API_KEY", KEY)]);
    assert!(outcome.contains("\"host.example\""), "{outcome}");
    assert!(outcome.contains("WHATSAPI_URL"), "{outcome}");
    let outcome = from_env(&[("WHATSAPI_URL", "https://host.example"), ("WHATSAPI_API_KEY", "")]);
    assert!(outcome.starts_with("the API key is empty"), "{outcome}");
    assert!(outcome.contains("WHATSAPI_API_KEY"), "{outcome}");
    let outcome =
        from_env(&[("WHATSAPI_URL", "https://u:hunter2@host"), ("WHATSAPI_API_KEY", KEY)]);
    assert!(!outcome.contains("hunter2") && !outcome.contains(KEY), "{outcome}");
}
