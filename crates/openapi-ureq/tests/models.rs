//! Generated models in formats other than JSON, and in replies.

mod support;

use openapi_ureq::__private::{Fit, open_enum, union};
use openapi_ureq::decode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use support::server::RawServer;
use support::{ADD_BOOK, Library};

#[derive(Clone, Debug, PartialEq, Eq)]
enum Genre {
    Novel,
    Poetry,
    Other(String),
}

open_enum! { Genre: str { Novel = "novel", Poetry = "poetry" } else Other }

#[derive(Clone, Debug, PartialEq, Eq)]
enum Shelf {
    First,
    Other(i64),
}

open_enum! { Shelf: i64 { First = 1 } else Other }

/// A model without optional, list or object fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Copy {
    title: String,
    genre: Genre,
    shelf: Shelf,
    pages: i64,
    weight: f64,
}

#[derive(Clone, Debug, PartialEq)]
enum Size {
    Pages(i64),
    Measures(Vec<f64>),
    Other(Value),
}

union! {
    Size {
        Pages(i64) = Fit { types: &["integer"], required: &[], known: &[], constants: &[] },
        Measures(Vec<f64>) = Fit { types: &["array"], required: &[], known: &[], constants: &[] },
    } else Other
}

fn copies() -> [Copy; 2] {
    let known = Copy {
        title: "Herbs, and \"weeds\"".to_owned(),
        genre: Genre::Poetry,
        shelf: Shelf::First,
        pages: -3,
        weight: 0.5,
    };
    let genre = Genre::from("comic");
    [Copy { genre, shelf: Shelf::from(7), ..known.clone() }, known]
}

#[test]
fn flat_models_and_open_enums_round_trip_through_postcard() {
    for copy in copies() {
        let bytes = postcard::to_stdvec(&copy).unwrap();
        assert_eq!(postcard::from_bytes::<Copy>(&bytes).unwrap(), copy);
    }
}

#[test]
fn flat_models_and_open_enums_round_trip_through_csv() {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for copy in copies() {
        writer.serialize(copy).unwrap();
    }
    let text = writer.into_inner().unwrap();
    let rows: Vec<Copy> =
        csv::Reader::from_reader(&text[..]).deserialize().map(Result::unwrap).collect();
    assert_eq!(rows, copies());
}

#[test]
fn union_keeps_a_value_that_matches_no_alternative() {
    for (value, expected) in [
        (json!(12), Size::Pages(12)),
        (json!([1.5, 2.5]), Size::Measures(vec![1.5, 2.5])),
        (json!({ "pages": 12 }), Size::Other(json!({ "pages": 12 }))),
        (json!(12.5), Size::Other(json!(12.5))),
    ] {
        let size: Size = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(size, expected);
        assert_eq!(serde_json::to_value(&size).unwrap(), value);
    }
}

#[test]
fn whole_number_of_a_reply_is_an_integer_in_every_notation() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Book {
        pages: i64,
        copies: Vec<Option<u8>>,
        size: Size,
        weight: f64,
    }

    let body = r#"{"pages":1.024e3,"copies":[2.0,null],"size":7.0,"weight":1.0}"#;
    let length = body.len();
    let server = RawServer::answering(
        format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{body}").into_bytes(),
    );
    let client = Library::builder(&server.url()).build().unwrap();
    let response = client.http.request(&ADD_BOOK).send(decode::json::<Book>).unwrap();
    let expected =
        Book { pages: 1024, copies: vec![Some(2), None], size: Size::Pages(7), weight: 1.0 };
    assert_eq!(response.into_body(), expected);
}
