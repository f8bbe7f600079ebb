//! The operations on groups.

use serde_json::{Value, json};
use whatsapi::Upload;
use whatsapi::models::{
    GetAllGroupsIncludeParticipants, GroupCreatePayload, GroupUpdateDescriptionPayload,
    GroupUpdateNamePayload, GroupUpdateParticipantsPayload, SetGroupPictureRequest,
};

use super::super::GROUP;
use super::{FILE, Handled, PERSON, Row, group, instance, row};

const PEOPLE: [&str; 2] = [PERSON, "918888888888"];

fn people_json() -> Value {
    json!({ "participants": ["919876543210", "918888888888"] })
}

fn participants() -> GroupUpdateParticipantsPayload {
    GroupUpdateParticipantsPayload {
        participants: vec!["919876543210".into(), "918888888888".into()],
    }
}

pub fn rows() -> Vec<Row> {
    vec![
        row("get_all_groups", |client| {
            client.get_all_groups("sales", Some(GetAllGroupsIncludeParticipants::False))
        })
        .query("include_participants=false")
        .handle(|client| instance(client).groups().list_without_participants().map(Handled::from)),
        row("get_all_groups", |client| client.get_all_groups("sales", None)),
        row("get_admin_groups", |client| client.get_admin_groups("sales"))
            .handle(|client| instance(client).groups().admin().map(Handled::from)),
        row("create_group", |client| {
            client.create_group(
                "sales",
                &GroupCreatePayload {
                    group_name: Some("Team".into()),
                    participants: vec!["919876543210".into()],
                },
            )
        })
        .json(json!({ "group_name": "Team", "participants": ["919876543210"] }))
        .handle(|client| instance(client).groups().create("Team", [PERSON]).map(Handled::from)),
        row("get_group_from_invite_link", |client| {
            client.get_group_from_invite_link("sales", "https://chat.whatsapp.com/AbC?x=1&2")
        })
        .query("invite_link=https%3A%2F%2Fchat.whatsapp.com%2FAbC%3Fx%3D1%262"),
        row("get_group_from_invite_link", |client| {
            client.get_group_from_invite_link("sales", "https://chat.whatsapp.com/AbC")
        })
        .query("invite_link=https%3A%2F%2Fchat.whatsapp.com%2FAbC")
        .handle(|client| instance(client).groups().info_from_invite("AbC").map(Handled::from)),
        row("join_group_with_link", |client| client.join_group_with_link("sales", "AbC"))
            .query("invite_code=AbC")
            .handle(|client| {
                instance(client)
                    .groups()
                    .join("https://chat.whatsapp.com/AbC?x=1")
                    .map(Handled::from)
            }),
        row("get_group", |client| client.get_group("sales", GROUP))
            .handle(|client| group(client).info().map(Handled::from)),
        row("leave_group", |client| client.leave_group("sales", GROUP))
            .handle(|client| group(client).leave().map(Handled::from)),
        row("set_group_announce", |client| client.set_group_announce("sales", true, GROUP))
            .query("announce=true")
            .handle(|client| group(client).set_announce(true).map(Handled::from)),
        row("set_group_description", |client| {
            client.set_group_description(
                "sales",
                GROUP,
                &GroupUpdateDescriptionPayload { description: Some("Über \"uns\"\n".into()) },
            )
        })
        .json(json!({ "description": "Über \"uns\"\n" }))
        .handle(|client| group(client).set_description("Über \"uns\"\n").map(Handled::from)),
        row("get_group_invite_code", |client| client.get_group_invite_code("sales", GROUP))
            .handle(|client| group(client).invite_code().map(Handled::from)),
        row("set_group_locked", |client| client.set_group_locked("sales", false, GROUP))
            .query("locked=false")
            .handle(|client| group(client).set_locked(false).map(Handled::from)),
        row("set_group_name", |client| {
            client.set_group_name(
                "sales",
                GROUP,
                &GroupUpdateNamePayload { name: Some("New".into()) },
            )
        })
        .json(json!({ "name": "New" }))
        .handle(|client| group(client).set_name("New").map(Handled::from)),
        row("get_all_participants", |client| client.get_all_participants("sales", GROUP))
            .handle(|client| group(client).participants().list().map(Handled::from)),
        row("add_participant", |client| client.add_participant("sales", GROUP, &participants()))
            .json(people_json())
            .handle(|client| group(client).participants().add(PEOPLE).map(Handled::from)),
        row("demote_participant", |client| {
            client.demote_participant("sales", GROUP, &participants())
        })
        .json(people_json())
        .handle(|client| group(client).participants().demote(PEOPLE).map(Handled::from)),
        row("promote_participant", |client| {
            client.promote_participant("sales", GROUP, &participants())
        })
        .json(people_json())
        .handle(|client| group(client).participants().promote(PEOPLE).map(Handled::from)),
        row("remove_participant", |client| {
            client.remove_participant("sales", GROUP, &participants())
        })
        .json(people_json())
        .handle(|client| group(client).participants().remove(PEOPLE).map(Handled::from)),
        row("set_group_picture", |client| {
            client.set_group_picture(
                "sales",
                GROUP,
                &SetGroupPictureRequest { file: Upload::from_bytes(FILE) },
            )
        })
        .file("file", "image/jpeg")
        .handle(|client| group(client).set_picture(Upload::from_bytes(FILE)).map(Handled::from)),
    ]
}
