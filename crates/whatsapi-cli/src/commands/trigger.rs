//! `whatsapi sandbox trigger`

use std::time::SystemTime;

use serde_json::{Value, json};
use whatsapi::{GroupId, Participant};
use whatsapi_sandbox::post_event;

use super::{Run, Session};
use crate::address::{authority, is_local};
use crate::args::sandbox::Trigger;
use crate::failure::{Code, Failure};
use crate::output::Output;
use crate::output::record::{Field, Record, shown};

const POSTED: &[Field; 2] = &[shown("url"), shown("event")];

impl Run for Trigger {
    fn fields(&self) -> Option<&'static [Field]> {
        Some(POSTED)
    }

    fn run(&self, session: &Session<'_>) -> Result<Output, Failure> {
        let instance = session.instance(None)?;
        let event = self.event(instance.key())?;
        let webhook = instance.info()?.data()?.webhook_url.ok_or_else(|| {
            let remedy = "run `whatsapi listen --register` in another terminal";
            Failure::usage(format!("{} has no webhook; {remedy}", instance.key()))
        })?;
        check_local(&webhook)?;
        post_event(&webhook, &event).map_err(|error| {
            let message = format!("the webhook {webhook} did not take the event: {error}");
            Failure::new(Code::Failed, format!("{message}; is `whatsapi listen` still running?"))
        })?;
        let record = Record::new(POSTED, [json!(webhook), event]);
        Ok(Output::text("", record).note(format!("posted to {webhook}")))
    }
}

/// Refuses a webhook that is not on this machine.
fn check_local(webhook: &str) -> Result<(), Failure> {
    // Programs differ in what is the host of `http://127.0.0.1:80@host/`.
    let is_plain = webhook.starts_with("http://") && !authority(webhook).contains('@');
    if is_plain && is_local(webhook) {
        return Ok(());
    }
    let message = "the webhook of the instance is not on this machine";
    Err(Failure::usage(format!("{message}; events are made up for local programs only")))
}

impl Trigger {
    /// The event as wuzapi posts it, a public server of this family, with that of whatsmeow in it.
    fn event(&self, instance: &str) -> Result<Value, Failure> {
        let Self::Message { text, from, name, group } = self;
        let sender = from.parse::<Participant>()?.jid();
        let chat = match group {
            Some(group) => group.parse::<GroupId>()?.to_string(),
            None => sender.clone(),
        };
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Ok(json!({
            "type": "Message",
            "instanceName": instance,
            "event": {
                "Info": {
                    "ID": format!("3A{:016X}", now.as_nanos() & u128::from(u64::MAX)),
                    "Chat": chat,
                    "Sender": sender,
                    "PushName": name.as_deref().unwrap_or("Ann"),
                    "IsFromMe": false,
                    "IsGroup": group.is_some(),
                    "Timestamp": now.as_secs(),
                },
                "Message": { "conversation": text },
            },
        }))
    }
}
