//! Reading of dates, pictures, contacts, and the settings of groups.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use whatsapi::{AddRequest, Delivery, ErrorKind, GroupInfo, Picture, SentMessage};

use crate::support::GROUP;
use crate::support::hostile::client_receiving;
use crate::support::table::{PERSON, group, instance};
use crate::views::{client, group_info, user};

#[test]
fn dates_are_read_as_numbers_and_as_text_and_unknown_ones_are_absent() {
    let created = |date: &Value| {
        let group = group_info(&json!({ "JID": GROUP, "GroupCreated": date })).unwrap();
        let sent = json!({ "ID": "7", "Timestamp": date });
        assert_eq!(SentMessage::from(sent).timestamp, group.created);
        let request = json!({ "Code": "xyz", "Expiration": date });
        assert_eq!(AddRequest::from(request).expiration, group.created);
        group.created
    };
    for date in [
        json!(1_704_164_645),
        json!(1_704_164_645.0),
        json!("1704164645"),
        json!(1_704_164_645_999_i64),
        json!("1704164645000"),
        json!("2024-01-02T03:04:05Z"),
        json!("2024-01-02T03:04:05.999999999Z"),
        json!("2024-01-02t03:04:05z"),
        json!("2024-01-02T08:34:05+05:30"),
        json!("2024-01-01T19:34:05.5-07:30"),
    ] {
        let time = created(&date).unwrap();
        assert_eq!(time.unix_seconds(), 1_704_164_645, "{date}");
        assert_eq!(time.to_string(), "2024-01-02T03:04:05Z");
        let since = SystemTime::from(time).duration_since(SystemTime::UNIX_EPOCH).unwrap();
        assert_eq!(since.as_secs(), 1_704_164_645);
    }
    for (date, shown) in [
        ("2000-02-29T23:59:59Z", "2000-02-29T23:59:59Z"),
        ("2024-02-29T23:30:00-01:00", "2024-03-01T00:30:00Z"),
        // A leap second is counted as the one before it.
        ("2023-12-31T23:59:60Z", "2023-12-31T23:59:59Z"),
        ("2100-03-01T00:00:00Z", "2100-03-01T00:00:00Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ] {
        assert_eq!(created(&json!(date)).unwrap().to_string(), shown);
    }
    for date in [
        json!("0001-01-01T00:00:00Z"),
        json!("0001-01-01T00:00:00+05:30"),
        json!("1970-01-01T00:00:00Z"),
        json!("1970-01-01T05:30:00+05:30"),
        json!(0),
        json!("0"),
        json!(0.0),
        json!(-62_135_596_800_i64),
        json!(null),
        json!(""),
        json!("yesterday"),
        json!("2024-01-02"),
        json!("2024-13-02T03:04:05Z"),
        json!("2023-02-29T03:04:05Z"),
        json!("2024-01-02T03:04:05+5:300"),
        json!("2024-01-02T03:04:05*05:30"),
        json!("2024-01-02T03:04:05"),
        json!("2024-01-02T03:04:05+ä"),
        json!("2024-01-02T03:04:05.xZ"),
        json!(true),
        json!(i64::MAX),
        json!(u64::MAX),
        json!({ "seconds": 1_704_164_645 }),
    ] {
        assert_eq!(created(&date), None, "{date}");
    }
}

#[test]
fn picture_is_shown_hidden_not_set_or_failed() {
    let read = |status: u16, body: Value| {
        let client = client_receiving(status, body.to_string().as_bytes());
        let of_user = Picture::read(instance(&client).users().profile_picture(PERSON));
        let of_group = Picture::read(group(&client).picture());
        match (&of_user, &of_group) {
            (Ok(user), Ok(group)) => assert_eq!(user, group),
            (Err(user), Err(group)) => assert_eq!(user.to_string(), group.to_string()),
            _ => panic!("{of_user:?}, {of_group:?}"),
        }
        of_user
    };
    let hidden = "the user has hidden their profile picture from you";
    let none = "that user or group does not have a profile picture";
    for (message, expected) in [
        (hidden, Picture::Hidden),
        (none, Picture::NotSet),
        (
            "failed to get picture: That user or group does not have a profile picture",
            Picture::NotSet,
        ),
        ("item-not-found", Picture::NotSet),
        ("info query returned status 401: not-authorized", Picture::Hidden),
    ] {
        for status in [200, 400, 403, 404, 500] {
            let body = json!({ "error": true, "message": message });
            assert_eq!(read(status, body).unwrap(), expected, "{status}, {message}");
        }
    }
    for data in [json!(null), json!(""), json!({}), json!({ "url": "", "id": "", "hash": null })] {
        assert_eq!(read(200, json!({ "error": false, "data": data })).unwrap(), Picture::NotSet);
    }
    let data = json!({ "url": "https://host/a.jpg", "id": "7" });
    let Picture::Shown(picture) = read(200, json!({ "data": data })).unwrap() else { panic!() };
    assert_eq!((picture.url.as_deref(), picture.raw), (Some("https://host/a.jpg"), data));
    for (status, message) in
        [(404, "Instance not found"), (400, "Instance is not connected"), (401, "Unauthorized")]
    {
        let error = read(status, json!({ "error": true, "message": message })).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Api);
    }
    let error = read(200, json!({ "error": false, "data": [1] })).unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Done));
}

#[test]
fn settings_of_a_group_are_typed() {
    let data = json!({
        "JID": GROUP, "OwnerJID": "55@lid", "OwnerPN": "919876543210@s.whatsapp.net",
        "IsParent": false, "LinkedParentJID": "120363000000000007@g.us", "IsDefaultSubGroup": true,
        "IsJoinApprovalRequired": true, "IsEphemeral": true, "DisappearingTimer": 604_800,
    });
    let team = group_info(&data).unwrap();
    assert_eq!((&team.owner, &team.owner_lid), (&Some(user("55@lid")), &Some(user("55@lid"))));
    assert_eq!(team.owner_phone_number, Some(user(PERSON)));
    assert_eq!((team.is_community, team.is_announcement_group), (Some(false), Some(true)));
    assert_eq!(team.community.unwrap().as_str(), "120363000000000007@g.us");
    assert_eq!(team.is_approval_required, Some(true));
    assert_eq!(team.disappearing_timer, Some(Duration::from_secs(604_800)));

    let by_number = json!({ "OwnerJID": "919876543210@s.whatsapp.net", "OwnerPN": "",
        "LinkedParentJID": "", "DisappearingTimer": 0, "IsParent": true });
    let plain = GroupInfo::from(by_number);
    assert_eq!((plain.owner_phone_number, plain.owner_lid), (Some(user(PERSON)), None));
    assert_eq!((plain.community, plain.is_community), (None, Some(true)));
    assert_eq!(plain.disappearing_timer, Some(Duration::ZERO));

    let unknown = GroupInfo::from(json!({ "DisappearingTimer": -1, "IsParent": "?" }));
    assert_eq!((unknown.owner_phone_number, unknown.owner_lid), (None, None));
    assert_eq!((unknown.disappearing_timer, unknown.is_community), (None, None));
    assert_eq!((unknown.is_approval_required, unknown.is_announcement_group), (None, None));
}

#[test]
fn contacts_are_read_by_their_jids() {
    let contacts = |data: &Value| instance(&client(data)).contacts().unwrap().data();
    let data = json!({
        "919876543210@s.whatsapp.net": { "Found": true, "FirstName": "Ada", "FullName": "Ada L",
            "PushName": "ada", "BusinessName": "", "RedactedPhone": "" },
        "55@lid": { "Found": true, "FullName": "", "PushName": "bob", "BusinessName": "Bob's",
            "RedactedPhone": "+1\u{2219}\u{2219}80" },
        "7@lid": { "Found": false, "FirstName": null, "FullName": [] },
        "?": "unreadable",
    });
    let read = contacts(&data).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), data);
    let ada = &read[&user(PERSON).jid()];
    assert_eq!((ada.first_name.as_deref(), ada.full_name.as_deref()), (Some("Ada"), Some("Ada L")));
    assert_eq!((ada.push_name.as_deref(), &ada.business_name), (Some("ada"), &None));
    assert_eq!((ada.is_found, ada.name(), &ada.redacted_phone), (Some(true), Some("Ada L"), &None));
    let bob = &read["55@lid"];
    assert_eq!((bob.name(), bob.business_name.as_deref()), (Some("Bob's"), Some("Bob's")));
    assert_eq!(bob.redacted_phone.as_deref(), Some("+1\u{2219}\u{2219}80"));
    assert_eq!((read["7@lid"].name(), read["7@lid"].is_found), (None, Some(false)));
    assert_eq!((read["?"].name(), &read["?"].raw), (None, &json!("unreadable")));
    assert!(contacts(&Value::Null).unwrap().is_empty());
    assert_eq!(contacts(&json!([])).unwrap_err().delivery(), Delivery::Done);
}
