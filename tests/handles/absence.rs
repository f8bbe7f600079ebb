//! Pictures and QR codes that are not there, told apart from calls that failed.

use serde_json::{Value, json};
use whatsapi::{Client, ErrorKind, NoPicture, NoQrCode, QrCode};
use whatsapi_sandbox::Sandbox;

use crate::support::hostile::client_receiving;
use crate::support::table::{PERSON, group, instance};
use crate::views;

fn refusing(status: u16, message: &str) -> Client {
    let body = json!({ "error": true, "message": message, "data": null, "status": status });
    client_receiving(status, body.to_string().as_bytes())
}

/// Why there is no picture of a person; the same is found for a group.
fn no_picture(client: &Client) -> Option<NoPicture> {
    let of_person = instance(client).users().profile_picture(PERSON);
    let of_person = of_person.and_then(|reply| reply.data()).unwrap_err();
    let of_group = group(client).picture().and_then(|reply| reply.data()).unwrap_err();
    let reason = NoPicture::from_error(&of_person);
    assert_eq!(NoPicture::from_error(&of_group), reason);
    reason
}

#[test]
fn picture_that_is_hidden_none_and_a_failure_are_told_apart() {
    let hidden = "the user has hidden their profile picture from you";
    let none = "that user or group does not have a profile picture";
    for (status, message, reason) in [
        (403, hidden, Some(NoPicture::Hidden)),
        (500, hidden, Some(NoPicture::Hidden)),
        (200, hidden, Some(NoPicture::Hidden)),
        (500, "info query returned status 401: not-authorized", Some(NoPicture::Hidden)),
        (404, none, Some(NoPicture::NotSet)),
        (500, &format!("failed: {none}"), Some(NoPicture::NotSet)),
        (400, "info query returned status 404: item-not-found", Some(NoPicture::NotSet)),
        (404, "Instance not found", None),
        (403, "The API key may not do this", None),
        (401, "The API key is wrong", None),
        (500, "", None),
    ] {
        assert_eq!(no_picture(&refusing(status, message)), reason, "{status} {message}");
    }
    for data in [json!(null), json!("")] {
        assert_eq!(no_picture(&views::client(&data)), Some(NoPicture::NotSet), "{data}");
    }
    assert_eq!(no_picture(&views::client(&json!(["secret"]))), None);
    assert_eq!(no_picture(&client_receiving(404, b"<html>does not have a profile picture")), None);
    // The words of another operation say nothing about a picture.
    let error = group(&refusing(404, none)).info().unwrap_err();
    assert_eq!(NoPicture::from_error(&error), None);
}

#[test]
fn sandbox_tells_the_reasons_apart() {
    let sandbox = Sandbox::start();
    sandbox.person("919876543210").picture(b"\xFF\xD8\xFF").hide_picture();
    let team = sandbox.instance("sales").group("Team");
    let sales = sandbox.client().instance("sales");
    let reason = |id: &str| {
        let error = sales.users().profile_picture(id).unwrap_err();
        NoPicture::from_error(&error)
    };
    assert_eq!(reason("919876543210"), Some(NoPicture::Hidden));
    assert_eq!(reason("918888888888"), Some(NoPicture::NotSet));
    let group = sales.groups().group(team.id()).unwrap();
    let error = group.picture().unwrap_err();
    assert_eq!(NoPicture::from_error(&error), Some(NoPicture::NotSet));
    let error = sandbox.client().instance("other").users().profile_picture(PERSON).unwrap_err();
    assert_eq!(NoPicture::from_error(&error), None);

    let error = sales.qr_code().unwrap_err();
    assert_eq!(NoQrCode::from_error(&error), Some(NoQrCode::AlreadyLinked));
    let error = sandbox.client().instance("other").qr_code().unwrap_err();
    assert_eq!(NoQrCode::from_error(&error), None);
}

#[test]
fn qr_code_that_is_not_there_is_told_apart_from_one_that_cannot_be_read() {
    let read = |client: Client| -> Result<QrCode, _> {
        instance(&client).qr_code().and_then(|reply| reply.data())
    };
    let (linked, not_ready) = (Some(NoQrCode::AlreadyLinked), Some(NoQrCode::NotReady));
    for (data, reason) in [
        (json!(null), not_ready),
        (json!(""), not_ready),
        (json!({}), not_ready),
        (json!({ "qrcode": "" }), not_ready),
        (json!({ "qrcode": null, "qr": "" }), not_ready),
        (json!({ "code": "2@abc" }), None),
        (json!({ "qrcode": "no Base64!" }), None),
        (json!("R0lGODlh"), None),
        (json!(7), None),
    ] {
        let error = read(views::client(&data)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{data}");
        assert_eq!(NoQrCode::from_error(&error), reason, "{data}");
    }
    let store = "GetQRChannel can only be called when there's no user ID in the client's Store";
    for (status, message, reason) in [
        (400, "Instance is already connected", linked),
        (409, "Already logged in", linked),
        (500, store, linked),
        (404, "QR code not available", not_ready),
        (400, "The QR code has expired", not_ready),
        (404, "Instance not found", None),
        (400, "Instance is not connected", None),
        (500, "", None),
    ] {
        let error = read(refusing(status, message)).unwrap_err();
        assert_eq!(NoQrCode::from_error(&error), reason, "{message}");
    }
    let body = json!({ "error": false, "message": "already paired", "data": Value::Null });
    let error = read(client_receiving(200, body.to_string().as_bytes())).unwrap_err();
    assert_eq!(NoQrCode::from_error(&error), linked);
}
