//! Request bodies: draws arguments for them, and checks what the server received.

use serde_json::{Map, Value, json};

use super::compare::differences;
use super::document::{Body, Location, Media, Parameter};
use super::multipart::{self, Part, essence, is_in_range};
use super::parameters::{self, is};
use super::received::{Received, pairs};
use super::report::{Kind, Problem};
use super::schemas::Schemas;
use super::text::Place;
use super::values::{Plan, Values};

/// The encoding of a media type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Form,
    Multipart,
    Text,
    Bytes,
}

impl Format {
    pub(crate) fn of(media_type: &str, schema: Option<&Value>) -> Self {
        let is_string = schema.is_some_and(|schema| schema["type"] == "string");
        match essence(media_type).as_str() {
            "application/x-www-form-urlencoded" => Self::Form,
            "multipart/form-data" => Self::Multipart,
            name if name.ends_with("/json") || name.ends_with("+json") => Self::Json,
            _ if schema.is_some_and(is_binary) => Self::Bytes,
            name if name.starts_with("text/") => Self::Text,
            "*/*" | "application/*" if is_string => Self::Text,
            "*/*" | "application/*" if schema.is_some_and(|schema| !is_anything(schema)) => {
                Self::Json
            }
            _ => Self::Bytes,
        }
    }
}

/// Whether a schema accepts anything.
pub(crate) fn is_anything(schema: &Value) -> bool {
    schema == &Value::Bool(true) || schema.as_object().is_some_and(Map::is_empty)
}

/// Whether a schema describes bytes that are sent unchanged.
pub(crate) fn is_binary(schema: &Value) -> bool {
    let is_string = schema["type"] == "string" || schema["type"] == json!(["string", "null"]);
    (is_string && schema["format"] == "binary")
        || (schema["contentEncoding"].is_null() && schema["contentMediaType"].is_string())
}

/// The kind of body that a function of a client takes, according to its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    Upload,
    Text,
    Form,
    Value,
}

/// The media type for which an argument is drawn: the first one that matches the argument's type.
pub(crate) fn chosen<'a>(body: &'a Body, takes: Takes, schemas: &Schemas) -> Option<&'a Media> {
    let format = |media: &Media| Format::of(&media.media_type, resolved(media, schemas));
    let wanted: &[Format] = match takes {
        Takes::Upload => &[Format::Bytes, Format::Multipart],
        Takes::Text => &[Format::Text, Format::Json, Format::Bytes],
        Takes::Form => &[Format::Multipart],
        Takes::Value => &[Format::Json, Format::Form, Format::Multipart],
    };
    wanted.iter().find_map(|wanted| body.content.iter().find(|media| format(media) == *wanted))
}

fn resolved<'a>(media: &Media, schemas: &'a Schemas) -> Option<&'a Value> {
    media.schema.as_deref().map(|pointer| schemas.resolve(schemas.at(pointer)))
}

/// An argument for a body, in the driver's format.
pub(crate) fn draw(
    media: &Media,
    plan: Plan,
    values: &mut Values<'_>,
    schemas: &Schemas,
) -> Option<Value> {
    let schema = media.schema.as_deref().map_or(&Value::Bool(true), |pointer| schemas.at(pointer));
    match Format::of(&media.media_type, resolved(media, schemas)) {
        Format::Json | Format::Form => Some(values.draw(schema, plan, Place::Anywhere)?.valid()),
        Format::Multipart => form(schema, plan, values, schemas),
        Format::Text => {
            let text = values.draw(&json!({ "type": "string" }), plan, Place::Anywhere)?;
            Some(text.valid())
        }
        // For a range, only the caller knows the media type.
        Format::Bytes if media.media_type.contains('*') => {
            let media_type = media.media_type.replace("*/*", "image/*").replace('*', "png");
            Some(json!({ "bytes": bytes(values), "media_type": media_type }))
        }
        Format::Bytes => Some(bytes(values)),
    }
}

/// Bytes that contain invalid UTF-8 and line breaks.
fn bytes(values: &mut Values<'_>) -> Value {
    let mut bytes = vec![0, 0xFF, b'\r', b'\n', b'-', b'-'];
    bytes.extend((0..8).map(|_| values.rng.u8(..)));
    json!(bytes)
}

/// A form of parts: files as lists of bytes, everything else as JSON.
fn form(schema: &Value, plan: Plan, values: &mut Values<'_>, schemas: &Schemas) -> Option<Value> {
    let flat = values.flatten(schema, 0)?;
    let mut members = Map::new();
    for (name, property) in flat.properties() {
        let is_sent = flat.requires(name)
            || match plan {
                Plan::Full | Plan::Nulls | Plan::Empty => true,
                Plan::Minimal => false,
                Plan::Random | Plan::Unlisted => values.rng.bool(),
            };
        if !is_sent {
            continue;
        }
        let resolved = schemas.resolve(property);
        let items = resolved.get("items").map(|items| schemas.resolve(items));
        let value = if is_binary(resolved) {
            bytes(values)
        } else if items.is_some_and(is_binary) {
            let count = if plan == Plan::Empty { 0 } else { 2 };
            (0..count).map(|_| bytes(values)).collect()
        } else {
            values.draw(property, plan, Place::Anywhere)?.valid()
        };
        members.insert(name.clone(), value);
    }
    Some(Value::Object(members))
}

/// Compares the received body with the argument, which is null if the body was omitted.
pub(crate) fn check(
    body: &Body,
    argument: &Value,
    received: &Received,
    schemas: &Schemas,
) -> Vec<Problem> {
    let rejected = |message: String| vec![Problem::new(Kind::Rejected, message)];
    let Some(content_type) = received.header("content-type") else {
        return match (received.body.is_empty(), argument.is_null() && !body.required) {
            (true, true) => Vec::new(),
            (true, false) => rejected("the body is missing".to_owned()),
            (false, _) => rejected("a body without a media type came".to_owned()),
        };
    };
    if argument.is_null() && !body.required {
        return rejected(format!("a body of `{content_type}` came, though none was given"));
    }
    let matching = body.content.iter().find(|media| is_in_range(&media.media_type, content_type));
    let Some(media) = matching else {
        return rejected(format!("the document has no body of the media type `{content_type}`"));
    };
    match Format::of(&media.media_type, resolved(media, schemas)) {
        Format::Json => json(media, argument, &received.body, schemas),
        Format::Form => match form_urlencoded(media, argument, &received.body, schemas) {
            Ok(problems) => problems.into_iter().flat_map(rejected).collect(),
            Err(message) => rejected(message),
        },
        Format::Multipart => match multipart::parts(content_type, &received.body) {
            Ok(parts) => check_parts(media, argument, parts, schemas),
            Err(message) => rejected(message),
        },
        Format::Text | Format::Bytes if is_content(argument, &received.body) => Vec::new(),
        Format::Text | Format::Bytes => rejected("the body is not the argument".to_owned()),
    }
}

fn json(media: &Media, argument: &Value, body: &[u8], schemas: &Schemas) -> Vec<Problem> {
    let value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => {
            return vec![Problem::new(Kind::Rejected, format!("the body is not JSON: {error}"))];
        }
    };
    let schema = media.schema.as_deref().map_or(&Value::Bool(true), |pointer| schemas.at(pointer));
    let mut problems = Vec::new();
    if let Err(message) = schemas.validate(schema, &value) {
        problems.push(Problem::new(Kind::Rejected, format!("the body is not valid {message}")));
    }
    problems.extend(differences(argument, &value).into_iter().map(Problem::from));
    problems
}

/// Whether an argument, text or bytes, equals this content.
fn is_content(argument: &Value, content: &[u8]) -> bool {
    match argument {
        Value::Object(upload) => {
            upload.get("bytes").is_some_and(|bytes| is_content(bytes, content))
        }
        Value::String(text) => text.as_bytes() == content,
        Value::Array(bytes) => {
            bytes.len() == content.len()
                && bytes.iter().zip(content).all(|(one, other)| *one == json!(other))
        }
        _ => false,
    }
}

/// The problems of the properties of a form, or the reason why it is not a form.
fn form_urlencoded(
    media: &Media,
    argument: &Value,
    body: &[u8],
    schemas: &Schemas,
) -> Result<Vec<String>, String> {
    let text = std::str::from_utf8(body).map_err(|_| "the form is not UTF-8")?;
    // In a form, unlike in a query, a plus is a space.
    let pairs = pairs(&text.replace('+', "%20"), '&');
    let mut names = Vec::new();
    let mut problems = Vec::new();
    for (name, value) in argument.as_object().into_iter().flatten() {
        let property = property(media, name, value);
        let checked = parameters::check_property(&property, value, &pairs, &mut names);
        // It is not specified whether null is sent as an empty value or omitted.
        let is_absent_null = value.is_null() && pairs.iter().all(|(other, _)| other != name);
        if let Err(message) = checked
            && !is_absent_null
        {
            problems.push(format!("property `{name}`: {message}"));
        }
    }
    let sent = pairs.iter().map(|(name, _)| super::received::decoded(name));
    for name in sent.collect::<Result<Vec<_>, _>>()? {
        if !names.contains(&name) {
            problems.push(format!("property `{name}`: was not given"));
        }
    }
    // The values equal those of the argument, which is valid.
    let schema = media.schema.as_deref().map_or(&Value::Bool(true), |pointer| schemas.at(pointer));
    problems.extend(schemas.validate(schema, argument).err());
    Ok(problems)
}

/// A property of a form as a parameter, since both have the same encoding.
fn property(media: &Media, name: &str, value: &Value) -> Parameter {
    let encoding = &media.encoding[name];
    let has_style =
        ["style", "explode", "allowReserved"].iter().any(|keyword| encoding.get(keyword).is_some());
    let style = encoding["style"].as_str().unwrap_or("form");
    let is_json = encoding["contentType"].as_str().is_some_and(|name| name.ends_with("json"));
    Parameter {
        name: name.to_owned(),
        location: Location::Query,
        required: false,
        style: style.to_owned(),
        explode: encoding["explode"].as_bool().unwrap_or(style == "form"),
        allow_reserved: true,
        // An object is JSON, unless the document specifies a style.
        is_json: is_json || (value.is_object() && !has_style),
        schema: media.schema.clone().unwrap_or_default(),
    }
}

fn check_parts(
    media: &Media,
    argument: &Value,
    parts: Vec<Part>,
    schemas: &Schemas,
) -> Vec<Problem> {
    let schema = media.schema.as_deref().map_or(&Value::Bool(true), |pointer| schemas.at(pointer));
    let mut problems = Vec::new();
    let empty = Map::new();
    let members = argument.as_object().unwrap_or(&empty);
    for part in &parts {
        if !members.contains_key(&part.name) {
            let message = format!("part `{}`: was not given", part.name);
            problems.push(Problem::new(Kind::Rejected, message));
        }
    }
    for (name, value) in members {
        let own: Vec<&Part> = parts.iter().filter(|part| part.name == *name).collect();
        let property = schemas.resolve(&schemas.resolve(schema)["properties"][name.as_str()]);
        let stated = media.encoding[name.as_str()]["contentType"].as_str();
        if let Err((kind, message)) = check_part(property, value, stated, &own, schemas) {
            problems.push(Problem::new(kind, format!("part `{name}`: {message}")));
        }
    }
    problems
}

/// Checks the parts of one property.
fn check_part(
    property: &Value,
    value: &Value,
    stated: Option<&str>,
    parts: &[&Part],
    schemas: &Schemas,
) -> Result<(), (Kind, String)> {
    let rejected = |message: &str| Err((Kind::Rejected, message.to_owned()));
    let items = property.get("items").map(|items| schemas.resolve(items));
    let is_file = is_binary(property) || items.is_some_and(is_binary);
    let is_whole = is_binary(property) || !value.is_array();
    let values: Vec<&Value> = match value {
        Value::Array(items) if !is_whole => items.iter().collect(),
        Value::Null if parts.is_empty() => return Ok(()),
        value => vec![value],
    };
    // A list that the document declares as JSON may also be a single part.
    let (values, is_whole) = match (parts, stated) {
        ([part], Some("application/json")) if !is_file && is_part(value, part) => {
            (vec![value], true)
        }
        _ => (values, is_whole),
    };
    if values.len() != parts.len() {
        let kind = if parts.is_empty() { Kind::Lost } else { Kind::Rejected };
        return Err((kind, format!("{} values, but {} parts came", values.len(), parts.len())));
    }
    for (value, part) in values.into_iter().zip(parts) {
        if is_file != part.has_file_name {
            return rejected("only a file has a file name");
        }
        if is_file && !is_content(value, &part.content) {
            return rejected("the content is not that of the file");
        }
        if !is_file && !is_part(value, part) {
            return rejected("the content is not the argument");
        }
        check_media_type(value, is_file, stated, part, is_whole)?;
    }
    Ok(())
}

fn is_part(value: &Value, part: &Part) -> bool {
    let Ok(text) = std::str::from_utf8(&part.content) else { return false };
    let is_json = part.media_type.as_deref().is_some_and(|name| name.ends_with("json"));
    match value {
        Value::String(_) if is_json => {
            serde_json::from_str(text).is_ok_and(|read: Value| read == *value)
        }
        value => is(value, text),
    }
}

fn check_media_type(
    value: &Value,
    is_file: bool,
    stated: Option<&str>,
    part: &Part,
    is_whole: bool,
) -> Result<(), (Kind, String)> {
    let media_type = part.media_type.as_deref().unwrap_or("text/plain");
    let fits = match stated {
        Some(stated) if is_file && stated.contains([',', '*']) => true,
        Some(stated) => stated.split(',').any(|range| is_in_range(range, media_type)),
        None if is_file => true,
        None if value.is_object() || (is_whole && value.is_array()) => {
            media_type == "application/json"
        }
        None => media_type == "text/plain" || value.is_array(),
    };
    if fits {
        return Ok(());
    }
    let stated = stated.unwrap_or("none stated");
    Err((Kind::Rejected, format!("its media type is `{media_type}`, the document's: {stated}")))
}
