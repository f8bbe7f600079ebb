//! The rules of groups.

use whatsapi::{Client, Error, ErrorKind, Outcome, Outcomes, ParticipantOutcome, Upload};
use whatsapi_sandbox::{Role, Sandbox};

use crate::{ANN, BOB, PICTURE, handle, send_raw, status, with_group};

#[test]
fn group_is_created_changed_and_left() {
    let sandbox = Sandbox::start();
    sandbox.instance("demo");
    let groups = sandbox.client().instance("demo").groups();
    let created = groups.create("Team", [ANN]).unwrap().data().unwrap();
    assert_eq!(created.outcomes().len(), 2);
    let group = groups.group(created.id().unwrap()).unwrap();
    let people = group.participants();
    people.add([BOB]).unwrap().all().unwrap();
    people.promote([BOB]).unwrap().all().unwrap();
    people.demote([BOB]).unwrap().all().unwrap();
    people.promote([ANN]).unwrap().all().unwrap();
    people.remove([BOB]).unwrap().all().unwrap();
    group.set_name("The team").unwrap();
    group.set_description("Who works on it").unwrap();
    group.set_locked(true).unwrap();
    group.set_announce(true).unwrap();
    group.set_picture(Upload::from_bytes(PICTURE)).unwrap();

    let info = group.info().unwrap().data().unwrap();
    assert_eq!(info.name.as_deref(), Some("The team"));
    assert_eq!(info.description.as_deref(), Some("Who works on it"));
    assert_eq!((info.is_locked, info.is_announce), (Some(true), Some(true)));
    let members = people.list().unwrap().data().unwrap();
    let admins: Vec<_> = members.iter().map(|person| person.is_admin).collect();
    assert_eq!(admins, [Some(true), Some(true)]);
    assert_eq!(groups.admin().unwrap().data().unwrap(), groups.list().unwrap().data().unwrap());
    let brief = groups.list_without_participants().unwrap().data().unwrap();
    assert_eq!(brief[0].participants, None);

    let state = sandbox.group(group.id().as_str()).unwrap();
    assert_eq!(state.picture.as_deref(), Some(PICTURE));
    assert_eq!(state.members[ANN], Role::Admin);

    group.leave().unwrap();
    assert_eq!(status(&group.info().unwrap_err()), 404);
    assert!(groups.list().unwrap().data().unwrap().is_empty());
}

#[test]
fn second_instance_joins_by_invite_code() {
    let (sandbox, group) = with_group();
    let code = group.invite_code().unwrap().data().unwrap();
    let guest = sandbox.instance("guest");
    let groups = sandbox.client().instance("guest").groups();
    let preview = groups.info_from_invite(&code).unwrap().data().unwrap();
    assert_eq!(preview.name.as_deref(), Some("Team"));
    groups.join(&code).unwrap();
    assert_eq!(sandbox.group(group.id().as_str()).unwrap().members[&guest.phone()], Role::Member);
    assert_eq!(status(&groups.join(&code).unwrap_err()), 400);
    assert_eq!(status(&groups.join("NoSuchCode").unwrap_err()), 404);
}

#[test]
fn group_changes_by_a_non_admin_are_rejected() {
    let (sandbox, _) = with_group();
    let guest = sandbox.instance("guest");
    let fixture = sandbox.instance("demo").group("Other").member(&guest.phone()).locked();
    let group = handle(&sandbox, "guest", fixture.id());
    let people = group.participants();
    for error in [
        people.add([ANN]).err(),
        people.remove([ANN]).err(),
        people.promote([ANN]).err(),
        people.demote([ANN]).err(),
        group.set_announce(true).err(),
        group.set_locked(false).err(),
        group.set_name("Mine").err(),
        group.set_description("mine").err(),
        group.set_picture(Upload::from_bytes(PICTURE)).err(),
        group.invite_code().err(),
    ] {
        let error = error.unwrap();
        assert_eq!((error.kind(), status(&error)), (ErrorKind::Api, 400));
        assert!(error.to_string().ends_with("You are not an admin of the group"), "{error}");
    }
    handle(&sandbox, "demo", fixture.id()).set_locked(false).unwrap();
    group.set_name("Ours").unwrap();
    assert_eq!(sandbox.group(fixture.id()).unwrap().name, "Ours");
}

#[test]
fn participant_failures_are_reported_per_participant() {
    let (sandbox, group) = with_group();
    sandbox.refuse_to_be_added(BOB);
    let creator = sandbox.instance("demo").phone();
    let people = group.participants();
    let added = people.add([ANN, BOB, "15550001111"]).unwrap();
    let outcomes: Vec<Outcome> = added.iter().map(ParticipantOutcome::outcome).collect();
    assert_eq!(outcomes, [Outcome::AlreadyInState, Outcome::MustBeInvited, Outcome::Done]);
    let invited = added.failed().next().unwrap();
    assert!(invited.add_request().unwrap().code.is_some());
    let outcome =
        |result: Result<Outcomes, Error>| result.unwrap().iter().next().unwrap().outcome();
    assert_eq!(outcome(people.remove([BOB])), Outcome::Failed(404));
    assert_eq!(outcome(people.demote([&creator])), Outcome::Failed(406));
    assert_eq!(outcome(people.remove([&creator])), Outcome::Failed(406));
    assert_eq!(sandbox.group(group.id().as_str()).unwrap().members[&creator], Role::SuperAdmin);
}

#[test]
fn bad_credentials_unknown_ids_and_invalid_payloads_are_rejected() {
    let (sandbox, group) = with_group();
    let error = Client::new(sandbox.url(), "wrong")
        .unwrap()
        .get_group("demo", group.id().as_str())
        .unwrap_err();
    assert!(error.is_unauthorized());
    let client = sandbox.client();
    assert!(client.get_group("nobody", group.id().as_str()).unwrap_err().is_not_found());
    assert!(client.get_group("demo", "1@g.us").unwrap_err().is_not_found());
    let nameless = whatsapi::models::GroupCreatePayload::default();
    assert_eq!(status(&client.create_group("demo", &nameless).unwrap_err()), 400);
    let too_long = "x".repeat(23);
    assert_eq!(status(&group.set_name(&too_long).unwrap_err()), 400);
    let nobody =
        whatsapi::models::GroupUpdateParticipantsPayload { participants: vec!["nobody".into()] };
    assert_eq!(
        status(&client.add_participant("demo", group.id().as_str(), &nobody).unwrap_err()),
        400
    );
    let png = whatsapi::models::SetGroupPictureRequest { file: Upload::from_bytes(*b"\x89PNG") };
    assert_eq!(
        status(&client.set_group_picture("demo", group.id().as_str(), &png).unwrap_err()),
        400
    );
}

#[test]
fn chunked_upload_is_stored() {
    let (sandbox, group) = with_group();
    group.set_picture(Upload::from_reader(std::io::Cursor::new(PICTURE))).unwrap();
    assert_eq!(sandbox.group(group.id().as_str()).unwrap().picture.as_deref(), Some(PICTURE));
}

#[test]
fn group_ids_are_never_reused() {
    let sandbox = Sandbox::start();
    let one = sandbox.instance("a").group("One");
    let two = sandbox.instance("b").group("Two");
    handle(&sandbox, "a", one.id()).leave().unwrap();
    let groups = sandbox.client().instance("a").groups();
    let three = groups.create("Three", [ANN]).unwrap().data().unwrap();
    assert_ne!(three.id().unwrap().as_str(), two.id());
    assert_eq!(sandbox.group(two.id()).unwrap().members.len(), 1);
}

#[test]
fn member_is_promoted_when_the_last_admin_leaves() {
    let (sandbox, group) = with_group();
    group.leave().unwrap();
    assert_eq!(sandbox.group(group.id().as_str()).unwrap().members[ANN], Role::Admin);
}

#[test]
fn malformed_bodies_are_rejected_with_400() {
    let (sandbox, group) = with_group();
    for body in ["", "{", "[\"x\"]", "{}", "{\"nope\":1}", "{\"description\":7,\"name\":7}"] {
        for field in ["name", "description"] {
            let path = format!("/instances/demo/groups/{}/{field}", group.id().as_str());
            let response = send_raw(&sandbox, "PUT", &path, body);
            assert!(response.starts_with("HTTP/1.1 400"), "{field} {body}: {response}");
        }
    }
    assert_eq!(sandbox.group(group.id().as_str()).unwrap().name, "Team");
}
