//! The QR code that links an instance to a phone.

use std::fmt;

use serde_json::Value;

use super::base64::bytes;
use super::reply::{Reply, sealed};

/// The first bytes of every PNG file.
const PNG_MAGIC: &[u8] = b"\x89PNG\r\n\x1A\n";

/// The members of `data` that can contain the picture.
const MEMBERS: [&str; 4] = ["qrcode", "qr_code", "qr", "base64"];

/// The QR code that links an instance to a phone, as a picture. It is a secret, since scanning it with
/// WhatsApp logs the instance in: `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct QrCode {
    png: Vec<u8>,
}

impl QrCode {
    /// The PNG file.
    #[must_use]
    pub fn png(&self) -> &[u8] {
        &self.png
    }

    /// Whether the server sent an empty code.
    pub(crate) fn is_absent(reply: &Reply<Self>) -> bool {
        let is_blank = |value: &Value| match value {
            Value::Null => true,
            Value::String(text) => text.trim().is_empty(),
            _ => false,
        };
        match reply.value() {
            Value::Object(members) => {
                members
                    .iter()
                    .all(|(name, value)| is_blank(value) || !MEMBERS.contains(&name.as_str()))
                    && (members.is_empty()
                        || MEMBERS.iter().any(|name| members.contains_key(*name)))
            }
            value => is_blank(value),
        }
    }
}

/// Whether an instance is linked to a phone, and if not, the QR code.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LinkState {
    /// It is linked.
    Linked,
    /// It is not linked. Scan this code with WhatsApp on the phone to link it.
    Code(QrCode),
    /// It is not linked, and there is no code: not yet, or no longer.
    NoCode,
}

impl fmt::Debug for QrCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QrCode").field("length", &self.png.len()).finish_non_exhaustive()
    }
}

/// `data` is the picture in Base64 or as a data URI, or an object with such a member.
impl sealed::FromReply for QrCode {
    fn from_reply(reply: &Reply<Self>) -> Result<Self, String> {
        let png = bytes(reply.value(), &MEMBERS)?;
        if !png.starts_with(PNG_MAGIC) {
            return Err("the QR code in `data` of the reply is not a PNG file".to_owned());
        }
        Ok(Self { png })
    }
}
