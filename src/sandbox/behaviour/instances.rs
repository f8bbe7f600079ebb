//! The operations on instances, and on the catalog of one.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::{Reply, Table};
use crate::models::{CreateInstancePayload, WebhookPayload};
use crate::sandbox::qr;
use crate::sandbox::world::{InstanceState, Refusal};

pub(super) const BEHAVIOURS: Table = &[
    ("create_instance", |world, asked| {
        let payload: CreateInstancePayload = asked.json()?;
        let key = payload.instance_key.unwrap_or_default();
        let instance = world.create_instance(&key, payload.webhook_url.unwrap_or_default())?;
        Ok(Reply::Data(instance.describe()))
    }),
    ("list_instances", |world, _| {
        Ok(Reply::Data(world.instances().map(InstanceState::describe).collect()))
    }),
    ("get_instance", |world, asked| Ok(Reply::Data(world.instance(asked.key)?.describe()))),
    ("get_qr_code", |world, asked| {
        let picture = qr::png(&world.instance(asked.key)?.pairing_text()?);
        let url = format!("data:image/png;base64,{}", STANDARD.encode(picture));
        Ok(Reply::Data(json!({ "qrcode": url })))
    }),
    ("change_webhook_url", |world, asked| {
        let payload: WebhookPayload = asked.json()?;
        let url = payload.webhook_url.ok_or_else(|| Refusal::missing("webhook_url"))?;
        world.instance_mut(asked.key)?.webhook_url = url;
        Ok(Reply::NOTHING)
    }),
    ("logout_instance", |world, asked| {
        world.instance_mut(asked.key)?.log_out();
        Ok(Reply::NOTHING)
    }),
    ("delete_instance", |world, asked| {
        world.delete_instance(asked.key);
        Ok(Reply::NOTHING)
    }),
    ("fetch_catalog", |world, asked| {
        Ok(Reply::Data(world.profile(&asked.actor).describe_catalog()))
    }),
];
