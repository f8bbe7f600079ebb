//! Changes that can partially fail: the outcome that is reported for each user.

use serde_json::{Value, json};
use std::time::{Duration, SystemTime};

use whatsapi::{
    Delivery, ErrorKind, GroupInfo, GroupParticipant, Outcome, Outcomes, Participant, Participants,
    SendGroupInviteOptions, StatusCode,
};
use whatsapi_sandbox::{Change, Content, Sandbox};

use crate::mock::MockServer;
use crate::support::table::{group, instance};
use crate::support::{GROUP, KEY};
use crate::views::client;

const ADA: &str = "919876543210";
const BOB: &str = "918888888888";
const CAY: &str = "917777777777";

/// The outcomes of adding people if the server sends this `data`.
fn added(data: &Value, people: &[&str]) -> Outcomes {
    group(&client(data)).participants().add(people.iter().copied()).unwrap()
}

/// The id of each user and the outcome, in order.
fn shown(outcomes: &Outcomes) -> Vec<(String, Outcome)> {
    outcomes.iter().map(|entry| (entry.id().unwrap().jid(), entry.outcome())).collect()
}

fn jid(phone: &str) -> String {
    format!("{phone}@s.whatsapp.net")
}

#[test]
fn each_user_has_an_outcome_in_the_order_of_the_reply() {
    let request = json!({ "Code": "xyz", "Expiration": "2030-01-01T00:00:00Z" });
    let data = json!([
        { "JID": jid(CAY), "Error": 409 },
        { "JID": jid(BOB), "Error": 403, "AddRequest": request },
        { "JID": jid(ADA), "Error": 0 },
    ]);
    let outcomes = added(&data, &[ADA, BOB, CAY]);
    assert_eq!(
        shown(&outcomes),
        [
            (jid(CAY), Outcome::AlreadyInState),
            (jid(BOB), Outcome::MustBeInvited),
            (jid(ADA), Outcome::Done),
        ]
    );
    assert_eq!((outcomes.len(), outcomes.is_empty()), (3, false));
    let failed: Vec<_> = outcomes.failed().collect();
    assert_eq!(failed.len(), 1);
    assert!(failed[0].is(&BOB.parse().unwrap()) && !failed[0].is(&ADA.parse().unwrap()));
    assert_eq!(failed[0].add_request().unwrap().code.as_deref(), Some("xyz"));
    assert_eq!(failed[0].participant().unwrap().raw, data[1]);
    let by_reference: Vec<_> = (&outcomes).into_iter().cloned().collect();
    assert_eq!(outcomes.into_iter().collect::<Vec<_>>(), by_reference);
}

#[test]
fn user_missing_from_the_reply_is_a_failure() {
    for data in [
        json!(null),
        json!([]),
        json!("added"),
        json!({}),
        json!({ "JID": GROUP, "Participants": null }),
    ] {
        let outcomes = added(&data, &[ADA, BOB]);
        let expected = [(jid(ADA), Outcome::Unknown), (jid(BOB), Outcome::Unknown)];
        assert_eq!(shown(&outcomes), expected, "{data}");
        assert_eq!(outcomes.failed().count(), 2);
        assert!(outcomes.all().is_err());
        assert_eq!(outcomes.reply().envelope().data, Some(data).filter(|data| !data.is_null()));
    }
    let outcomes = added(&json!([{ "JID": jid(BOB) }]), &[ADA, BOB, &jid(ADA), BOB]);
    assert_eq!(shown(&outcomes), [(jid(BOB), Outcome::Done), (jid(ADA), Outcome::Unknown)]);
    assert!(outcomes.iter().nth(1).unwrap().participant().is_none());
    let error = outcomes.all().unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("add_participant: 200 OK: 1 of 2 failed: {ADA} not reported")
    );
}

#[test]
fn entry_without_a_readable_id_matches_no_user() {
    for entry in [json!({}), json!(null), json!({ "JID": "?" }), json!({ "JID": jid(BOB) })] {
        let outcomes = added(&json!([entry]), &[ADA]);
        assert_eq!(outcomes.len(), 2, "{entry}");
        let outcome = outcomes.iter().find(|entry| entry.is(&ADA.parse().unwrap())).unwrap();
        assert_eq!(outcome.outcome(), Outcome::Unknown, "{entry}");
    }
}

#[test]
fn user_is_recognized_by_any_id_that_the_server_sends() {
    let entry = json!({ "JID": "55@lid", "PhoneNumber": jid(ADA), "Error": 0 });
    for sent in [ADA, "+91 98765-43210", "55@lid", "919876543210@c.us"] {
        let outcomes = added(&json!([entry]), &[sent]);
        assert_eq!(outcomes.len(), 1, "{sent}");
        outcomes.all().unwrap();
    }
    // Without the phone number, the user cannot be identified.
    let outcomes = added(&json!([{ "JID": "55@lid" }]), &[ADA]);
    assert_eq!((outcomes.len(), outcomes.failed().count()), (2, 1));
}

#[test]
fn partial_failure_is_an_api_error_of_a_call_that_was_done() {
    let data = json!([
        { "JID": jid(ADA), "Error": 500 },
        { "JID": "55@lid", "PhoneNumber": jid(BOB), "Error": "403" },
        { "JID": { "secret": KEY }, "Error": 404 },
        { "JID": jid(CAY) },
    ]);
    let error = added(&data, &[ADA, BOB, CAY]).all().unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "add_participant: 200 OK: 3 of 4 failed: {} failed with code 500, {} must be invited, \
             a user without a readable id not found",
            jid(ADA),
            jid(BOB),
        )
    );
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Done));
    assert_eq!(
        (error.status(), error.operation()),
        (Some(StatusCode::OK), Some("add_participant"))
    );
    assert!(error.may_have_been_applied() && !error.is_retryable());
}

#[test]
fn error_of_many_failures_names_the_first_of_them() {
    let people: Vec<String> = (0..50).map(|number| format!("9198765432{number:02}")).collect();
    let data: Value = people.iter().map(|phone| json!({ "JID": phone, "Error": 500 })).collect();
    let people: Vec<&str> = people.iter().map(String::as_str).collect();
    let message = added(&data, &people).all().unwrap_err().to_string();
    assert!(message.contains("50 of 50 failed: 919876543200 failed with code 500, "), "{message}");
    assert!(message.ends_with(", and 45 more"), "{message}");
}

#[test]
fn every_change_of_members_has_outcomes() {
    type Change = fn(&Participants, &str) -> Outcomes;
    let changes: [(&str, Change); 4] = [
        ("add_participant", |participants, user| participants.add([user]).unwrap()),
        ("remove_participant", |participants, user| participants.remove([user]).unwrap()),
        ("promote_participant", |participants, user| participants.promote([user]).unwrap()),
        ("demote_participant", |participants, user| participants.demote([user]).unwrap()),
    ];
    for (name, change) in changes {
        let client = client(&json!([{ "JID": jid(ADA), "Error": 404 }]));
        let outcomes = change(&group(&client).participants(), ADA);
        assert_eq!(shown(&outcomes), [(jid(ADA), Outcome::NotFound)]);
        assert_eq!(outcomes.reply().operation().name, name);
        assert_eq!(outcomes.all().unwrap_err().operation(), Some(name));
    }
}

#[test]
fn created_group_has_an_outcome_for_each_person_in_the_request() {
    let members = json!([{ "JID": jid("15550100"), "IsSuperAdmin": true },
        { "JID": jid(ADA) }, { "JID": jid(BOB), "Error": 403 }]);
    let data = json!({ "JID": GROUP, "Participants": members });
    let create = |data: &Value| {
        let groups = instance(&client(data)).groups();
        groups.create("Team", [ADA, BOB, CAY]).unwrap().data().unwrap()
    };
    let outcomes = create(&data).outcomes();
    assert_eq!(
        shown(&outcomes),
        [
            (jid("15550100"), Outcome::Done),
            (jid(ADA), Outcome::Done),
            (jid(BOB), Outcome::MustBeInvited),
            (jid(CAY), Outcome::Unknown),
        ]
    );
    let error = outcomes.all().unwrap_err();
    assert_eq!((error.operation(), error.delivery()), (Some("create_group"), Delivery::Done));
    let unlisted = create(&json!({ "JID": GROUP })).outcomes();
    assert_eq!((unlisted.len(), unlisted.failed().count()), (3, 3));
}

#[test]
fn stored_group_has_the_outcomes_of_its_members() {
    let data = json!({ "JID": GROUP, "Participants": [{ "JID": jid(ADA), "Error": 500 }] });
    let stored: GroupInfo = serde_json::from_value(data.clone()).unwrap();
    let outcomes = stored.outcomes();
    assert_eq!(shown(&outcomes), [(jid(ADA), Outcome::Failed(500))]);
    assert_eq!(outcomes.reply().envelope().data, Some(data));
    assert_eq!(outcomes.all().unwrap_err().operation(), Some("get_group"));
}

#[test]
fn sandbox_reports_each_outcome() {
    let sandbox = Sandbox::start();
    sandbox.refuse_to_be_added(CAY);
    let team = sandbox.instance("sales").group("Team").member(ADA);
    let group = sandbox.client().instance("sales").groups().group(team.id()).unwrap();
    let outcomes = group.participants().add([ADA, BOB, CAY]).unwrap();
    let person: Participant = CAY.parse().unwrap();
    let invited = outcomes.iter().find(|entry| entry.is(&person)).unwrap();
    assert_eq!(invited.outcome(), Outcome::MustBeInvited);
    assert!(invited.add_request().unwrap().code.is_some());
    assert_eq!(outcomes.failed().count(), 1);
    group.participants().remove([BOB]).unwrap().all().unwrap();
    let absent = group.participants().remove([BOB]).unwrap();
    assert_eq!(shown(&absent), [(jid(BOB), Outcome::NotFound)]);
}

#[test]
fn each_code_has_an_outcome_with_a_sentence() {
    let codes = [0, 200, 401, 403, 404, 406, 408, 409, 417, 419, 429, 500, -1];
    let outcomes: Vec<Outcome> = codes
        .iter()
        .map(|code| {
            let outcomes = added(&json!([{ "JID": jid(ADA), "Error": code }]), &[ADA]);
            let outcome = outcomes.iter().next().unwrap().outcome();
            assert_eq!(outcome.is_failure(), outcomes.all().is_err());
            let sentence = outcome.explanation();
            assert!(sentence.len() > 15 && sentence.ends_with('.') && !sentence.contains('\n'));
            outcome
        })
        .collect();
    assert_eq!(
        outcomes,
        [
            Outcome::Done,
            Outcome::Done,
            Outcome::NotAllowed,
            Outcome::MustBeInvited,
            Outcome::NotFound,
            Outcome::NotAcceptable,
            Outcome::LeftRecently,
            Outcome::AlreadyInState,
            Outcome::NotInCommunity,
            Outcome::GroupFull,
            Outcome::TooMany,
            Outcome::Failed(500),
            Outcome::Failed(-1),
        ]
    );
}

#[test]
fn user_with_an_invitation_can_be_invited_for_any_code() {
    let request = json!({ "Code": "xyz", "Expiration": "2030-01-01T00:00:00Z" });
    for code in [401, 403, 408, 409, 417, 500] {
        let data = json!([{ "JID": jid(ADA), "Error": code, "AddRequest": request }]);
        let outcomes = added(&data, &[ADA]);
        assert_eq!(shown(&outcomes), [(jid(ADA), Outcome::MustBeInvited)]);
        assert_eq!(outcomes.iter().next().unwrap().participant().unwrap().error, Some(code));
    }
    // An empty code is no invitation, and a person who was added does not need one.
    let data = json!([
        { "JID": jid(ADA), "Error": 408, "AddRequest": { "Code": "" } },
        { "JID": jid(BOB), "Error": 0, "AddRequest": request },
    ]);
    let expected = [(jid(ADA), Outcome::LeftRecently), (jid(BOB), Outcome::Done)];
    assert_eq!(shown(&added(&data, &[ADA, BOB])), expected);
}

#[test]
fn invitation_is_sent_from_the_outcome() {
    let sandbox = Sandbox::start();
    sandbox.person(BOB).must_be_invited(403);
    sandbox.person(CAY).must_be_invited(408);
    sandbox.instance("sales");
    let sales = sandbox.client().instance("sales");
    let team = sales.groups().create("Team", [ADA, BOB, CAY]).unwrap().data().unwrap();
    let outcomes = team.outcomes();
    let options = SendGroupInviteOptions { caption: Some("Join us"), ..Default::default() };
    let people: Vec<_> = outcomes.failed().collect();
    assert_eq!(people.len(), 2);
    for person in &people {
        sales.messages().invite(person, options).unwrap().data().unwrap().id().unwrap();
    }
    let sent: Vec<_> = sandbox
        .messages()
        .into_iter()
        .map(|message| match message.content {
            Content::GroupInvite(invite) => (message.to, invite),
            other => panic!("{other:?}"),
        })
        .collect();
    for ((to, invite), (person, phone)) in sent.iter().zip(people.iter().zip([BOB, CAY])) {
        assert_eq!(to, &jid(phone));
        assert_eq!(invite.invite_code, person.add_request().unwrap().code);
        assert_eq!(invite.caption.as_deref(), Some("Join us"));
        let expiration = SystemTime::from(person.add_request().unwrap().expiration.unwrap());
        let left = expiration.duration_since(SystemTime::now()).unwrap().as_secs() / 60 + 1;
        let minutes = invite.expiry_minutes.unwrap();
        assert!(minutes.abs_diff(i64::try_from(left).unwrap()) <= 1, "{minutes}, {left} left");
    }
    // The options take precedence, and nobody else is invited.
    let day = SendGroupInviteOptions { expiry: Some(Duration::from_secs(86_400)), ..options };
    sales.messages().invite(people[0], day).unwrap();
    let Content::GroupInvite(invite) = sandbox.messages().pop().unwrap().content else { panic!() };
    assert_eq!(invite.expiry_minutes, Some(1440));
    let ada = outcomes.iter().find(|entry| entry.is(&ADA.parse().unwrap())).unwrap();
    let error = sales.messages().invite(ada, options).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert!(error.to_string().contains("no invitation for this person"), "{error}");
    assert_eq!(sandbox.messages().len(), 3);
}

#[test]
fn expired_invitation_is_left_to_the_server() {
    let request = json!({ "Code": "xyz", "Expiration": 1_704_164_645 });
    let data =
        json!([{ "JID": "55@lid", "PhoneNumber": jid(ADA), "Error": 403, "AddRequest": request }]);
    let outcomes = added(&data, &["55@lid"]);
    let server = MockServer::ok();
    let messages = instance(&server.client()).messages();
    messages.invite(outcomes.iter().next().unwrap(), SendGroupInviteOptions::default()).unwrap();
    assert_eq!(server.only_request().json(), json!({ "to": jid(ADA), "invite_code": "xyz" }));
}

#[test]
fn members_after_create_are_those_who_were_added() {
    let sandbox = Sandbox::start();
    sandbox.person(BOB).must_be_invited(403);
    sandbox.person(CAY).fails(Change::Add, 408);
    sandbox.instance("sales");
    let groups = sandbox.client().instance("sales").groups();
    let team = groups.create("Team", [ADA, BOB, CAY]).unwrap().data().unwrap();
    let listed = groups.group(team.id().unwrap()).unwrap().participants().list().unwrap();
    let jids = |people: &[GroupParticipant]| -> Vec<String> {
        people.iter().map(|person| person.id().unwrap().jid()).collect()
    };
    assert_eq!(jids(team.participants.as_ref().unwrap()), jids(&listed.data().unwrap()));
    assert_eq!(team.participants.as_ref().unwrap().len(), 2);
    assert_eq!((team.outcomes().len(), team.outcomes().failed().count()), (4, 2));
    // An entry that cannot be read may be a member.
    let unread =
        GroupInfo::from(json!({ "Participants": ["somebody", { "JID": jid(ADA), "Error": 419 }] }));
    assert_eq!(unread.participants.unwrap().len(), 1);
}
