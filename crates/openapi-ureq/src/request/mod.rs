//! The request builder, used by generated functions.

mod custom;
mod documented;
mod form;
mod idempotency;
mod template;

use std::fmt;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, header};
use serde::Serialize;

use crate::base_url::BaseUrl;
use crate::body::multipart::{MediaTypes, Multipart, MultipartForm};
use crate::body::parts::{Content, Parts};
use crate::body::upload::Upload;
use crate::client::HttpClient;
use crate::client::call::Call;
use crate::client::options::is_framing;
use crate::encode::finite::{Finite, not_written};
use crate::encode::percent::is_cookie_name;
use crate::encode::{EncodeError, Encoding, Location, Style, encode};
use crate::error::{Error, ErrorKind};
use crate::operation::Operation;
use crate::request::template::Template;
use crate::response::accept::{DEFAULT_ACCEPT, DecoderOutput};
use crate::response::{RawResponse, Response};

/// A request for an operation.
///
/// An invalid argument is recorded, and [`send`](Self::send) returns the error without sending
/// anything.
pub struct Request<'a> {
    client: &'a HttpClient,
    operation: &'static Operation,
    template: Template<'a>,
    parts: Parts,
    /// The accepted media types, if they are not determined by the decoder.
    accept: Option<&'static str>,
    problem: Option<Error>,
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The path, the headers and the body come from the caller, and may contain secrets.
        f.debug_struct("Request")
            .field("operation", &self.operation)
            .field("problem", &self.problem)
            .finish_non_exhaustive()
    }
}

impl HttpClient {
    /// Creates a request for `operation`.
    #[must_use]
    pub fn request(&self, operation: &'static Operation) -> Request<'_> {
        Request::new(self, operation, operation.path)
    }

    /// Creates a request for an endpoint that the document does not describe. `path` is relative to
    /// the base URL. It may have a query, and variables such as `{group_id}` in either part, which
    /// [`Request::path`] fills by name. The request carries all credentials of the client, and is
    /// idempotent if its method is (RFC 9110). Errors, logs and hooks name the operation `request`.
    #[must_use]
    pub fn custom_request<'a>(&'a self, method: &Method, path: &'a str) -> Request<'a> {
        let (operation, problem) = custom::resolve(method, path);
        let request = Request::new(self, operation, path);
        match problem {
            Some(problem) => request.refuse(problem),
            None => request.custom(),
        }
    }
}

impl<'a> Request<'a> {
    /// Creates a request for `operation` at `template`, which is relative to the base URL.
    fn new(client: &'a HttpClient, operation: &'static Operation, template: &'a str) -> Self {
        let (base_url, problem) = match client.own_base_url(operation).transpose() {
            Ok(base_url) => (base_url, None),
            Err(problem) => (None, Some(problem)),
        };
        let prefix = base_url.as_ref().map_or(client.path_prefix(), BaseUrl::prefix);
        let mut target = String::with_capacity(prefix.len() + template.len() + 64);
        target.push_str(prefix);
        if !template.starts_with('/') {
            target.push('/');
        }
        let parts = Parts {
            target,
            secret_tail: 0,
            is_custom: false,
            base_url,
            headers: Vec::with_capacity(2),
            body: Content::Empty,
        };
        Self { client, operation, template: Template::new(template), parts, accept: None, problem }
    }

    /// Marks the endpoint as not described by the document.
    fn custom(mut self) -> Self {
        self.parts.is_custom = true;
        self
    }

    /// Fills the variable `name` of the path template: with one segment in the path, or with a
    /// value in the query. Variables can be filled in any order.
    #[must_use]
    pub fn path<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Self {
        self.fill_slot(name, Encoding::SIMPLE, value);
        self
    }

    /// Fills a variable of the path with the elements of a list, separated by commas.
    #[must_use]
    pub fn path_list<T: Serialize>(self, name: &str, values: &[T]) -> Self {
        self.path_as(name, Encoding::SIMPLE, values)
    }

    /// Fills a variable of the path in the style that the document specifies.
    #[doc(hidden)]
    #[must_use]
    pub fn path_as<T: Serialize + ?Sized>(
        mut self,
        name: &str,
        encoding: Encoding,
        value: &T,
    ) -> Self {
        self.fill_slot(name, encoding, value);
        self
    }

    fn fill_slot<T: Serialize + ?Sized>(&mut self, name: &str, encoding: Encoding, value: &T) {
        let filled = self.template.fill(&mut self.parts.target, name, |target, location| {
            encode(target, location, name, encoding, value)
        });
        if let Err(problem) = filled {
            self.record(Error::new(ErrorKind::InvalidArgument, problem));
        }
    }

    /// Adds a query parameter; a list adds one parameter per element.
    #[must_use]
    pub fn query<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Self {
        self.add_query(name, Encoding::FORM, value);
        self
    }

    /// Adds a query parameter for each element of a list.
    #[must_use]
    pub fn query_repeated<T: Serialize>(self, name: &str, values: &[T]) -> Self {
        self.query_as(name, Encoding::FORM, values)
    }

    /// Adds one query parameter with all elements of a list. `delimiter` is `,`, `%20` or `%7C`.
    #[must_use]
    pub fn query_joined<T: Serialize>(self, name: &str, delimiter: &str, values: &[T]) -> Self {
        let style = match delimiter {
            "," => Style::Form,
            "%20" => Style::SpaceDelimited,
            "%7C" => Style::PipeDelimited,
            _ => {
                return self.refuse(format!(
                    "the delimiter {delimiter:?} of `{}` is not one of OpenAPI; use `,`, `%20` or `%7C`",
                    name.escape_debug()
                ));
            }
        };
        self.query_as(name, Encoding::new(style, false), values)
    }

    /// Adds a query parameter in the style that the document specifies.
    #[doc(hidden)]
    #[must_use]
    pub fn query_as<T: Serialize + ?Sized>(
        mut self,
        name: &str,
        encoding: Encoding,
        value: &T,
    ) -> Self {
        self.add_query(name, encoding, value);
        self
    }

    fn add_query<T: Serialize + ?Sized>(&mut self, name: &str, encoding: Encoding, value: &T) {
        let added = self.template.add_query(&mut self.parts.target, |target, location| {
            encode(target, location, name, encoding, value)
        });
        if let Err(error) = added {
            self.record(argument_error(name, &error));
        }
    }

    /// Sets a header, replacing an earlier value of the same name. A list is written as by
    /// [`header_list`](Self::header_list).
    ///
    /// In a request to an endpoint that the document does not describe, a header that is reserved
    /// for HTTP or the client makes the call fail.
    #[must_use]
    pub fn header<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.header_as(name, Encoding::SIMPLE, value)
    }

    /// Sets a header to the elements of a list, separated by commas. Commas and percent signs in
    /// elements are percent-encoded.
    #[must_use]
    pub fn header_list<T: Serialize>(self, name: &str, values: &[T]) -> Self {
        self.header_as(name, Encoding::SIMPLE, values)
    }

    /// Sets a header in the style that the document specifies.
    #[doc(hidden)]
    #[must_use]
    pub fn header_as<T: Serialize + ?Sized>(
        self,
        name: &str,
        encoding: Encoding,
        value: &T,
    ) -> Self {
        let mut text = String::new();
        match encode(&mut text, Location::Header, name, encoding, value) {
            Ok(true) => self.header_line(name, &text),
            Ok(false) => self,
            Err(error) => self.fail(argument_error(name, &error)),
        }
    }

    fn header_line(mut self, name: &str, value: &str) -> Self {
        let shown = name.escape_debug();
        let Ok(header) = HeaderName::from_bytes(name.as_bytes()) else {
            return self.refuse(format!(
                "`{shown}` cannot be the name of a header; use letters, digits and hyphens"
            ));
        };
        let Ok(mut value) = HeaderValue::from_str(value) else {
            return self.refuse(format!(
                "the argument for the header `{shown}` holds a character that a header cannot carry; pass \
                 printable ASCII"
            ));
        };
        let is_custom = self.parts.is_custom;
        if is_framing(&header) || (is_custom && self.client.reserves(&header)) {
            return self
                .refuse(format!("the header `{shown}` is set by the client itself; leave it out"));
        }
        if is_custom {
            value.set_sensitive(true);
        }
        self.parts.headers.push((header, value));
        self
    }

    /// Adds a cookie with a percent-encoded value. The elements of a list are separated by commas.
    #[must_use]
    pub fn cookie<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.cookie_as(name, Encoding::FORM_JOINED, value)
    }

    /// Adds a cookie in the style that the document specifies.
    #[doc(hidden)]
    #[must_use]
    pub fn cookie_as<T: Serialize + ?Sized>(
        mut self,
        name: &str,
        encoding: Encoding,
        value: &T,
    ) -> Self {
        if !is_cookie_name(name) {
            return self.refuse(format!(
                "`{}` cannot be the name of a cookie; use letters, digits and hyphens",
                name.escape_debug()
            ));
        }
        let mut pairs = String::new();
        let encoded = encode(&mut pairs, Location::Cookie, name, encoding, value);
        match encoded
            .map(|is_there| (is_there, HeaderValue::from_str(pairs.trim_start_matches("; "))))
        {
            Ok((true, Ok(pairs))) => {
                self.parts.headers.push((header::COOKIE, pairs));
                self
            }
            Ok((false, _)) => self,
            // Everything but the name is percent-encoded, and the name is a token.
            Ok((true, Err(_))) => self.refuse("the cookies are too long; shorten the arguments"),
            Err(error) => self.fail(argument_error(name, &error)),
        }
    }

    /// Sets the accepted media types to those of the document, if they are not determined by the
    /// decoder. An `Accept` header set by the caller takes precedence.
    #[doc(hidden)]
    #[must_use]
    pub fn accept(mut self, media_types: &'static str) -> Self {
        self.accept = Some(media_types);
        self
    }

    /// Sets the body to `value` as compact `application/json`.
    #[must_use]
    pub fn json<T: Serialize + ?Sized>(self, value: &T) -> Self {
        self.json_as("application/json", value)
    }

    /// Sets the body to `value` as JSON with another media type.
    #[must_use]
    pub fn json_as<T: Serialize + ?Sized>(self, media_type: &'static str, value: &T) -> Self {
        self.serialized(media_type, serde_json::to_vec(&Finite(value)))
    }

    /// Not generic, to be compiled once instead of per type.
    fn serialized(self, media_type: &str, json: serde_json::Result<Vec<u8>>) -> Self {
        match json {
            Ok(bytes) => self.content(media_type, Content::Bytes(bytes.into())),
            Err(error) => self.fail(not_written("the body", "JSON", error)),
        }
    }

    /// Sets the body to the members of `value` as `application/x-www-form-urlencoded`: lists as
    /// repeated members, deeper values as JSON.
    #[must_use]
    pub fn form<T: Serialize + ?Sized>(self, value: &T) -> Self {
        match form::encode(serde_json::to_value(Finite(value)), &[]) {
            Ok(form) => {
                self.content("application/x-www-form-urlencoded", Content::Bytes(form.into()))
            }
            Err(problem) => self.fail(problem),
        }
    }

    /// Sets the body to a form as `multipart/form-data`. `media_types` are the defaults for its
    /// files, by the name of the part.
    #[must_use]
    pub fn multipart(self, media_types: MediaTypes, form: &impl MultipartForm) -> Self {
        let mut multipart = Multipart::new(media_types);
        form.write_parts(&mut multipart);
        if let Some(problem) = multipart.take_problem() {
            return self.fail(problem);
        }
        let media_type = multipart.media_type();
        self.content(&media_type, Content::Multipart(multipart))
    }

    /// Sets the body to an upload. `media_type` is the default if the upload has none.
    #[must_use]
    pub fn upload(self, media_type: &'static str, upload: &Upload) -> Self {
        self.content(upload.media_type(Some(media_type)), Content::Upload(upload.clone()))
    }

    /// Sets the body to text.
    #[must_use]
    pub fn text(self, media_type: &'static str, text: &str) -> Self {
        self.content(media_type, Content::Bytes(Bytes::copy_from_slice(text.as_bytes())))
    }

    /// Applies `then` if there is a value.
    #[must_use]
    pub fn optional<T>(self, value: Option<T>, then: impl FnOnce(Self, T) -> Self) -> Self {
        match value {
            Some(value) => then(self, value),
            None => self,
        }
    }

    /// Sends the request and decodes the response, with a function from [`decode`](crate::decode)
    /// or a custom one, which is called again if the call is retried after decoding.
    ///
    /// # Errors
    ///
    /// If an argument is invalid, no response is received, or the response is an error, cannot be
    /// decoded, or is refused by the client's [`Classifier`](crate::Classifier).
    pub fn send<D: DecoderOutput>(
        mut self,
        mut decode: impl FnMut(&mut RawResponse) -> D,
    ) -> Result<Response<D::Value>, Error> {
        self.finish(D::ACCEPT)?;
        let mut call = Call::new(self.client, self.operation, self.parts)?;
        loop {
            let mut response = call.response()?;
            match decode(&mut response).into_result() {
                Ok(body) => return Ok(call.succeeded(body, response)),
                Err(error) => call.failed(response.complete(error))?,
            }
        }
    }

    /// Completes the request, unless part of it is invalid. Not generic, to be compiled once
    /// instead of per type.
    fn finish(&mut self, accept: &'static str) -> Result<(), Error> {
        let finished = self.template.finish(&mut self.parts.target);
        self.add_idempotency_key();
        if let Some(problem) = self.problem.take() {
            return Err(problem.in_operation(self.operation));
        }
        if let Err(problem) = finished {
            let problem = Error::new(ErrorKind::InvalidArgument, problem);
            return Err(problem.in_operation(self.operation));
        }
        let accept = self.accept.unwrap_or(accept);
        if accept != DEFAULT_ACCEPT
            && !self.client.has_accept()
            && self.parts.headers.iter().all(|(name, _)| *name != header::ACCEPT)
        {
            self.parts.headers.push((header::ACCEPT, HeaderValue::from_static(accept)));
        }
        Ok(())
    }

    fn content(mut self, media_type: &str, content: Content) -> Self {
        match HeaderValue::from_str(media_type) {
            Ok(media_type) => {
                self.parts.headers.push((header::CONTENT_TYPE, media_type));
                self.parts.body = content;
                self
            }
            Err(_) => self.refuse(format!("{media_type:?} is not a media type")),
        }
    }

    /// Records why the request cannot be sent.
    fn refuse(self, message: impl Into<String>) -> Self {
        self.fail(Error::new(ErrorKind::InvalidArgument, message))
    }

    fn fail(mut self, problem: Error) -> Self {
        self.record(problem);
        self
    }

    /// Records the first problem.
    #[cold]
    fn record(&mut self, problem: Error) {
        self.problem.get_or_insert(problem);
    }
}

fn argument_error(name: &str, error: &EncodeError) -> Error {
    let message = format!("the argument `{}` {error}", name.escape_debug());
    Error::new(ErrorKind::InvalidArgument, message)
}
