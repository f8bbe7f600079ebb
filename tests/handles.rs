//! The handles: what each method sends, what is checked before, and what becomes of the reply.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::io::Cursor;

use serde_json::json;
use support::table::table;
use support::{GROUP, KEY, RawServer, answer, split, without_chunks};
use whatsapi::runtime::http::StatusCode;
use whatsapi::{Error, ErrorKind, Group, Groups, Outcome, Upload};

fn groups(server: &RawServer) -> Groups {
    server.client().instance("sales").groups()
}

fn group(server: &RawServer) -> Group {
    groups(server).group(GROUP).unwrap()
}

type Call = fn(&Groups, &Group) -> Result<(), Error>;

/// Each method, with the function that the same request comes from in the table of functions.
fn methods() -> Vec<(&'static str, Call)> {
    macro_rules! row {
        ($function:literal, |$groups:pat_param, $group:pat_param| $call:expr) => {
            ($function, |$groups: &Groups, $group: &Group| $call.map(|_| ()))
        };
    }
    vec![
        row!("get_all_groups", |groups, _| groups.list_without_participants()),
        row!("get_admin_groups", |groups, _| groups.admin()),
        row!("create_group", |groups, _| groups.create("Team", ["+91 98765-43210"])),
        row!("get_group_from_invite_link", |groups, _| groups.info_from_invite("AbC")),
        row!("join_group_with_link", |groups, _| groups.join("https://chat.whatsapp.com/AbC?x=1")),
        row!("get_group", |_, group| group.info()),
        row!("leave_group", |_, group| group.leave()),
        row!("set_group_announce", |_, group| group.set_announce(true)),
        row!("set_group_description", |_, group| group.set_description("Über \"uns\"\n")),
        row!("get_group_invite_code", |_, group| group.invite_code()),
        row!("set_group_locked", |_, group| group.set_locked(false)),
        row!("set_group_name", |_, group| group.set_name("New")),
        row!("get_all_participants", |_, group| group.participants().list()),
        row!("add_participant", |_, group| group
            .participants()
            .add(["+91 98765-43210", "918888888888"])),
        row!("demote_participant", |_, group| group
            .participants()
            .demote(["919876543210", "918888888888"])),
        row!("promote_participant", |_, group| group
            .participants()
            .promote(["919876543210", "918888888888"])),
        row!("remove_participant", |_, group| group
            .participants()
            .remove(["919876543210", "918888888888"])),
        row!("set_group_picture", |_, group| group
            .set_picture(Upload::from_bytes(*b"\xFF\xD8\xFF"))),
    ]
}

/// The request without what differs from call to call.
fn comparable(request: &[u8], server: &RawServer) -> String {
    let (head, body) = split(request);
    let text = format!("{head}\n{}", String::from_utf8_lossy(&body));
    let boundary = text.split_once("boundary=").map(|(_, rest)| rest[..32].to_owned());
    let text = boundary.map_or(text.clone(), |boundary| text.replace(&boundary, "BOUNDARY"));
    text.replace(server.address(), "HOST")
}

#[test]
fn each_method_sends_what_its_function_sends() {
    let functions = table();
    let methods = methods();
    assert_eq!(methods.len(), whatsapi::operations::ALL.len());
    for (function, call) in methods {
        let by_function = RawServer::agreeing();
        let row = functions.iter().find(|row| row.function == function).unwrap();
        (row.call)(&by_function.client()).unwrap();
        let by_method = RawServer::agreeing();
        call(&groups(&by_method), &group(&by_method))
            .unwrap_or_else(|error| panic!("{function}: {error}"));
        let mut expected = comparable(&by_function.requests()[0], &by_function);
        if function == "get_group_from_invite_link" {
            // The method sends the link of the code, whatever it was given.
            expected = expected.replace("AbC%3Fx%3D1%262", "AbC");
        }
        assert_eq!(comparable(&by_method.requests()[0], &by_method), expected);
    }
}

#[test]
fn listing_all_groups_leaves_the_members_to_the_servers_default() {
    let server = RawServer::agreeing();
    groups(&server).list().unwrap();
    assert!(server.only_request().0.starts_with("GET /api/instances/sales/groups/ HTTP/1.1\r\n"));
}

#[test]
fn a_reply_that_says_it_failed_is_an_error_under_the_status_200() {
    let body = format!(r#"{{"error":true,"message":"not an admin, {KEY}","data":null}}"#);
    for (function, call) in methods() {
        let server = RawServer::answering(answer("200 OK", &body));
        let error = call(&groups(&server), &group(&server)).unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(StatusCode::OK)));
        assert_eq!(error.to_string(), format!("{function}: 200 OK: not an admin, [redacted]"));
        assert_eq!(error.api_response().unwrap().error, Some(true));
        assert!(!error.may_have_been_applied() && !error.is_retryable());
    }
}

#[test]
fn bad_input_is_refused_before_anything_is_sent() {
    let server = RawServer::agreeing();
    let (groups, group) = (groups(&server), group(&server));
    let nobody: [&str; 0] = [];
    for (outcome, start, part) in [
        (groups.create("", ["919876543210"]), "create_group: ", "name is empty"),
        (groups.create("Team", nobody), "create_group: ", "participants is empty"),
        (groups.create("Team", ["nobody"]), "create_group: ", "\"nobody\" is not a phone number"),
        (groups.join("https://example.com/x"), "join_group_with_link: ", "chat.whatsapp.com"),
        (groups.info_from_invite(""), "get_group_from_invite_link: ", "chat.whatsapp.com"),
        (group.set_name(" \n"), "set_group_name: ", "name is empty"),
        (group.participants().add(nobody), "add_participant: ", "participants is empty"),
        (group.participants().demote([GROUP]), "demote_participant: ", "phone number"),
        (group.set_picture(Upload::from_bytes(*b"")), "set_group_picture: ", "is empty"),
        (group.set_picture(Upload::from_bytes(*b"\x89PNG")), "set_group_picture: ", "not a JPEG"),
    ] {
        let error = outcome.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        assert!(
            error.to_string().starts_with(start) && error.to_string().contains(part),
            "{error}"
        );
    }
    for id in ["admin", "create", "join", "invite-info", "", ".."] {
        assert_eq!(groups.group(id).unwrap_err().kind(), ErrorKind::InvalidArgument, "{id}");
    }
    assert!(server.requests().is_empty());
}

#[test]
fn a_picture_from_a_reader_arrives_whole_though_its_start_was_checked() {
    let server = RawServer::agreeing();
    let picture = b"\xFF\xD8\xFF and the rest".to_vec();
    group(&server).set_picture(Upload::from_reader(Cursor::new(picture.clone()))).unwrap();
    let body = without_chunks(&server.only_request().1);
    assert!(body.windows(picture.len()).any(|window| window == picture));
}

#[test]
fn ids_and_lists_are_taken_in_many_forms() {
    let server = RawServer::agreeing();
    let id: whatsapi::GroupId = GROUP.parse().unwrap();
    let group = groups(&server).group(&id).unwrap();
    assert_eq!(groups(&server).group(id.to_string()).unwrap().id(), group.id());
    let owned = vec!["919876543210".to_owned()];
    let typed: Vec<whatsapi::Participant> = vec!["919876543210".parse().unwrap()];
    group.participants().add(&owned).unwrap();
    group.participants().add(owned).unwrap();
    group.participants().add(&typed).unwrap();
    group.participants().add(typed).unwrap();
    group.participants().add(&["919876543210"]).unwrap();
    let bodies: Vec<Vec<u8>> = server.requests().iter().map(|request| split(request).1).collect();
    assert_eq!(bodies.len(), 5);
    assert!(bodies.iter().all(|body| body == br#"{"participants":["919876543210"]}"#));
}

fn reply(data: &serde_json::Value) -> whatsapi::models::ApiResponse {
    serde_json::from_value(json!({ "error": false, "data": data })).unwrap()
}

#[test]
fn a_group_is_read_from_the_shape_of_this_family_of_servers() {
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
fn no_data_is_no_groups_and_no_people() {
    assert!(reply(&json!(null)).groups().unwrap().is_empty());
    assert!(reply(&json!(null)).participants().unwrap().is_empty());
}

#[test]
fn what_failed_for_one_person_shows() {
    let person = |error: u16| json!({ "JID": "919876543210@s.whatsapp.net", "Error": error });
    let people =
        reply(&json!([person(0), person(403), person(409), person(500)])).participants().unwrap();
    let outcomes: Vec<Outcome> = people.iter().map(whatsapi::GroupParticipant::outcome).collect();
    assert_eq!(
        outcomes,
        [Outcome::Done, Outcome::MustBeInvited, Outcome::AlreadySo, Outcome::Failed(500)]
    );
    assert_eq!(people[0].participant().unwrap().phone_number(), Some("919876543210"));
}

#[test]
fn an_invite_code_is_read_from_a_link_or_a_code() {
    for data in ["https://chat.whatsapp.com/AbC", "AbC"] {
        assert_eq!(reply(&json!(data)).invite_code().unwrap().to_string(), "AbC");
    }
    assert_eq!(reply(&json!("no code!")).invite_code().unwrap_err().kind(), ErrorKind::Decode);
}

/// A type whose place in an error has keys of the server's.
type Odd = std::collections::BTreeMap<String, u8>;

#[test]
fn what_the_server_said_is_kept_as_it_came() {
    let body = r#"{"error":true,"message":"no","code":"E42"}"#;
    let server = RawServer::answering(answer("200 OK", body));
    assert_eq!(group(&server).info().unwrap_err().body(), Some(body.as_bytes()));
}

#[test]
fn data_of_another_shape_is_an_error_that_names_the_place_and_the_type_but_not_the_value() {
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
    let sly = json!({ "JID": "secret, expected secret" });
    assert!(!reply(&sly).group().unwrap_err().to_string().contains("secret"));
    let odd = json!({ "a\nb": "no number" });
    let error = reply(&odd).data_as::<Odd>().unwrap_err();
    assert_eq!(error.to_string(), r"`data.a\nb` of the reply is a string, where u8 was expected");
    let error = reply(&json!("secret")).groups().unwrap_err();
    assert_eq!(error.to_string(), "`data` of the reply is a string, where a sequence was expected");
}
