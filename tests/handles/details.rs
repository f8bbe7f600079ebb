//! The details of groups and of contacts.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use whatsapi::{Contact, Delivery, ErrorKind, GroupInfo};
use whatsapi_sandbox::Sandbox;

use crate::support::GROUP;
use crate::support::table::instance;
use crate::views::client;

const ADA: &str = "919876543210@s.whatsapp.net";

#[test]
fn group_of_a_community_is_read() {
    let group = GroupInfo::from(json!({
        "JID": "120363000000000001@g.us", "IsParent": false, "LinkedParentJID": GROUP,
        "IsDefaultSubGroup": true, "IsJoinApprovalRequired": true, "IsEphemeral": true,
        "DisappearingTimer": 604_800,
    }));
    assert_eq!((group.is_community, group.is_community_announcement), (Some(false), Some(true)));
    assert_eq!(group.community.unwrap().as_str(), GROUP);
    assert_eq!(group.is_approval_required, Some(true));
    assert_eq!(group.disappearing_timer, Some(Duration::from_secs(604_800)));
    let parent = json!({ "IsParent": true, "LinkedParentJID": "", "IsDefaultSubGroup": false });
    let parent = GroupInfo::from(parent);
    assert_eq!((parent.is_community, parent.community), (Some(true), None));
    assert_eq!(parent.is_community_announcement, Some(false));
    let silent = GroupInfo::from(json!({ "JID": GROUP }));
    assert_eq!((silent.is_community, silent.community), (None, None));
    assert_eq!((silent.is_community_announcement, silent.is_approval_required), (None, None));
}

#[test]
fn timer_that_is_off_is_zero_and_one_that_is_not_known_is_none() {
    let day = Some(Duration::from_secs(86_400));
    for (group, timer) in [
        (json!({ "IsEphemeral": false, "DisappearingTimer": 0 }), Some(Duration::ZERO)),
        (json!({ "IsEphemeral": false }), Some(Duration::ZERO)),
        (json!({ "DisappearingTimer": 0 }), Some(Duration::ZERO)),
        (json!({ "DisappearingTimer": "86400" }), day),
        (json!({ "IsEphemeral": true, "DisappearingTimer": 86_400.0 }), day),
        (json!({ "IsEphemeral": true, "DisappearingTimer": 0 }), None),
        (json!({ "IsEphemeral": true, "DisappearingTimer": null }), None),
        (json!({ "IsEphemeral": true, "DisappearingTimer": -1 }), None),
        (json!({ "DisappearingTimer": "a day" }), None),
        (json!({}), None),
    ] {
        assert_eq!(GroupInfo::from(group.clone()).disappearing_timer, timer, "{group}");
    }
}

#[test]
fn owner_is_read_by_phone_number_and_by_hidden_jid() {
    for (group, owner, phone_number, lid) in [
        (json!({ "OwnerJID": ADA, "OwnerPN": ADA }), Some(ADA), Some(ADA), None),
        (json!({ "OwnerJID": ADA }), Some(ADA), Some(ADA), None),
        (json!({ "OwnerJID": ADA, "OwnerPN": "" }), Some(ADA), Some(ADA), None),
        (json!({ "OwnerJID": "5@lid", "OwnerPN": ADA }), Some("5@lid"), Some(ADA), Some("5@lid")),
        (json!({ "OwnerJID": "5@lid", "OwnerPN": "" }), Some("5@lid"), None, Some("5@lid")),
        (json!({ "OwnerJID": "", "OwnerPN": ADA }), None, Some(ADA), None),
        (json!({ "OwnerJID": "?", "OwnerPN": 7.5 }), None, None, None),
    ] {
        let read = GroupInfo::from(group.clone());
        let id = |id: &str| id.parse().unwrap();
        assert_eq!(read.owner, owner.map(id), "{group}");
        assert_eq!(read.owner_phone_number, phone_number.map(id), "{group}");
        assert_eq!(read.owner_lid, lid.map(id), "{group}");
    }
}

fn contacts(data: &Value) -> Result<BTreeMap<String, Contact>, whatsapi::Error> {
    instance(&client(data)).contacts()?.data()
}

#[test]
fn contacts_are_read_by_their_jids() {
    let data = json!({
        ADA: { "Found": true, "FirstName": "Ada", "FullName": "Ada Lovelace", "PushName": "ada",
               "BusinessName": "Engines", "RedactedPhone": "" },
        "5@lid": { "Found": true, "FirstName": "", "FullName": "", "PushName": "Bob",
                   "BusinessName": "", "RedactedPhone": "+1∙∙∙∙∙∙00" },
        "6@lid": { "Found": "perhaps", "FullName": {} },
        "?": null,
    });
    let contacts = contacts(&data).unwrap();
    let raw: BTreeMap<_, _> = contacts.iter().map(|(jid, contact)| (jid, &contact.raw)).collect();
    assert_eq!(json!(raw), data);
    let ada = &contacts[ADA];
    assert_eq!((ada.is_found, ada.first_name.as_deref()), (Some(true), Some("Ada")));
    assert_eq!(ada.full_name.as_deref(), Some("Ada Lovelace"));
    assert_eq!((ada.push_name.as_deref(), ada.name()), (Some("ada"), Some("Ada Lovelace")));
    assert_eq!((ada.business_name.as_deref(), &ada.redacted_phone), (Some("Engines"), &None));
    let bob = &contacts["5@lid"];
    assert_eq!((&bob.full_name, bob.name()), (&None, Some("Bob")));
    assert_eq!(bob.redacted_phone.as_deref(), Some("+1∙∙∙∙∙∙00"));
    assert_eq!((contacts["6@lid"].is_found, contacts["6@lid"].name()), (None, None));
}

#[test]
fn contacts_of_another_shape_are_an_error_of_a_call_that_was_done() {
    let error = contacts(&json!([{ "FullName": "secret" }])).unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Done));
    let problem = "`data` of the reply is a list, where an object was expected";
    assert!(error.to_string().ends_with(problem), "{error}");
}

#[test]
fn message_that_was_sent_has_its_id_and_its_time() {
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    let messages = sandbox.client().instance("sales").messages();
    let sent = messages.text("919876543210", "Hello").unwrap().data().unwrap();
    assert!(!sent.id().unwrap().is_empty());
    let age = std::time::SystemTime::now().duration_since(sent.timestamp.unwrap().into()).unwrap();
    assert!(age < Duration::from_secs(60), "{age:?}");
}
