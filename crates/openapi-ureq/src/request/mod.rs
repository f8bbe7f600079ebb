//! A request under construction, as the generated functions write it.

pub(crate) mod accept;
mod custom;
mod form;
mod template;

use std::fmt;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, header};
use serde::Serialize;

use crate::body::multipart::{MediaTypes, Multipart, MultipartForm};
use crate::body::parts::{Content, Parts};
use crate::body::upload::Upload;
use crate::client::HttpClient;
use crate::client::options::DEFAULT_ACCEPT;
use crate::encode::finite::{self, Finite};
use crate::encode::{EncodeError, Encoding, Location, Style, encode};
use crate::error::{Error, ErrorKind, MAX_BODY};
use crate::observe::Attempt;
use crate::operation::Operation;
use crate::request::accept::Decoded;
use crate::request::template::Template;
use crate::response::{RawResponse, Response};

/// A request for an operation.
///
/// An argument that cannot be sent is remembered, and [`send`](Self::send) reports it instead of
/// sending anything.
pub struct Request<'a> {
    client: &'a HttpClient,
    operation: &'static Operation,
    template: Template<'a>,
    parts: Parts,
    /// The media types that are accepted, if it is not the decoder that says it.
    accept: Option<&'static str>,
    problem: Option<Error>,
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The path, the headers and the body are what the caller knows, and may hold secrets.
        f.debug_struct("Request")
            .field("operation", &self.operation)
            .field("problem", &self.problem)
            .finish_non_exhaustive()
    }
}

impl HttpClient {
    /// Starts a request for `operation`.
    #[must_use]
    pub fn request(&self, operation: &'static Operation) -> Request<'_> {
        Request::new(self, operation, operation.path)
    }

    /// Starts a request for an endpoint that the document does not describe. `path` is relative to
    /// the base URL; it may have a query, and slots such as `{group_id}` in either, which
    /// [`Request::path`] fills by name. It is sent with all credentials of the client, and is idempotent if its method
    /// is (RFC 9110). In errors, logs and hooks the operation is called `request`.
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
    /// A request for `operation` at `template`, which is relative to the base URL.
    fn new(client: &'a HttpClient, operation: &'static Operation, template: &'a str) -> Self {
        let prefix = client.path_prefix();
        let mut target = String::with_capacity(prefix.len() + template.len() + 64);
        target.push_str(prefix);
        if !template.starts_with('/') {
            target.push('/');
        }
        let parts = Parts {
            target,
            is_custom: false,
            headers: Vec::with_capacity(2),
            body: Content::Empty,
        };
        Self {
            client,
            operation,
            template: Template::new(template),
            parts,
            accept: None,
            problem: None,
        }
    }

    /// States that the document does not describe the endpoint.
    fn custom(mut self) -> Self {
        self.parts.is_custom = true;
        self
    }

    /// Fills the slot of the path template that is called `name`: with one segment if it stands in the
    /// path, with a value if it stands in the query. Slots can be filled in any order.
    #[must_use]
    pub fn path<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Self {
        self.fill_slot(name, Encoding::SIMPLE, value);
        self
    }

    /// Fills a slot of the path with the elements of a list, separated by commas.
    #[must_use]
    pub fn path_list<T: Serialize>(self, name: &str, values: &[T]) -> Self {
        self.path_as(name, Encoding::SIMPLE, values)
    }

    /// Fills a slot of the path in the syntax that the document gives it.
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

    /// Adds a query parameter; a list is one parameter for each element.
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

    /// Adds one query parameter with all elements of a list; `delimiter` is `,`, `%20` or `%7C`.
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

    /// Adds a query parameter in the syntax that the document gives it.
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

    /// Adds a header; of several with one name, the last is sent. A list is sent as
    /// [`header_list`](Self::header_list) does it.
    ///
    /// In a request for an endpoint that the document does not describe, a header that HTTP or the
    /// client needs for itself makes the call fail.
    #[must_use]
    pub fn header<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.header_as(name, Encoding::SIMPLE, value)
    }

    /// Adds a header with the elements of a list, separated by commas. In an element, a comma and a
    /// percent sign are percent-encoded.
    #[must_use]
    pub fn header_list<T: Serialize>(self, name: &str, values: &[T]) -> Self {
        self.header_as(name, Encoding::SIMPLE, values)
    }

    /// Adds a header in the syntax that the document gives it.
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
        if self.parts.is_custom {
            if self.client.reserves(&header) {
                return self.refuse(format!(
                    "the header `{shown}` is set by the client itself; leave it out"
                ));
            }
            value.set_sensitive(true);
        }
        self.parts.headers.push((header, value));
        self
    }

    /// Adds a cookie; its value is percent-encoded. The elements of a list are separated by commas.
    #[must_use]
    pub fn cookie<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.cookie_as(name, Encoding::FORM_JOINED, value)
    }

    /// Adds a cookie in the syntax that the document gives it.
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
            // All but the name is percent-encoded, and the name is a token.
            Ok((true, Err(_))) => self.refuse("the cookies are too long; shorten the arguments"),
            Err(error) => self.fail(argument_error(name, &error)),
        }
    }

    /// States the media types that are accepted, where the decoder does not say it: those of the
    /// document. A header `Accept` that the caller sets goes first.
    #[doc(hidden)]
    #[must_use]
    pub fn accept(mut self, media_types: &'static str) -> Self {
        self.accept = Some(media_types);
        self
    }

    /// Sends `value` as `application/json`, without white space.
    #[must_use]
    pub fn json<T: Serialize + ?Sized>(self, value: &T) -> Self {
        self.json_as("application/json", value)
    }

    /// Sends `value` as JSON that goes by another media type.
    #[must_use]
    pub fn json_as<T: Serialize + ?Sized>(self, media_type: &'static str, value: &T) -> Self {
        self.serialized(media_type, serde_json::to_vec(&Finite(value)))
    }

    /// Not generic, so that it is compiled once and not for each type.
    fn serialized(self, media_type: &str, json: serde_json::Result<Vec<u8>>) -> Self {
        match json {
            Ok(bytes) => self.content(media_type, Content::Bytes(bytes.into())),
            Err(error) => self.fail(not_written("the body", "JSON", error)),
        }
    }

    /// Sends the members of `value` as `application/x-www-form-urlencoded`: lists as repeated
    /// members, what is nested deeper as JSON.
    #[must_use]
    pub fn form<T: Serialize + ?Sized>(self, value: &T) -> Self {
        match form::encode(serde_json::to_value(Finite(value))) {
            Ok(form) => {
                self.content("application/x-www-form-urlencoded", Content::Bytes(form.into()))
            }
            Err(problem) => self.fail(problem),
        }
    }

    /// Sends a form as `multipart/form-data`. `media_types` are those of its files, by the names of
    /// the parts, where the uploads state none.
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

    /// Sends an upload as the whole body. `media_type` is used where the upload states none.
    #[must_use]
    pub fn upload(self, media_type: &'static str, upload: &Upload) -> Self {
        self.content(upload.media_type(Some(media_type)), Content::Upload(upload.clone()))
    }

    /// Sends text.
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

    /// Sends the request and decodes the reply, by a function of [`decode`](crate::decode) or one of
    /// your own.
    ///
    /// # Errors
    ///
    /// If an argument cannot be sent, no reply comes, or the reply reports or is an error.
    pub fn send<D: Decoded>(
        mut self,
        decode: impl FnOnce(&mut RawResponse) -> D,
    ) -> Result<Response<D::Value>, Error> {
        self.finish(D::ACCEPT)?;
        let operation = self.operation;
        let (mut reply, attempt) = self.client.exchange(operation, self.parts)?;
        let decoded = decode(&mut reply).into_result();
        let error = decoded.as_ref().err().map(Error::kind);
        self.client.notify(&Attempt { error, ..attempt });
        let body = decoded
            .map_err(|error| error.in_operation(operation).applied_before(reply.applied_before))?;
        let RawResponse { status, headers, body: mut raw, applied_before } = reply;
        // One byte more than an error keeps shows the error that there was more.
        raw.truncate(MAX_BODY + 1);
        raw.shrink_to_fit();
        Ok(Response { body, status, headers, operation, raw, applied_before })
    }

    /// Completes the request, unless something of it cannot be sent. Not generic, so that it is
    /// compiled once and not for each type.
    fn finish(&mut self, accept: &'static str) -> Result<(), Error> {
        let finished = self.template.finish(&mut self.parts.target);
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

    /// Remembers why the request cannot be sent.
    fn refuse(self, message: impl Into<String>) -> Self {
        self.fail(Error::new(ErrorKind::InvalidArgument, message))
    }

    fn fail(mut self, problem: Error) -> Self {
        self.record(problem);
        self
    }

    /// Remembers the first problem.
    #[cold]
    fn record(&mut self, problem: Error) {
        self.problem.get_or_insert(problem);
    }
}

fn argument_error(name: &str, error: &EncodeError) -> Error {
    let message = format!("the argument `{}` {error}", name.escape_debug());
    Error::new(ErrorKind::InvalidArgument, message)
}

/// Why `what` cannot be written in this format.
pub(crate) fn not_written(what: &str, format: &str, error: serde_json::Error) -> Error {
    let message = if finite::is_refusal(&error) {
        format!("{what} holds NaN or an infinity, which {format} cannot carry; pass finite numbers")
    } else {
        format!("{what} cannot be written as {format}; check how its type is serialized")
    };
    Error::new(ErrorKind::InvalidArgument, message).with_source(error)
}

/// Whether this is a token (RFC 6265 and RFC 9110).
pub(crate) fn is_cookie_name(name: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_token)
}
