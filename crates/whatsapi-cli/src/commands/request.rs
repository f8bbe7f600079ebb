//! `whatsapi request`

use std::path::Path;

use serde_json::{Map, Value};
use whatsapi::{Error, Method, RawResponse, decode};

use super::session::{read, read_json};
use super::{Run, Session};
use crate::args::request::Request;
use crate::args::values::Pair;
use crate::failure::Failure;
use crate::output::Output;
use crate::output::record::Field;

/// The content of a response.
enum Content {
    Json(Value),
    Other(Vec<u8>),
}

impl Run for Request {
    fn fields(&self) -> Option<&'static [Field]> {
        None
    }

    fn run(&self, session: &Session<'_>) -> Result<Output, Failure> {
        let method = Method::from_bytes(self.method.to_ascii_uppercase().as_bytes())
            .map_err(|_| Failure::usage(format!("{:?} is not a method", self.method)))?;
        let fields = self.read_fields()?;
        let body: Option<Value> = self.input.as_deref().map(read_json).transpose()?;
        let client = session.client()?;
        let mut request = client.request(method.clone(), &self.path);
        if self.path.contains("{instance}") {
            request = request.path("instance", session.instance_key(None)?);
        }
        for header in &self.headers {
            let (name, value) = header.split_once(':').ok_or_else(|| {
                let name = header.split(['=', ' ']).next().unwrap_or_default();
                Failure::usage(format!("the header {name:?} has no colon; pass NAME:VALUE"))
            })?;
            request = request.header(name.trim(), value.trim());
        }
        let has_no_body = [Method::GET, Method::HEAD, Method::DELETE].contains(&method);
        if body.is_some() || has_no_body {
            for (name, value) in &fields {
                request = request.query(name, value);
            }
        }
        request = match body {
            Some(body) => request.json(&body),
            None if has_no_body || fields.is_empty() => request,
            None => request.json(&fields.into_iter().collect::<Map<_, _>>()),
        };
        match request
            .send(content)
            .map_err(|error| Failure::of_request(&error, &method))?
            .into_body()
        {
            Content::Json(value) => Ok(Output::raw(value)),
            Content::Other(bytes) if session.global.json => {
                Ok(Output::raw(String::from_utf8_lossy(&bytes).into()))
            }
            Content::Other(bytes) => Ok(Output::bytes(bytes)),
        }
    }
}

/// Decodes JSON, so that an envelope that reports an error is one; anything else stays as it is.
fn content(response: &mut RawResponse) -> Result<Content, Error> {
    if serde_json::from_slice::<serde::de::IgnoredAny>(response.body()).is_ok() {
        return decode::json(response).map(Content::Json);
    }
    Ok(Content::Other(response.body().to_vec()))
}

impl Request {
    fn read_fields(&self) -> Result<Vec<(String, Value)>, Failure> {
        let mut fields = Vec::new();
        for Pair { name, value } in &self.typed {
            let text = match value.strip_prefix('@') {
                Some(path) => String::from_utf8(read(Path::new(path))?)
                    .map_err(|_| Failure::usage(format!("{path} is not UTF-8")))?,
                None => value.clone(),
            };
            let value = serde_json::from_str(&text).unwrap_or(Value::String(text));
            fields.push((name.clone(), value));
        }
        for Pair { name, value } in &self.texts {
            fields.push((name.clone(), value.as_str().into()));
        }
        Ok(fields)
    }
}
