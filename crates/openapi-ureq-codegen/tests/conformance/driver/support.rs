//! Shared by the drivers of all clients. A driver reads a call from each line of its input, and writes a line with
//! the outcome.

use std::io::{BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use openapi_ureq::{
    ClientBuilder, Error, GeneratedClient, RawBody, Response, RetryPolicy, Upload,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The outcome of a call, or why an argument could not be created.
pub type Outcome = Result<Value, String>;

/// Makes a call, by the name of the function or model.
pub type Call = Box<dyn Fn(&str, &Value) -> Outcome>;

/// Creates a client for the server at a URL, with credentials by scheme.
pub type Start = fn(&str, &[(String, String)]) -> Result<Call, String>;

/// Runs the client that the first argument names. The other arguments are the URL and the credentials.
pub fn run(clients: &[(&str, Start)]) {
    let arguments: Vec<String> = std::env::args().collect();
    let credentials: Vec<(String, String)> = serde_json::from_str(&arguments[3]).unwrap();
    let (_, start) = clients.iter().find(|(name, _)| *name == arguments[1]).unwrap();
    let call = start(&arguments[2], &credentials);
    for line in std::io::stdin().lock().lines() {
        let line: Value = serde_json::from_str(&line.unwrap()).unwrap();
        let outcome = match &call {
            Ok(call) => {
                let called = || call(line[0].as_str().unwrap(), &line[1]);
                catch_unwind(AssertUnwindSafe(called))
                    .unwrap_or_else(|_| Err("the client panicked".to_owned()))
                    .unwrap_or_else(|problem| json!({ "argument": problem }))
            }
            Err(problem) => json!({ "argument": problem }),
        };
        println!("{outcome}");
        std::io::stdout().flush().unwrap();
    }
}

pub fn build<C: GeneratedClient>(
    mut builder: ClientBuilder<C>,
    url: &str,
    credentials: &[(String, String)],
) -> Result<C, String> {
    for (scheme, secret) in credentials {
        builder = builder.credential(scheme, secret);
    }
    builder.server(url).retry(RetryPolicy::none()).build().map_err(|error| error.to_string())
}

/// The argument at an index.
pub fn argument<T>(
    arguments: &Value,
    index: usize,
    make: impl Fn(&Value) -> Result<T, String>,
) -> Result<T, String> {
    make(&arguments[index]).map_err(|problem| format!("argument {index}: {problem}"))
}

pub fn read<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    serde_json::from_value(value.clone()).map_err(|error| error.to_string())
}

/// A list or map of a form; an empty one means absent.
pub fn read_or_empty<T: DeserializeOwned + Default>(value: &Value) -> Result<T, String> {
    if value.is_null() { Ok(T::default()) } else { read(value) }
}

pub fn optional<T>(
    value: &Value,
    make: impl Fn(&Value) -> Result<T, String>,
) -> Result<Option<T>, String> {
    if value.is_null() { Ok(None) } else { make(value).map(Some) }
}

pub fn list<T>(
    value: &Value,
    make: impl Fn(&Value) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    value.as_array().into_iter().flatten().map(make).collect()
}

/// Reads an upload: a list of bytes, or an object with such a list and a media type.
pub fn upload(value: &Value) -> Result<Upload, String> {
    match value["media_type"].as_str() {
        Some(media_type) => Ok(upload(&value["bytes"])?.content_type(media_type)),
        None => read::<Vec<u8>>(value).map(Upload::from_bytes),
    }
}

/// The outcome of a call.
pub fn outcome<T>(
    result: Result<Response<T>, Error>,
    encode: impl Fn(&T) -> Result<Value, String>,
) -> Outcome {
    match result {
        Ok(response) => {
            let status = response.status().as_u16();
            Ok(match encode(response.body()) {
                Ok(body) => json!({ "status": status, "body": body }),
                Err(problem) => json!({ "status": status, "unencoded": problem }),
            })
        }
        Err(error) => Ok(json!({ "error": {
            "kind": format!("{:?}", error.kind()),
            "message": error.to_string(),
            "status": error.status().map(|status| status.as_u16()),
            "body": error.body(),
        } })),
    }
}

/// A body whose content the document does not describe.
pub fn raw(body: &RawBody) -> Value {
    match body.bytes() {
        [] => json!({ "nothing": true }),
        bytes => json!({ "bytes": bytes }),
    }
}

/// A decoded body, encoded again.
pub fn encode<T: Serialize>(body: &T) -> Result<Value, String> {
    let value = serde_json::to_value(body).map_err(|error| error.to_string())?;
    Ok(json!({ "json": value }))
}

/// A value of a model, decoded and encoded again. The `Debug` output starts with the variant of an enum.
pub fn model<T: DeserializeOwned + Serialize + std::fmt::Debug>(value: &Value) -> Outcome {
    let model: T = match serde_json::from_value(value.clone()) {
        Ok(model) => model,
        Err(error) => return Ok(json!({ "error": error.to_string() })),
    };
    let is_word = |character: &char| character.is_alphanumeric() || *character == '_';
    let variant: String = format!("{model:?}").chars().take_while(is_word).collect();
    let value = serde_json::to_value(&model).map_err(|error| error.to_string())?;
    Ok(json!({ "json": value, "variant": variant }))
}
