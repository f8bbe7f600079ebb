//! Reading of values that servers encode in different ways.

use serde_json::Value;

use crate::ids::recipient::Recipient;
use crate::replies::base64;
use crate::replies::field::Lenient;

impl Lenient for Recipient {
    fn read(value: &Value) -> Option<Self> {
        value.as_str()?.parse().ok()
    }
}

/// The field of this name, ignoring case.
///
/// whatsmeow has `URL`, `fileSHA256` and `stanzaID` where Baileys has `url`, `fileSha256` and `stanzaId`. Sources: the structs in `proto/waE2E/WAWebProtobufsE2E.pb.go` of
/// <https://github.com/tulir/whatsmeow>, and `WAProto/WAProto.proto` in
/// <https://github.com/WhiskeySockets/Baileys>.
pub(super) fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let members = value.as_object()?;
    let any_case = || members.iter().find(|(found, _)| found.eq_ignore_ascii_case(name));
    members.get(name).or_else(|| any_case().map(|(_, value)| value))
}

/// The text in the field of this name, unless it is empty.
pub(super) fn text(value: &Value, name: &str) -> Option<String> {
    member(value, name)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The value if it is an object, or the only element if it is a list with one object.
pub(super) fn only(value: &Value) -> Option<&Value> {
    match value {
        Value::Object(_) => Some(value),
        Value::Array(list) => match list.as_slice() {
            [object @ Value::Object(_)] => Some(object),
            _ => None,
        },
        _ => None,
    }
}

/// An integer: a number, a text, or the object with the halves of a 64-bit integer that `JSON.stringify`
/// makes of the integers of Baileys (<https://github.com/dcodeIO/long.js>).
pub(super) fn integer(value: &Value) -> Option<i64> {
    match (value.get("low"), value.get("high")) {
        (Some(low), Some(high)) => {
            // Both halves are signed; the lower one is to be read as unsigned.
            let low = low.as_i64()? & i64::from(u32::MAX);
            Some(high.as_i64()?.checked_mul(1 << 32)? | low)
        }
        _ => i64::read(value),
    }
}

/// Bytes: Base64 text, the encoding of Go and protobuf.js; a list of numbers; or one of the objects that
/// `JSON.stringify` makes of a `Buffer` (`type`, `data`) and of a `Uint8Array` (`0`, `1` and so on).
pub(super) fn bytes(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::String(text) => base64::decode(text),
        Value::Array(list) => list.iter().map(byte).collect(),
        Value::Object(members) => match members.get("data") {
            Some(data) => data.as_array()?.iter().map(byte).collect(),
            None => {
                (0..members.len()).map(|index| byte(members.get(&index.to_string())?)).collect()
            }
        },
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn byte(value: &Value) -> Option<u8> {
    value.as_u64()?.try_into().ok()
}
