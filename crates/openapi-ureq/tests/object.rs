//! `object!` behaves like serde's derive macros for JSON, except for lists and required properties.

use std::collections::HashMap;
use std::fmt::Debug;

use openapi_ureq::__private::object;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

#[derive(Debug, Clone, PartialEq)]
struct Letter {
    to: String,
    r#type: Option<String>,
    pages: Vec<Page>,
    stamps: HashMap<String, u8>,
    rest: Map<String, Value>,
    weight: Option<u8>,
}

#[derive(Debug, Clone, PartialEq)]
struct Page {
    number: u8,
}

object! {
    Letter {
        to = "sent to" => required,
        r#type = "type" => optional,
        pages = "pages" => optional,
        stamps = "stamps" => optional,
        rest = "rest" => optional,
        weight = "weight" => required,
    }
}

object! {
    Page { number = "number" => required }
}

/// Fields with names that the macro itself uses.
#[derive(Debug, PartialEq)]
struct Names {
    read: u8,
    next: u8,
    present: Option<u8>,
    ignore: u8,
    sent: u8,
    write: u8,
    required: u8,
    properties: u8,
    property: u8,
    object: Option<u8>,
    length: u8,
    serializer: u8,
}

object! {
    Names {
        read = "read" => required,
        next = "next" => required,
        present = "present" => optional,
        ignore = "ignore" => required,
        sent = "sent" => required,
        write = "write" => required,
        required = "required" => required,
        properties = "properties" => required,
        property = "property" => required,
        object = "object" => optional,
        length = "length" => required,
        serializer = "serializer" => required,
    }
}

#[derive(Debug, PartialEq)]
struct Empty {}

object! {
    Empty {}
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
struct Nullable(Option<u8>);

#[derive(Debug, PartialEq)]
struct Holder {
    held: Nullable,
}

object! {
    Holder { held = "held" => required }
}

/// The same types with serde's macros, as typify writes them.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Derived {
    #[serde(rename = "sent to")]
    to: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#type: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pages: Vec<DerivedPage>,
    #[serde(default, skip_serializing_if = "HashMap::is_empty")]
    stamps: HashMap<String, u8>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    rest: Map<String, Value>,
    #[serde(deserialize_with = "Option::deserialize")]
    weight: Option<u8>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct DerivedPage {
    number: u8,
}

const LETTERS: [&str; 14] = [
    r#"{"sent to":"Ann","type":"air","pages":[{"number":1},{"number":2}],"stamps":{"a":5},"rest":{"b":null},"weight":9}"#,
    r#"{"weight":null,"sent\u0020to":"Ann"}"#,
    r#" { "sent to" : "" , "weight" : null , "pages" : [ ] , "color" : [{"x":1.5e3}] , "type" : null } "#,
    r#"{"sent to":"Ann"}"#,
    r#"{"weight":1}"#,
    r#"{"sent to":"Ann","weight":1,"weight":2}"#,
    r#"{"sent to":null,"weight":1}"#,
    r#"{"sent to":"Ann","weight":1,"pages":null}"#,
    r#"{"sent to":"Ann","weight":1,"pages":[{"number":1},{"number":"2"}]}"#,
    r#"{"sent to":"Ann","weight":256}"#,
    r#"{"sent to":"Ann","weight":1"#,
    r#"{"sent to":"Ann","color":[1,}"#,
    "7",
    "null",
];

/// The serialized value, or the error, for each way of reading that serde_json has.
fn readings<T: DeserializeOwned + Serialize>(text: &str) -> [Result<String, String>; 3] {
    let sent = |value: T| {
        let value =
            [serde_json::to_string(&value), serde_json::to_value(&value).map(|v| v.to_string())];
        value.map(Result::unwrap).join(" and ")
    };
    let value = serde_json::from_str::<Value>(text);
    [
        serde_json::from_str(text).map(sent),
        serde_json::from_reader(text.as_bytes()).map(sent),
        value.and_then(serde_json::from_value).map(sent),
    ]
    .map(|read| read.map_err(|error| without_type(&error.to_string())))
}

/// Replaces the type names in the errors of derived code.
fn without_type(problem: &str) -> String {
    problem.replace("struct DerivedPage", "an object").replace("struct Derived", "an object")
}

#[test]
fn object_is_read_and_written_like_derived_code() {
    for text in LETTERS {
        assert_eq!(readings::<Letter>(text), readings::<Derived>(text), "{text}");
    }
    let read = LETTERS.map(|text| readings::<Letter>(text)[0].is_ok());
    assert_eq!(read[..3], [true; 3]);
    assert_eq!(read[3..], [false; 11]);
}

#[test]
fn error_path_matches_derived_code() {
    fn place<T: DeserializeOwned + Debug>(value: &Value) -> String {
        serde_path_to_error::deserialize::<_, T>(value).unwrap_err().path().to_string()
    }
    let value =
        json!({ "sent to": "Ann", "weight": 1, "pages": [{ "number": 1 }, { "number": -1 }] });
    assert_eq!(place::<Letter>(&value), "pages[1].number");
    assert_eq!(place::<Derived>(&value), "pages[1].number");
}

#[test]
fn field_names_do_not_clash_with_names_inside_the_macro() {
    let text = r#"{"read":1,"next":2,"ignore":3,"sent":4,"write":5,"required":6,"properties":7,"property":8,"object":9,"length":10,"serializer":11}"#;
    let names: Names = serde_json::from_str(text).unwrap();
    assert_eq!((names.read, names.present, names.object), (1, None, Some(9)));
    assert_eq!(serde_json::to_string(&names).unwrap(), text);
}

#[test]
fn object_without_properties_is_supported() {
    assert_eq!(serde_json::from_str(r#"{"more":[]}"#).ok(), Some(Empty {}));
    assert_eq!(serde_json::to_string(&Empty {}).unwrap(), "{}");
}

#[test]
fn missing_required_property_is_an_error_even_if_nullable() {
    assert_eq!(
        serde_json::from_str(r#"{"held":null}"#).ok(),
        Some(Holder { held: Nullable(None) })
    );
    let error = serde_json::from_str::<Holder>("{}").unwrap_err();
    assert_eq!(error.to_string(), "missing field `held` at line 1 column 2");
}

#[test]
fn array_is_rejected_where_an_object_is_expected() {
    assert_eq!(serde_json::from_str("[7]").ok(), Some(DerivedPage { number: 7 }));
    let error = serde_json::from_str::<Page>("[7]").unwrap_err();
    assert_eq!(error.to_string(), "invalid type: sequence, expected an object at line 1 column 1");
}
