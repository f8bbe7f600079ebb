//! `whatsapi instance`

use serde_json::json;

use super::{Run, Session, link};
use crate::args::instance::Instance;
use crate::failure::Failure;
use crate::output::record::{Field, Record};
use crate::output::{DONE, Output};
use crate::prompt::confirm;
use crate::views::instance::{CONTACT, INSTANCE, LINK, WEBHOOK, contact, instance};

impl Run for Instance {
    fn fields(&self) -> Option<&'static [Field]> {
        Some(match self {
            Self::Create { .. } | Self::List | Self::Info { .. } => INSTANCE,
            Self::Qr { .. } => LINK,
            Self::Contacts { .. } => CONTACT,
            Self::Webhook { set: None, remove: false, .. } => WEBHOOK,
            Self::Webhook { .. } | Self::Logout { .. } | Self::Delete { .. } => DONE,
        })
    }

    fn run(&self, session: &Session<'_>) -> Result<Output, Failure> {
        match self {
            Self::Create { key, webhook } => {
                let instances = session.client()?.instances();
                let reply = match webhook {
                    None => instances.create(key)?,
                    Some(url) => instances.create_with_webhook(key, url)?,
                };
                let next = format!("created; run `whatsapi instance qr {key}` to link a phone");
                Ok(Output::of_reply(&reply, |info| Output::one(instance(&info))).note(next))
            }
            Self::List => {
                let reply = session.client()?.instances().list()?;
                Ok(Output::of_reply(&reply, |list| {
                    Output::list(list.iter().map(instance).collect()).or_nothing("no instances")
                }))
            }
            Self::Info { key } => {
                let reply = session.instance(key.as_deref())?.info()?;
                Ok(Output::of_reply(&reply, |info| Output::one(instance(&info))))
            }
            Self::Qr { key, png, once, wait } => {
                let instance = session.instance(key.as_deref())?;
                let how = link::How { png: png.as_deref(), once: *once, wait: *wait };
                link::run(session, &instance, &how)
            }
            Self::Contacts { key } => {
                let reply = session.instance(key.as_deref())?.contacts()?;
                Ok(Output::of_reply(&reply, |contacts| {
                    let records = contacts.iter().map(|(jid, person)| contact(jid, person));
                    Output::list(records.collect()).or_nothing("no contacts")
                }))
            }
            Self::Webhook { key, set, remove } => {
                webhook(session, key.as_deref(), set.as_deref(), *remove)
            }
            Self::Logout { key, confirmation } => {
                confirm(confirmation.yes, &format!("Log out the instance {key}?"))?;
                let reply = session.client()?.instance(key).logout()?;
                Ok(Output::done(&reply, format!("{key} is logged out")))
            }
            Self::Delete { key, confirmation } => {
                confirm(confirmation.yes, &format!("Delete the instance {key}?"))?;
                let reply = session.client()?.instance(key).delete()?;
                Ok(Output::done(&reply, format!("{key} is deleted")))
            }
        }
    }
}

fn webhook(
    session: &Session<'_>,
    key: Option<&str>,
    set: Option<&str>,
    remove: bool,
) -> Result<Output, Failure> {
    let instance = session.instance(key)?;
    match set {
        Some(url) => Ok(Output::done(&instance.set_webhook(url)?, "the webhook is set")),
        None if remove => Ok(Output::done(&instance.remove_webhook()?, "the webhook is removed")),
        None => Ok(Output::of_reply(&instance.info()?, |info| {
            let record = Record::new(WEBHOOK, [json!(info.webhook_url)]);
            match info.webhook_url {
                Some(url) => Output::text(url, record),
                None => Output::text("", record).note("there is no webhook"),
            }
        })),
    }
}
