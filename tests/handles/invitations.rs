//! People who could not be added to a group: who can be invited, and the invitation that is sent.

use serde_json::{Value, json};
use whatsapi::{ErrorKind, Outcome, Outcomes, ParticipantOutcome, SendGroupInviteOptions};
use whatsapi_sandbox::Sandbox;

use crate::sent;
use crate::support::table::{group, instance};
use crate::support::{GROUP, RawServer};
use crate::views::client;

const ADA: &str = "919876543210";
const BOB: &str = "918888888888";

fn jid(phone: &str) -> String {
    format!("{phone}@s.whatsapp.net")
}

/// The only outcome of adding somebody, where the server sends this entry.
fn added(entry: &Value) -> ParticipantOutcome {
    let outcomes: Outcomes =
        group(&client(&json!([entry]))).participants().add(["55@lid"]).unwrap();
    outcomes.into_iter().next().unwrap()
}

fn with_request(error: &Value) -> Value {
    json!({ "JID": "55@lid", "Error": error, "AddRequest": { "Code": "xyz" } })
}

#[test]
fn person_with_an_invitation_can_be_invited_whatever_the_code() {
    for error in [401, 403, 408, 409, 417, 419, 500, 0] {
        let person = added(&with_request(&json!(error)));
        assert_eq!(person.outcome(), Outcome::MustBeInvited, "{error}");
        assert_eq!(person.participant().unwrap().error, Some(error));
    }
    for error in [json!(null), json!("forbidden"), json!({})] {
        assert_eq!(added(&with_request(&error)).outcome(), Outcome::MustBeInvited, "{error}");
    }
    // Without a code, there is nothing to send.
    for request in [json!(null), json!({}), json!({ "Code": "" }), json!("xyz")] {
        let entry = json!({ "JID": "55@lid", "Error": 408, "AddRequest": request });
        assert_eq!(added(&entry).outcome(), Outcome::LeftRecently, "{entry}");
    }
}

#[test]
fn invitation_is_sent_to_the_phone_number_with_the_code_of_the_reply() {
    let request = json!({ "Code": "x_Y-z" });
    for (entry, to) in [
        (json!({ "JID": jid(ADA) }), jid(ADA)),
        (json!({ "JID": "55@lid", "PhoneNumber": jid(ADA) }), jid(ADA)),
        (json!({ "JID": "55@lid", "LID": "55@lid" }), "55@lid".to_owned()),
        (json!({ "JID": "?", "LID": "55@lid" }), "55@lid".to_owned()),
    ] {
        let mut entry = entry;
        (entry["Error"], entry["AddRequest"]) = (json!(403), request.clone());
        let server = RawServer::ok();
        let options = SendGroupInviteOptions { caption: Some("Join us"), ..Default::default() };
        instance(&server.client()).messages().invite(&added(&entry), options).unwrap();
        assert!(server.only_request().0.starts_with("POST /api/instances/sales/send/group-invite"));
        assert_eq!(
            sent(&server),
            json!({ "to": to, "invite_code": "x_Y-z", "caption": "Join us" }),
        );
    }
}

#[test]
fn invitation_is_sent_with_the_expiry_of_the_reply_or_of_the_options() {
    let in_an_hour = std::time::SystemTime::now() + std::time::Duration::from_secs(3600);
    let seconds = in_an_hour.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let request = json!({ "Code": "xyz", "Expiration": seconds });
    let person = added(&json!({ "JID": jid(ADA), "Error": 403, "AddRequest": request }));
    let minutes = |options| {
        let server = RawServer::ok();
        instance(&server.client()).messages().invite(&person, options).unwrap();
        sent(&server)["expiry_minutes"].as_u64().unwrap()
    };
    assert!((59..=60).contains(&minutes(SendGroupInviteOptions::default())));
    let expiry = Some(std::time::Duration::from_secs(600));
    assert_eq!(minutes(SendGroupInviteOptions { expiry, ..Default::default() }), 10);
}

#[test]
fn what_cannot_be_sent_is_refused() {
    let entry = |request: Value| json!({ "JID": jid(ADA), "Error": 403, "AddRequest": request });
    for (entry, problem) in [
        (entry(json!(null)), "the reply has no invitation for this person"),
        (entry(json!({ "Code": "" })), "the code of the invitation is missing"),
        (entry(json!({ "Code": "xyz", "Expiration": 1 })), "the invitation has expired"),
        (entry(json!({ "Code": "x/y" })), "is not an invite link or code"),
        (
            json!({ "JID": "?", "Error": 403, "AddRequest": { "Code": "xyz" } }),
            "the reply has no id of this person",
        ),
    ] {
        let server = RawServer::ok();
        let messages = instance(&server.client()).messages();
        let error = messages.invite(&added(&entry), Default::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{entry}");
        assert_eq!(error.operation(), Some("send_group_invite"));
        assert!(error.to_string().contains(problem), "{error}");
        assert!(!error.may_have_been_applied() && server.requests().is_empty());
    }
    let silent = group(&client(&json!([]))).participants().add([ADA]).unwrap();
    let messages = instance(&RawServer::ok().client()).messages();
    assert!(messages.invite(silent.iter().next().unwrap(), Default::default()).is_err());
}

#[test]
fn members_of_a_created_group_are_those_who_were_added() {
    let entries = json!([
        { "JID": jid("15550100"), "IsSuperAdmin": true },
        { "JID": jid(ADA), "Error": 0 },
        { "JID": jid(BOB), "Error": 403, "AddRequest": { "Code": "xyz" } },
        { "JID": jid("917777777777"), "Error": 409 },
        { "JID": jid("916666666666"), "Error": 404 },
        "unreadable",
    ]);
    let data = json!({ "JID": GROUP, "Participants": entries });
    let created = instance(&client(&data)).groups().create("Team", [ADA, BOB]).unwrap();
    let created = created.data().unwrap();
    let members: Vec<&Value> =
        created.participants.as_ref().unwrap().iter().map(|member| &member.raw).collect();
    assert_eq!(members, [&entries[0], &entries[1], &entries[3], &entries[5]]);
    assert_eq!(created.raw, data);
    let outcomes = created.outcomes();
    let raw = |entry: &ParticipantOutcome| entry.participant().unwrap().raw.clone();
    assert_eq!(outcomes.iter().map(raw).collect::<Value>(), entries);
    // A group that is read has no such entries; whatever it lists is kept.
    let read = group(&client(&data)).info().unwrap().data().unwrap();
    assert_eq!(read.participants.unwrap().len(), 6);
}

#[test]
fn sandbox_takes_the_invitation_of_each_person() {
    let sandbox = Sandbox::start();
    sandbox.person(ADA).must_be_invited(403);
    sandbox.person(BOB).must_be_invited(408);
    sandbox.instance("sales");
    let sales = sandbox.client().instance("sales");
    let team = sales.groups().create("Team", [ADA, BOB]).unwrap().data().unwrap();
    assert_eq!(team.participants.as_ref().unwrap().len(), 1);
    for person in team.outcomes().failed() {
        assert_eq!(person.outcome(), Outcome::MustBeInvited);
        sales.messages().invite(person, Default::default()).unwrap().data().unwrap();
    }
    assert_eq!(sandbox.messages().len(), 2);
}
