//! Reads a response, and converts one with an error status to an error.

use std::io::{self, Read};

use http::{HeaderMap, Method, Response, StatusCode, Uri, header};

use crate::auth::Credentials;
use crate::delivery::Delivery;
use crate::error::{Error, ErrorKind, MAX_BODY, one_line};
use crate::operation::Operation;
use crate::response::RawResponse;
use crate::response::reason::reason;
use crate::shutdown::Shutdown;
use crate::transport::TransportError;

/// Reads the response of an operation, up to `limit` bytes. Returns an error unless its status is a
/// success.
pub(crate) fn read_response(
    operation: &'static Operation,
    response: Response<Box<dyn Read + Send>>,
    limit: u64,
    credentials: &Credentials,
    shutdown: &Shutdown,
) -> Result<RawResponse, Error> {
    let (parts, mut reader) = response.into_parts();
    let (status, headers) = (parts.status, parts.headers);
    let delivery = Delivery::of_response(&operation.method, status);
    // A shutdown closes the connection, which is the end of a body without other delimiters.
    let has_body = has_body(&operation.method, status);
    let broken_off = || has_body && shutdown.is_set() && !is_delimited(&headers);
    if !has_body {
        // The headers describe the body that a GET would receive.
        reader = Box::new(io::empty());
    }
    if status.is_success() && !has_body {
        return Ok(RawResponse::new(operation, status, headers, Vec::new()));
    }
    if status.is_success() {
        let body = read_body(&mut reader, &headers, limit).and_then(|body| match broken_off() {
            true => Err(connection_broke()),
            false => Ok(body),
        });
        return match body {
            Ok(body) => Ok(RawResponse::new(operation, status, headers, body)),
            Err(error) => Err(error.with_response(status, &headers, &[], delivery).truncated()),
        };
    }
    // An error response takes precedence over a failure to read its body.
    let mut body = Vec::new();
    let kept = limit.min(MAX_BODY as u64);
    let read = read_up_to(kept + 1, &mut reader, &mut body);
    let is_cut = read.is_err() || broken_off() || body.len() as u64 > kept;
    body.truncate(kept as usize);
    let (kind, message) = match status.as_u16() {
        301..=303 | 307 | 308 => {
            (ErrorKind::Redirect, redirect_message(status, &headers, credentials))
        }
        400.. => (ErrorKind::Api, api_message(status, &headers, &body, credentials)),
        _ => (ErrorKind::UnexpectedResponse, format!("{status}: unexpected status")),
    };
    let error = Error::new(kind, message).with_response(status, &headers, &body, delivery);
    Err(if is_cut { error.truncated() } else { error })
}

/// Returns whether such a response may have a body (RFC 9112, section 6.3).
fn has_body(method: &Method, status: StatusCode) -> bool {
    let has_none = [StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED].contains(&status);
    *method != Method::HEAD && !has_none && !status.is_informational()
}

/// Reads the body, up to one byte beyond `limit`.
fn read_body(reader: &mut dyn Read, headers: &HeaderMap, limit: u64) -> Result<Vec<u8>, Error> {
    let stated = headers.get(header::CONTENT_LENGTH);
    let stated = stated.and_then(|value| value.to_str().ok()?.parse::<u64>().ok()).unwrap_or(0);
    let mut body = Vec::new();
    // `Content-Length` is the size before decompression. If there is no compression, a body that is too
    // large is not read at all.
    if stated <= limit || headers.contains_key(header::CONTENT_ENCODING) {
        // `Content-Length` is only a hint, so it does not control how much memory is reserved.
        body.reserve(stated.min(64 << 10) as usize);
        read_up_to(limit.saturating_add(1), reader, &mut body).map_err(reading_failed)?;
        if body.len() as u64 <= limit {
            return Ok(body);
        }
    }
    let message =
        format!("the reply is larger than the limit of {limit} bytes (max_response_bytes)");
    Err(Error::new(ErrorKind::ResponseTooLarge, message))
}

fn read_up_to(limit: u64, reader: &mut dyn Read, body: &mut Vec<u8>) -> io::Result<usize> {
    reader.take(limit).read_to_end(body)
}

fn reading_failed(error: io::Error) -> Error {
    match error.downcast::<TransportError>() {
        Ok(error) => Error::from_transport(error),
        Err(error) => connection_broke().with_source(error),
    }
}

fn connection_broke() -> Error {
    Error::new(ErrorKind::Io, "the connection broke in the middle of the reply")
}

/// Returns whether the response delimits its body explicitly.
fn is_delimited(headers: &HeaderMap) -> bool {
    headers.contains_key(header::CONTENT_LENGTH) || headers.contains_key(header::TRANSFER_ENCODING)
}

/// Returns the status and the server's message. Credentials are redacted before the text is
/// truncated, which could otherwise leave part of one.
fn api_message(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    credentials: &Credentials,
) -> String {
    match reason(headers, body) {
        Some(message) => format!("{status}: {}", one_line(&credentials.redact(&message))),
        None => status.to_string(),
    }
}

/// Names the redirect's target, without path and query, which may contain secrets.
fn redirect_message(status: StatusCode, headers: &HeaderMap, credentials: &Credentials) -> String {
    let location =
        headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // `//other.host/` names a host, with the scheme of the request.
    let whole = match location.strip_prefix("//") {
        Some(rest) => format!("http://{rest}"),
        None => location.to_owned(),
    };
    let is_relative_to_scheme = whole != location;
    // Anything else is a relative path, even if it resembles a host.
    let uri = whole.contains("://").then(|| whole.parse::<Uri>().ok()).flatten();
    let to = uri.and_then(|uri| {
        let port = uri.port_u16().map(|port| format!(":{port}")).unwrap_or_default();
        let scheme = uri.scheme_str().filter(|_| !is_relative_to_scheme);
        let scheme = scheme.map(|scheme| format!("{scheme}://")).unwrap_or_default();
        Some(one_line(&format!("{scheme}{}{port}", uri.host()?)))
    });
    let to = match to {
        Some(to) => credentials.redact(&format!("to {to}")),
        None if location.is_empty() => "without saying where to".to_owned(),
        None => "to another path of the same host".to_owned(),
    };
    format!(
        "{status}: the server redirects {to}, which is not followed; check scheme, host and path of the base URL"
    )
}
