//! Contacts, users, profile pictures and chat presence.

use serde_json::json;
use whatsapi::Upload;
use whatsapi::models::{SetGroupPictureRequest, UpdateProfilePicRequest};

use crate::{ANN, ANN_JID, BOB, PICTURE, api_error, data, payload, start};

const BOB_JID: &str = "918888888888@s.whatsapp.net";

#[test]
fn contacts_are_the_members_of_shared_groups() {
    let (sandbox, client) = start();
    assert_eq!(data(client.get_contacts("sales")), json!({}));
    sandbox.person(ANN).name("Ann Lee");
    let _ = sandbox.instance("sales").group("One").member(ANN);
    let _ = sandbox.instance("sales").group("Two").member(ANN).member(BOB);
    let _ = sandbox.instance("other").group("Three").member("917777777777");
    let contact = |first: &str, full: &str| {
        json!({ "Found": true, "FirstName": first, "FullName": full, "PushName": full,
            "BusinessName": "", "RedactedPhone": "" })
    };
    let expected = json!({ BOB_JID: contact("", ""), ANN_JID: contact("Ann", "Ann Lee") });
    assert_eq!(data(client.get_contacts("sales")), expected);
}

#[test]
fn users_are_listed_by_jid() {
    let (sandbox, client) = start();
    sandbox.person(ANN).status("Busy").picture(PICTURE);
    let about = |ids: &[&str]| client.get_users_info("sales", &payload(json!({ "user_ids": ids })));
    let found = data(about(&["+919876543210", BOB_JID]));
    let picture = data(client.get_profile_pic("sales", ANN))["id"].clone();
    assert!(picture.as_str().is_some_and(|id| !id.is_empty()));
    let lid = |phone: &str| sandbox.person(phone).lid();
    assert_eq!(data(about(&[&lid(ANN)])).as_object().unwrap().keys().next().unwrap(), ANN_JID);
    let expected = json!({
        ANN_JID: { "VerifiedName": null, "Status": "Busy", "PictureID": picture,
            "Devices": [ANN_JID], "LID": lid(ANN) },
        BOB_JID: { "VerifiedName": null, "Status": "", "PictureID": "", "Devices": [BOB_JID],
            "LID": lid(BOB) },
    });
    assert_eq!(found, expected);
    assert_eq!(api_error(about(&[])), (400, "user_ids is missing".into()));
    for (id, problem) in [
        ("Ann", "Ann is neither a phone number nor a JID"),
        ("919876543210@c.us", "can't send message to unknown server c.us"),
        ("1@g.us", "1@g.us is not a phone number"),
        ("55@lid", "55@lid is not a phone number"),
    ] {
        assert_eq!(api_error(about(&[id])), (400, problem.into()));
        assert_eq!(api_error(about(&[ANN, id])), (400, problem.into()));
    }
}

#[test]
fn profile_picture_is_a_jpeg_visible_to_others() {
    let (sandbox, client) = start();
    let phone = sandbox.instance("sales").phone();
    sandbox.instance("other");
    let missing = api_error(client.get_profile_pic("other", &phone));
    assert_eq!(missing, (404, "that user or group does not have a profile picture".into()));

    let update = |bytes: &[u8]| {
        client.update_profile_pic(
            "sales",
            &UpdateProfilePicRequest { file: Upload::from_bytes(bytes) },
        )
    };
    update(PICTURE).unwrap();
    assert_eq!(sandbox.person(&phone).profile().picture.as_deref(), Some(PICTURE));
    let seen = data(client.get_profile_pic("other", &phone));
    assert!(seen["url"].as_str().unwrap().ends_with(".jpg"));
    assert_eq!(api_error(update(b"\x89PNG")), (400, "The picture is not a JPEG".into()));
    update(b"\xFF\xD8\xFF another").unwrap();
    assert_ne!(data(client.get_profile_pic("other", &phone))["id"], seen["id"]);
}

#[test]
fn hidden_picture_is_distinguished_from_a_missing_one() {
    let (sandbox, client) = start();
    let phone = sandbox.instance("sales").phone();
    sandbox.person(ANN).picture(PICTURE).hide_picture();
    let hidden = (403, "the user has hidden their profile picture from you".into());
    assert_eq!(api_error(client.get_profile_pic("sales", ANN)), hidden);
    let users = client.get_users_info("sales", &payload(json!({ "user_ids": [ANN] })));
    assert_eq!(data(users)[ANN_JID]["PictureID"], "");
    sandbox.person(&phone).picture(PICTURE).hide_picture();
    assert!(client.get_profile_pic("sales", &phone).is_ok(), "the picture is visible to its owner");
}

#[test]
fn group_picture_is_visible_to_members_only() {
    let (sandbox, client) = start();
    sandbox.instance("stranger");
    let group = sandbox.instance("sales").group("Team");
    assert!(client.get_profile_pic("sales", group.id()).unwrap_err().is_not_found());
    let picture = SetGroupPictureRequest { file: Upload::from_bytes(PICTURE) };
    client.set_group_picture("sales", group.id(), &picture).unwrap();
    client.get_profile_pic("sales", group.id()).unwrap();
    assert!(client.get_profile_pic("stranger", group.id()).unwrap_err().is_not_found());
}

#[test]
fn presence_is_kept_per_chat_until_logout() {
    let (sandbox, client) = start();
    let group = sandbox.instance("sales").group("Team");
    let presences = || sandbox.instance_state("sales").unwrap().presences;
    client.set_chat_presence("sales", ANN_JID, "typing").unwrap();
    client.set_chat_presence("sales", ANN, "paused").unwrap();
    client.set_chat_presence("sales", group.id(), "recording").unwrap();
    assert_eq!(presences().len(), 2);
    assert_eq!(
        (presences()[ANN_JID].as_str(), presences()[group.id()].as_str()),
        ("paused", "recording")
    );

    let invalid = api_error(client.set_chat_presence("sales", ANN, "sleeping"));
    assert_eq!(invalid, (400, "presence must be typing, recording or paused".into()));
    let stranger = api_error(client.set_chat_presence("sales", "1@g.us", "typing"));
    assert_eq!(stranger, (400, "You are not in the group".into()));
    client.logout_instance("sales").unwrap();
    assert!(presences().is_empty());
}
