//! The operations on groups.

use serde_json::json;
use whatsapi::Upload;
use whatsapi::models::{
    GetAllGroupsIncludeParticipants, GroupCreatePayload, GroupUpdateDescriptionPayload,
    GroupUpdateNamePayload, GroupUpdateParticipantsPayload, SetGroupPictureRequest,
};

use super::super::GROUP;
use super::{Expected, FILE, Sent, row};

fn participants() -> GroupUpdateParticipantsPayload {
    GroupUpdateParticipantsPayload {
        participants: vec!["919876543210".into(), "918888888888".into()],
    }
}

#[rustfmt::skip]
pub fn rows() -> Vec<Expected> {
    let people = || Sent::Json(json!({ "participants": ["919876543210", "918888888888"] }));
    vec![
        row("get_all_groups", "GET", "sales/groups/?include_participants=false", Sent::Nothing,
            |client| client.get_all_groups("sales", Some(GetAllGroupsIncludeParticipants::False))),
        row("get_all_groups", "GET", "sales/groups/", Sent::Nothing,
            |client| client.get_all_groups("sales", None)),
        row("get_admin_groups", "GET", "sales/groups/admin", Sent::Nothing,
            |client| client.get_admin_groups("sales")),
        row("create_group", "POST", "sales/groups/create",
            Sent::Json(json!({ "group_name": "Team", "participants": ["919876543210"] })),
            |client| client.create_group("sales", &GroupCreatePayload {
                group_name: Some("Team".into()),
                participants: vec!["919876543210".into()],
            })),
        row("get_group_from_invite_link", "GET",
            "sales/groups/invite-info?invite_link=https%3A%2F%2Fchat.whatsapp.com%2FAbC%3Fx%3D1%262", Sent::Nothing,
            |client| client.get_group_from_invite_link("sales", "https://chat.whatsapp.com/AbC?x=1&2")),
        row("join_group_with_link", "GET", "sales/groups/join?invite_code=AbC", Sent::Nothing,
            |client| client.join_group_with_link("sales", "AbC")),
        row("get_group", "GET", "sales/groups/120363025246125486@g.us", Sent::Nothing,
            |client| client.get_group("sales", GROUP)),
        row("leave_group", "DELETE", "sales/groups/120363025246125486@g.us/", Sent::Nothing,
            |client| client.leave_group("sales", GROUP)),
        row("set_group_announce", "PUT", "sales/groups/120363025246125486@g.us/announce?announce=true", Sent::Nothing,
            |client| client.set_group_announce("sales", true, GROUP)),
        row("set_group_description", "PUT", "sales/groups/120363025246125486@g.us/description",
            Sent::Json(json!({ "description": "Über \"uns\"\n" })),
            |client| client.set_group_description("sales", GROUP,
                &GroupUpdateDescriptionPayload { description: Some("Über \"uns\"\n".into()) })),
        row("get_group_invite_code", "GET", "sales/groups/120363025246125486@g.us/invite-code", Sent::Nothing,
            |client| client.get_group_invite_code("sales", GROUP)),
        row("set_group_locked", "PUT", "sales/groups/120363025246125486@g.us/lock?locked=false", Sent::Nothing,
            |client| client.set_group_locked("sales", false, GROUP)),
        row("set_group_name", "PUT", "sales/groups/120363025246125486@g.us/name",
            Sent::Json(json!({ "name": "New" })),
            |client| client.set_group_name("sales", GROUP, &GroupUpdateNamePayload { name: Some("New".into()) })),
        row("get_all_participants", "GET", "sales/groups/120363025246125486@g.us/participants", Sent::Nothing,
            |client| client.get_all_participants("sales", GROUP)),
        row("add_participant", "POST", "sales/groups/120363025246125486@g.us/participants/add", people(),
            |client| client.add_participant("sales", GROUP, &participants())),
        row("demote_participant", "PUT", "sales/groups/120363025246125486@g.us/participants/demote", people(),
            |client| client.demote_participant("sales", GROUP, &participants())),
        row("promote_participant", "PUT", "sales/groups/120363025246125486@g.us/participants/promote", people(),
            |client| client.promote_participant("sales", GROUP, &participants())),
        row("remove_participant", "DELETE", "sales/groups/120363025246125486@g.us/participants/remove", people(),
            |client| client.remove_participant("sales", GROUP, &participants())),
        row("set_group_picture", "PUT", "sales/groups/120363025246125486@g.us/profile-pic",
            Sent::File("file", "image/jpeg"),
            |client| client.set_group_picture("sales", GROUP,
                &SetGroupPictureRequest { file: Upload::from_bytes(FILE) })),
    ]
}
