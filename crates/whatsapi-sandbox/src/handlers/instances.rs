//! The operations on instances, and on the catalog of one.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::{Reply, Table};
use crate::qr;
use crate::state::{ApiError, InstanceState};
use whatsapi::models::{CreateInstancePayload, WebhookPayload};

pub(super) const HANDLERS: Table = &[
    ("create_instance", |state, call| {
        let payload: CreateInstancePayload = call.json()?;
        let key = payload.instance_key.unwrap_or_default();
        let instance = state.create_instance(&key, payload.webhook_url.unwrap_or_default())?;
        Ok(Reply::Data(instance.describe()))
    }),
    ("list_instances", |state, _| {
        Ok(Reply::Data(state.instances().map(InstanceState::describe).collect()))
    }),
    ("get_instance", |state, call| Ok(Reply::Data(state.instance(call.key)?.describe()))),
    ("get_qr_code", |state, call| {
        let picture = qr::png(&state.instance(call.key)?.pairing_text()?);
        let url = format!("data:image/png;base64,{}", STANDARD.encode(picture));
        Ok(Reply::Data(json!({ "qrcode": url })))
    }),
    ("change_webhook_url", |state, call| {
        let payload: WebhookPayload = call.json()?;
        let url = payload.webhook_url.ok_or_else(|| ApiError::missing("webhook_url"))?;
        state.instance_mut(call.key)?.webhook_url = url;
        Ok(Reply::NOTHING)
    }),
    ("logout_instance", |state, call| {
        state.instance_mut(call.key)?.log_out();
        Ok(Reply::NOTHING)
    }),
    ("delete_instance", |state, call| {
        state.delete_instance(call.key);
        Ok(Reply::NOTHING)
    }),
    ("fetch_catalog", |state, call| Ok(Reply::Data(state.profile(&call.actor).describe_catalog()))),
];
