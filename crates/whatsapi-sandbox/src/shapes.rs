//! The JSON of `data`, which the API's document does not define.
//!
//! Servers of this family are built on whatsmeow, a public Go library, and send its structs in the
//! encoding of Go's `encoding/json`: field names as in Go unless a tag renames them, an unknown JID as
//! an empty string, an unknown time as the year 1, and a nil slice as null. Each function names its
//! source, in the version of `github.com/tulir/whatsmeow` of August 2026 (commit 33cfac5).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::state::{AddRequest, GroupState, Profile, Role, jid, sha256};
use crate::time::{ZERO, rfc3339};

/// `types.GroupParticipant` of `types/group.go`. The error is 0 for those who are in the group.
/// In groups that address people by phone number, `JID` is that of `PhoneNumber`.
pub(crate) fn participant(
    phone: &str,
    role: Option<Role>,
    error: u16,
    request: Option<&AddRequest>,
) -> Value {
    json!({
        "JID": jid(phone),
        "PhoneNumber": jid(phone),
        "LID": "",
        "IsAdmin": role >= Some(Role::Admin),
        "IsSuperAdmin": role == Some(Role::SuperAdmin),
        "DisplayName": "",
        "Error": error,
        "AddRequest": request.map(|request| json!({
            "Code": request.code,
            "Expiration": rfc3339(request.expiration),
        })),
    })
}

/// The participants of a group, as in `types.GroupInfo`.
pub(crate) fn members(group: &GroupState) -> Value {
    let members = group.members.iter();
    members.map(|(phone, role)| participant(phone, Some(*role), 0, None)).collect()
}

/// `types.GroupInfo` of `types/group.go`. Go encodes the fields of embedded structs like the struct's
/// own. The sandbox has no communities, timers or approvals.
pub(crate) fn group(group: &GroupState, with_members: bool) -> Value {
    let created = rfc3339(group.created);
    let topic_set = group.description_set.as_ref();
    json!({
        "JID": group.id,
        "OwnerJID": jid(&group.creator),
        "OwnerPN": jid(&group.creator),
        "Name": group.name,
        "NameSetAt": rfc3339(group.name_set.at),
        "NameSetBy": jid(&group.name_set.by),
        "NameSetByPN": jid(&group.name_set.by),
        "Topic": group.description,
        "TopicID": topic_set.map(|set| set.id.clone()).unwrap_or_default(),
        "TopicSetAt": topic_set.map_or(ZERO.to_owned(), |set| rfc3339(set.at)),
        "TopicSetBy": topic_set.map(|set| jid(&set.by)).unwrap_or_default(),
        "TopicSetByPN": topic_set.map(|set| jid(&set.by)).unwrap_or_default(),
        "TopicDeleted": false,
        "IsLocked": group.locked,
        "IsAnnounce": group.announce,
        "AnnounceVersionID": "",
        "IsEphemeral": false,
        "DisappearingTimer": 0,
        "IsIncognito": false,
        "IsParent": false,
        "DefaultMembershipApprovalMode": "",
        "LinkedParentJID": "",
        "IsDefaultSubGroup": false,
        "IsJoinApprovalRequired": false,
        "AddressingMode": "pn",
        "GroupCreated": created,
        "CreatorCountryCode": "",
        "ParticipantVersionID": "",
        "Participants": if with_members { members(group) } else { Value::Null },
        "ParticipantCount": group.members.len(),
        "MemberAddMode": "admin_add",
        "Suspended": false,
    })
}

/// `SendResponse` of `send.go`, without its debug timings.
pub(crate) fn sent(id: &str, seconds: u64, sender: &str) -> Value {
    json!({
        "Timestamp": rfc3339(seconds),
        "ID": id,
        "ServerID": 0,
        "Sender": jid(sender),
    })
}

/// `types.ContactInfo` of `types/user.go`. The sandbox assumes that contacts are saved under the
/// names of their profiles.
pub(crate) fn contact(profile: &Profile) -> Value {
    let first_name = profile.name.split_whitespace().next().unwrap_or_default();
    json!({
        "Found": true,
        "FirstName": first_name,
        "FullName": profile.name,
        "PushName": profile.name,
        "BusinessName": "",
        "RedactedPhone": "",
    })
}

/// `types.UserInfo` of `types/user.go`. A person has one device, their phone.
pub(crate) fn user(phone: &str, profile: &Profile) -> Value {
    let picture = profile.picture.as_deref().filter(|_| !profile.hides_picture);
    json!({
        "VerifiedName": null,
        "Status": profile.status,
        "PictureID": picture.map(picture_id).unwrap_or_default(),
        "Devices": [jid(phone)],
        "LID": "",
    })
}

/// `types.ProfilePictureInfo` of `types/user.go`. Its URL does not resolve. The library does not
/// document the hash; here it is the SHA-256.
pub(crate) fn picture(picture: &[u8]) -> Value {
    let id = picture_id(picture);
    let path = format!("/{id}.jpg");
    json!({
        "url": format!("https://pictures.sandbox.invalid{path}"),
        "id": id,
        "type": "image",
        "direct_path": path,
        "hash": STANDARD.encode(sha256(&[picture])),
    })
}

fn picture_id(picture: &[u8]) -> String {
    sha256(&[picture]).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
