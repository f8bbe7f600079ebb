//! The rules of groups.

use serde_json::json;
use whatsapi::{Client, Error, ErrorKind, Outcome, Outcomes, ParticipantOutcome, Upload};
use whatsapi_sandbox::{Change, Role, Sandbox};

use crate::{ANN, ANN_JID, BOB, PICTURE, api_error, handle, payload, send_raw, status, with_group};

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
    assert_eq!(outcome(people.remove([BOB])), Outcome::NotFound);
    assert_eq!(outcome(people.demote([&creator])), Outcome::NotAcceptable);
    assert_eq!(outcome(people.remove([&creator])), Outcome::NotAcceptable);
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
    group.set_description(&"ü".repeat(2048)).unwrap();
    assert_eq!(status(&group.set_description(&"x".repeat(2049)).unwrap_err()), 400);
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

#[test]
fn group_has_the_fields_of_the_public_library() {
    let (sandbox, group) = with_group();
    let owner = format!("{}@s.whatsapp.net", sandbox.instance("demo").phone());
    let get = || group.info().unwrap().envelope().data.clone().unwrap();
    let before = get();
    let names = [
        "AddressingMode",
        "AnnounceVersionID",
        "CreatorCountryCode",
        "DefaultMembershipApprovalMode",
        "DisappearingTimer",
        "GroupCreated",
        "IsAnnounce",
        "IsDefaultSubGroup",
        "IsEphemeral",
        "IsIncognito",
        "IsJoinApprovalRequired",
        "IsLocked",
        "IsParent",
        "JID",
        "LinkedParentJID",
        "MemberAddMode",
        "Name",
        "NameSetAt",
        "NameSetBy",
        "NameSetByPN",
        "OwnerJID",
        "OwnerPN",
        "ParticipantCount",
        "ParticipantVersionID",
        "Participants",
        "Suspended",
        "Topic",
        "TopicDeleted",
        "TopicID",
        "TopicSetAt",
        "TopicSetBy",
        "TopicSetByPN",
    ];
    let mut sent: Vec<_> = before.as_object().unwrap().keys().collect();
    sent.sort();
    assert_eq!(sent, names);
    assert_eq!((&before["OwnerJID"], &before["ParticipantCount"]), (&json!(owner), &json!(2)));
    assert_eq!(
        (&before["TopicSetAt"], &before["TopicSetBy"]),
        (&json!("0001-01-01T00:00:00Z"), &json!(""))
    );
    let member = json!({
        "JID": ANN_JID, "PhoneNumber": ANN_JID, "LID": "", "IsAdmin": false, "IsSuperAdmin": false,
        "DisplayName": "", "Error": 0, "AddRequest": null,
    });
    assert!(before["Participants"].as_array().unwrap().contains(&member));

    group.set_description("Who works on it").unwrap();
    let described = get();
    assert_eq!(
        (&described["Topic"], &described["TopicSetBy"]),
        (&json!("Who works on it"), &json!(owner))
    );
    assert_ne!(described["TopicID"], "");
    let empty = json!({ "description": "" });
    let path = format!("/instances/demo/groups/{}/description", group.id().as_str());
    send_raw(&sandbox, "PUT", &path, &empty.to_string());
    assert_eq!((&get()["Topic"], &get()["TopicID"]), (&json!(""), &json!("")));
    let guest = sandbox.instance("guest");
    group.participants().add([guest.phone().as_str()]).unwrap().all().unwrap();
    group.leave().unwrap();
    let left = handle(&sandbox, "guest", group.id().as_str()).info().unwrap();
    assert_eq!(
        left.envelope().data.as_ref().unwrap()["OwnerJID"],
        json!(owner),
        "the creator stays"
    );
}

#[test]
fn change_fails_for_a_person_with_the_code_of_the_fixture() {
    let (sandbox, group) = with_group();
    let people = group.participants();
    let error = |outcomes: Outcomes| outcomes.iter().next().unwrap().participant().unwrap().error;
    for code in [401, 403, 404, 408, 417, 419] {
        sandbox.person(BOB).fails(Change::Add, code);
        assert_eq!(error(people.add([BOB]).unwrap()), Some(i64::from(code)));
    }
    sandbox
        .person(ANN)
        .fails(Change::Remove, 405)
        .fails(Change::Promote, 419)
        .fails(Change::Demote, 500);
    assert_eq!(error(people.promote([ANN]).unwrap()), Some(419));
    assert_eq!(error(people.demote([ANN]).unwrap()), Some(500));
    assert_eq!(error(people.remove([ANN]).unwrap()), Some(405));
    let members = &sandbox.group(group.id().as_str()).unwrap().members;
    assert_eq!((members.get(ANN), members.get(BOB)), (Some(&Role::Member), None));

    sandbox.person(BOB).fails(Change::Add, 408);
    let groups = sandbox.client().instance("demo").groups();
    let created = groups.create("Another", [ANN, BOB]).unwrap().data().unwrap();
    assert_eq!(created.outcomes().failed().count(), 1);
    assert_eq!(sandbox.group(created.id().unwrap().as_str()).unwrap().members.len(), 2);
}

#[test]
fn person_may_be_left_out_of_the_reply() {
    let (sandbox, group) = with_group();
    sandbox.person(BOB).is_left_out(Change::Add);
    sandbox.person(ANN).is_left_out(Change::Remove);
    let people = group.participants();
    for outcomes in [people.add([BOB]).unwrap(), people.remove([ANN]).unwrap()] {
        assert_eq!(outcomes.reply().envelope().data, Some(json!([])));
        assert_eq!(outcomes.iter().next().unwrap().outcome(), Outcome::Unknown);
    }
    let members = sandbox.group(group.id().as_str()).unwrap().members;
    assert!(members.contains_key(ANN) && !members.contains_key(BOB));
}

#[test]
fn invitation_is_for_one_person_only() {
    let (sandbox, group) = with_group();
    let cay = "917777777777";
    sandbox.refuse_to_be_added(BOB);
    sandbox.person(cay).must_be_invited(408);
    let outcomes = group.participants().add([BOB, cay]).unwrap();
    let requests: Vec<_> = outcomes.iter().map(|person| person.add_request().unwrap()).collect();
    let codes: Vec<&str> =
        requests.iter().map(|request| request.code.as_deref().unwrap()).collect();
    assert_ne!(codes[0], codes[1]);
    assert!(!codes.contains(&sandbox.group(group.id().as_str()).unwrap().invite_code.as_str()));
    assert!(requests[0].expiration.unwrap().to_string().as_str() > "2026");

    let send = |to: &str, code: &str| {
        let body = json!({ "to": to, "invite_code": code });
        sandbox.client().send_group_invite("demo", &payload(body))
    };
    send(BOB, codes[0]).unwrap();
    send(cay, codes[1]).unwrap();
    let error = api_error(send(BOB, codes[1]));
    assert_eq!(error, (400, "The invitation is for another person".into()));
    sandbox.instance("guest");
    let joined = sandbox.client().instance("guest").groups().join(codes[0]);
    assert_eq!(status(&joined.unwrap_err()), 404, "the code is no invite link");
}

#[test]
fn seeded_name_may_be_as_long_as_phones_allow() {
    let sandbox = Sandbox::start();
    let name = "Ünïversity of Ålesund, class of 2024 (parents' group)!";
    assert_eq!(name.chars().count(), 54);
    let group = sandbox.instance("demo").group(name);
    assert_eq!(
        handle(&sandbox, "demo", group.id()).info().unwrap().data().unwrap().name.as_deref(),
        Some(name)
    );
    let _ = sandbox.instance("demo").group(&"x".repeat(100));
}

#[test]
#[should_panic(expected = "The group name is too long")]
fn seeded_name_that_phones_refuse_panics() {
    let _ = Sandbox::start().instance("demo").group(&"x".repeat(101));
}
