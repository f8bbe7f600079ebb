//! Instances: their life cycle, QR codes and webhooks.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use whatsapi::Client;
use whatsapi_sandbox::Sandbox;

use crate::{api_error, data, payload};

fn create(client: &Client, key: &str) -> Value {
    data(client.create_instance(&payload(json!({ "instance_key": key }))))
}

/// The bytes of the QR code image.
fn qr_code(client: &Client, key: &str) -> Vec<u8> {
    let data = data(client.get_qr_code(key));
    let url = data["qrcode"].as_str().unwrap();
    STANDARD.decode(url.strip_prefix("data:image/png;base64,").unwrap()).unwrap()
}

#[test]
fn instance_is_created_linked_logged_out_and_deleted() {
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
    let no_code = api_error(client.get_qr_code("sales"));
    assert_eq!(no_code, (400, "Instance is already connected".into()));

    client.logout_instance("sales").unwrap();
    assert_eq!(data(client.get_instance("sales")), unconnected);
    let not_connected = (400, "Instance is not connected".into());
    assert_eq!(api_error(client.logout_instance("sales")), not_connected);
    assert_ne!(qr_code(&client, "sales"), first_code);

    client.delete_instance("sales").unwrap();
    assert_eq!(api_error(client.get_instance("sales")), (404, "Instance not found".into()));
    assert!(client.delete_instance("sales").unwrap_err().is_not_found());
    assert_eq!(data(client.list_instances()), json!([]));
    assert_eq!(sandbox.instance_state("sales"), None);
}

#[test]
fn duplicate_key_is_rejected_and_missing_key_is_generated() {
    let sandbox = Sandbox::start();
    let client = sandbox.client();
    create(&client, "instance-2");
    let taken = client.create_instance(&payload(json!({ "instance_key": "instance-2" })));
    assert_eq!(api_error(taken), (400, "The instance exists already".into()));
    let generated: Vec<Value> = [json!({}), json!({ "instance_key": "" })]
        .map(|body| data(client.create_instance(&payload(body)))["instance_key"].clone())
        .to_vec();
    assert!(
        generated[0] != generated[1] && !generated.contains(&json!("instance-2")),
        "{generated:?}"
    );
    for key in generated {
        client.get_instance(key.as_str().unwrap()).unwrap();
    }
}

#[test]
fn each_instance_has_its_own_qr_code() {
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
    assert_eq!(qr_code(&client, "a"), codes[0], "the code is the same until it is scanned");
}

#[test]
fn account_outlives_logout_and_deletion() {
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
fn fixture_does_not_recreate_a_deleted_instance() {
    let sandbox = Sandbox::start();
    let sales = sandbox.instance("sales");
    sandbox.client().delete_instance("sales").unwrap();
    let _ = sales.phone();
    let _ = sales.clone().product("Tea", "", 1, "EUR").group("Team");
    assert_eq!((sales.messages(), sandbox.instance_state("sales")), (vec![], None));
}

#[test]
fn fixture_does_not_connect_an_existing_instance() {
    let sandbox = Sandbox::start();
    create(&sandbox.client(), "sales");
    let _ = sandbox.instance("sales").group("Team");
    assert!(!sandbox.instance_state("sales").unwrap().connected);
}

#[test]
fn webhook_url_is_stored() {
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    let client = sandbox.client();
    for url in ["https://host/new", ""] {
        let result = client.change_webhook_url("sales", &payload(json!({ "webhook_url": url })));
        assert_eq!(data(result), Value::Null);
        assert_eq!(sandbox.instance_state("sales").unwrap().webhook_url, url);
    }
    let nothing = client.change_webhook_url("sales", &payload(json!({})));
    assert_eq!(api_error(nothing), (400, "webhook_url is missing".into()));
}

#[test]
fn catalog_lists_the_products_of_the_fixture() {
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
#[should_panic(expected = "the instance \"sales\" does not exist")]
fn scanning_the_qr_code_of_an_unknown_instance_panics() {
    Sandbox::start().scan_qr("sales");
}

#[test]
#[should_panic(expected = "the instance \"sales\" is connected, so it has no QR code")]
fn scanning_the_qr_code_of_a_connected_instance_panics() {
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    sandbox.scan_qr("sales");
}
