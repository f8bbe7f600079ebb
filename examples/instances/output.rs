//! Replies as text for users.

use whatsapi::{InstanceInfo, InstanceUser, QrCode, Reply, SentMessage};

use crate::common::reply::{Output, id, message_and_data};
use crate::common::table::{columns, escape, table};
use crate::qr;

pub(crate) fn list(reply: &Reply<Vec<InstanceInfo>>) -> Output {
    let row = |instance: &InstanceInfo| {
        let key = id(instance.key(), &instance.raw, "instance_key");
        [key, connected(instance), account(instance), webhook(instance)]
    };
    Output::of_data(reply, "no instances", |instances| {
        Ok(table(["KEY", "CONNECTED", "ACCOUNT", "WEBHOOK"], instances.iter().map(row)))
    })
}

pub(crate) fn info(reply: &Reply<InstanceInfo>) -> Output {
    Output::of_data(reply, "no data", |instance| facts(&instance))
}

pub(crate) fn created(reply: &Reply<InstanceInfo>) -> Output {
    match reply.envelope().data {
        None => Output::of_message(reply),
        Some(_) => info(reply),
    }
}

pub(crate) fn qr_code(reply: &Reply<QrCode>) -> Output {
    let drawing = |code: QrCode| qr::drawing(code.png()).map_err(|error| error.to_string());
    Output::of_data(reply, "no data", drawing)
}

/// The id of the sent message, if the reply has one.
pub(crate) fn sent(reply: &Reply<SentMessage>) -> Output {
    let message = reply.data();
    let text = match message.as_ref().map(SentMessage::id) {
        Ok(Ok(id)) => format!("sent as {}", escape(id)),
        _ => message_and_data(reply.envelope()),
    };
    Output::of_text(reply, text)
}

fn facts(instance: &InstanceInfo) -> Result<String, String> {
    // Without a key, it may not be an instance.
    let key = instance.key().map_err(|error| error.to_string())?;
    let facts = [
        ["key:", key],
        ["connected:", &connected(instance)],
        ["account:", &account(instance)],
        ["webhook:", &webhook(instance)],
    ];
    Ok(columns(&facts.map(|fact| fact.map(str::to_owned))))
}

fn connected(instance: &InstanceInfo) -> String {
    match instance.is_connected {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    }
    .to_owned()
}

fn account(instance: &InstanceInfo) -> String {
    let account = |user: &InstanceUser| id(user.id(), &user.raw, "id");
    instance.user.as_ref().map(account).unwrap_or_default()
}

fn webhook(instance: &InstanceInfo) -> String {
    instance.webhook_url.clone().unwrap_or_default()
}
