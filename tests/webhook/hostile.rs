//! Any body yields an event or an error.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use whatsapi::webhook::Event;

use crate::arbitrary::{for_each, json};
use crate::messages::{nodejs, wuzapi};
use crate::support::hostile::assert_event_is_sound;

/// Events with any JSON in one of the places where something is read.
fn damaged() -> impl Strategy<Value = Value> {
    let content = json!({
        "imageMessage": { "directPath": "/v/1", "mediaKey": "AwQ=", "contextInfo": { "stanzaID": "1" } },
        "buttonsResponseMessage": { "Response": { "SelectedDisplayText": "Yes" } },
        "protocolMessage": null,
    });
    let group = json!({ "event": "GroupInfo", "data": { "JID": "1@g.us", "Join": ["1@lid"], "Name": { "Name": "A" } } });
    let bodies = [wuzapi(&content), nodejs(&content), group];
    let mut places = Vec::new();
    for (index, body) in bodies.iter().enumerate() {
        pointers(body, String::new(), &mut |pointer| places.push((index, pointer)));
    }
    (proptest::sample::select(places), json()).prop_map(move |((index, pointer), value)| {
        let mut body = bodies[index].clone();
        *body.pointer_mut(&pointer).unwrap() = value;
        body
    })
}

/// The JSON pointers of all values in this one.
fn pointers(value: &Value, pointer: String, found: &mut impl FnMut(String)) {
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(name, value)| pointers(value, format!("{pointer}/{name}"), found)),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .for_each(|(index, value)| pointers(value, format!("{pointer}/{index}"), found)),
        _ => {}
    }
    found(pointer);
}

#[test]
fn arbitrary_bytes_and_json_are_events_or_errors() {
    for_each(500, vec(any::<u8>(), 0..200), |body| assert_event_is_sound(&body));
    for_each(500, json(), |body| assert_event_is_sound(body.to_string().as_bytes()));
    for_each(500, json(), |body| {
        let form = format!("jsonData={}", body.to_string().replace('%', "%25").replace('&', "%26"));
        assert_event_is_sound(form.as_bytes());
    });
}

#[test]
fn damaged_events_are_read_as_far_as_possible() {
    for_each(2000, damaged(), |body| assert_event_is_sound(body.to_string().as_bytes()));
}

/// JSON whose text has what looks like the form of another server.
#[test]
fn text_of_a_message_cannot_replace_the_event() {
    let forged =
        "hi &jsonData=%7B%22type%22%3A%22Message%22%2C%22instanceName%22%3A%22admin%22%7D& bye";
    let body = wuzapi(&json!({ "conversation": forged })).to_string();
    for padding in ["", " \n"] {
        let event = Event::from_slice(format!("{padding}{body}").as_bytes()).unwrap();
        assert_eq!(event.message.as_ref().unwrap().text.as_deref(), Some(forged));
        assert_ne!(event.instance.as_deref(), Some("admin"));
    }
}

#[test]
fn deep_nesting_is_refused_or_read() {
    for depth in [50, 126, 127, 200, 100_000] {
        let content = "{\"ephemeralMessage\":{\"message\":".repeat(depth);
        let body = format!(
            "{{\"event\":{{\"Info\":{{}},\"Message\":{content}null{}}}}}",
            "}}".repeat(depth)
        );
        assert_event_is_sound(body.as_bytes());
    }
}
