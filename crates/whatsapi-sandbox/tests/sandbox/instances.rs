//! The life of an instance.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use whatsapi::Client;
use whatsapi_sandbox::Sandbox;

use crate::{data, payload, refused};

fn create(client: &Client, key: &str) -> Value {
    data(client.create_instance(&payload(json!({ "instance_key": key }))))
}

/// The bytes of the picture of the QR code.
fn qr_code(client: &Client, key: &str) -> Vec<u8> {
    let data = data(client.get_qr_code(key));
    let url = data["qrcode"].as_str().unwrap();
    STANDARD.decode(url.strip_prefix("data:image/png;base64,").unwrap()).unwrap()
}

#[test]
fn an_instance_lives_its_whole_life() {
    let sandbox = Sandbox::start();
    let client = sandbox.client();
    let created = data(client.create_instance(&payload(
        json!({ "instance_key": "sales", "webhook_url": "https://host/hook" }),
    )));
    let unconnected = json!({
        "instance_key": "sales", "phone_connected": false, "webhook_url": "https://host/hook", "user": null,
    });
    assert_eq!(created, unconnected);
    let first_code = qr_code(&client, "sales");

    sandbox.scan_qr("sales");
    let phone = sandbox.instance_state("sales").unwrap().phone;
    let connected = json!({
        "instance_key": "sales", "phone_connected": true, "webhook_url": "https://host/hook",
        "user": { "id": format!("{phone}@s.whatsapp.net"), "name": "sales" },
    });
    assert_eq!(data(client.get_instance("sales")), connected);
    assert_eq!(data(client.list_instances()), json!([connected]));
    let no_code = refused(client.get_qr_code("sales"));
    assert_eq!(no_code, (400, "Instance is already connected".into()));

    client.logout_instance("sales").unwrap();
    assert_eq!(data(client.get_instance("sales")), unconnected);
    let not_connected = (400, "Instance is not connected".into());
    assert_eq!(refused(client.logout_instance("sales")), not_connected);
    assert_ne!(qr_code(&client, "sales"), first_code);

    client.delete_instance("sales").unwrap();
    assert_eq!(refused(client.get_instance("sales")), (404, "Instance not found".into()));
    assert!(client.delete_instance("sales").unwrap_err().is_not_found());
    assert_eq!(data(client.list_instances()), json!([]));
    assert_eq!(sandbox.instance_state("sales"), None);
}

#[test]
fn a_key_is_given_once_and_made_up_where_there_is_none() {
    let sandbox = Sandbox::start();
    let client = sandbox.client();
    create(&client, "instance-2");
    let taken = client.create_instance(&payload(json!({ "instance_key": "instance-2" })));
    assert_eq!(refused(taken), (400, "The instance exists already".into()));
    let made_up: Vec<Value> = [json!({}), json!({ "instance_key": "" })]
        .map(|body| data(client.create_instance(&payload(body)))["instance_key"].clone())
        .to_vec();
    assert!(made_up[0] != made_up[1] && !made_up.contains(&json!("instance-2")), "{made_up:?}");
    for key in made_up {
        client.get_instance(key.as_str().unwrap()).unwrap();
    }
}

#[test]
fn a_qr_code_is_a_picture_of_its_own_for_each_instance() {
    let sandbox = Sandbox::start();
    let client = sandbox.client();
    let codes: Vec<Vec<u8>> = ["a", "b"]
        .map(|key| {
            create(&client, key);
            qr_code(&client, key)
        })
        .to_vec();
    assert!(codes[0] != codes[1]);
    assert!(codes.iter().all(|code| code.starts_with(b"\x89PNG\r\n\x1A\n")));
    assert_eq!(qr_code(&client, "a"), codes[0], "it stays until it is scanned");
}

#[test]
fn the_account_outlives_the_session_and_the_instance() {
    let sandbox = Sandbox::start();
    let client = sandbox.client();
    let group = sandbox.instance("sales").group("Team");
    let phone = sandbox.instance("sales").phone();
    client.logout_instance("sales").unwrap();
    client.delete_instance("sales").unwrap();
    create(&client, "sales");
    create(&client, "other");
    sandbox.scan_qr("sales");
    assert_eq!(sandbox.instance("sales").phone(), phone);
    assert_ne!(sandbox.instance("other").phone(), phone);
    client.get_group("sales", group.id()).unwrap();
}

#[test]
fn an_instance_that_was_deleted_stays_so_though_a_test_looks_at_it() {
    let sandbox = Sandbox::start();
    let sales = sandbox.instance("sales");
    sandbox.client().delete_instance("sales").unwrap();
    let _ = sales.phone();
    let _ = sales.clone().product("Tea", "", 1, "EUR").group("Team");
    assert_eq!((sales.messages(), sandbox.instance_state("sales")), (vec![], None));
}

#[test]
fn seeding_does_not_connect_an_instance_that_there_is() {
    let sandbox = Sandbox::start();
    create(&sandbox.client(), "sales");
    let _ = sandbox.instance("sales").group("Team");
    assert!(!sandbox.instance_state("sales").unwrap().connected);
}

#[test]
fn the_webhook_is_kept() {
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    let client = sandbox.client();
    for url in ["https://host/new", ""] {
        let reply = client.change_webhook_url("sales", &payload(json!({ "webhook_url": url })));
        assert_eq!(data(reply), Value::Null);
        assert_eq!(sandbox.instance_state("sales").unwrap().webhook_url, url);
    }
    let nothing = client.change_webhook_url("sales", &payload(json!({})));
    assert_eq!(refused(nothing), (400, "webhook_url is missing".into()));
}

#[test]
fn the_catalog_is_what_was_seeded() {
    let sandbox = Sandbox::start();
    sandbox.instance("empty");
    sandbox.instance("sales").product("Tea", "Green", 450, "EUR").product("Soap", "", 1, "INR");
    assert_eq!(data(sandbox.client().fetch_catalog("empty")), json!([]));
    let expected = json!([
        { "id": "1", "name": "Tea", "description": "Green", "price": 450, "currency": "EUR" },
        { "id": "2", "name": "Soap", "description": "", "price": 1, "currency": "INR" },
    ]);
    assert_eq!(data(sandbox.client().fetch_catalog("sales")), expected);
}

#[test]
#[should_panic(expected = "there is no instance \"sales\"")]
fn scanning_the_code_of_no_instance_is_a_mistake() {
    Sandbox::start().scan_qr("sales");
}

#[test]
#[should_panic(expected = "the instance \"sales\" is connected, and has no QR code")]
fn scanning_the_code_of_a_connected_instance_is_a_mistake() {
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    sandbox.scan_qr("sales");
}
