//! Runs generated clients against a server that is based only on the document.
//!
//! For each document, the test generates the client and compiles a driver that can call all of its functions.
//! A server in this process compares each request with the document and with the arguments of the call, and
//! responds with random replies that match the schemas. The decoded values are encoded again and compared with
//! what was sent. The test does not use the generator's own reading of the document.
//!
//! `OPENAPI_DOCUMENT=path cargo test -p openapi-ureq-codegen --test conformance` tests one document, and prints a
//! table of the operations with the number of correct calls, requests, replies and round trips. By default, the
//! documents of `tests/fixtures` are tested. `OPENAPI_SEED=n` changes the random values.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod arguments;
mod body;
mod check;
mod client;
#[path = "../common/mod.rs"]
mod common;
mod compare;
mod discriminator;
mod document;
mod driver;
mod examine;
mod flat;
mod known;
mod models;
mod multipart;
mod mutants;
mod numbers;
mod parameters;
mod process;
mod random;
mod received;
mod reply;
mod report;
mod sample;
mod schemas;
mod security;
mod subject;
mod text;
mod values;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use driver::Subject;
use report::{Finding, Kind, Report, table};
use subject::{Tested, from_code, generated};

/// The document of the mutants.
const GARDEN: &str = "garden.yaml";

/// The clients of the fixtures, including the mutants, compiled into one program.
struct Fixtures {
    clients: Vec<Fixture>,
    program: PathBuf,
    /// The folder of the program.
    _folder: tempfile::TempDir,
}

struct Fixture {
    title: String,
    document: String,
    code: String,
}

impl Fixture {
    fn tested(&self) -> Tested {
        let name = format!("client_{}", driver::plain(&self.title));
        let tested = from_code(&self.title, &name, &self.document, self.code.clone());
        tested.unwrap_or_else(|problem| panic!("{}: {problem}", self.title))
    }
}

/// The files, and two documents with random schemas.
fn documents() -> Vec<common::Fixture> {
    let random = |stem: &str, version| common::Fixture {
        file: format!("{stem}.json"),
        stem: stem.to_owned(),
        text: random::document(version, seed()).to_string(),
    };
    let mut documents = common::fixtures("good");
    documents.extend(common::fixtures("conformance"));
    documents.push(random("random_3_0", random::Version::V3_0));
    documents.push(random("random_3_1", random::Version::V3_1));
    for d in &documents {
        std::fs::write(format!("/tmp/doc-{}", d.file), &d.text).unwrap();
    }
    documents
}

fn fixtures() -> &'static Fixtures {
    static FIXTURES: OnceLock<Fixtures> = OnceLock::new();
    FIXTURES.get_or_init(|| {
        let mut clients = Vec::new();
        for fixture in documents() {
            let generated = generated(&fixture.file, "client", &fixture.text);
            let tested = generated.unwrap_or_else(|problem| panic!("{}: {problem}", fixture.file));
            let code = tested.subject.code;
            let client = |title: &str, code: String| Fixture {
                title: title.to_owned(),
                document: fixture.text.clone(),
                code,
            };
            if fixture.file == GARDEN {
                clients.extend(mutants::MUTANTS.iter().map(|mutant| {
                    let code = mutants::apply(mutant, &code);
                    client(mutant.name, code.unwrap_or_else(|problem| panic!("{problem}")))
                }));
            }
            clients.push(client(&fixture.file, code));
        }
        let folder = tempfile::tempdir().unwrap();
        let subjects: Vec<Subject> = clients.iter().map(|client| client.tested().subject).collect();
        let program = driver::compile(folder.path(), &subjects);
        let program = program.unwrap_or_else(|error| panic!("{error}"));
        Fixtures { clients, program, _folder: folder }
    })
}

fn seed() -> u64 {
    std::env::var("OPENAPI_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1)
}

fn check(fixtures: &Fixtures, name: &str) -> Report {
    let tested = fixtures.clients.iter().find(|client| client.title == name).unwrap().tested();
    check::check(&tested.document, &tested.subject, &fixtures.program, seed())
}

/// Prints without being captured by the test harness.
fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// The document in the environment variable. If set, only this one is tested.
fn given() -> Option<String> {
    std::env::var("OPENAPI_DOCUMENT").ok()
}

#[test]
fn clients_of_the_fixtures_do_what_the_documents_say() {
    if given().is_some() {
        return;
    }
    let fixtures = fixtures();
    let is_mutant = |title: &str| mutants::MUTANTS.iter().any(|mutant| mutant.name == title);
    let titles = fixtures.clients.iter().map(|client| client.title.as_str());
    let reports: Vec<Report> =
        titles.filter(|title| !is_mutant(title)).map(|title| check(fixtures, title)).collect();
    print(&table(&reports));
    let refused: Vec<&str> = reports.iter().filter_map(|one| one.refused.as_deref()).collect();
    assert!(refused.is_empty(), "{refused:?}");
    known::assert_known(&reports);
}

#[test]
fn seeded_defects_of_a_client_are_found() {
    if given().is_some() {
        return;
    }
    let fixtures = fixtures();
    let right = check(fixtures, GARDEN);
    for mutant in &mutants::MUTANTS {
        let is_it =
            |finding: &&Finding| finding.kind == mutant.kind && finding.place == mutant.place;
        let report = check(fixtures, mutant.name);
        assert_eq!(report.refused, None);
        let count = |report: &Report| report.findings.iter().filter(is_it).count();
        assert!(count(&right) < count(&report), "{}:\n{}", mutant.name, report.summary(20));
    }
}

#[test]
fn client_of_the_document_in_the_environment_does_what_it_says() {
    let Some(path) = given() else { return };
    let report = check_file(&path);
    print(&table(std::slice::from_ref(&report)));
    print(&report.summary(200));
    let is_defect = |finding: &&Finding| finding.kind != Kind::Untested;
    assert_eq!(report.findings.iter().filter(is_defect).count(), 0, "see the findings above");
}

/// The path is relative to the folder in which cargo was started, or to the crate.
fn check_file(path: &str) -> Report {
    let title = Path::new(path).file_name().map_or(path.into(), |name| name.to_string_lossy());
    let text = std::fs::read_to_string(path).or_else(|_| {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        std::fs::read_to_string(workspace.join(path))
    });
    let text = text.unwrap_or_else(|error| panic!("{path} cannot be read: {error}"));
    let tested = match generated(&title, "client", &text) {
        Ok(tested) => tested,
        Err(reason) => return Report::refused(&title, reason),
    };
    let folder = tempfile::tempdir().unwrap();
    match driver::compile(folder.path(), std::slice::from_ref(&tested.subject)) {
        Ok(program) => check::check(&tested.document, &tested.subject, &program, seed()),
        Err(error) => Report::broken(&title, "does not compile", error),
    }
}
