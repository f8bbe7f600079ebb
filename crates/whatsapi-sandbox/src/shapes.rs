//! The JSON of `data`, which the API's document does not define.
//!
//! Servers of this family are built on whatsmeow, a public Go library, and send its structs in the
//! encoding of Go's `encoding/json`: field names as in Go unless a tag renames them, an unknown JID as
//! an empty string, an unknown time as the year 1, and a nil slice as null. Each function names its
//! source, in the version of `github.com/tulir/whatsmeow` of August 2026 (commit 33cfac5).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::state::{AddRequest, GroupKind, GroupState, Profile, Role, jid, lid, sha256};
use crate::time::{ZERO, rfc3339};

/// How a group addresses one of its members (`AddressingMode` of `types.GroupInfo`).
#[derive(Clone, Copy)]
pub(crate) enum Address {
    /// By phone number.
    Number,
    /// By the JID that hides the number, which is sent beside it.
    Lid,
    /// By that JID alone.
    HiddenNumber,
}

/// `types.GroupParticipant` of `types/group.go`, as `parseParticipant` of `group.go` fills it. The error
/// is 0 for those who are in the group.
pub(crate) fn participant(
    address: Address,
    phone: &str,
    role: Option<Role>,
    error: u16,
    request: Option<&AddRequest>,
) -> Value {
    let none = String::new;
    let (id, number, lid, display_name) = match address {
        Address::Number => (jid(phone), jid(phone), none(), none()),
        Address::Lid => (lid(phone), jid(phone), lid(phone), none()),
        Address::HiddenNumber => (lid(phone), none(), lid(phone), redacted(phone)),
    };
    json!({
        "JID": id,
        "PhoneNumber": number,
        "LID": lid,
        "IsAdmin": role >= Some(Role::Admin),
        "IsSuperAdmin": role == Some(Role::SuperAdmin),
        "DisplayName": display_name,
        "Error": error,
        "AddRequest": request.map(|request| json!({
            "Code": request.code,
            "Expiration": rfc3339(request.expiration),
        })),
    })
}

/// A phone number of which only the start and the end are shown, as in the comment on `RedactedPhone` of
/// `types/user.go`.
fn redacted(phone: &str) -> String {
    let (start, end) = (phone.get(..2), phone.get(phone.len().saturating_sub(2)..));
    format!("+{}\u{2219}\u{2219}{}", start.unwrap_or_default(), end.unwrap_or_default())
}

/// The members of a group as `viewer` sees them, as `types.GroupInfo` has them.
pub(crate) fn members(group: &GroupState, viewer: &str) -> Value {
    let members = group.members.iter();
    let member = |(phone, role): (&String, &Role)| {
        participant(group.address_for(viewer, phone), phone, Some(*role), 0, None)
    };
    members.map(member).collect()
}

/// `types.GroupInfo` of `types/group.go`, with the members of its embedded structures beside its own,
/// as Go writes them.
pub(crate) fn group(group: &GroupState, viewer: &str, with_members: bool) -> Value {
    let person = |phone: &str| if group.by_lid { lid(phone) } else { jid(phone) };
    let topic_set = group.description_set.as_ref();
    // What `CreateGroup` of `group.go` asks for.
    let approval = if group.kind == GroupKind::Community { "request_required" } else { "" };
    json!({
        "JID": group.id,
        "OwnerJID": person(&group.creator),
        "OwnerPN": jid(&group.creator),
        "Name": group.name,
        "NameSetAt": rfc3339(group.name_set.at),
        "NameSetBy": person(&group.name_set.by),
        "NameSetByPN": jid(&group.name_set.by),
        "Topic": group.description,
        "TopicID": topic_set.map(|set| set.id.clone()).unwrap_or_default(),
        "TopicSetAt": topic_set.map_or(ZERO.to_owned(), |set| rfc3339(set.at)),
        "TopicSetBy": topic_set.map(|set| person(&set.by)).unwrap_or_default(),
        "TopicSetByPN": topic_set.map(|set| jid(&set.by)).unwrap_or_default(),
        "TopicDeleted": false,
        "IsLocked": group.locked,
        "IsAnnounce": group.announce,
        "AnnounceVersionID": "",
        "IsEphemeral": !group.disappearing_timer.is_zero(),
        "DisappearingTimer": group.disappearing_timer.as_secs(),
        "IsIncognito": false,
        "IsParent": group.kind == GroupKind::Community,
        "DefaultMembershipApprovalMode": approval,
        "LinkedParentJID": group.community.as_deref().unwrap_or_default(),
        "IsDefaultSubGroup": group.kind == GroupKind::Announcements,
        "IsJoinApprovalRequired": group.approval_required,
        "AddressingMode": if group.by_lid { "lid" } else { "pn" },
        "GroupCreated": rfc3339(group.created),
        "CreatorCountryCode": "",
        "ParticipantVersionID": "",
        "Participants": if with_members { members(group, viewer) } else { Value::Null },
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
        "LID": lid(phone),
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
