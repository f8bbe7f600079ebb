//! What each of the functions sends: a table over all operations.

use serde_json::{Value, json};
use whatsapi::models::{
    ApiResponse, GetAllGroupsIncludeParticipants, GroupCreatePayload,
    GroupUpdateDescriptionPayload, GroupUpdateNamePayload, GroupUpdateParticipantsPayload,
    SetGroupPictureRequest,
};
use whatsapi::{Client, Error, ResponseValue, Upload};

use super::GROUP;

pub type Call = fn(&Client) -> Result<ResponseValue<ApiResponse>, Error>;

pub struct Expected {
    pub function: &'static str,
    pub method: &'static str,
    /// After `/api/instances/`.
    pub path: &'static str,
    pub query: &'static str,
    /// `None` for no body at all; the picture's form is checked elsewhere, byte by byte.
    pub body: Option<Value>,
    pub call: Call,
}

fn participants() -> GroupUpdateParticipantsPayload {
    GroupUpdateParticipantsPayload {
        participants: vec!["919876543210".into(), "918888888888".into()],
    }
}

fn row(
    function: &'static str,
    method: &'static str,
    path_and_query: &'static str,
    body: Option<Value>,
    call: Call,
) -> Expected {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    Expected { function, method, path, query, body, call }
}

#[rustfmt::skip]
pub fn table() -> Vec<Expected> {
    let people = || Some(json!({ "participants": ["919876543210", "918888888888"] }));
    vec![
        row("get_all_groups", "GET", "sales/groups/?include_participants=false", None,
            |client| client.get_all_groups("sales", Some(GetAllGroupsIncludeParticipants::False))),
        row("get_all_groups", "GET", "sales/groups/", None,
            |client| client.get_all_groups("sales", None)),
        row("get_admin_groups", "GET", "sales/groups/admin", None,
            |client| client.get_admin_groups("sales")),
        row("create_group", "POST", "sales/groups/create",
            Some(json!({ "group_name": "Team", "participants": ["919876543210"] })),
            |client| client.create_group("sales", &GroupCreatePayload {
                group_name: Some("Team".into()),
                participants: vec!["919876543210".into()],
            })),
        row("get_group_from_invite_link", "GET",
            "sales/groups/invite-info?invite_link=https%3A%2F%2Fchat.whatsapp.com%2FAbC%3Fx%3D1%262", None,
            |client| client.get_group_from_invite_link("sales", "https://chat.whatsapp.com/AbC?x=1&2")),
        row("join_group_with_link", "GET", "sales/groups/join?invite_code=AbC", None,
            |client| client.join_group_with_link("sales", "AbC")),
        row("get_group", "GET", "sales/groups/120363025246125486@g.us", None,
            |client| client.get_group("sales", GROUP)),
        row("leave_group", "DELETE", "sales/groups/120363025246125486@g.us/", None,
            |client| client.leave_group("sales", GROUP)),
        row("set_group_announce", "PUT", "sales/groups/120363025246125486@g.us/announce?announce=true", None,
            |client| client.set_group_announce("sales", true, GROUP)),
        row("set_group_description", "PUT", "sales/groups/120363025246125486@g.us/description",
            Some(json!({ "description": "Über \"uns\"\n" })),
            |client| client.set_group_description("sales", GROUP,
                &GroupUpdateDescriptionPayload { description: Some("Über \"uns\"\n".into()) })),
        row("get_group_invite_code", "GET", "sales/groups/120363025246125486@g.us/invite-code", None,
            |client| client.get_group_invite_code("sales", GROUP)),
        row("set_group_locked", "PUT", "sales/groups/120363025246125486@g.us/lock?locked=false", None,
            |client| client.set_group_locked("sales", false, GROUP)),
        row("set_group_name", "PUT", "sales/groups/120363025246125486@g.us/name",
            Some(json!({ "name": "New" })),
            |client| client.set_group_name("sales", GROUP, &GroupUpdateNamePayload { name: Some("New".into()) })),
        row("get_all_participants", "GET", "sales/groups/120363025246125486@g.us/participants", None,
            |client| client.get_all_participants("sales", GROUP)),
        row("add_participant", "POST", "sales/groups/120363025246125486@g.us/participants/add", people(),
            |client| client.add_participant("sales", GROUP, &participants())),
        row("demote_participant", "PUT", "sales/groups/120363025246125486@g.us/participants/demote", people(),
            |client| client.demote_participant("sales", GROUP, &participants())),
        row("promote_participant", "PUT", "sales/groups/120363025246125486@g.us/participants/promote", people(),
            |client| client.promote_participant("sales", GROUP, &participants())),
        row("remove_participant", "DELETE", "sales/groups/120363025246125486@g.us/participants/remove", people(),
            |client| client.remove_participant("sales", GROUP, &participants())),
        row("set_group_picture", "PUT", "sales/groups/120363025246125486@g.us/profile-pic", None,
            |client| client.set_group_picture("sales", GROUP,
                &SetGroupPictureRequest { file: Upload::from_bytes(*b"\xFF\xD8\xFF") })),
    ]
}
