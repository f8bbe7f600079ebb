//! Random JSON as servers might send it.

#![allow(dead_code, unreachable_pub, reason = "shared by tests, each of which uses a part")]

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

#[path = "../../crates/openapi-ureq/tests/support/arbitrary.rs"]
mod general;

pub use general::{for_each, text};

/// Any JSON, most of whose members have names that the client reads.
pub fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        // Multiples of 1/64, since the last digit of other values is not read exactly.
        any::<i32>().prop_map(|n| Value::from(f64::from(n) / 64.0)),
        text().prop_map(Value::from),
        select(vec![
            "1@g.us",
            "919876543210",
            "https://chat.whatsapp.com/AbC",
            "1@lid",
            "403",
            "true",
            "",
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        let name = prop_oneof![3 => member_name(), 1 => text()];
        let members = vec((name, inner.clone()), 0..6);
        prop_oneof![
            vec(inner, 0..6).prop_map(Value::from),
            members.prop_map(|members| members.into_iter().collect()),
        ]
    })
}

/// The names of the members that the client reads.
fn member_name() -> impl Strategy<Value = String> {
    select(vec![
        "data",
        "error",
        "message",
        "status",
        "detail",
        "title",
        "JID",
        "OwnerJID",
        "LID",
        "PhoneNumber",
        "DisplayName",
        "Name",
        "Topic",
        "IsLocked",
        "IsAnnounce",
        "GroupCreated",
        "Participants",
        "IsAdmin",
        "IsSuperAdmin",
        "Error",
        "AddRequest",
        "Code",
        "Expiration",
        "instance_key",
        "phone_connected",
        "webhook_url",
        "user",
        "id",
        "timestamp",
        "url",
        "qrcode",
        "Status",
        "PictureID",
        "list",
        "One",
        "Two",
        "Three",
    ])
    .prop_map(str::to_owned)
}
