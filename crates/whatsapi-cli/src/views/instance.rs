//! Instances and their contacts.

use whatsapi::{Contact, InstanceInfo};

use super::{id, text};
use crate::output::record::{Field, Record, extra, shown};

pub(crate) const INSTANCE: &[Field; 6] = &[
    shown("key"),
    shown("connected"),
    shown("account"),
    extra("account_name"),
    extra("linked"),
    shown("webhook"),
];

pub(crate) fn instance(info: &InstanceInfo) -> Record {
    let user = info.user.as_ref();
    Record::new(
        INSTANCE,
        [
            id(info.key(), &info.raw, "instance_key"),
            info.is_connected.into(),
            user.map(|user| id(user.id(), &user.raw, "id")).unwrap_or_default(),
            text(user.and_then(|user| user.name.as_ref())),
            info.is_linked().into(),
            text(info.webhook_url.as_ref()),
        ],
    )
}

/// How an instance is linked.
pub(crate) const LINK: &[Field; 4] = &[shown("key"), shown("linked"), shown("file"), extra("png")];

pub(crate) const WEBHOOK: &[Field; 1] = &[shown("webhook")];

pub(crate) const CONTACT: &[Field; 7] = &[
    shown("id"),
    shown("name"),
    extra("first_name"),
    extra("full_name"),
    shown("push_name"),
    shown("business_name"),
    extra("redacted_phone"),
];

pub(crate) fn contact(jid: &str, contact: &Contact) -> Record {
    Record::new(
        CONTACT,
        [
            jid.into(),
            contact.name().into(),
            text(contact.first_name.as_ref()),
            text(contact.full_name.as_ref()),
            text(contact.push_name.as_ref()),
            text(contact.business_name.as_ref()),
            text(contact.redacted_phone.as_ref()),
        ],
    )
}
