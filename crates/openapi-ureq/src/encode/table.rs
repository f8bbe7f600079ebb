//! Tests of the OpenAPI specification's table (3.1.1, "Style Examples"), and of cases it does not
//! define.

use serde::Serialize;
use serde_json::{Value, json};

use super::{Encoding, Location, Style, encode};

use Location::{Cookie, Header, Path, Query, QueryStart};
use Style::{DeepObject, Form, Label, Matrix, PipeDelimited, Simple, SpaceDelimited};

fn encoded(
    location: Location,
    encoding: Encoding,
    value: impl Serialize,
) -> Result<Option<String>, String> {
    let mut target = String::new();
    match encode(&mut target, location, "color", encoding, &value) {
        Ok(true) => Ok(Some(target)),
        Ok(false) if target.is_empty() => Ok(None),
        Ok(false) => Err(format!("wrote {target:?} and says that it did not")),
        Err(error) => Err(error.to_string()),
    }
}

fn written(location: Location, style: Style, explode: bool, value: impl Serialize) -> String {
    encoded(location, Encoding::new(style, explode), value).unwrap().unwrap()
}

#[derive(Serialize)]
struct Color {
    #[serde(rename = "R")]
    red: u8,
    #[serde(rename = "G")]
    green: Option<u8>,
    #[serde(rename = "B")]
    blue: &'static str,
}

const COLOR: Color = Color { red: 100, green: Some(200), blue: "150" };
const LIST: [&str; 3] = ["blue", "black", "brown"];

#[test]
fn styles_match_the_specification() {
    // Columns as in the specification: empty, string, array, object. `-` is its "n/a".
    let table = [
        (
            Path,
            Matrix,
            false,
            [";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"],
        ),
        (
            Path,
            Matrix,
            true,
            [";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"],
        ),
        (Path, Label, false, [".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"]),
        (Path, Label, true, [".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"]),
        (Path, Simple, false, ["", "blue", "blue,black,brown", "R,100,G,200,B,150"]),
        (Path, Simple, true, ["", "blue", "blue,black,brown", "R=100,G=200,B=150"]),
        (Header, Simple, false, ["", "blue", "blue,black,brown", "R,100,G,200,B,150"]),
        (Header, Simple, true, ["", "blue", "blue,black,brown", "R=100,G=200,B=150"]),
        (
            Query,
            Form,
            false,
            ["&color=", "&color=blue", "&color=blue,black,brown", "&color=R,100,G,200,B,150"],
        ),
        (
            Query,
            Form,
            true,
            ["&color=", "&color=blue", "&color=blue&color=black&color=brown", "&R=100&G=200&B=150"],
        ),
        (
            Cookie,
            Form,
            false,
            ["; color=", "; color=blue", "; color=blue,black,brown", "; color=R,100,G,200,B,150"],
        ),
        (
            Cookie,
            Form,
            true,
            [
                "; color=",
                "; color=blue",
                "; color=blue; color=black; color=brown",
                "; R=100; G=200; B=150",
            ],
        ),
        (
            Query,
            SpaceDelimited,
            false,
            ["-", "-", "&color=blue%20black%20brown", "&color=R%20100%20G%20200%20B%20150"],
        ),
        (
            Query,
            PipeDelimited,
            false,
            ["-", "-", "&color=blue%7Cblack%7Cbrown", "&color=R%7C100%7CG%7C200%7CB%7C150"],
        ),
        (
            Query,
            DeepObject,
            true,
            ["-", "-", "-", "&color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"],
        ),
    ];
    for (location, style, explode, [empty, string, array, object]) in table {
        let case = format!("{style:?} {explode} {location:?}");
        if string != "-" {
            assert_eq!(written(location, style, explode, ""), empty, "{case}");
            assert_eq!(written(location, style, explode, "blue"), string, "{case}");
        }
        if array != "-" {
            assert_eq!(written(location, style, explode, LIST), array, "{case}");
            assert_eq!(written(location, style, explode, json!(LIST)), array, "{case}");
        }
        assert_eq!(written(location, style, explode, COLOR), object, "{case}");
    }
}

#[test]
fn delimiters_inside_elements_are_encoded() {
    let hostile = ["a,b", "c|d e", "f&g=h;i"];
    let cases = [
        (Path, Simple, false, "a%2Cb,c%7Cd%20e,f&g%3Dh%3Bi"),
        (Path, Matrix, true, ";color=a%2Cb;color=c%7Cd%20e;color=f&g%3Dh%3Bi"),
        (Path, Label, false, ".a%2Cb,c%7Cd%20e,f&g%3Dh%3Bi"),
        (Header, Simple, false, "a%2Cb,c|d e,f&g=h;i"),
        (Query, Form, false, "&color=a%2Cb,c%7Cd%20e,f%26g%3Dh%3Bi"),
        (Query, SpaceDelimited, false, "&color=a%2Cb%20c%7Cd%20e%20f%26g%3Dh%3Bi"),
        (Query, PipeDelimited, false, "&color=a%2Cb%7Cc%7Cd%20e%7Cf%26g%3Dh%3Bi"),
        (Cookie, Form, false, "; color=a%2Cb,c%7Cd%20e,f%26g%3Dh%3Bi"),
    ];
    for (location, style, explode, expected) in cases {
        assert_eq!(written(location, style, explode, hostile), expected, "{style:?} {location:?}");
    }
    let member = json!({ "a=b,c": "d=e,f" });
    assert_eq!(written(Header, Simple, true, &member), "a%3Db%2Cc=d%3De%2Cf");
    assert_eq!(written(Path, Simple, true, &member), "a%3Db%2Cc=d%3De%2Cf");
    assert_eq!(written(Query, DeepObject, true, &member), "&color%5Ba%3Db%2Cc%5D=d%3De%2Cf");
}

#[test]
fn single_value_in_a_header_is_written_as_it_is() {
    for explode in [false, true] {
        assert_eq!(written(Header, Simple, explode, "a,b=c; 5% \u{e9}"), "a,b=c; 5% \u{e9}");
        assert_eq!(written(Header, Simple, explode, 0.5), "0.5");
    }
    assert_eq!(written(Header, Simple, false, ["a,b=c 5%"]), "a%2Cb=c 5%25");
}

#[test]
fn reserved_characters_are_kept_with_allow_reserved() {
    let encoding = Encoding { allow_reserved: true, ..Encoding::FORM };
    let written = encoded(Query, encoding, "a/b?c=d&e%2F#f g").unwrap().unwrap();
    assert_eq!(written, "&color=a/b?c=d&e%2F%23f%20g");
}

#[test]
fn absent_value_is_not_a_parameter() {
    #[derive(Serialize)]
    struct NoColor {
        red: Option<u8>,
    }

    let no_color = json!({ "R": null });
    for (location, style) in [(Query, Form), (Query, PipeDelimited), (Path, Matrix), (Path, Simple)]
    {
        for explode in [false, true] {
            let encoding = Encoding::new(style, explode);
            assert_eq!(encoded(location, encoding, None::<u8>), Ok(None), "{encoding:?}");
            assert_eq!(encoded(location, encoding, [0; 0]), Ok(None), "{encoding:?}");
            assert_eq!(encoded(location, encoding, &no_color), Ok(None), "{encoding:?}");
            let no_color = NoColor { red: None };
            assert_eq!(encoded(location, encoding, no_color), Ok(None), "{encoding:?}");
        }
    }
    let color = Color { green: None, ..COLOR };
    assert_eq!(written(Query, Form, false, &color), "&color=R,100,B,150");
    assert_eq!(written(Query, Form, true, &color), "&R=100&B=150");
    assert_eq!(written(Query, DeepObject, true, &color), "&color%5BR%5D=100&color%5BB%5D=150");
}

#[test]
fn query_starts_with_a_question_mark() {
    let start = |style, explode, value: Value| written(QueryStart, style, explode, value);
    assert_eq!(start(Form, true, json!("blue")), "?color=blue");
    assert_eq!(start(Form, true, json!(["blue", "black"])), "?color=blue&color=black");
    assert_eq!(start(PipeDelimited, false, json!(["blue", "black"])), "?color=blue%7Cblack");
    let first_is_null = json!({ "A": null, "B": 1, "C": 2 });
    assert_eq!(start(Form, true, first_is_null.clone()), "?B=1&C=2");
    assert_eq!(start(Form, false, first_is_null.clone()), "?color=B,1,C,2");
    assert_eq!(start(DeepObject, true, first_is_null), "?color%5BB%5D=1&color%5BC%5D=2");
}

#[test]
fn plain_values_are_written_as_in_json() {
    #[derive(Serialize)]
    enum Unit {
        #[serde(rename = "kg")]
        Kilogram,
    }
    #[derive(Serialize)]
    struct Newtype(i64);
    assert_eq!(written(Query, Form, true, true), "&color=true");
    assert_eq!(written(Query, Form, true, -1.5), "&color=-1.5");
    assert_eq!(written(Query, Form, true, u128::MAX), format!("&color={}", u128::MAX));
    assert_eq!(written(Query, Form, true, Unit::Kilogram), "&color=kg");
    assert_eq!(written(Query, Form, true, Some(Newtype(-7))), "&color=-7");
    assert_eq!(written(Query, Form, true, 'ü'), "&color=%C3%BC");
    assert_eq!(written(Query, Form, false, (1, "b")), "&color=1,b");
}

#[test]
fn value_without_a_text_form_is_rejected() {
    let refused =
        |style, value: Value| encoded(Query, Encoding::new(style, true), value).unwrap_err();
    assert!(refused(Form, json!([[1]])).contains("nested deeper"));
    assert!(refused(Form, json!({ "a": { "b": 1 } })).contains("nested deeper"));
    assert!(refused(Form, json!([1, null])).contains("null in a list"));
    assert!(refused(DeepObject, json!("blue")).contains("for objects"));
    assert!(refused(DeepObject, json!(["blue"])).contains("for objects"));
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert!(encoded(Query, Encoding::FORM, number).unwrap_err().contains("infinity"));
        assert!(encoded(Query, Encoding::FORM, [number as f32]).unwrap_err().contains("infinity"));
    }
    let bytes = serde_json::Map::new();
    assert_eq!(encoded(Query, Encoding::FORM, bytes), Ok(None));
}
