//! Decodes parameters according to the styles of the specification, and compares them with the arguments.

use serde_json::Value;

use super::compare::{differences, equal};
use super::document::{Location, Parameter};
use super::received::{Pairs, Received, decoded};

/// A decoded parameter.
#[derive(Debug, PartialEq)]
enum Sent {
    One(String),
    Many(Vec<String>),
    Members(Vec<(String, String)>),
}

/// The expected kind of value, from the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    One,
    Many,
    Members,
}

impl Kind {
    fn of(value: &Value) -> Self {
        match value {
            Value::Array(_) => Self::Many,
            Value::Object(_) => Self::Members,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Self::One,
        }
    }
}

/// The parts of a request that parameters account for.
#[derive(Debug, Default)]
pub(crate) struct Accounted {
    /// Names in the query, decoded.
    pub(crate) query: Vec<String>,
    /// Names of headers, in lower case.
    pub(crate) headers: Vec<String>,
    pub(crate) cookies: Vec<String>,
}

/// Compares one parameter with its argument, which is null if it was omitted.
pub(crate) fn check(
    parameter: &Parameter,
    argument: &Value,
    received: &Received,
    slots: &Pairs,
    accounted: &mut Accounted,
) -> Result<(), String> {
    let sent = match parameter.location {
        Location::Path => {
            let slot = slots.iter().find(|(name, _)| *name == parameter.name);
            let (_, text) = slot.ok_or("the path has no such slot")?;
            Some(from_path(parameter, Kind::of(argument), text)?)
        }
        Location::Query => {
            if !parameter.allow_reserved {
                check_encoding(&received.query)?;
            }
            from_pairs(parameter, argument, &received.query, &mut accounted.query)?
        }
        Location::Header => {
            accounted.headers.push(parameter.name.to_ascii_lowercase());
            received.header(&parameter.name).map(|text| from_header(parameter, argument, text))
        }
        Location::Cookie => {
            accounted.cookies.push(parameter.name.clone());
            from_cookies(parameter, argument, &received.cookies())?
        }
    };
    compare(parameter, argument, sent)
}

/// Checks a property of a form, which has the encoding of a query.
pub(crate) fn check_property(
    property: &Parameter,
    value: &Value,
    pairs: &Pairs,
    names: &mut Vec<String>,
) -> Result<(), String> {
    let sent = from_pairs(property, value, pairs, names)?;
    compare(property, value, sent)
}

/// Rejects an unencoded plus, which some servers read as a space.
fn check_encoding(query: &Pairs) -> Result<(), String> {
    match query.iter().find(|(name, value)| name.contains('+') || value.contains('+')) {
        Some((name, value)) => Err(format!("the query has a bare plus: `{name}={value}`")),
        None => Ok(()),
    }
}

fn from_path(parameter: &Parameter, kind: Kind, text: &str) -> Result<Sent, String> {
    if parameter.is_json {
        return Ok(Sent::One(decoded(text)?));
    }
    let name = &parameter.name;
    let no_prefix = || format!("`{text}` does not begin as the style `{}` does", parameter.style);
    match (parameter.style.as_str(), parameter.explode) {
        ("label", explode) => {
            let text = text.strip_prefix('.').ok_or_else(no_prefix)?;
            split(kind, text, if explode { "." } else { "," }, explode)
        }
        ("matrix", true) if kind != Kind::One => {
            let text = text.strip_prefix(';').ok_or_else(no_prefix)?;
            let parts = split(Kind::Members, text, ";", true)?;
            match (kind, parts) {
                (Kind::Many, Sent::Members(parts)) if parts.iter().all(|(key, _)| key == name) => {
                    Ok(Sent::Many(parts.into_iter().map(|(_, value)| value).collect()))
                }
                (_, parts) => Ok(parts),
            }
        }
        ("matrix", _) => {
            let prefix = format!(";{name}=");
            split(kind, text.strip_prefix(&prefix).ok_or_else(no_prefix)?, ",", false)
        }
        (_, explode) => split(kind, text, ",", explode),
    }
}

/// Splits an encoded text, and decodes its parts.
fn split(kind: Kind, text: &str, delimiter: &str, explode: bool) -> Result<Sent, String> {
    let parts = || text.split(delimiter);
    match kind {
        Kind::One => decoded(text).map(Sent::One),
        Kind::Many => parts().map(decoded).collect::<Result<_, _>>().map(Sent::Many),
        Kind::Members if explode => {
            let members = parts().map(|part| {
                let (key, value) = part.split_once('=').unwrap_or((part, ""));
                Ok((decoded(key)?, decoded(value)?))
            });
            members.collect::<Result<_, String>>().map(Sent::Members)
        }
        Kind::Members => {
            let parts: Vec<String> = parts().map(decoded).collect::<Result<_, _>>()?;
            let members = parts.chunks(2).map(|pair| match pair {
                [key, value] => Ok((key.clone(), value.clone())),
                _ => Err("the list of keys and values ends after a key".to_owned()),
            });
            members.collect::<Result<_, _>>().map(Sent::Members)
        }
    }
}

fn from_pairs(
    parameter: &Parameter,
    argument: &Value,
    pairs: &Pairs,
    names: &mut Vec<String>,
) -> Result<Option<Sent>, String> {
    let kind = if parameter.is_json { Kind::One } else { Kind::of(argument) };
    let decoded_pairs: Vec<(String, &str)> = pairs
        .iter()
        .map(|(name, value)| Ok((decoded(name)?, value.as_str())))
        .collect::<Result<_, String>>()?;
    if kind == Kind::Members && (parameter.style == "deepObject" || parameter.explode) {
        return members(parameter, argument, &decoded_pairs, names);
    }
    names.push(parameter.name.clone());
    let own: Vec<&str> = decoded_pairs
        .iter()
        .filter(|(name, _)| *name == parameter.name)
        .map(|(_, value)| *value)
        .collect();
    if kind == Kind::Many && parameter.explode {
        let values: Vec<String> = own.into_iter().map(decoded).collect::<Result<_, _>>()?;
        return Ok((!values.is_empty()).then_some(Sent::Many(values)));
    }
    match own.as_slice() {
        [] => Ok(None),
        [text] => split(kind, &plain_delimiters(&parameter.style, text), ",", false).map(Some),
        _ => Err(format!("is sent {} times", own.len())),
    }
}

/// The members of an object that are sent as separate parameters.
fn members(
    parameter: &Parameter,
    argument: &Value,
    pairs: &[(String, &str)],
    names: &mut Vec<String>,
) -> Result<Option<Sent>, String> {
    let mut members = Vec::new();
    for key in argument.as_object().into_iter().flatten().map(|(key, _)| key) {
        let name = match parameter.style.as_str() {
            "deepObject" => format!("{}[{key}]", parameter.name),
            _ => key.clone(),
        };
        for (_, value) in pairs.iter().filter(|(other, _)| *other == name) {
            members.push((key.clone(), decoded(value)?));
        }
        names.push(name);
    }
    Ok((!members.is_empty()).then_some(Sent::Members(members)))
}

/// Decodes delimiters: spaces and bars may be encoded or not, and the drawn elements contain neither.
fn plain_delimiters(style: &str, text: &str) -> String {
    match style {
        "spaceDelimited" => text.replace("%20", ",").replace(' ', ","),
        "pipeDelimited" => text.replace("%7C", ",").replace("%7c", ",").replace('|', ","),
        _ => text.to_owned(),
    }
}

fn from_header(parameter: &Parameter, argument: &Value, text: &str) -> Sent {
    let parts = || text.split(',').map(|part| part.trim().to_owned());
    match Kind::of(argument) {
        Kind::One => Sent::One(text.to_owned()),
        _ if parameter.is_json => Sent::One(text.to_owned()),
        Kind::Many => Sent::Many(parts().collect()),
        Kind::Members if parameter.explode => Sent::Members(
            parts()
                .map(|part| part.split_once('=').map(|(key, value)| (key.into(), value.into())))
                .map(Option::unwrap_or_default)
                .collect(),
        ),
        Kind::Members => {
            let parts: Vec<String> = parts().collect();
            let pair =
                |pair: &[String]| (pair[0].clone(), pair.get(1).cloned().unwrap_or_default());
            Sent::Members(parts.chunks(2).map(pair).collect())
        }
    }
}

/// The specification of lists in cookies does not work in practice. A comma may be encoded.
fn from_cookies(
    parameter: &Parameter,
    argument: &Value,
    cookies: &Pairs,
) -> Result<Option<Sent>, String> {
    let own = cookies.iter().find(|(name, _)| *name == parameter.name);
    let Some((_, text)) = own else { return Ok(None) };
    let text = decoded(text)?;
    Ok(Some(match Kind::of(argument) {
        Kind::Many if !parameter.is_json => Sent::Many(text.split(',').map(Into::into).collect()),
        _ => Sent::One(text),
    }))
}

fn compare(parameter: &Parameter, argument: &Value, sent: Option<Sent>) -> Result<(), String> {
    let is_empty = |sent: &Sent| match sent {
        Sent::One(text) => text.is_empty(),
        Sent::Many(texts) => texts.iter().all(String::is_empty),
        Sent::Members(members) => members.is_empty(),
    };
    let same = match (argument, &sent) {
        (Value::Null, None) => true,
        // An empty list cannot be distinguished from an absent one.
        (Value::Array(items), sent) if items.is_empty() && !parameter.is_json => {
            sent.as_ref().is_none_or(is_empty)
        }
        (Value::Object(members), None) => members.is_empty(),
        (_, Some(Sent::One(text))) if parameter.is_json => {
            serde_json::from_str(text).is_ok_and(|value| differences(argument, &value).is_empty())
        }
        (Value::Array(items), Some(Sent::Many(texts))) => {
            items.len() == texts.len() && items.iter().zip(texts).all(|(item, text)| is(item, text))
        }
        (Value::Object(expected), Some(Sent::Members(members))) => {
            let known = |(key, text): &(String, String)| {
                expected.get(key).is_some_and(|value| is(value, text))
            };
            expected.len() == members.len() && members.iter().all(known)
        }
        (value, Some(Sent::One(text))) => is(value, text),
        _ => false,
    };
    if same { Ok(()) } else { Err(format!("the argument is {argument}, but {sent:?} was sent")) }
}

/// Whether a text represents a value. Values that are too deep for a style are JSON.
pub(crate) fn is(value: &Value, text: &str) -> bool {
    match value {
        Value::Null => text.is_empty() || text == "null",
        Value::String(value) => value == text,
        Value::Bool(value) => value.to_string() == text,
        Value::Number(_) => serde_json::from_str(text)
            .is_ok_and(|read: Value| read.is_number() && equal(value, &read)),
        Value::Array(_) | Value::Object(_) => {
            serde_json::from_str(text).is_ok_and(|read| differences(value, &read).is_empty())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::received::pairs;
    use super::*;

    fn parameter(location: Location, style: &str, explode: bool) -> Parameter {
        Parameter {
            name: "color".to_owned(),
            location,
            required: true,
            style: style.to_owned(),
            explode,
            allow_reserved: false,
            is_json: false,
            schema: String::new(),
        }
    }

    fn checked(parameter: &Parameter, argument: &Value, text: &str) -> Result<(), String> {
        let in_query = parameter.location == Location::Query;
        let received = Received {
            query: if in_query { pairs(text, '&') } else { Vec::new() },
            headers: vec![("color".to_owned(), text.to_owned())],
            ..Received::default()
        };
        let slots = vec![("color".to_owned(), text.to_owned())];
        check(parameter, argument, &received, &slots, &mut Accounted::default())
    }

    /// The examples of the specification ("Style Examples").
    #[test]
    fn styles_are_read_as_in_the_specification() {
        use Location::{Header, Path, Query};
        let one = json!("blue");
        let many = json!(["blue", "black", "brown"]);
        let members = json!({ "R": 100, "G": 200, "B": 150 });
        for (location, style, explode, argument, text) in [
            (Path, "matrix", false, &one, ";color=blue"),
            (Path, "matrix", false, &many, ";color=blue,black,brown"),
            (Path, "matrix", true, &many, ";color=blue;color=black;color=brown"),
            (Path, "matrix", false, &members, ";color=R,100,G,200,B,150"),
            (Path, "matrix", true, &members, ";R=100;G=200;B=150"),
            (Path, "label", false, &one, ".blue"),
            (Path, "label", false, &many, ".blue,black,brown"),
            (Path, "label", true, &many, ".blue.black.brown"),
            (Path, "label", false, &members, ".R,100,G,200,B,150"),
            (Path, "label", true, &members, ".R=100.G=200.B=150"),
            (Path, "simple", false, &many, "blue,black,brown"),
            (Path, "simple", true, &members, "R=100,G=200,B=150"),
            (Header, "simple", false, &members, "R,100,G,200,B,150"),
            (Header, "simple", true, &members, "R=100,G=200,B=150"),
            (Query, "form", true, &one, "color=blue"),
            (Query, "form", false, &many, "color=blue,black,brown"),
            (Query, "form", true, &many, "color=blue&color=black&color=brown"),
            (Query, "form", false, &members, "color=R,100,G,200,B,150"),
            (Query, "form", true, &members, "R=100&G=200&B=150"),
            (Query, "spaceDelimited", false, &many, "color=blue%20black%20brown"),
            (Query, "pipeDelimited", false, &many, "color=blue%7Cblack%7Cbrown"),
            (Query, "deepObject", true, &members, "color%5BR%5D=100&color[G]=200&color[B]=150"),
        ] {
            let parameter = parameter(location, style, explode);
            assert_eq!(checked(&parameter, argument, text), Ok(()), "{style} {explode} {text}");
            let other = json!("other");
            assert!(checked(&parameter, &other, text).is_err(), "{style} {explode} {text}");
        }
    }

    #[test]
    fn delimiter_in_an_element_must_be_encoded() {
        let parameter = parameter(Location::Path, "simple", false);
        let argument = json!(["a,b", "c"]);
        assert_eq!(checked(&parameter, &argument, "a%2Cb,c"), Ok(()));
        assert!(checked(&parameter, &argument, "a,b,c").is_err());
    }

    #[test]
    fn text_that_is_not_the_json_of_a_number_is_not_the_number() {
        assert!(is(&json!(2), "2.0") && is(&json!(0.5), "5e-1"));
        assert!(!is(&json!(2), "+2") && !is(&json!(2), "\"2\"") && !is(&json!("2"), "\"2\""));
    }
}
