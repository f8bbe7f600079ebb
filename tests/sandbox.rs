//! The sandbox: its rules, its faults, and that many run side by side.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::time::{Duration, Instant};

use whatsapi::sandbox::{Fault, Role, Sandbox};
use whatsapi::{Client, ErrorKind, Group, Outcome, RetryPolicy, StatusCode, Upload, operations};

const ANN: &str = "919876543210";
const BOB: &str = "918888888888";
const PICTURE: &[u8] = b"\xFF\xD8\xFF a picture";

/// A sandbox with a group that `demo` created, and the client's handle of it.
fn with_group() -> (Sandbox, Group) {
    let sandbox = Sandbox::start();
    let seed = sandbox.instance("demo").group("Team").member(ANN);
    let group = handle(&sandbox, "demo", seed.id());
    (sandbox, group)
}

fn handle(sandbox: &Sandbox, instance: &str, id: &str) -> Group {
    let client = sandbox.client_builder().retry(RetryPolicy::none()).build().unwrap();
    client.instance(instance).groups().group(id).unwrap()
}

fn status(error: &whatsapi::Error) -> u16 {
    error.status().unwrap().as_u16()
}

#[test]
fn a_group_lives_its_whole_life() {
    let sandbox = Sandbox::start();
    sandbox.instance("demo");
    let groups = sandbox.client().instance("demo").groups();
    let created = groups.create("Team", [ANN]).unwrap().group().unwrap();
    assert_eq!(created.participants.len(), 2);
    let group = groups.group(created.id).unwrap();
    let people = group.participants();
    assert_eq!(people.add([BOB]).unwrap().participants().unwrap()[0].outcome(), Outcome::Done);
    people.promote([BOB]).unwrap();
    people.demote([BOB]).unwrap();
    people.promote([ANN]).unwrap();
    people.remove([BOB]).unwrap();
    group.set_name("The team").unwrap();
    group.set_description("Who works on it").unwrap();
    group.set_locked(true).unwrap();
    group.set_announce(true).unwrap();
    group.set_picture(Upload::from_bytes(PICTURE)).unwrap();

    let info = group.info().unwrap().group().unwrap();
    assert_eq!((info.name.as_str(), info.description.as_str()), ("The team", "Who works on it"));
    assert!(info.is_locked && info.is_announce);
    let admins: Vec<bool> = people
        .list()
        .unwrap()
        .participants()
        .unwrap()
        .iter()
        .map(|person| person.is_admin)
        .collect();
    assert_eq!(admins, [true, true]);
    assert_eq!(groups.admin().unwrap().groups().unwrap(), groups.list().unwrap().groups().unwrap());
    assert!(
        groups.list_without_participants().unwrap().groups().unwrap()[0].participants.is_empty()
    );

    let state = sandbox.group(group.id()).unwrap();
    assert_eq!(state.picture.as_deref(), Some(PICTURE));
    assert_eq!(state.members[ANN], Role::Admin);

    group.leave().unwrap();
    assert_eq!(status(&group.info().unwrap_err()), 404);
    assert!(groups.list().unwrap().groups().unwrap().is_empty());
}

#[test]
fn another_instance_joins_by_the_invite_code() {
    let (sandbox, group) = with_group();
    let code = group.invite_code().unwrap().invite_code().unwrap();
    let guest = sandbox.instance("guest");
    let groups = sandbox.client().instance("guest").groups();
    assert_eq!(groups.info_from_invite(&code).unwrap().group().unwrap().name, "Team");
    groups.join(&code).unwrap();
    assert_eq!(sandbox.group(group.id()).unwrap().members[&guest.phone()], Role::Member);
    assert_eq!(status(&groups.join(&code).unwrap_err()), 400);
    assert_eq!(status(&groups.join("NoSuchCode").unwrap_err()), 404);
}

#[test]
fn only_admins_change_a_group() {
    let (sandbox, _) = with_group();
    let guest = sandbox.instance("guest");
    let seed = sandbox.instance("demo").group("Other").member(&guest.phone()).locked();
    let group = handle(&sandbox, "guest", seed.id());
    let people = group.participants();
    for outcome in [
        people.add([ANN]),
        people.remove([ANN]),
        people.promote([ANN]),
        people.demote([ANN]),
        group.set_announce(true),
        group.set_locked(false),
        group.set_name("Mine"),
        group.set_description("mine"),
        group.set_picture(Upload::from_bytes(PICTURE)),
        group.invite_code(),
    ] {
        let error = outcome.unwrap_err();
        assert_eq!((error.kind(), status(&error)), (ErrorKind::Api, 400));
        assert!(error.to_string().ends_with("You are not an admin of the group"), "{error}");
    }
    handle(&sandbox, "demo", seed.id()).set_locked(false).unwrap();
    group.set_name("Ours").unwrap();
    assert_eq!(sandbox.group(seed.id()).unwrap().name, "Ours");
}

#[test]
fn what_cannot_be_done_for_one_person_is_said_of_that_person() {
    let (sandbox, group) = with_group();
    sandbox.refuse_to_be_added(BOB);
    let creator = sandbox.instance("demo").phone();
    let people = group.participants();
    let added = people.add([ANN, BOB, "15550001111"]).unwrap().participants().unwrap();
    let outcomes: Vec<Outcome> = added.iter().map(whatsapi::GroupParticipant::outcome).collect();
    assert_eq!(outcomes, [Outcome::AlreadySo, Outcome::MustBeInvited, Outcome::Done]);
    assert!(!added[1].add_request.as_ref().unwrap().code.is_empty());
    let outcome = |reply: Result<
        whatsapi::ResponseValue<whatsapi::models::ApiResponse>,
        whatsapi::Error,
    >| { reply.unwrap().participants().unwrap()[0].outcome() };
    assert_eq!(outcome(people.remove([BOB])), Outcome::Failed(404));
    assert_eq!(outcome(people.demote([&creator])), Outcome::Failed(406));
    assert_eq!(outcome(people.remove([&creator])), Outcome::Failed(406));
    assert_eq!(sandbox.group(group.id()).unwrap().members[&creator], Role::SuperAdmin);
}

#[test]
fn a_wrong_key_an_unknown_instance_and_a_malformed_request_are_refused() {
    let (sandbox, group) = with_group();
    let error =
        Client::new(sandbox.url(), "wrong").unwrap().get_group("demo", group.id()).unwrap_err();
    assert!(error.is_unauthorized());
    let client = sandbox.client();
    assert!(client.get_group("nobody", group.id()).unwrap_err().is_not_found());
    assert!(client.get_group("demo", "1@g.us").unwrap_err().is_not_found());
    let nameless = whatsapi::models::GroupCreatePayload::default();
    assert_eq!(status(&client.create_group("demo", &nameless).unwrap_err()), 400);
    let too_long = "x".repeat(23);
    assert_eq!(status(&group.set_name(&too_long).unwrap_err()), 400);
    let nobody =
        whatsapi::models::GroupUpdateParticipantsPayload { participants: vec!["nobody".into()] };
    assert_eq!(status(&client.add_participant("demo", group.id(), &nobody).unwrap_err()), 400);
    let png = whatsapi::models::SetGroupPictureRequest { file: Upload::from_bytes(*b"\x89PNG") };
    assert_eq!(status(&client.set_group_picture("demo", group.id(), &png).unwrap_err()), 400);
}

#[test]
fn faults_meet_the_next_requests_in_order() {
    let (sandbox, group) = with_group();
    sandbox.fault(Fault::Status(503));
    sandbox.fault(Fault::Garbage);
    sandbox.fault(Fault::DropBefore);
    sandbox.fault(Fault::DropAfter);
    assert_eq!(group.set_name("One").unwrap_err().status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    assert_eq!(group.set_name("Two").unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(group.set_name("Three").unwrap_err().kind(), ErrorKind::Io);
    assert_eq!(sandbox.group(group.id()).unwrap().name, "Team");
    let lost = group.set_name("Four").unwrap_err();
    assert!(lost.kind() == ErrorKind::Io && lost.may_have_been_applied());
    assert_eq!(sandbox.group(group.id()).unwrap().name, "Four");
    group.set_name("Five").unwrap();
    assert_eq!(sandbox.requests().len(), 4);
}

#[test]
fn slow_answers_run_into_the_time_of_a_call() {
    let (sandbox, group) = with_group();
    let client = sandbox.client_builder().timeout(Duration::from_millis(300)).build().unwrap();
    for fault in [Fault::Delay(Duration::from_secs(5)), Fault::SlowBody(Duration::from_millis(50))]
    {
        sandbox.fault(fault);
        let start = Instant::now();
        let error = client.get_group("demo", group.id()).unwrap_err();
        assert!(error.is_timeout(), "{fault:?}: {error}");
        assert!(start.elapsed() < Duration::from_secs(3), "{fault:?}");
    }
}

#[test]
fn retries_get_over_a_fault() {
    let (sandbox, group) = with_group();
    sandbox.fault(Fault::Status(503));
    sandbox.client().get_group("demo", group.id()).unwrap();
    assert_eq!(sandbox.requests().len(), 2);
}

#[test]
fn a_call_that_cannot_be_repeated_is_sent_once_and_one_that_can_is_sent_again() {
    let (sandbox, group) = with_group();
    let groups = sandbox.client().instance("demo").groups();
    sandbox.fault(Fault::DropAfter);
    let error = groups.create("Another", [ANN]).unwrap_err();
    assert!(error.may_have_been_applied());
    assert_eq!((sandbox.requests().len(), sandbox.groups().len()), (1, 2));

    sandbox.fault(Fault::DropAfter);
    groups.group(group.id()).unwrap().set_name("Again").unwrap();
    assert_eq!(sandbox.requests().len(), 3);
}

#[test]
fn requests_are_recorded_with_their_operation_and_body() {
    let (sandbox, group) = with_group();
    group.set_name("New").unwrap();
    let received = &sandbox.requests()[0];
    assert_eq!((received.operation, received.method.as_str()), (Some("set_group_name"), "PUT"));
    assert_eq!(received.target, format!("/api/instances/demo/groups/{}/name", group.id()));
    assert_eq!(received.body, br#"{"name":"New"}"#);
}

#[test]
fn an_upload_from_a_reader_arrives() {
    let (sandbox, group) = with_group();
    group.set_picture(Upload::from_reader(std::io::Cursor::new(PICTURE))).unwrap();
    assert_eq!(sandbox.group(group.id()).unwrap().picture.as_deref(), Some(PICTURE));
}

#[test]
fn no_id_is_used_twice() {
    let sandbox = Sandbox::start();
    let one = sandbox.instance("a").group("One");
    let two = sandbox.instance("b").group("Two");
    handle(&sandbox, "a", one.id()).leave().unwrap();
    let groups = sandbox.client().instance("a").groups();
    let three = groups.create("Three", [ANN]).unwrap().group().unwrap();
    assert_ne!(three.id.to_string(), two.id());
    assert_eq!(sandbox.group(two.id()).unwrap().members.len(), 1);
}

#[test]
fn a_member_becomes_admin_when_no_admin_is_left() {
    let (sandbox, group) = with_group();
    group.leave().unwrap();
    assert_eq!(sandbox.group(group.id()).unwrap().members[ANN], Role::Admin);
}

#[test]
fn bodies_that_are_no_objects_or_lack_their_field_are_malformed() {
    let (sandbox, group) = with_group();
    for body in ["", "{", "[\"x\"]", "{}", "{\"nope\":1}", "{\"description\":7,\"name\":7}"] {
        for what in ["name", "description"] {
            let path = format!("/instances/demo/groups/{}/{what}", group.id());
            let reply = ask(&sandbox, "PUT", &path, body);
            assert!(reply.starts_with("HTTP/1.1 400"), "{what} {body}: {reply}");
        }
    }
    assert_eq!(sandbox.group(group.id()).unwrap().name, "Team");
}

#[test]
fn a_stopped_sandbox_closes_its_connections_at_once() {
    let (sandbox, _) = with_group();
    let address = sandbox.url().replace("http://", "");
    let mut idle = std::net::TcpStream::connect(&address).unwrap();
    ask(&sandbox, "GET", "/", "");
    drop(sandbox);
    idle.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    assert_eq!(std::io::Read::read(&mut idle, &mut [0]).unwrap_or(0), 0);
    assert!(std::net::TcpStream::connect(&address).is_err());
}

#[test]
fn many_sandboxes_run_side_by_side() {
    let all: Vec<(Sandbox, Group)> = (0..60).map(|_| with_group()).collect();
    for (number, (_, group)) in all.iter().enumerate() {
        group.set_name(&format!("Group {number}")).unwrap();
    }
    for (number, (sandbox, _)) in all.iter().enumerate() {
        assert_eq!(sandbox.groups()[0].name, format!("Group {number}"));
    }
    let url = all[59].0.url();
    drop(all);
    let error =
        Client::builder().server(url).api_key("k").retry(RetryPolicy::none()).build().unwrap();
    assert_eq!(error.get_group("demo", "1").unwrap_err().kind(), ErrorKind::Connect);
}

#[test]
fn every_operation_is_served() {
    let (sandbox, _) = with_group();
    for operation in operations::ALL {
        let path = operation.path.replace("{instance_key}", "demo").replace("{group_id}", "1@g.us");
        let reply = ask(&sandbox, operation.method.as_str(), &path, "");
        assert!(!reply.starts_with("HTTP/1.1 501"), "{}: {reply}", operation.name);
        assert_eq!(sandbox.requests().last().unwrap().operation, Some(operation.name));
    }
}

/// The reply to a request, as it came.
fn ask(sandbox: &Sandbox, method: &str, path: &str, body: &str) -> String {
    use std::io::{Read, Write};

    let address = sandbox.url().replace("http://", "");
    let mut stream = std::net::TcpStream::connect(&address).unwrap();
    let key = sandbox.api_key();
    let length = body.len();
    let request = format!(
        "{method} /api{path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: {key}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    reply
}
