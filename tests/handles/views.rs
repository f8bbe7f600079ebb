//! The types of `data`: every field that servers send is read, and values that cannot be read are kept.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use whatsapi::{
    AddRequest, Client, Delivery, Error, ErrorKind, GroupInfo, GroupParticipant, InstanceInfo,
    InstanceUser, Outcome, Participant, ProfilePicture, SentMessage, Timestamp, UserInfo,
};

use crate::arbitrary::{for_each, json};
use crate::mock::MockServer;
use crate::support::GROUP;
use crate::support::hostile::client_receiving;
use crate::support::table::{PERSON, group, instance};

/// A client whose server sends this `data`.
pub(crate) fn client(data: &Value) -> Client {
    client_receiving(200, json!({ "error": false, "data": data }).to_string().as_bytes())
}

fn groups(data: &Value) -> Result<Vec<GroupInfo>, Error> {
    instance(&client(data)).groups().list()?.data()
}

pub(crate) fn group_info(data: &Value) -> Result<GroupInfo, Error> {
    group(&client(data)).info()?.data()
}

fn members(data: &Value) -> Result<Vec<GroupParticipant>, Error> {
    group(&client(data)).participants().list()?.data()
}

fn instances(data: &Value) -> Result<Vec<InstanceInfo>, Error> {
    client(data).instances().list()?.data()
}

pub(crate) fn user(id: &str) -> Participant {
    id.parse().unwrap()
}

#[test]
fn group_is_read_from_whatsmeow_style_json() {
    let data = json!({
        "JID": GROUP, "OwnerJID": "919876543210@s.whatsapp.net", "Name": "Team", "Topic": "Us",
        "IsLocked": true, "IsAnnounce": false, "GroupCreated": "2024-01-02T03:04:05Z", "Unknown": [1],
        "Participants": [
            { "JID": "919876543210@s.whatsapp.net", "LID": "1@lid", "IsAdmin": true,
              "IsSuperAdmin": true, "DisplayName": "Ada" },
            { "JID": "918888888888@s.whatsapp.net", "Error": 403,
              "AddRequest": { "Code": "xyz", "Expiration": "2024-01-03T00:00:00Z" } },
        ],
    });
    let group = group_info(&data).unwrap();
    assert_eq!(group.id().unwrap().to_string(), GROUP);
    assert_eq!((group.name.as_deref(), group.description.as_deref()), (Some("Team"), Some("Us")));
    assert_eq!((group.is_locked, group.is_announce), (Some(true), Some(false)));
    assert_eq!(group.owner, Some(user("919876543210@s.whatsapp.net")));
    assert_eq!(shown(group.created), Some("2024-01-02T03:04:05Z".to_owned()));
    assert_eq!(group.raw, data);
    // A person who could not be added is not a member.
    assert_eq!(group.participants.as_ref().unwrap(), &members(&data).unwrap()[..1]);
    assert_eq!(group.outcomes().len(), 2);
    let participants = &members(&data).unwrap();
    assert_eq!(
        (participants[0].is_admin, participants[0].is_super_admin),
        (Some(true), Some(true))
    );
    assert_eq!(participants[0].lid, Some(user("1@lid")));
    assert_eq!(participants[0].display_name.as_deref(), Some("Ada"));
    let request = participants[1].add_request.as_ref().unwrap();
    assert_eq!(request.code.as_deref(), Some("xyz"));
    assert_eq!(shown(request.expiration), Some("2024-01-03T00:00:00Z".to_owned()));
    assert_eq!(groups(&json!([data, data])).unwrap(), [group.clone(), group.clone()]);
    assert_eq!(&members(&data).unwrap(), participants);
    assert_eq!(&members(&data["Participants"]).unwrap(), participants);
}

/// A date as it is displayed.
fn shown(time: Option<Timestamp>) -> Option<String> {
    time.map(|time| time.to_string())
}

#[test]
fn id_of_a_joined_group_is_read_alone_or_from_a_group() {
    for data in [json!(GROUP), json!({ "JID": GROUP }), json!(120_363_025_246_125_486_u64)] {
        let id = instance(&client(&data)).groups().join("AbC").unwrap().data().unwrap();
        assert_eq!(id.to_string(), GROUP, "{data}");
    }
}

#[test]
fn null_and_zero_values_of_go_are_read_as_absent() {
    let group = json!({ "JID": GROUP, "OwnerJID": "", "Name": null, "Topic": "", "IsLocked": null,
        "GroupCreated": "0001-01-01T00:00:00Z", "Participants": null });
    let group = &groups(&json!([group])).unwrap()[0];
    assert_eq!((&group.owner, &group.name, group.is_locked), (&None, &None, None));
    assert_eq!((&group.created, &group.participants), (&None, &None));
    // An empty description is not absent.
    assert_eq!(group.description.as_deref(), Some(""));
    let member = json!({ "JID": "1@lid", "PhoneNumber": "", "LID": "", "DisplayName": "",
        "IsAdmin": null, "Error": null, "AddRequest": { "Code": null, "Expiration": "" } });
    let member = &members(&json!([member])).unwrap()[0];
    assert_eq!((&member.phone_number, &member.lid, member.is_admin), (&None, &None, None));
    assert_eq!((&member.display_name, member.outcome()), (&None, Outcome::Done));
    let request = member.add_request.as_ref().unwrap();
    assert_eq!((&request.code, &request.expiration), (&None, &None));
    let instance = json!({ "instance_key": "a", "phone_connected": null, "webhook_url": "" });
    let instance = &instances(&json!([instance])).unwrap()[0];
    assert_eq!((instance.is_connected, &instance.webhook_url), (None, &None));
}

#[test]
fn numbers_and_texts_are_read_as_each_other() {
    let data = json!({ "JID": 120_363_025_246_125_486_u64, "Name": 7, "IsLocked": "true",
        "IsAnnounce": 0, "GroupCreated": 1_704_164_645 });
    let group = group_info(&data).unwrap();
    assert_eq!(group.id().unwrap().to_string(), GROUP);
    assert_eq!((group.name.as_deref(), group.is_locked), (Some("7"), Some(true)));
    assert_eq!(group.is_announce, Some(false));
    assert_eq!(shown(group.created), Some("2024-01-02T03:04:05Z".to_owned()));
    for (error, code) in [
        (json!(70_000), 70_000),
        (json!("403"), 403),
        (json!(403.0), 403),
        (json!(" 500 "), 500),
        (json!(-1), -1),
        (json!(i64::MAX), i64::MAX),
    ] {
        let member = &members(&json!([{ "JID": PERSON, "Error": error }])).unwrap()[0];
        assert_eq!(member.error, Some(code), "{error}");
    }
    let sent = json!({ "id": 7, "timestamp": 1_704_164_645 });
    let sent = instance(&client(&sent)).messages().text(PERSON, "Hello").unwrap().data().unwrap();
    assert_eq!((sent.id().unwrap(), sent.timestamp.unwrap().unix_seconds()), ("7", 1_704_164_645));
}

#[test]
fn number_with_a_sign_or_a_fraction_is_not_a_phone_number() {
    for (id, phone) in [
        (json!(919_876_543_210_u64), Some("919876543210")),
        (json!(919_876_543_210.0), Some("919876543210")),
        (json!(-919_876_543_210_i64), None),
        (json!(9_198_765.25), None),
        (json!(9.198_765_432_1e300), None),
    ] {
        let member = GroupParticipant::from(json!({ "JID": id }));
        assert_eq!(member.id().ok().and_then(Participant::phone_number), phone, "{id}");
    }
}

#[test]
fn unreadable_field_is_none_and_kept_in_raw() {
    let member = json!({ "JID": { "user": "1" }, "IsAdmin": "perhaps", "Error": [403],
        "AddRequest": "xyz", "LID": 7.5 });
    let data = json!({ "JID": false, "OwnerJID": "nobody", "Name": {}, "IsLocked": 2,
        "GroupCreated": true, "Participants": [member, "somebody", null] });
    let group = group_info(&data).unwrap();
    assert_eq!((&group.owner, &group.name), (&None, &None));
    assert_eq!((group.is_locked, &group.created), (None, &None));
    assert_eq!(group.raw, data);
    let members = group.participants.unwrap();
    let raw: Vec<&Value> = members.iter().map(|member| &member.raw).collect();
    assert_eq!(raw, [&data["Participants"][0], &json!("somebody"), &Value::Null]);
    for member in &members {
        assert_eq!((member.is_admin, &member.add_request, &member.lid), (None, &None, &None));
        assert_eq!(member.id().unwrap_err().kind(), ErrorKind::Decode);
        // An unreadable outcome is not a success.
        assert_eq!(member.outcome(), Outcome::Unknown);
    }
    let listless = group_info(&json!({ "JID": GROUP, "Participants": "all" })).unwrap();
    assert_eq!(listless.participants, None);
}

#[test]
fn unreadable_id_is_an_error_that_says_the_call_succeeded() {
    let group = |raw| GroupInfo::from(raw).id().map(drop).unwrap_err();
    let member = |raw| GroupParticipant::from(raw).id().map(drop).unwrap_err();
    let end = "; the call itself succeeded";
    let a_group = "the id of a group";
    for (error, problem) in [
        (group(json!({})), "`JID` of the group is missing".to_owned()),
        (
            group(json!({ "JID": ["secret"] })),
            format!("`JID` of the group is a list, where {a_group} was expected"),
        ),
        (
            group(json!({ "JID": "secret" })),
            format!("`JID` of the group is a string that is not {a_group}"),
        ),
        (member(json!("secret")), "`JID` of the participant is missing".to_owned()),
        (
            InstanceInfo::from(json!({ "instance_key": null })).key().map(drop).unwrap_err(),
            "`instance_key` of the instance is missing".to_owned(),
        ),
        (
            InstanceUser::from(json!({ "id": "secret" })).id().map(drop).unwrap_err(),
            "`id` of the user is a string that is not the JID of a user".to_owned(),
        ),
        (
            SentMessage::from(json!({ "id": [] })).id().map(drop).unwrap_err(),
            "`id` of the message is a list, where the id of a message was expected".to_owned(),
        ),
    ] {
        assert_eq!(error.to_string(), format!("{problem}{end}"));
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Done));
        assert!(error.may_have_been_applied());
    }
}

#[test]
fn member_is_recognized_by_phone_number_and_by_lid() {
    let member = GroupParticipant::from(
        json!({ "JID": "55@lid", "PhoneNumber": "919876543210@s.whatsapp.net", "LID": "55@lid" }),
    );
    assert_eq!(member.id().unwrap(), &user("55@lid"));
    assert_eq!(member.phone_number, Some(user("919876543210@s.whatsapp.net")));
    for id in ["55@lid", PERSON, "919876543210@s.whatsapp.net", "919876543210@c.us"] {
        assert!(member.is(&user(id)), "{id}");
    }
    for id in ["56@lid", "919876543211", "918888888888@s.whatsapp.net"] {
        assert!(!member.is(&user(id)), "{id}");
    }
    // The other ids replace a JID that cannot be read.
    let member = GroupParticipant::from(json!({ "JID": "?", "LID": "55@lid" }));
    assert_eq!(member.id().unwrap(), &user("55@lid"));
}

#[test]
fn outcome_is_read_from_the_error_code() {
    for (error, outcome) in [
        (json!(0), Outcome::Done),
        (json!(200), Outcome::Done),
        (json!(null), Outcome::Done),
        (json!(""), Outcome::Done),
        (json!("403"), Outcome::MustBeInvited),
        (json!(409), Outcome::AlreadyInState),
        (json!(500), Outcome::Failed(500)),
        (json!(70_000), Outcome::Failed(70_000)),
        (json!("not-authorized"), Outcome::Unknown),
        (json!({ "code": 500 }), Outcome::Unknown),
        (json!(true), Outcome::Unknown),
        (json!(u64::MAX), Outcome::Unknown),
    ] {
        let member = GroupParticipant::from(json!({ "JID": PERSON, "Error": error }));
        assert_eq!(member.outcome(), outcome, "{error}");
        let is_failure = !matches!(outcome, Outcome::Done | Outcome::AlreadyInState);
        assert_eq!(outcome.is_failure(), is_failure, "{outcome}");
    }
    assert_eq!(GroupParticipant::from(json!({ "JID": PERSON })).outcome(), Outcome::Done);
}

#[test]
fn invite_code_is_read_from_a_link_or_a_code() {
    let invite = |data: &Value| group(&client(data)).invite_code().unwrap().data();
    for data in ["https://chat.whatsapp.com/AbC", "AbC"] {
        assert_eq!(invite(&json!(data)).unwrap().to_string(), "AbC");
    }
    for (data, problem) in [
        (json!("no code!"), "a string that is not an invite code or link"),
        (json!(7), "a number, where an invite code or link was expected"),
    ] {
        let error = invite(&data).unwrap_err();
        let expected = format!("get_group_invite_code: 200 OK: `data` of the reply is {problem}");
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn debug_of_an_instance_shows_only_the_host_of_its_webhook() {
    for (url, shown) in [
        ("https://u:secret@a.example:8443/secret?k=secret", "https://a.example:8443/[withheld]"),
        ("https://a.example?secret", "https://a.example/[withheld]"),
        ("https://u:secret/@a.example", "[withheld]"),
        ("secret", "[withheld]"),
    ] {
        let sent = json!({ "instance_key": "sales", "webhook_url": url, "other": "secret" });
        let debug = format!("{:?}", vec![InstanceInfo::from(sent)]);
        assert!(debug.contains(&format!("webhook_url: Some(\"{shown}\")")), "{debug}");
        assert!(debug.contains("sales") && !debug.contains("secret"), "{debug}");
    }
}

#[test]
fn instance_is_read_with_and_without_a_user() {
    let data = json!({
        "instance_key": "sales", "phone_connected": true, "webhook_url": "https://host/hook",
        "user": { "id": "1@s.whatsapp.net", "name": "Sales", "lid": "2@lid" }, "unknown": [1],
    });
    let info = instance(&client(&data)).info().unwrap().data().unwrap();
    assert_eq!((info.key().unwrap(), info.is_connected), ("sales", Some(true)));
    assert_eq!(info.webhook_url.as_deref(), Some("https://host/hook"));
    let account = info.user.as_ref().unwrap();
    assert_eq!(account.id().unwrap(), &user("1@s.whatsapp.net"));
    assert_eq!(account.name.as_deref(), Some("Sales"));
    assert_eq!(info.raw, data);
    assert_eq!(instances(&json!([data, data])).unwrap(), [info.clone(), info]);
    for nobody in [json!(null), json!({}), json!({ "id": "", "name": null }), json!(["secret"])] {
        let data = json!({ "instance_key": "sales", "user": nobody });
        assert_eq!(instances(&json!([data])).unwrap()[0].user, None, "{nobody}");
    }
    let data = json!({ "instance_key": "sales", "user": { "id": 7.5, "name": "Ada" } });
    let info = &instances(&json!([data])).unwrap()[0];
    assert!(info.user.as_ref().unwrap().id().is_err());
}

#[test]
fn users_are_read_by_their_jids() {
    let info = |data: &Value| instance(&client(data)).users().info([PERSON]).unwrap().data();
    let data = json!({
        "919876543210@s.whatsapp.net": { "Status": "Here", "PictureID": "7", "LID": "1@lid" },
        "918888888888@s.whatsapp.net": { "Status": "", "PictureID": "", "Devices": null },
        "?": "unreadable",
    });
    let users = info(&data).unwrap();
    assert_eq!(users.len(), 3);
    let ada = &users[&user(PERSON).jid()];
    assert_eq!((ada.status.as_deref(), ada.picture_id.as_deref()), (Some("Here"), Some("7")));
    assert_eq!(ada.lid, Some(user("1@lid")));
    let other = &users["918888888888@s.whatsapp.net"];
    assert_eq!((other.status.as_deref(), &other.picture_id), (Some(""), &None));
    assert_eq!(users["?"].raw, "unreadable");
    assert!(info(&Value::Null).unwrap().is_empty());
    assert_eq!(info(&json!([])).unwrap_err().delivery(), Delivery::Done);
}

#[test]
fn sent_message_is_read_in_either_spelling() {
    for data in [
        json!({ "id": "3EB0", "timestamp": "2024-01-02T03:04:05Z" }),
        json!({ "ID": "3EB0", "Timestamp": "2024-01-02T03:04:05Z" }),
    ] {
        let messages = instance(&client(&data)).messages();
        let sent = messages.text(PERSON, "Hello").unwrap().data().unwrap();
        assert_eq!(sent.id().unwrap(), "3EB0");
        assert_eq!(shown(sent.timestamp), Some("2024-01-02T03:04:05Z".to_owned()));
    }
}

#[test]
fn null_data_is_an_empty_list_and_anything_else_an_error() {
    assert!(groups(&Value::Null).unwrap().is_empty());
    assert!(members(&Value::Null).unwrap().is_empty());
    assert!(instances(&Value::Null).unwrap().is_empty());
    for (data, found) in [
        (json!("secret"), "a string"),
        (json!(0), "a number"),
        (json!(false), "a boolean"),
        (json!({ "groups": [] }), "an object"),
    ] {
        for (operation, error) in [
            ("get_all_groups", groups(&data).unwrap_err()),
            ("list_instances", instances(&data).unwrap_err()),
        ] {
            assert_eq!(
                error.to_string(),
                format!(
                    "{operation}: 200 OK: `data` of the reply is {found}, where a list was expected"
                )
            );
            assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Done));
        }
        assert!(members(&data).is_err());
    }
}

#[test]
fn object_of_another_shape_is_not_an_empty_group() {
    let problem = |error: Error| error.to_string().rsplit_once("200 OK: ").unwrap().1.to_owned();
    for (data, found) in
        [(json!({ "JID": GROUP }), "null"), (json!({ "Participants": 7 }), "a number")]
    {
        let expected =
            format!("`data.Participants` of the reply is {found}, where a list was expected");
        assert_eq!(problem(members(&data).unwrap_err()), expected);
    }
    for (data, found) in [(json!(null), "null"), (json!([{ "JID": GROUP }]), "a list")] {
        let expected = format!("`data` of the reply is {found}, where an object was expected");
        assert_eq!(problem(group_info(&data).unwrap_err()), expected);
    }
}

/// The list, its `raw` values, and what is read from the serialized views.
fn assert_nothing_is_lost<T>(data: &Value, views: Result<Vec<T>, Error>, raw: fn(&T) -> &Value)
where
    T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug,
{
    let views = views.unwrap();
    assert_eq!(&views.iter().map(|view| raw(view).clone()).collect::<Value>(), data);
    let serialized = serde_json::to_value(&views).unwrap();
    assert_eq!(&serialized, data);
    assert_eq!(serde_json::from_value::<Vec<T>>(serialized).unwrap(), views);
}

#[test]
fn every_element_of_a_list_is_an_entry_with_its_raw_value() {
    for_each(1000, proptest::collection::vec(json(), 0..8), |elements| {
        let data = Value::from(elements);
        assert_nothing_is_lost(&data, groups(&data), |group| &group.raw);
        assert_nothing_is_lost(&data, members(&data), |member| &member.raw);
        assert_nothing_is_lost(&data, instances(&data), |instance| &instance.raw);
        let group = group_info(&json!({ "JID": GROUP, "Participants": data })).unwrap();
        let listed: Value = group
            .outcomes()
            .iter()
            .map(|person| person.participant().unwrap().raw.clone())
            .collect();
        assert_eq!(listed, data);
        // Only people who are certainly not members are removed.
        let is_member = |person: &GroupParticipant| {
            let outcome = person.outcome();
            person.id().is_err() || outcome == Outcome::Unknown || !outcome.is_failure()
        };
        let members: Value = members(&data)
            .unwrap()
            .into_iter()
            .filter(is_member)
            .map(|person| person.raw)
            .collect();
        assert_nothing_is_lost(&members, Ok(group.participants.unwrap()), |member| &member.raw);
    });
}

#[test]
fn every_view_is_read_back_from_its_serialized_form() {
    fn assert_read_back<T>(raw: &Value)
    where
        T: From<Value> + DeserializeOwned + Serialize + PartialEq + std::fmt::Debug,
    {
        let view = T::from(raw.clone());
        let serialized = serde_json::to_value(&view).unwrap();
        assert_eq!(&serialized, raw);
        assert_eq!(serde_json::from_value::<T>(serialized).unwrap(), view);
    }
    for_each(1000, json(), |raw| {
        assert_read_back::<GroupInfo>(&raw);
        assert_read_back::<GroupParticipant>(&raw);
        assert_read_back::<AddRequest>(&raw);
        assert_read_back::<InstanceInfo>(&raw);
        assert_read_back::<InstanceUser>(&raw);
        assert_read_back::<SentMessage>(&raw);
        assert_read_back::<UserInfo>(&raw);
        assert_read_back::<ProfilePicture>(&raw);
    });
}

#[test]
fn error_keeps_the_body_unchanged() {
    let body = r#"{"error":true,"message":"no","code":"E42"}"#;
    let server = MockServer::answering(200, body);
    assert_eq!(group(&server.client()).info().unwrap_err().body(), Some(body.as_bytes()));
}
