//! Validates arguments before anything is sent. Each error names the problem and the remedy.

use std::time::Duration;

use crate::generated::models::FileUpload;
use crate::ids::argument::Argument;
use crate::ids::participant::{IntoParticipant, Participant};
use crate::ids::recipient::{IntoRecipient, Recipient};
use openapi_ureq::Upload;
use openapi_ureq::{Error, ErrorKind, Operation};

/// The error for an invalid argument of `operation`.
pub(crate) fn refusal(message: impl Into<String>, operation: &'static Operation) -> Error {
    Error::new(ErrorKind::InvalidArgument, message).in_operation(operation)
}

/// Converts an argument of `operation`.
pub(crate) fn convert<T>(
    argument: impl Argument<T>,
    operation: &'static Operation,
) -> Result<T, Error> {
    argument.to_id().map_err(|error| error.in_operation(operation))
}

/// The recipient, in the form that is sent.
pub(crate) fn recipient(
    to: impl IntoRecipient,
    operation: &'static Operation,
) -> Result<String, Error> {
    convert(to, operation).map(|recipient: Recipient| recipient.into())
}

/// The digits of a phone number.
pub(crate) fn phone_number(text: &str, operation: &'static Operation) -> Result<String, Error> {
    let person: Participant = convert(text, operation)?;
    match person.phone_number() {
        Some(digits) => Ok(digits.to_owned()),
        None => {
            let message = "the JID hides the phone number of the contact; pass the number itself";
            Err(refusal(message, operation))
        }
    }
}

/// The people, at least one.
pub(crate) fn people(
    argument: &str,
    people: impl IntoIterator<Item = impl IntoParticipant>,
    operation: &'static Operation,
) -> Result<Vec<Participant>, Error> {
    let convert = |person| convert(person, operation);
    let people = people.into_iter().map(convert).collect::<Result<Vec<_>, _>>()?;
    if people.is_empty() {
        let message = format!("the list of {argument} is empty; pass at least one");
        return Err(refusal(message, operation));
    }
    Ok(people)
}

/// The text, unless it is blank.
pub(crate) fn not_empty<'a>(
    argument: &str,
    text: &'a str,
    operation: &'static Operation,
) -> Result<&'a str, Error> {
    if text.trim().is_empty() {
        let message = format!("the {argument} is empty; pass at least one visible character");
        return Err(refusal(message, operation));
    }
    Ok(text)
}

/// The text, if any. A blank text is an error.
pub(crate) fn none_or_not_empty<'a>(
    argument: &str,
    text: Option<&'a str>,
    operation: &'static Operation,
) -> Result<Option<&'a str>, Error> {
    match text {
        Some(text) if text.trim().is_empty() => {
            Err(refusal(format!("the {argument} is empty; pass None to leave it out"), operation))
        }
        text => Ok(text),
    }
}

/// The file, unless it is empty.
pub(crate) fn file(
    argument: &str,
    file: Upload,
    operation: &'static Operation,
) -> Result<Upload, Error> {
    not_an_empty_file(argument, &file, 1, operation)?;
    Ok(file)
}

/// Up to `count` bytes from the start of a file that is not empty.
pub(crate) fn not_an_empty_file(
    argument: &str,
    file: &Upload,
    count: usize,
    operation: &'static Operation,
) -> Result<Vec<u8>, Error> {
    let start = file.peek(count, argument).map_err(|error| error.in_operation(operation))?;
    if start.is_empty() {
        let message = format!("the {argument} is empty; pass a file with content");
        return Err(refusal(message, operation));
    }
    Ok(start)
}

/// The media keys, if they have a path.
pub(crate) fn media_keys<'a>(
    keys: &'a FileUpload,
    operation: &'static Operation,
) -> Result<&'a FileUpload, Error> {
    if keys.direct_path.is_empty() {
        let message = "the media keys have no direct_path; pass those that an upload returned";
        return Err(refusal(message, operation));
    }
    Ok(keys)
}

/// The URL, if it is an `https` or `http` URL. Errors do not contain it, since it may contain secrets.
pub(crate) fn web_url<'a>(
    argument: &str,
    url: &'a str,
    operation: &'static Operation,
) -> Result<&'a str, Error> {
    let problem = |what: &str| {
        Err(refusal(format!("the {argument} {what}; write it as https://host/path"), operation))
    };
    let Some((scheme, rest)) = url.split_once("://") else { return problem("has no scheme") };
    if !["https", "http"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return problem("has a scheme other than https and http");
    }
    if url.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return problem("holds white space or a control character");
    }
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    if host.is_empty() || host.starts_with(':') {
        return problem("has no host");
    }
    Ok(url)
}

/// A duration in whole minutes, rounded up.
pub(crate) fn minutes(
    time: Option<Duration>,
    operation: &'static Operation,
) -> Result<Option<i64>, Error> {
    let Some(time) = time else { return Ok(None) };
    if time.is_zero() {
        let message = "the expiry is zero; pass at least a minute, or None";
        return Err(refusal(message, operation));
    }
    let is_whole = time.as_secs().is_multiple_of(60) && time.subsec_nanos() == 0;
    let minutes = time.as_secs() / 60 + u64::from(!is_whole);
    // The longest duration in minutes fits.
    Ok(Some(i64::try_from(minutes).unwrap_or(i64::MAX)))
}

/// Rejects a key that is also the name of an endpoint: only the trailing slash distinguishes the
/// instance's `/instances/list/` from `/instances/list`, and many servers ignore it.
pub(crate) fn not_reserved(key: &str, operation: &'static Operation) -> Result<(), Error> {
    match key {
        "create" | "list" => {
            let message = format!("the key {key:?} is the name of another endpoint");
            Err(refusal(format!("{message}; choose another key"), operation))
        }
        _ => Ok(()),
    }
}
