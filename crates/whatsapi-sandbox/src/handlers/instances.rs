//! The operations on instances and their catalog.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::{HandlerTable, Success};
use crate::qr;
use crate::state::{ApiError, InstanceState};
use whatsapi::models::{CreateInstancePayload, WebhookPayload};
use whatsapi::operations;

pub(super) const HANDLERS: HandlerTable = &[
    (&operations::CREATE_INSTANCE, |state, request| {
        let payload: CreateInstancePayload = request.json()?;
        let key = payload.instance_key.unwrap_or_default();
        let instance = state.create_instance(&key, payload.webhook_url.unwrap_or_default())?;
        Ok(Success::Data(instance.describe()))
    }),
    (&operations::LIST_INSTANCES, |state, _| {
        Ok(Success::Data(state.instances().map(InstanceState::describe).collect()))
    }),
    (&operations::GET_INSTANCE, |state, request| {
        Ok(Success::Data(state.instance(request.key)?.describe()))
    }),
    (&operations::GET_QR_CODE, |state, request| {
        let picture = qr::png(&state.instance(request.key)?.pairing_text()?);
        let url = format!("data:image/png;base64,{}", STANDARD.encode(picture));
        Ok(Success::Data(json!({ "qrcode": url })))
    }),
    (&operations::CHANGE_WEBHOOK_URL, |state, request| {
        let payload: WebhookPayload = request.json()?;
        let url = payload.webhook_url.ok_or_else(|| ApiError::missing("webhook_url"))?;
        state.instance_mut(request.key)?.webhook_url = url;
        Ok(Success::EMPTY)
    }),
    (&operations::LOGOUT_INSTANCE, |state, request| {
        state.instance_mut(request.key)?.log_out();
        Ok(Success::EMPTY)
    }),
    (&operations::DELETE_INSTANCE, |state, request| {
        state.delete_instance(request.key);
        Ok(Success::EMPTY)
    }),
    (&operations::FETCH_CATALOG, |state, request| {
        Ok(Success::Data(state.profile(&request.actor).describe_catalog()))
    }),
];
