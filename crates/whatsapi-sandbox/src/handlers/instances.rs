//! The operations on instances and their catalog.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::{HandlerTable, Success};
use crate::qr;
use crate::state::{ApiError, InstanceState};
use whatsapi::models::{CreateInstancePayload, WebhookPayload};

pub(super) const HANDLERS: HandlerTable = &[
    ("create_instance", |state, request| {
        let payload: CreateInstancePayload = request.json()?;
        let key = payload.instance_key.unwrap_or_default();
        let instance = state.create_instance(&key, payload.webhook_url.unwrap_or_default())?;
        Ok(Success::Data(instance.describe()))
    }),
    ("list_instances", |state, _| {
        Ok(Success::Data(state.instances().map(InstanceState::describe).collect()))
    }),
    ("get_instance", |state, request| Ok(Success::Data(state.instance(request.key)?.describe()))),
    ("get_qr_code", |state, request| {
        let picture = qr::png(&state.instance(request.key)?.pairing_text()?);
        let url = format!("data:image/png;base64,{}", STANDARD.encode(picture));
        Ok(Success::Data(json!({ "qrcode": url })))
    }),
    ("change_webhook_url", |state, request| {
        let payload: WebhookPayload = request.json()?;
        let url = payload.webhook_url.ok_or_else(|| ApiError::missing("webhook_url"))?;
        state.instance_mut(request.key)?.webhook_url = url;
        Ok(Success::EMPTY)
    }),
    ("logout_instance", |state, request| {
        state.instance_mut(request.key)?.log_out();
        Ok(Success::EMPTY)
    }),
    ("delete_instance", |state, request| {
        state.delete_instance(request.key);
        Ok(Success::EMPTY)
    }),
    ("fetch_catalog", |state, request| {
        Ok(Success::Data(state.profile(&request.actor).describe_catalog()))
    }),
];
