//! The operations on instances, catalogs and payments, users and chat presence.

use std::time::Duration;

use serde_json::json;
use whatsapi::models::{
    ApiResponse, CreateInstancePayload, PaymentRequestPayload, UserInfoPayload, WebhookPayload,
};
use whatsapi::{Client, Error, Presence, Response};

use super::{Handled, PERSON, Row, instance, row};

#[expect(deprecated, reason = "the former name sends the same request")]
fn fetch_catlog(client: &Client) -> Result<Response<ApiResponse>, Error> {
    client.fetch_catlog("sales")
}

pub fn rows() -> Vec<Row> {
    vec![
        row("create_instance", |client| {
            client.create_instance(&CreateInstancePayload {
                instance_key: Some("sales".into()),
                webhook_url: Some("https://host/hook?a=1".into()),
            })
        })
        .json(json!({ "instance_key": "sales", "webhook_url": "https://host/hook?a=1" }))
        .handle(|client| {
            client
                .instances()
                .create_with_webhook("sales", "https://host/hook?a=1")
                .map(Handled::from)
        }),
        row("create_instance", |client| client.create_instance(&CreateInstancePayload::default()))
            .json(json!({})),
        row("list_instances", |client| client.list_instances())
            .handle(|client| client.instances().list().map(Handled::from)),
        row("get_instance", |client| client.get_instance("sales"))
            .handle(|client| instance(client).info().map(Handled::from)),
        row("get_qr_code", |client| client.get_qr_code("sales"))
            .handle(|client| instance(client).qr_code().map(Handled::from)),
        row("get_contacts", |client| client.get_contacts("sales"))
            .handle(|client| instance(client).contacts().map(Handled::from)),
        row("logout_instance", |client| client.logout_instance("sales"))
            .handle(|client| instance(client).logout().map(Handled::from)),
        row("delete_instance", |client| client.delete_instance("sales"))
            .handle(|client| instance(client).delete().map(Handled::from)),
        row("change_webhook_url", |client| {
            client.change_webhook_url(
                "sales",
                &WebhookPayload { webhook_url: Some("https://host/new".into()) },
            )
        })
        .json(json!({ "webhook_url": "https://host/new" }))
        .handle(|client| instance(client).set_webhook("https://host/new").map(Handled::from)),
        row("fetch_catalog", |client| client.fetch_catalog("sales"))
            .handle(|client| instance(client).business().catalog().map(Handled::from)),
        row("fetch_catalog", fetch_catlog),
        row("send_payment_request", |client| {
            client.send_payment_request(
                "sales",
                &PaymentRequestPayload {
                    amount: Some(5_000_000_000),
                    currency: Some("INR".into()),
                    expiry_minutes: Some(60),
                    to: Some("919876543210".into()),
                },
            )
        })
        .json(json!({
            "amount": 5_000_000_000_i64, "currency": "INR", "expiry_minutes": 60,
            "to": "919876543210",
        }))
        .handle(|client| {
            instance(client)
                .business()
                .payment_request(PERSON, 5_000_000_000, "inr", Duration::from_secs(3600))
                .map(Handled::from)
        }),
        row("set_chat_presence", |client| {
            client.set_chat_presence("sales", "919876543210@s.whatsapp.net", "typing")
        })
        .query("jid=919876543210%40s.whatsapp.net&presence=typing")
        .handle(|client| {
            instance(client).messages().presence(PERSON, Presence::Typing).map(Handled::from)
        }),
        row("get_profile_pic", |client| {
            client.get_profile_pic("sales", "919876543210@s.whatsapp.net")
        })
        .query("jid=919876543210%40s.whatsapp.net")
        .handle(|client| instance(client).users().profile_picture(PERSON).map(Handled::from)),
        row("get_users_info", |client| {
            client.get_users_info(
                "sales",
                &UserInfoPayload {
                    user_ids: vec!["919876543210".into(), "918888888888@s.whatsapp.net".into()],
                },
            )
        })
        .json(json!({ "user_ids": ["919876543210", "918888888888@s.whatsapp.net"] }))
        .handle(|client| {
            instance(client)
                .users()
                .info([PERSON, "918888888888@s.whatsapp.net"])
                .map(Handled::from)
        }),
    ]
}
