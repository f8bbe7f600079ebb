//! The whole life of a group, through the handles, against a server inside this process: prints
//! what was asked and what came back. Exits with 1 if a reply is not what it should be, or if an
//! operation of the API was left out.
//!
//! `cargo run --example tour --features sandbox`

use std::process::ExitCode;

use whatsapi::models::ApiResponse;
use whatsapi::sandbox::Sandbox;
use whatsapi::{Error, InviteCode, Outcome, ResponseValue, Upload, operations};

const ANN: &str = "919876543210";
const BOB: &str = "+91 88888-88888";
const PICTURE: &[u8] = b"\xFF\xD8\xFF\xE0 a picture \xFF\xD9";

type Reply = Result<ResponseValue<ApiResponse>, Error>;

fn main() -> ExitCode {
    let mut tour = Tour { sandbox: Sandbox::start(), shown: 0, failures: 0 };
    if let Err(error) = tour.run() {
        println!("    FAILED: {error}");
        tour.failures += 1;
    }
    let asked = tour.sandbox.requests();
    for operation in operations::ALL {
        if !asked.iter().any(|request| request.operation == Some(operation.name)) {
            println!("{} is not on the tour", operation.name);
            tour.failures += 1;
        }
    }
    println!(
        "\n{} requests, {} operations, {} failures",
        asked.len(),
        operations::ALL.len(),
        tour.failures
    );
    if tour.failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

struct Tour {
    sandbox: Sandbox,
    /// How many of the sandbox's requests were printed.
    shown: usize,
    failures: usize,
}

impl Tour {
    fn run(&mut self) -> Result<(), Error> {
        self.sandbox.instance("sales");
        let groups = self.sandbox.client().instance("sales").groups();

        self.heading("A group is created, with one person besides oneself");
        let created = self.show(groups.create("Team", [ANN]))?.group()?;
        self.check("it has two members", created.participants.len() == 2);
        let group = groups.group(&created.id)?;
        let people = group.participants();

        self.heading("People come, rise, fall and go");
        let added = self.show(people.add([BOB]))?.participants()?;
        self.check("Bob was added", added.iter().all(|person| person.outcome() == Outcome::Done));
        self.show(people.promote([BOB]))?;
        let listed = self.show(people.list())?.participants()?;
        self.check(
            "two of three are admins",
            listed.iter().filter(|person| person.is_admin).count() == 2,
        );
        self.show(people.demote([BOB]))?;
        self.show(people.remove([BOB]))?;
        let again = self.show(people.add([ANN]))?.participants()?;
        self.check(
            "Ann was in already",
            again.iter().all(|person| person.outcome() == Outcome::AlreadySo),
        );

        self.heading("Its name, description, picture and settings change");
        self.show(group.set_name("The team"))?;
        self.show(group.set_description("All who work on it"))?;
        self.show(group.set_picture(Upload::from_bytes(PICTURE).file_name("team.jpg")))?;
        self.show(group.set_announce(true))?;
        self.show(group.set_locked(true))?;
        let info = self.show(group.info())?.group()?;
        self.check(
            "it is as it was set",
            info.name == "The team" && info.is_announce && info.is_locked,
        );
        let picture = self.sandbox.group(group.id()).and_then(|group| group.picture);
        self.check("the server has the picture", picture.as_deref() == Some(PICTURE));

        self.heading("Another instance is invited, looks, and joins");
        let code = self.show(group.invite_code())?.invite_code()?;
        self.join(&code)?;

        self.heading("The groups are listed, and this one is left");
        let all = self.show(groups.list())?.groups()?;
        self.check("there is one group of three", all.len() == 1 && all[0].participants.len() == 3);
        self.show(groups.list_without_participants())?;
        let own = self.show(groups.admin())?.groups()?;
        self.check("one administers it", own.len() == 1);
        self.show(group.leave())?;
        let gone = self.show(group.info()).err();
        self.check("it is not to be seen any more", gone.is_some_and(|error| error.is_not_found()));
        Ok(())
    }

    fn join(&mut self, code: &InviteCode) -> Result<(), Error> {
        self.sandbox.instance("support");
        let groups = self.sandbox.client().instance("support").groups();
        let seen = self.show(groups.info_from_invite(code.link()))?.group()?;
        self.check("the link leads to the group", seen.name == "The team");
        self.show(groups.join(code))?;
        Ok(())
    }

    fn heading(&self, text: &str) {
        println!("\n== {text}");
    }

    /// Prints the requests since the last time, and the reply.
    fn show(&mut self, reply: Reply) -> Reply {
        let requests = self.sandbox.requests();
        for request in &requests[self.shown..] {
            println!("\n{}", request.operation.unwrap_or("?"));
            println!("    > {} {}", request.method, request.target);
            for line in String::from_utf8_lossy(&request.body).lines() {
                println!(
                    "    > {}",
                    line.replace(|c: char| c.is_control() || c == '\u{fffd}', ".")
                );
            }
        }
        self.shown = requests.len();
        match &reply {
            Ok(reply) => println!("    < {} {}", reply.status(), serde_json::json!(&**reply)),
            Err(error) => println!("    < {error}"),
        }
        reply
    }

    fn check(&mut self, what: &str, holds: bool) {
        println!("    {} {what}", if holds { "ok:" } else { "FAILED:" });
        self.failures += usize::from(!holds);
    }
}
