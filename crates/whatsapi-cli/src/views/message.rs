//! Sent messages.

use whatsapi::SentMessage;

use super::{id, text};
use crate::output::record::{Field, Record, shown};

pub(crate) const SENT: &[Field; 2] = &[shown("id"), shown("timestamp")];

pub(crate) fn sent(message: &SentMessage) -> Record {
    Record::new(SENT, [id(message.id(), &message.raw, "ID"), text(message.timestamp.as_ref())])
}
