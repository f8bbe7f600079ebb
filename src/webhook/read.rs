//! Reading of values that servers write in several ways.

use serde_json::Value;

use crate::ids::recipient::Recipient;
use crate::replies::base64;
use crate::replies::field::Lenient;

impl Lenient for Recipient {
    fn read(value: &Value) -> Option<Self> {
        value.as_str()?.parse().ok()
    }
}

/// The member of this name, whatever its case.
///
/// whatsmeow writes `URL`, `fileSHA256` and `stanzaID` where Baileys writes `url`, `fileSha256` and
/// `stanzaId`. Sources: the structs in `proto/waE2E/WAWebProtobufsE2E.pb.go` of
/// <https://github.com/tulir/whatsmeow>, and `WAProto/WAProto.proto` in
/// <https://github.com/WhiskeySockets/Baileys>.
pub(super) fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let members = value.as_object()?;
    let any_case = || members.iter().find(|(found, _)| found.eq_ignore_ascii_case(name));
    members.get(name).or_else(|| any_case().map(|(_, value)| value))
}

/// The text in the member of this name, unless it is empty.
pub(super) fn text(value: &Value, name: &str) -> Option<String> {
    member(value, name)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The object that the value is, or that is alone in the list that it is.
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

/// A whole number: as a number, as text, or as the parts of one of 64 bits, which is how
/// `JSON.stringify` writes the numbers of Baileys (<https://github.com/dcodeIO/long.js>).
pub(super) fn integer(value: &Value) -> Option<i64> {
    match (value.get("low"), value.get("high")) {
        (Some(low), Some(high)) => {
            // The parts are signed, and the lower one is meant without its sign.
            let low = low.as_i64()? & i64::from(u32::MAX);
            Some(high.as_i64()?.checked_mul(1 << 32)? | low)
        }
        _ => i64::read(value),
    }
}

/// Bytes: Base64 in text, as Go and protobuf.js write them; a list of numbers; or one of the objects that
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
