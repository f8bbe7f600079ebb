//! Calls every function of the client against a server inside this process, and prints what was
//! asked and what came back. Exits with 1 if a reply is not what it should be.
//!
//! `cargo run --example tour`

use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use mockito::{Matcher, Server};
use serde_json::{Value, json};
use whatsapi::models::{
    ApiResponse, GetAllGroupsIncludeParticipants, GroupCreatePayload,
    GroupUpdateDescriptionPayload, GroupUpdateNamePayload, GroupUpdateParticipantsPayload,
    SetGroupPictureRequest,
};
use whatsapi::{Client, Error, ResponseValue, Upload, operations};

const INSTANCE: &str = "sales";
const GROUP: &str = "120363025246125486@g.us";

type Call = fn(&Client) -> Result<ResponseValue<ApiResponse>, Error>;

/// The functions, in the order of a group's life.
#[rustfmt::skip]
const CALLS: [(&str, Call); 18] = [
    ("create_group", |client| client.create_group(INSTANCE, &GroupCreatePayload {
        group_name: Some("Team".to_owned()),
        participants: vec!["919876543210".to_owned()],
    })),
    ("get_group", |client| client.get_group(INSTANCE, GROUP)),
    ("get_all_groups", |client|
        client.get_all_groups(INSTANCE, Some(GetAllGroupsIncludeParticipants::False))),
    ("get_admin_groups", |client| client.get_admin_groups(INSTANCE)),
    ("add_participant", |client| client.add_participant(INSTANCE, GROUP, &someone())),
    ("get_all_participants", |client| client.get_all_participants(INSTANCE, GROUP)),
    ("promote_participant", |client| client.promote_participant(INSTANCE, GROUP, &someone())),
    ("demote_participant", |client| client.demote_participant(INSTANCE, GROUP, &someone())),
    ("remove_participant", |client| client.remove_participant(INSTANCE, GROUP, &someone())),
    ("set_group_name", |client| client.set_group_name(INSTANCE, GROUP, &GroupUpdateNamePayload {
        name: Some("The team".to_owned()),
    })),
    ("set_group_description", |client|
        client.set_group_description(INSTANCE, GROUP, &GroupUpdateDescriptionPayload {
            description: Some("All who work on it".to_owned()),
        })),
    ("set_group_picture", |client| client.set_group_picture(INSTANCE, GROUP, &SetGroupPictureRequest {
        file: Upload::from_bytes(*b"\xFF\xD8\xFF\xE0 a picture \xFF\xD9").file_name("team.jpg"),
    })),
    ("set_group_announce", |client| client.set_group_announce(INSTANCE, true, GROUP)),
    ("set_group_locked", |client| client.set_group_locked(INSTANCE, true, GROUP)),
    ("get_group_invite_code", |client| client.get_group_invite_code(INSTANCE, GROUP)),
    ("get_group_from_invite_link", |client|
        client.get_group_from_invite_link(INSTANCE, "https://chat.whatsapp.com/AbCdEf123")),
    ("join_group_with_link", |client| client.join_group_with_link(INSTANCE, "AbCdEf123")),
    ("leave_group", |client| client.leave_group(INSTANCE, GROUP)),
];

fn someone() -> GroupUpdateParticipantsPayload {
    GroupUpdateParticipantsPayload { participants: vec!["918888888888".to_owned()] }
}

fn main() -> ExitCode {
    let mut failures = 0;
    for operation in operations::ALL {
        if !CALLS.iter().any(|(name, _)| *name == operation.name) {
            println!("{}: NOT ON THE TOUR", operation.name);
            failures += 1;
        }
    }
    for (name, call) in CALLS {
        if let Err(problem) = visit(name, call) {
            println!("    FAILED: {problem}");
            failures += 1;
        }
    }
    println!("\n{} functions called, {failures} failures", CALLS.len());
    if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Makes one call to a server of its own and compares the reply with what the server sent.
fn visit(name: &str, call: Call) -> Result<(), Box<dyn std::error::Error>> {
    let operation = operations::ALL
        .iter()
        .find(|operation| operation.name == name)
        .ok_or("no such operation")?;
    let asked = Arc::new(Mutex::new(String::new()));
    let recorded = Arc::clone(&asked);
    let data = json!({ "asked_by": INSTANCE, "operation": operation.id });
    let reply = json!({ "status": 200, "error": false, "message": name, "data": data });
    let mut server = Server::new();
    let _mock = server
        .mock(operation.method.as_str(), Matcher::Any)
        .match_header("authorization", "the-key")
        .match_request(move |request| {
            let body = request.utf8_lossy_body().unwrap_or_default();
            let asked =
                format!("{} {}\n{}", request.method(), request.path_and_query(), body.trim());
            *recorded.lock().unwrap_or_else(PoisonError::into_inner) = asked;
            true
        })
        .with_header("content-type", "application/json")
        .with_body(reply.to_string())
        .create();
    let client = Client::new(server.url(), "the-key")?;

    println!("\n{name}");
    let outcome = call(&client);
    for line in asked.lock().unwrap_or_else(PoisonError::into_inner).lines() {
        println!("    > {}", line.escape_debug().to_string().replace("\\\"", "\""));
    }
    let response = outcome?;
    let status = response.status();
    let came_back = serde_json::to_value(response.into_inner())?;
    println!("    < {status} {came_back}");
    check("the status", &json!(status.as_u16()), &json!(200))?;
    check("the reply", &came_back, &reply)
}

fn check(what: &str, found: &Value, expected: &Value) -> Result<(), Box<dyn std::error::Error>> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{what} is {found}, expected {expected}").into())
    }
}
