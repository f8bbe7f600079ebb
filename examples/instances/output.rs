//! Replies as text for people.

use std::error::Error;

use serde_json::Value;
use whatsapi::InstanceInfo;
use whatsapi::models::ApiResponse;

use crate::arguments::{Action, Command};
use crate::common::reply::{has_data, message_and_data, without_data};
use crate::common::table::{columns, escape, table};
use crate::qr;

/// The reply as text; an error if `data` does not have the expected shape.
pub(crate) fn readable(command: &Command, reply: &ApiResponse) -> Result<String, Box<dyn Error>> {
    let action = match command {
        Command::List => return list(reply),
        Command::Create { .. } if !has_data(reply) => return Ok(message_and_data(reply)),
        Command::Create { .. } => &Action::Info,
        Command::For { action, .. } => action,
    };
    match action {
        Action::Info if !has_data(reply) => Ok(without_data("no data", reply)),
        Action::Info => Ok(facts(&reply.instance()?)),
        Action::QrCode { png: Some(path) } => {
            Ok(format!("saved to {}", escape(&path.to_string_lossy())))
        }
        Action::QrCode { png: None } => qr::drawing(reply.qr_code()?.png()),
        Action::SendText { .. } | Action::SendImage { .. } => Ok(sent(reply)),
        Action::Webhook(_) | Action::Logout | Action::Delete => Ok(message_and_data(reply)),
    }
}

fn list(reply: &ApiResponse) -> Result<String, Box<dyn Error>> {
    let instances = reply.instances()?;
    if instances.is_empty() {
        return Ok(without_data("no instances", reply));
    }
    let row = |instance: &InstanceInfo| {
        [instance.key.clone(), connected(instance), account(instance), webhook(instance)]
    };
    Ok(table(["KEY", "CONNECTED", "ACCOUNT", "WEBHOOK"], instances.iter().map(row)))
}

fn facts(instance: &InstanceInfo) -> String {
    let facts = [
        ["key:", &instance.key],
        ["connected:", &connected(instance)],
        ["account:", &account(instance)],
        ["webhook:", &webhook(instance)],
    ];
    columns(&facts.map(|fact| fact.map(str::to_owned)))
}

fn connected(instance: &InstanceInfo) -> String {
    if instance.is_connected { "yes" } else { "no" }.to_owned()
}

fn account(instance: &InstanceInfo) -> String {
    instance.user.as_ref().map(|user| user.id.clone()).unwrap_or_default()
}

fn webhook(instance: &InstanceInfo) -> String {
    instance.webhook_url.clone().unwrap_or_default()
}

/// The id of the sent message, if the reply has one.
fn sent(reply: &ApiResponse) -> String {
    match reply.data.as_ref().and_then(|data| data.get("id")).and_then(Value::as_str) {
        Some(id) => format!("sent as {}", escape(id)),
        None => message_and_data(reply),
    }
}
