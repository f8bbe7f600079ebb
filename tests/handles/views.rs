//! The types that `data` of a reply is read as.

use serde_json::{Value, json};
use whatsapi::{ErrorKind, Outcome};

use crate::support::table::group;
use crate::support::{GROUP, RawServer, response};

fn reply(data: &serde_json::Value) -> whatsapi::models::ApiResponse {
    serde_json::from_value(json!({ "error": false, "data": data })).unwrap()
}

#[test]
fn null_fields_are_read_as_absent() {
    let group = json!({ "JID": GROUP, "Name": null, "Topic": null, "IsLocked": null,
        "Participants": [{ "JID": "1@lid", "IsAdmin": null, "Error": null,
            "AddRequest": { "Code": null } }] });
    let groups = reply(&json!([group])).groups().unwrap();
    assert_eq!((groups[0].name.as_str(), groups[0].is_locked), ("", false));
    assert_eq!(groups[0].participants[0].outcome(), Outcome::Done);
    let instance = json!({ "instance_key": "a", "phone_connected": null, "user": { "id": null } });
    let instances = reply(&json!([instance])).instances().unwrap();
    assert!(!instances[0].is_connected && instances[0].user.is_none());
    let code = json!({ "qrcode": null, "base64": "iVBORw0KGgo=" });
    assert_eq!(reply(&code).qr_code().unwrap().png(), b"\x89PNG\r\n\x1a\n");
}

#[test]
fn group_is_read_from_whatsmeow_style_json() {
    let data = json!({
        "JID": GROUP, "OwnerJID": "919876543210@s.whatsapp.net", "Name": "Team", "Topic": "Us",
        "IsLocked": true, "IsAnnounce": false, "GroupCreated": "2024-01-02T03:04:05Z", "Unknown": [1],
        "Participants": [
            { "JID": "919876543210@s.whatsapp.net", "LID": "1@lid", "IsAdmin": true, "IsSuperAdmin": true },
            { "JID": "918888888888@s.whatsapp.net", "Error": 403,
              "AddRequest": { "Code": "xyz", "Expiration": "2024-01-03T00:00:00Z" } },
        ],
    });
    let group = reply(&data).group().unwrap();
    assert_eq!(
        (group.id.to_string().as_str(), group.name.as_str(), group.description.as_str()),
        (GROUP, "Team", "Us")
    );
    assert_eq!((group.is_locked, group.is_announce), (true, false));
    assert_eq!(group.owner.as_deref(), Some("919876543210@s.whatsapp.net"));
    assert_eq!(group.created.as_deref(), Some("2024-01-02T03:04:05Z"));
    assert_eq!(group.raw, data);
    assert!(group.participants[0].is_admin && group.participants[0].is_super_admin);
    assert_eq!(group.participants[1].add_request.as_ref().unwrap().code, "xyz");
    assert_eq!(reply(&json!([data, data])).groups().unwrap(), [group.clone(), group.clone()]);
    assert_eq!(reply(&data).participants().unwrap(), group.participants);
    assert_eq!(reply(&data["Participants"]).participants().unwrap(), group.participants);
    for data in [json!(GROUP), data] {
        assert_eq!(reply(&data).group_id().unwrap().to_string(), GROUP);
    }
    let bare =
        reply(&json!({ "JID": GROUP, "OwnerJID": "", "Participants": null })).group().unwrap();
    assert!(bare.participants.is_empty() && bare.name.is_empty() && bare.owner.is_none());
}

#[test]
fn null_data_is_read_as_empty_lists() {
    assert!(reply(&json!(null)).groups().unwrap().is_empty());
    assert!(reply(&json!(null)).participants().unwrap().is_empty());
}

#[test]
fn participant_error_codes_map_to_outcomes() {
    let person = |error: u16| json!({ "JID": "919876543210@s.whatsapp.net", "Error": error });
    let people =
        reply(&json!([person(0), person(403), person(409), person(500)])).participants().unwrap();
    let outcomes: Vec<Outcome> = people.iter().map(whatsapi::GroupParticipant::outcome).collect();
    assert_eq!(
        outcomes,
        [Outcome::Done, Outcome::MustBeInvited, Outcome::AlreadyInState, Outcome::Failed(500)]
    );
    assert_eq!(people[0].participant().unwrap().phone_number(), Some("919876543210"));
}

#[test]
fn invite_code_is_read_from_a_link_or_a_code() {
    for data in ["https://chat.whatsapp.com/AbC", "AbC"] {
        assert_eq!(reply(&json!(data)).invite_code().unwrap().to_string(), "AbC");
    }
    assert_eq!(reply(&json!("no code!")).invite_code().unwrap_err().kind(), ErrorKind::Decode);
}

/// A type that makes the path in an error contain keys chosen by the server.
type AnyKeys = std::collections::BTreeMap<String, u8>;

#[test]
fn error_keeps_the_body_unchanged() {
    let body = r#"{"error":true,"message":"no","code":"E42"}"#;
    let server = RawServer::responding_with(response("200 OK", body));
    assert_eq!(group(&server.client()).info().unwrap_err().body(), Some(body.as_bytes()));
}

#[test]
fn decode_error_names_path_and_types_but_not_the_value() {
    for (data, message) in [
        (
            json!({ "JID": GROUP, "Name": 7 }),
            "`data.Name` of the reply is a number, where a string was expected",
        ),
        (
            json!({ "JID": GROUP, "Participants": [{ "JID": "1" }, { "JID": { "secret": 1 } }] }),
            "`data.Participants[1].JID` of the reply is an object, where a string was expected",
        ),
        (
            json!({ "Name": "secret" }),
            "`data` of the reply is an object with a missing field `JID`",
        ),
        (json!({ "JID": "secret" }), "`data.JID` of the reply is a string that is not valid there"),
        (json!("secret"), "`data` of the reply is a string, where an object was expected"),
    ] {
        let error = reply(&data).group().unwrap_err();
        assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Decode, message));
    }
    for (data, message) in [
        (
            json!([{ "JID": GROUP }, { "JID": 7 }]),
            "`data[1].JID` of the reply is a number, where a string was expected",
        ),
        (
            json!([[GROUP, "surplus"]]),
            "`data[0]` of the reply is a list, where an object was expected",
        ),
    ] {
        assert_eq!(reply(&data).groups().unwrap_err().to_string(), message);
    }
    let error = reply(&json!([["1"]])).participants().unwrap_err();
    assert_eq!(error.to_string(), "`data[0]` of the reply is a list, where an object was expected");
    let error = reply(&json!([GROUP])).group().unwrap_err();
    assert_eq!(error.to_string(), "`data` of the reply is a list, where an object was expected");
    let nested = json!({ "JID": GROUP, "Participants": [["5@s.whatsapp.net"]] });
    let error = reply(&nested).group().unwrap_err();
    assert_eq!(
        error.to_string(),
        "`data.Participants[0]` of the reply is a list, where an object was expected"
    );
    let misleading = json!({ "JID": "secret, expected secret" });
    assert!(!reply(&misleading).group().unwrap_err().to_string().contains("secret"));
    let control = json!({ "a\nb": "no number" });
    let error = reply(&control).data_as::<AnyKeys>().unwrap_err();
    assert_eq!(error.to_string(), r"`data.a\nb` of the reply is a string, where u8 was expected");
    let error = reply(&json!("secret")).groups().unwrap_err();
    assert_eq!(error.to_string(), "`data` of the reply is a string, where a sequence was expected");
}

#[test]
fn instance_is_read_with_and_without_a_user() {
    let data = json!({
        "instance_key": "sales", "phone_connected": true, "webhook_url": "https://host/hook",
        "user": { "id": "1@s.whatsapp.net", "name": "Sales", "lid": "2@lid" }, "unknown": [1],
    });
    let instance = reply(&data).instance().unwrap();
    assert_eq!((instance.key.as_str(), instance.is_connected), ("sales", true));
    assert_eq!(instance.webhook_url.as_deref(), Some("https://host/hook"));
    let user = instance.user.as_ref().unwrap();
    assert_eq!((user.id.as_str(), user.name.as_deref()), ("1@s.whatsapp.net", Some("Sales")));
    assert_eq!(instance.raw, data);
    assert_eq!(reply(&json!([data, data])).instances().unwrap(), [instance.clone(), instance]);
    for user in [json!(null), json!({}), json!({ "id": "", "name": "" })] {
        let data = json!({ "instance_key": "sales", "webhook_url": "", "user": user });
        let instance = reply(&data).instance().unwrap();
        assert_eq!((instance.user, instance.webhook_url), (None, None));
        assert!(!instance.is_connected);
    }
    assert!(reply(&json!(null)).instances().unwrap().is_empty());
}

#[test]
fn invalid_instance_data_is_an_error_that_names_the_path() {
    for (data, message) in [
        (json!(null), "`data` of the reply is null, where an object was expected"),
        (json!({}), "`data` of the reply is an object with a missing field `instance_key`"),
        (
            json!({ "instance_key": "a", "user": ["secret"] }),
            "`data.user` of the reply is a list, where an object was expected",
        ),
    ] {
        assert_eq!(reply(&data).instance().unwrap_err().to_string(), message);
    }
    let error = reply(&json!([{ "instance_key": 7 }])).instances().unwrap_err();
    let message = "`data[0].instance_key` of the reply is a number, where a string was expected";
    assert_eq!(error.to_string(), message);
}

const PNG: &[u8] = b"\x89PNG\r\n\x1A\n and the rest";
const PNG_IN_BASE64: &str = "iVBORw0KGgogYW5kIHRoZSByZXN0";

#[test]
fn qr_code_is_read_from_every_known_field() {
    let uri = format!("data:image/png;base64,{PNG_IN_BASE64}");
    let lines = format!("{}\r\n{}\n", &PNG_IN_BASE64[..10], &PNG_IN_BASE64[10..]);
    let mut places = vec![json!(PNG_IN_BASE64), json!(uri), json!(lines)];
    places.extend(["qrcode", "qr_code", "qr", "base64"].map(|name| json!({ name: uri })));
    for data in places {
        let code = reply(&data).qr_code().unwrap();
        assert_eq!(code.png(), PNG);
        assert_eq!(format!("{code:?}"), "QrCode { length: 21, .. }");
    }
}

#[test]
fn invalid_qr_code_is_an_error_that_does_not_show_it() {
    let check = |data: Value, message: &str| {
        let error = reply(&data).qr_code().unwrap_err();
        assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Decode, message));
    };
    check(json!(null), "`data` of the reply is null, where Base64 was expected");
    check(json!({}), "`data` of the reply is an object, where Base64 was expected");
    check(json!(""), "`data` of the reply is an empty string, where Base64 was expected");
    check(
        json!({ "qrcode": "" }),
        "`data.qrcode` of the reply is an empty string, where Base64 was expected",
    );
    check(
        json!({ "qr": "2@secret,secret" }),
        "`data.qr` of the reply is another string, where Base64 was expected",
    );
    check(json!({ "qr": 7 }), "`data.qr` of the reply is a number, where Base64 was expected");
    check(json!("R0lGODlh"), "the QR code in `data` of the reply is not a PNG file");
}

#[test]
fn media_keys_are_read_from_arrays_or_base64() {
    let keys = crate::support::table::uploads::keys();
    let data = serde_json::to_value(&keys).unwrap();
    assert_eq!(reply(&data).media().unwrap(), keys);
    let mut base64_keys = data.clone();
    base64_keys["media_key"] = json!("AgM=");
    base64_keys["file_sha256"] = json!("AQ");
    base64_keys["file_enc_sha256"] = json!("AP8=");
    assert_eq!(reply(&base64_keys).media().unwrap(), keys);
    base64_keys["media_key"] = json!("no Base64!");
    let message = "`data.media_key` of the reply is a string, where a sequence was expected";
    assert_eq!(reply(&base64_keys).media().unwrap_err().to_string(), message);
    let error = reply(&json!([data])).media().unwrap_err();
    assert_eq!(error.to_string(), "`data` of the reply is a list, where an object was expected");
}

#[test]
fn file_is_read_from_base64() {
    for data in ["AP8B/g==", "AP8B/g", "data:image/jpeg;base64,AP8B/g==", " AP8B\n/g==\n"] {
        assert_eq!(reply(&json!(data)).file().unwrap(), b"\x00\xFF\x01\xFE");
    }
    for data in [json!("no Base64!"), json!(""), json!([0, 255])] {
        assert_eq!(reply(&data).file().unwrap_err().kind(), ErrorKind::Decode);
    }
}
