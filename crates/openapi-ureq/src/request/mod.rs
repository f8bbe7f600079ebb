//! A request under construction, as the generated functions write it.

mod custom;

use std::fmt::{self, Display};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, header};
use serde::Serialize;
use serde_json::Value;

use crate::body::multipart::{MediaTypes, Multipart, MultipartForm};
use crate::body::parts::{Content, Parts};
use crate::body::upload::Upload;
use crate::client::HttpClient;
use crate::encode::{self, Joined, QUERY, SEGMENT};
use crate::error::{Error, ErrorKind, MAX_BODY};
use crate::observe::Attempt;
use crate::operation::Operation;
use crate::response::{RawResponse, Response};

/// A request for an operation.
///
/// An argument that cannot be sent is remembered, and [`send`](Self::send) reports it instead of
/// sending anything.
pub struct Request<'a> {
    client: &'a HttpClient,
    operation: &'static Operation,
    /// What of the path template is not yet in the target.
    template: &'a str,
    parts: Parts,
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
    /// the base URL; it may have slots such as `{group_id}`, which [`Request::path`] fills in turn,
    /// and a query. It is sent with all credentials of the client, and is idempotent if its method
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
        Self { client, operation, template, parts, problem: None }
    }

    /// States that the document does not describe the endpoint.
    fn custom(mut self) -> Self {
        self.parts.is_custom = true;
        self
    }

    /// Fills the next slot of the path template, which is the one called `name`, with one segment.
    #[must_use]
    pub fn path(mut self, name: &str, value: &dyn Display) -> Self {
        let slot = self.template.split_once('{').and_then(|(literal, rest)| {
            let (_, rest) = rest.split_once('}')?;
            Some((literal, rest))
        });
        let Some((literal, rest)) = slot else {
            return self.refuse(format!("the path has no slot left for the argument `{name}`"));
        };
        self.template = rest;
        self.parts.target.push_str(literal);
        let start = self.parts.target.len();
        encode::push_display(&mut self.parts.target, SEGMENT, value);
        let problem = match &self.parts.target[start..] {
            "" => "is empty",
            "." | ".." => "is a dot segment, which would address something else",
            _ => return self,
        };
        self.refuse(format!("the argument `{name}` {problem}; pass the value to put into the path"))
    }

    /// Fills the next slot of the path with the elements of a list, separated by commas.
    #[must_use]
    pub fn path_list<T: Display>(self, name: &str, values: &[T]) -> Self {
        self.path(name, &Joined(values))
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn query(mut self, name: &str, value: &dyn Display) -> Self {
        self.start_query(name);
        encode::push_display(&mut self.parts.target, QUERY, value);
        self
    }

    /// Adds a query parameter for each element of a list.
    #[must_use]
    pub fn query_repeated<T: Display>(mut self, name: &str, values: &[T]) -> Self {
        for value in values {
            self = self.query(name, value);
        }
        self
    }

    /// Adds one query parameter with all elements of a list; `delimiter` is sent as it is.
    #[must_use]
    pub fn query_joined<T: Display>(mut self, name: &str, delimiter: &str, values: &[T]) -> Self {
        for (index, value) in values.iter().enumerate() {
            match index {
                0 => self.start_query(name),
                _ => self.parts.target.push_str(delimiter),
            }
            encode::push_display(&mut self.parts.target, QUERY, value);
        }
        self
    }

    fn start_query(&mut self, name: &str) {
        self.finish_path();
        let separator = if self.parts.target.contains('?') { '&' } else { '?' };
        self.parts.target.push(separator);
        encode::push(&mut self.parts.target, QUERY, name);
        self.parts.target.push('=');
    }

    fn finish_path(&mut self) {
        let rest = std::mem::take(&mut self.template);
        self.parts.target.push_str(rest);
        if rest.contains(['{', '}']) {
            self.problem.get_or_insert_with(|| {
                let message = format!("the slots in `{rest}` are not filled; call Request::path");
                Error::new(ErrorKind::InvalidArgument, message)
            });
        }
    }

    /// Adds a header; of several with one name, the last is sent.
    ///
    /// In a request for an endpoint that the document does not describe, a header that HTTP or the
    /// client needs for itself makes the call fail.
    #[must_use]
    pub fn header(mut self, name: &str, value: &dyn Display) -> Self {
        let value = HeaderValue::from_str(&value.to_string());
        let (Ok(header), Ok(mut value)) = (HeaderName::from_bytes(name.as_bytes()), value) else {
            return self.refuse(format!(
                "the argument for the header `{name}` holds a character that a header cannot carry"
            ));
        };
        if self.parts.is_custom {
            if self.client.reserves(&header) {
                return self.refuse(format!(
                    "the header `{name}` is set by the client itself; leave it out"
                ));
            }
            value.set_sensitive(true);
        }
        self.parts.headers.push((header, value));
        self
    }

    /// Adds a header with the elements of a list, separated by commas.
    #[must_use]
    pub fn header_list<T: Display>(self, name: &str, values: &[T]) -> Self {
        self.header(name, &Joined(values))
    }

    /// Adds a cookie; its value is percent-encoded.
    #[must_use]
    pub fn cookie(mut self, name: &str, value: &dyn Display) -> Self {
        let mut pair = format!("{name}=");
        encode::push_display(&mut pair, QUERY, value);
        match HeaderValue::from_str(&pair) {
            Ok(pair) => {
                self.parts.headers.push((header::COOKIE, pair));
                self
            }
            Err(_) => self.refuse(format!("`{name}` is no name for a cookie")),
        }
    }

    /// Sends `value` as `application/json`, without white space.
    #[must_use]
    pub fn json<T: Serialize + ?Sized>(self, value: &T) -> Self {
        self.json_as("application/json", value)
    }

    /// Sends `value` as JSON that goes by another media type.
    #[must_use]
    pub fn json_as<T: Serialize + ?Sized>(self, media_type: &'static str, value: &T) -> Self {
        self.serialized(media_type, serde_json::to_vec(value))
    }

    /// Not generic, so that it is compiled once and not for each type.
    fn serialized(self, media_type: &str, json: serde_json::Result<Vec<u8>>) -> Self {
        match json {
            Ok(bytes) => self.content(media_type, Content::Bytes(bytes.into())),
            Err(error) => {
                let problem =
                    Error::new(ErrorKind::InvalidArgument, "the body cannot be written as JSON");
                self.fail(problem.with_source(error))
            }
        }
    }

    /// Sends the members of `value` as `application/x-www-form-urlencoded`: lists as repeated
    /// members, what is nested deeper as JSON.
    #[must_use]
    pub fn form<T: Serialize + ?Sized>(self, value: &T) -> Self {
        let members = match serde_json::to_value(value) {
            Ok(Value::Object(members)) => members,
            Ok(_) => {
                return self.refuse("the body is not an object, as a form must be");
            }
            Err(error) => {
                let problem =
                    Error::new(ErrorKind::InvalidArgument, "the body cannot be written as a form");
                return self.fail(problem.with_source(error));
            }
        };
        let mut form = String::new();
        for (name, value) in &members {
            match value {
                Value::Array(elements) => {
                    elements.iter().for_each(|element| push_form_member(&mut form, name, element))
                }
                value => push_form_member(&mut form, name, value),
            }
        }
        self.content("application/x-www-form-urlencoded", Content::Bytes(form.into()))
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
    pub fn send<T>(
        mut self,
        decode: impl FnOnce(&mut RawResponse) -> Result<T, Error>,
    ) -> Result<Response<T>, Error> {
        let operation = self.operation;
        self.finish_path();
        if let Some(problem) = self.problem {
            return Err(problem.in_operation(operation));
        }
        let (mut reply, attempt) = self.client.exchange(self.operation, self.parts)?;
        let decoded = decode(&mut reply);
        let error = decoded.as_ref().err().map(Error::kind);
        self.client.notify(&Attempt { error, ..attempt });
        let body = decoded.map_err(|error| error.in_operation(operation).after(reply.earlier))?;
        let RawResponse { status, headers, body: mut raw, earlier } = reply;
        // One byte more than an error keeps shows the error that there was more.
        raw.truncate(MAX_BODY + 1);
        raw.shrink_to_fit();
        Ok(Response { body, status, headers, operation, raw, earlier })
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

    /// Remembers the first problem.
    fn fail(mut self, problem: Error) -> Self {
        self.problem.get_or_insert(problem);
        self
    }
}

fn push_form_member(form: &mut String, name: &str, value: &Value) {
    if !form.is_empty() {
        form.push('&');
    }
    encode::push(form, QUERY, name);
    form.push('=');
    match value {
        Value::String(text) => encode::push(form, QUERY, text),
        Value::Null => {}
        other => encode::push_display(form, QUERY, other),
    }
}
