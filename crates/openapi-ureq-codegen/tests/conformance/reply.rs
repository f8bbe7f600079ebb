//! Creates replies, and checks the client's results for them.

use serde_json::{Value, json};

use super::body::Format;
use super::compare::differences;
use super::document::{Media, Operation, Response};
use super::multipart::{essence, is_in_range};
use super::report::{Kind, Problem};
use super::sample::Sample;
use super::schemas::Schemas;
use super::text::Place;
use super::values::{Plan, Values};

/// The expected result for a body.
#[derive(Debug)]
enum Content {
    Nothing,
    Json(Sample),
    Text(String),
    Bytes(Vec<u8>),
}

/// A reply.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// The documented status.
    pub(crate) documented: String,
    pub(crate) is_success: bool,
    pub(crate) media_type: Option<String>,
    content: Content,
}

/// The documented success responses.
pub(crate) fn successes(operation: &Operation) -> Vec<&Response> {
    let all = || operation.responses.iter();
    let successes: Vec<&Response> = all().filter(|one| one.status.starts_with('2')).collect();
    if successes.is_empty() {
        return all().filter(|one| one.status == "default").collect();
    }
    successes
}

/// The documented error responses, without redirects.
pub(crate) fn errors(operation: &Operation) -> Vec<&Response> {
    let has_success = operation.responses.iter().any(|one| one.status.starts_with('2'));
    let is_error = |one: &&Response| {
        one.status.starts_with(['4', '5']) || (has_success && one.status == "default")
    };
    operation.responses.iter().filter(is_error).collect()
}

/// Creates a reply for a documented response; by default, an empty success. `None` if no valid value is found for
/// the schema.
pub(crate) fn make(
    operation: &Operation,
    response: Option<&Response>,
    accept: &str,
    plan: Plan,
    values: &mut Values<'_>,
    schemas: &Schemas,
) -> Option<Reply> {
    let documented = response.map_or("200", |response| response.status.as_str());
    let is_success = response
        .is_none_or(|one| successes(operation).iter().any(|success| success.status == one.status));
    let status = status(operation, documented, is_success);
    let mut reply = Reply {
        status,
        documented: documented.to_owned(),
        is_success,
        media_type: None,
        content: Content::Nothing,
    };
    let carries_none = matches!(status, 204 | 205 | 304) || operation.method == "HEAD";
    let Some(media) = response.and_then(|one| preferred(one, accept)).filter(|_| !carries_none)
    else {
        return Some(reply);
    };
    let schema = media.schema.as_deref().map(|pointer| schemas.at(pointer));
    let format = Format::of(&media.media_type, schema.map(|schema| schemas.resolve(schema)));
    let everything = Value::Bool(true);
    reply.content = match format {
        Format::Json => {
            Content::Json(values.draw(schema.unwrap_or(&everything), plan, Place::Anywhere)?)
        }
        Format::Text => {
            let of_schema = schema.and_then(|schema| values.draw(schema, plan, Place::Anywhere));
            let text = of_schema.map(|sample| sample.sent()).unwrap_or_default();
            Content::Text(text.as_str().unwrap_or("any, text\r\nü").to_owned())
        }
        Format::Bytes | Format::Form | Format::Multipart => {
            Content::Bytes((0..16).map(|_| values.rng.u8(..)).chain([0xFF, 0, b'\n']).collect())
        }
    };
    reply.media_type = Some(concrete(&media.media_type, format));
    Some(reply)
}

/// A status that matches only this documented one.
fn status(operation: &Operation, documented: &str, is_success: bool) -> u16 {
    if let Ok(status) = documented.parse() {
        return status;
    }
    let candidates: &[u16] = match documented.chars().next() {
        Some('2') => &[203, 200, 226, 201, 202],
        Some('5') => &[502, 500, 503],
        Some('4') => &[418, 400, 422],
        _ if is_success => &[200],
        _ => &[451, 400, 422],
    };
    let listed =
        |status: &u16| operation.responses.iter().any(|one| one.status == status.to_string());
    candidates.iter().copied().find(|status| !listed(status)).unwrap_or(candidates[0])
}

/// The media type to send: JSON if the client accepts it, otherwise the first one.
fn preferred<'a>(response: &'a Response, accept: &str) -> Option<&'a Media> {
    let is_accepted = |media: &&Media| {
        let ranges = || accept.split(',').map(essence).filter(|range| !range.is_empty());
        ranges().count() == 0
            || ranges().any(|range| {
                is_in_range(&range, &media.media_type) || is_in_range(&media.media_type, &range)
            })
    };
    let is_json = |media: &&Media| Format::of(&media.media_type, None) == Format::Json;
    let accepted = || response.content.iter().filter(is_accepted);
    accepted().find(is_json).or_else(|| accepted().next()).or_else(|| response.content.first())
}

/// A media type in a range such as `image/*`.
fn concrete(media_type: &str, format: Format) -> String {
    match (media_type.contains('*'), format) {
        (false, _) => media_type.to_owned(),
        (true, Format::Json) => "application/json".to_owned(),
        (true, Format::Text) => "text/plain".to_owned(),
        (true, _) if media_type.starts_with(['*', 'a']) => "application/octet-stream".to_owned(),
        (true, _) => media_type.replace('*', "x-any"),
    }
}

impl Reply {
    /// The bytes of the body.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        match &self.content {
            Content::Nothing => Vec::new(),
            Content::Json(sample) => sample.sent().to_string().into_bytes(),
            Content::Text(text) => text.clone().into_bytes(),
            Content::Bytes(bytes) => bytes.clone(),
        }
    }

    /// The problems of the client's result for the body, as printed by the driver.
    pub(crate) fn problems(&self, got: &Value) -> Vec<Problem> {
        let lost = || vec![Problem::new(Kind::Lost, "the body is not given to the caller")];
        let changed = || vec![Problem::new(Kind::Changed, "the body is another")];
        let is_nothing = got.get("nothing").is_some();
        if let Some(bytes) = got.get("bytes") {
            // A list of small numbers can also be decoded as bytes.
            let is_list = matches!(&self.content, Content::Json(list) if list.expected() == *bytes);
            let is_same = is_list || *bytes == json!(self.bytes());
            return if is_same { Vec::new() } else { changed() };
        }
        let got = got.get("json");
        match &self.content {
            Content::Nothing if is_nothing || got == Some(&json!("")) => Vec::new(),
            Content::Nothing => vec![Problem::new(Kind::Added, "there is a body that nobody sent")],
            _ if is_nothing => lost(),
            Content::Json(sample) => {
                let found = differences(&sample.expected(), got.unwrap_or(&Value::Null));
                found.into_iter().map(Problem::from).collect()
            }
            Content::Text(text) if got == Some(&json!(text)) => Vec::new(),
            Content::Text(_) | Content::Bytes(_) => changed(),
        }
    }

    /// Whether the client kept the body of an error unchanged.
    pub(crate) fn is_error_body(&self, got: &Value) -> bool {
        *got == json!(self.bytes()) || (got.is_null() && self.bytes().is_empty())
    }
}
