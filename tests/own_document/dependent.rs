//! A crate outside of the workspace that builds the client from its own document.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::path::Path;
use std::process::{Command, Output};

use crate::documents::{DOCUMENT, OVERLAY};
use crate::generated::{OWN_DOCUMENT, grown_document};

const PROGRAM: &str = r##"
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

use whatsapi::Client;
use whatsapi::models::GroupCreatePayload;

fn main() {
    let _ = GroupCreatePayload { added_property: Some("new".into()), ..Default::default() };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let lines = BufReader::new(&stream).lines().map(Result::unwrap);
        let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
        let body = r#"{"error":false,"message":"pong"}"#;
        let length = body.len();
        write!(&stream, "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}").unwrap();
        head[0].clone()
    });
    let reply = Client::new(url, "key").unwrap().ping_instance("sales").unwrap();
    println!("{} {}", server.join().unwrap(), reply.into_body().message.unwrap());
}
"##;

/// Writes the crate, whose cargo configuration names a document in `api`.
fn write_crate(folder: &Path, document: &str) {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = format!(
        "[workspace]\n\n\
         [package]\nname = \"dependent\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [features]\ndefault = [\"codegen\"]\ncodegen = [\"whatsapi/codegen\"]\n\n\
         [dependencies]\nwhatsapi = {{ path = {package:?}, default-features = false }}\n"
    );
    let config = format!("[env]\n{DOCUMENT} = {{ value = \"api/{document}\", relative = true }}\n");
    for (path, content) in [
        ("Cargo.toml", &*manifest),
        ("src/main.rs", PROGRAM),
        (".cargo/config.toml", &config),
        ("api/grown.yaml", &grown_document()),
        ("api/lacking.yaml", &OWN_DOCUMENT.replace("setGroupName", "renameGroup")),
    ] {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    std::fs::copy(package.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
}

/// Runs cargo with the target directory of this test, where most dependencies are already compiled.
fn cargo(command: &str, folder: &Path, arguments: &[&str]) -> Output {
    let test = std::env::current_exe().unwrap();
    // The test is in `<target>/<profile>/deps`.
    let target = test.ancestors().nth(3).unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([command, "--offline", "--quiet"]).args(arguments).current_dir(folder);
    cargo.env_remove(DOCUMENT).env_remove(OVERLAY).env("CARGO_TARGET_DIR", target);
    cargo.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn dependent_builds_the_client_from_its_own_document() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("dependent");

    write_crate(&folder, "grown.yaml");
    let run = cargo("run", &folder, &[]);
    assert!(run.status.success(), "{}", text(&run.stderr));
    assert_eq!(text(&run.stdout), "GET /api/instances/sales/ping HTTP/1.1 pong\n");

    write_crate(&folder, "lacking.yaml");
    let stderr = text(&cargo("build", &folder, &[]).stderr);
    assert!(stderr.contains("set_group_name: renamed to rename_group"), "{stderr}");

    let stderr = text(&cargo("build", &folder, &["--no-default-features"]).stderr);
    let expected = format!("{DOCUMENT} is set, but the feature `codegen` of whatsapi is off");
    assert!(stderr.contains(&expected), "{stderr}");
}
