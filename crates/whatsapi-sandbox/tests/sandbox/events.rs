//! Events that are posted to webhooks, and errors.

use mockito::{Matcher, Server};
use serde_json::json;
use whatsapi::MediaType;
use whatsapi_sandbox::{Change, Incoming, Sandbox};

use crate::{ANN, ANN_JID, BOB, PICTURE};

/// A sandbox whose instance `sales` has this webhook.
fn with_webhook(url: &str) -> Sandbox {
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    sandbox.client().instance("sales").set_webhook(url).unwrap();
    sandbox
}

fn error(sandbox: &Sandbox) -> String {
    let result = sandbox.instance("sales").receive(Incoming::text(ANN, "Hello"));
    result.unwrap_err().to_string()
}

#[test]
fn message_is_posted_as_the_public_servers_do() {
    let mut server = Server::new();
    let text = json!({
        "type": "Message", "instanceName": "sales",
        "event": {
            "Info": { "Chat": ANN_JID, "Sender": ANN_JID, "IsFromMe": false, "Type": "text" },
            "Message": { "conversation": "Hello" },
        },
    });
    let posted = server
        .mock("POST", "/hook?token=5f1d")
        .match_header("content-type", "application/json")
        .match_body(Matcher::PartialJson(text))
        .create();
    let sandbox = with_webhook(&format!("{}/hook?token=5f1d", server.url()));
    sandbox.instance("sales").receive(Incoming::text(ANN, "Hello")).unwrap();
    posted.assert();
}

#[test]
fn file_is_posted_with_its_media_keys_in_base64() {
    let mut server = Server::new();
    let file = json!({ "event": {
        "Info": { "Type": "media", "MediaType": "image" },
        "Message": { "imageMessage": {
            "directPath": "/v/sandbox/1", "mimetype": "image/jpeg", "fileLength": PICTURE.len(), "caption": "Look",
        } },
    } });
    let posted = server.mock("POST", "/").match_body(Matcher::PartialJson(file)).create();
    let sandbox = with_webhook(&server.url());
    let picture = Incoming::file(ANN, MediaType::Image, PICTURE).caption("Look");
    sandbox.instance("sales").receive(picture).unwrap();
    posted.assert();
}

#[test]
fn any_json_is_posted_as_it_is() {
    let mut server = Server::new();
    let event = json!({ "type": "message", "instanceKey": "sales", "body": {} });
    let posted = server.mock("POST", "/").match_body(Matcher::Json(event.clone())).create();
    with_webhook(&server.url()).instance("sales").post_event(&event).unwrap();
    posted.assert();
}

#[test]
fn instance_without_a_webhook_or_a_connection_gets_nothing() {
    let sandbox = Sandbox::start();
    let sales = sandbox.instance("sales");
    let problem = "the instance \"sales\" has no webhook; set one by the client's `set_webhook`";
    assert_eq!(error(&sandbox), problem);
    let handle = sandbox.client().instance("sales");
    handle.set_webhook("http://127.0.0.1:9/").unwrap();
    handle.logout().unwrap();
    assert_eq!(error(&sandbox), "the instance \"sales\" is not connected");
    handle.delete().unwrap();
    let result = sales.receive(Incoming::text(ANN, "Hello"));
    assert_eq!(result.unwrap_err().to_string(), "the instance \"sales\" does not exist");
}

#[test]
fn group_without_the_instance_or_the_sender_is_an_error_without_an_event() {
    let mut server = Server::new();
    let never = server.mock("POST", "/").expect(0).create();
    let sandbox = with_webhook(&server.url());
    let other = sandbox.instance("other").group("Other");
    let sales = sandbox.instance("sales");
    for id in [other.id(), "1@g.us"] {
        let expected = format!("the instance \"sales\" is in no group {id:?}");
        let message = sales.receive(Incoming::text(ANN, "Hello").in_group(id));
        assert_eq!(message.unwrap_err().to_string(), expected);
        let change = sales.receive_change(id, Change::Add, [BOB]);
        assert_eq!(change.unwrap_err().to_string(), expected);
    }
    assert_eq!(sandbox.group(other.id()).unwrap().members.len(), 1);
    let team = sales.group("Team");
    let outsider = sales.receive(Incoming::text(ANN, "Hello").in_group(team.id()));
    let expected = format!("{ANN} is not a member of the group {:?}", team.id());
    assert_eq!(outsider.unwrap_err().to_string(), expected);
    never.assert();
}

#[test]
fn webhook_that_does_not_accept_the_event_is_an_error_without_its_url() {
    let mut server = Server::new();
    server.mock("POST", "/planted").with_status(503).create();
    server.mock("POST", "/moved").with_status(302).with_header("location", "/planted").create();
    for (path, status) in [("planted", 503), ("moved", 302), ("missing", 501)] {
        let sandbox = with_webhook(&format!("{}/{path}", server.url()));
        let result = sandbox.instance("sales").receive(Incoming::text(ANN, "Hello"));
        let error = result.unwrap_err();
        assert_eq!(error.status(), Some(status));
        assert!(error.to_string().starts_with(&format!("the webhook responded with {status}")));
    }
    // Nothing listens there.
    let unreachable = error(&with_webhook("http://127.0.0.1:9/planted"));
    assert!(unreachable.starts_with("the webhook cannot be reached: "), "{unreachable}");
    assert!(!unreachable.contains("planted"), "{unreachable}");
    let secure = error(&with_webhook("https://host/planted"));
    assert_eq!(secure, "the sandbox posts to webhooks with a plain http URL only");
}

#[test]
#[should_panic(expected = "\"ann\" is not a phone number")]
fn message_from_somebody_without_a_phone_number_panics() {
    let _ = Incoming::text("ann", "Hello");
}
