//! The operations on instances, on the business account, and those on users and chats that send no
//! message.

use serde_json::json;
use whatsapi::models::{
    CreateInstancePayload, PaymentRequestPayload, UserInfoPayload, WebhookPayload,
};

use super::{Expected, Sent, row};

#[rustfmt::skip]
pub fn rows() -> Vec<Expected> {
    vec![
        row("create_instance", "POST", "create",
            Sent::Json(json!({ "instance_key": "sales", "webhook_url": "https://host/hook?a=1" })),
            |client| client.create_instance(&CreateInstancePayload {
                instance_key: Some("sales".into()),
                webhook_url: Some("https://host/hook?a=1".into()),
            })),
        row("create_instance", "POST", "create", Sent::Json(json!({})),
            |client| client.create_instance(&CreateInstancePayload::default())),
        row("list_instances", "GET", "list", Sent::Nothing, |client| client.list_instances()),
        row("get_instance", "GET", "sales/", Sent::Nothing, |client| client.get_instance("sales")),
        row("get_qr_code", "GET", "sales/qrcode", Sent::Nothing, |client| client.get_qr_code("sales")),
        row("get_contacts", "GET", "sales/contacts", Sent::Nothing, |client| client.get_contacts("sales")),
        row("logout_instance", "DELETE", "sales/logout", Sent::Nothing, |client| client.logout_instance("sales")),
        row("delete_instance", "DELETE", "sales/delete", Sent::Nothing, |client| client.delete_instance("sales")),
        row("change_webhook_url", "PUT", "sales/webhook", Sent::Json(json!({ "webhook_url": "https://host/new" })),
            |client| client.change_webhook_url("sales",
                &WebhookPayload { webhook_url: Some("https://host/new".into()) })),
        row("fetch_catalog", "GET", "sales/business/catalog", Sent::Nothing,
            |client| client.fetch_catalog("sales")),
        row("fetch_catalog", "GET", "sales/business/catalog", Sent::Nothing,
            #[expect(deprecated, reason = "the former name is to do the same")]
            |client| client.fetch_catlog("sales")),
        row("send_payment_request", "POST", "sales/business/payment-request",
            Sent::Json(json!({ "amount": 5_000_000_000_i64, "currency": "INR", "expiry_minutes": 60, "to": "919876543210" })),
            |client| client.send_payment_request("sales", &PaymentRequestPayload {
                amount: Some(5_000_000_000),
                currency: Some("INR".into()),
                expiry_minutes: Some(60),
                to: Some("919876543210".into()),
            })),
        row("set_chat_presence", "POST",
            "sales/misc/chat-presence?jid=919876543210%40s.whatsapp.net&presence=typing", Sent::Nothing,
            |client| client.set_chat_presence("sales", "919876543210@s.whatsapp.net", "typing")),
        row("get_profile_pic", "GET", "sales/misc/profile-pic?jid=919876543210%40s.whatsapp.net", Sent::Nothing,
            |client| client.get_profile_pic("sales", "919876543210@s.whatsapp.net")),
        row("get_users_info", "POST", "sales/misc/user-info",
            Sent::Json(json!({ "user_ids": ["919876543210", "918888888888@s.whatsapp.net"] })),
            |client| client.get_users_info("sales", &UserInfoPayload {
                user_ids: vec!["919876543210".into(), "918888888888@s.whatsapp.net".into()],
            })),
    ]
}
