//! The client that others would generate: openapi-generator's for `reqwest::blocking`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;
use crate::programs::{Cargo, output};

/// The tool, as it is installed from PyPI or npm. It needs Java.
const COMMAND: &str = "openapi-generator-cli";

/// The same call as that of the other programs.
const PROGRAM: &str = r#"
fn main() {
    let mut configuration = openapi::apis::configuration::Configuration::new();
    configuration.base_path = std::env::args().nth(1).unwrap_or_default();
    match openapi::apis::group_management_api::get_group(&configuration, "sales", "1@g.us") {
        Ok(reply) => println!("{:?}", reply.status),
        Err(error) => println!("{error}"),
    }
}
"#;

/// A program of one call, made with the generated client.
pub(crate) struct Rival {
    version: String,
    package: PathBuf,
}

impl Rival {
    /// Generates the client and writes the program, if the tool is there.
    pub(crate) fn generate(cargo: &Cargo) -> Result<Option<Self>> {
        let Ok(version) = output(Command::new(COMMAND).arg("version")) else {
            eprintln!("there is no {COMMAND}: its client is left out");
            return Ok(None);
        };
        eprintln!("generating with {COMMAND}");
        let directory = cargo.target().join("openapi-generator");
        if directory.exists() {
            fs::remove_dir_all(&directory)?;
        }
        fs::create_dir_all(&directory)?;
        let (document, package) = (directory.join("openapi.yaml"), directory.join("client"));
        let published = fs::read_to_string(Cargo::workspace().join("openapi.yaml"))?;
        fs::write(&document, compilable(&published))?;
        let mut generate = Command::new(COMMAND);
        generate.args(["generate", "--generator-name", "rust", "--input-spec"]).arg(&document);
        generate.args(["--additional-properties", "library=reqwest,supportAsync=false"]);
        output(generate.arg("--output").arg(&package))?;

        let manifest = package.join("Cargo.toml");
        // It lies in the target directory of a workspace that it does not belong to.
        let text = fs::read_to_string(&manifest)? + "\n[workspace]\n";
        fs::write(&manifest, text)?;
        fs::write(package.join("src/main.rs"), PROGRAM)?;
        let version = version.trim().to_owned();
        let rival = Self { version, package };
        output(&mut rival.cargo("fetch"))?;
        Ok(Some(rival))
    }

    pub(crate) fn name(&self) -> String {
        format!("openapi-generator {}", self.version)
    }

    /// The command that builds the program optimized, with the TLS library of the other programs.
    pub(crate) fn release(&self, target: &Path) -> Command {
        let mut command = self.cargo("build");
        command.args(["--quiet", "--release", "--offline", "--jobs", "2"]);
        command.args(["--no-default-features", "--features", "rustls"]);
        command.arg("--target-dir").arg(target);
        command
    }

    fn cargo(&self, subcommand: &str) -> Command {
        let mut command = Cargo::bare(subcommand);
        command.current_dir(&self.package);
        command
    }
}

/// The document without the defect that makes the tool's code fail to compile: parameters of the path
/// that the path has no slot for. Other parameters do not change what there is to compile.
fn compilable(document: &str) -> String {
    ["announce", "locked"].iter().fold(document.to_owned(), |document, name| {
        let declared = |place: &str| format!("in: {place}\n        name: {name}\n");
        document.replace(&declared("path"), &declared("query"))
    })
}
