//! Changes of groups in the shapes of the public servers that `whatsapi::webhook` names.

use serde_json::{Value, json};
use whatsapi::ErrorKind;
use whatsapi::webhook::{ChangedMember, EventKind, GroupChange};

use crate::{ANN, ANN_JID, GROUP, chat, event, person};

const BOB_JID: &str = "918888888888@s.whatsapp.net";

fn change(body: &Value) -> GroupChange {
    let event = event(body);
    assert_eq!((&event.kind, event.chat()), (&EventKind::GroupChanged, chat(GROUP)), "{body}");
    event.group.unwrap()
}

fn ids(people: &[ChangedMember]) -> Vec<String> {
    people.iter().map(|person| person.id().unwrap().jid()).collect()
}

/// The changes of a group's members: those who joined, left, were promoted and demoted.
fn members(change: &GroupChange) -> [Vec<String>; 4] {
    [&change.joined, &change.left, &change.promoted, &change.demoted].map(|people| ids(people))
}

/// An event of whatsmeow about a group, with these members in place of the unchanged ones.
fn whatsmeow(changed: &Value) -> Value {
    let mut event = json!({
        "JID": GROUP, "Notify": "", "Sender": ANN_JID, "SenderPN": null,
        "Timestamp": "2024-01-02T03:04:05Z", "Name": null, "Topic": null, "Locked": null,
        "Join": null, "Leave": null, "Promote": null, "Demote": null, "UnknownChanges": null,
    });
    for (name, value) in changed.as_object().unwrap() {
        event[name] = value.clone();
    }
    event
}

#[test]
fn changes_of_whatsmeow_are_read_from_each_envelope() {
    let changed = json!({
        "Join": [BOB_JID], "Leave": ["44@lid", ANN_JID], "Promote": [BOB_JID], "Demote": [],
        "Name": { "Name": "The team", "NameSetAt": "2024-01-02T03:04:05Z" },
        "Topic": { "Topic": "All of us", "TopicID": "1" },
    });
    for body in [
        json!({ "type": "GroupInfo", "event": whatsmeow(&changed), "instanceName": "sales" }),
        json!({ "event": "GroupInfo", "data": whatsmeow(&changed), "instanceName": "sales" }),
    ] {
        let change = change(&body);
        let people: [Vec<String>; 4] = [
            vec![BOB_JID.into()],
            vec!["44@lid".into(), ANN_JID.into()],
            vec![BOB_JID.into()],
            vec![],
        ];
        assert_eq!(members(&change), people);
        assert_eq!(change.by, person(ANN));
        assert_eq!(event(&body).sender(), person(ANN).as_ref());
        assert_eq!(change.timestamp.unwrap().to_string(), "2024-01-02T03:04:05Z");
        assert_eq!(change.name.as_deref(), Some("The team"));
        assert_eq!(change.description.as_deref(), Some("All of us"));
    }
}

#[test]
fn changes_of_the_other_servers_are_read_by_their_action() {
    let baileys = |action: &str| json!({ "id": GROUP, "author": ANN_JID, "participants": [BOB_JID], "action": action });
    for (index, (action, word)) in
        [("add", "join"), ("remove", "leave"), ("promote", "promote"), ("demote", "demote")]
            .into_iter()
            .enumerate()
    {
        let bodies = [
            json!({ "type": "group_participants_updated", "instanceKey": "sales",
                "body": { "data": baileys(action) } }),
            json!({ "event": "group-participants.update", "instance": "sales", "data": baileys(action) }),
            json!({ "event": "group.participants", "device_id": ANN_JID,
                "payload": { "chat_id": GROUP, "type": word, "jids": [BOB_JID] } }),
        ];
        for body in bodies {
            let mut expected: [Vec<String>; 4] = Default::default();
            expected[index].push(BOB_JID.into());
            assert_eq!(members(&change(&body)), expected, "{body}");
        }
    }
    let renamed = json!({ "event": "groups.update", "instance": "sales",
        "data": [{ "id": GROUP, "subject": "The team", "desc": "All of us" }] });
    let change = change(&renamed);
    assert_eq!(
        (change.name.as_deref(), change.description.as_deref()),
        (Some("The team"), Some("All of us"))
    );
    assert_eq!(members(&change), <[Vec<String>; 4]>::default());
}

#[test]
fn group_that_the_instance_joined_is_named() {
    let joined = json!({ "type": "JoinedGroup", "instanceName": "sales", "event": {
        "Reason": "invite", "Type": "new", "Sender": ANN_JID, "JID": GROUP, "OwnerJID": ANN_JID,
        "Name": "Team", "Topic": "", "Participants": [{ "JID": ANN_JID }] } });
    let event = event(&joined);
    assert_eq!((&event.kind, event.chat()), (&EventKind::GroupJoined, chat(GROUP)));
    let group = event.group.unwrap();
    assert_eq!((group.name.as_deref(), group.by), (Some("Team"), person(ANN)));
    assert!(group.joined.is_empty());
}

#[test]
fn no_entry_of_a_list_is_left_out() {
    let people =
        json!([BOB_JID, { "id": "44@lid", "phoneNumber": ANN_JID }, "?", null, 7, { "lid": 1 }]);
    let body = json!({ "event": "group-participants.update", "instance": "sales",
        "data": { "id": GROUP, "participants": people, "action": "remove" } });
    let left = change(&body).left;
    assert_eq!(left.len(), 6);
    assert_eq!(ids(&left[..2]), [BOB_JID, "44@lid"]);
    assert_eq!(left[1].phone_number, person(ANN));
    for (entry, sent) in left.iter().zip(people.as_array().unwrap()).skip(2) {
        assert_eq!(entry.raw, *sent);
    }
    let errors = [2, 3, 5].map(|index| left[index].id().unwrap_err());
    for (error, found) in errors.iter().zip(["a string", "null", "an object"]) {
        assert_eq!(error.kind(), ErrorKind::Decode);
        let expected =
            format!("an entry of the changed members is {found} without the id of a user");
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn unknown_actions_and_events_about_other_things_change_nobody() {
    let unknown = json!({ "event": "group-participants.update", "instance": "sales",
        "data": { "id": GROUP, "participants": [BOB_JID], "action": "modify" } });
    assert_eq!(members(&change(&unknown)), <[Vec<String>; 4]>::default());
    let picture =
        json!({ "type": "Picture", "event": { "JID": GROUP, "Author": ANN_JID, "Remove": true } });
    let event = event(&picture);
    assert_eq!((event.group.clone(), event.chat()), (None, None));
}
