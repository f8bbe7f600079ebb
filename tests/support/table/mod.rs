//! A table of calls: for each operation, its function, its handle method, and the request that they send.
//!
//! Method and path are those of the operation in `whatsapi::operations`; a row adds the arguments. A new
//! operation of the document needs a row in one of the files of this folder.

mod groups;
mod instances;
pub mod messages;
pub mod uploads;

use serde_json::Value;
use whatsapi::models::ApiResponse;
use whatsapi::{
    Client, Error, FromData, Group, Instance, Operation, Outcomes, Reply, Response, operations,
};

use super::GROUP;

pub type Call = fn(&Client) -> Result<Response<ApiResponse>, Error>;
pub type HandleCall = fn(&Client) -> Result<Handled, Error>;

/// The reply of a handle.
#[derive(Debug)]
pub struct Handled {
    pub operation: &'static str,
    /// The type of the data, without the modules.
    pub type_name: String,
    /// The result of reading the data as this type.
    pub data: Result<(), Error>,
}

impl<T: FromData> From<Reply<T>> for Handled {
    fn from(reply: Reply<T>) -> Self {
        let data = reply.data().map(drop);
        Self { operation: reply.operation().name, type_name: short_name::<T>(), data }
    }
}

impl From<Outcomes> for Handled {
    fn from(outcomes: Outcomes) -> Self {
        let operation = outcomes.reply().operation().name;
        Self { operation, type_name: short_name::<Outcomes>(), data: Ok(()) }
    }
}

/// The name of a type without the modules.
fn short_name<T>() -> String {
    let parts = std::any::type_name::<T>().split_inclusive(['<', '>', ' ']);
    parts.map(|part| part.rsplit("::").next().unwrap_or(part)).collect()
}

/// The instance that all calls of the table are made for.
pub const INSTANCE: &str = "sales";

/// The phone number `919876543210`, in another spelling.
pub const PERSON: &str = "+91 98765-43210";

pub struct Row {
    pub operation: &'static Operation,
    pub query: &'static str,
    pub body: ExpectedBody,
    pub call: Call,
    /// The call of the handle method that sends the same request.
    pub handle: Option<HandleCall>,
}

/// The body of a request.
#[derive(Clone, Debug)]
pub enum ExpectedBody {
    Empty,
    /// In the order of the document's properties, without white space.
    Json(Value),
    /// [`FILE`] as the part `file` of a multipart form, with this file name and media type.
    File(&'static str, &'static str),
}

/// The content of each upload in the table: binary, with a line that resembles a boundary.
pub const FILE: &[u8] = b"\xFF\xD8\xFF\xE0\r\n--not-the-boundary--\r\n\0";

impl ExpectedBody {
    /// Whether a request with this content type and body has the expected body.
    pub fn matches(&self, content_type: Option<&str>, body: &[u8]) -> bool {
        match (self, content_type) {
            (Self::Empty, None) => body.is_empty(),
            (Self::Json(value), Some("application/json")) => {
                body == serde_json::to_vec(value).unwrap()
            }
            (Self::File(name, media_type), Some(content_type)) => boundary(content_type)
                .is_some_and(|boundary| body == form(boundary, name, media_type, FILE)),
            (Self::Empty, Some(_)) | (Self::Json(_), _) | (Self::File(..), None) => false,
        }
    }
}

/// The boundary of a multipart form, if it is a random one.
pub fn boundary(content_type: &str) -> Option<&str> {
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=")?;
    let is_random = boundary.len() == 32 && boundary.chars().all(|c| c.is_ascii_hexdigit());
    is_random.then_some(boundary)
}

/// A multipart form with the part `file`, byte by byte.
pub fn form(boundary: &str, file_name: &str, media_type: &str, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\n\
         Content-Type: {media_type}\r\n\r\n"
    );
    [head.as_bytes(), content, format!("\r\n--{boundary}--\r\n").as_bytes()].concat()
}

impl Row {
    pub fn name(&self) -> &'static str {
        self.operation.name
    }

    /// The path and query of the request.
    pub fn target(&self) -> String {
        let path = self.operation.path.replace("{instance_key}", INSTANCE);
        let path = path.replace("{group_id}", GROUP);
        assert!(
            !path.contains('{'),
            "{}: the path {path} has an unknown slot; fill it in tests/support/table/mod.rs",
            self.name()
        );
        let separator = if self.query.is_empty() { "" } else { "?" };
        format!("{}{path}{separator}{}", operations::SERVER, self.query)
    }

    fn query(self, query: &'static str) -> Self {
        Self { query, ..self }
    }

    fn json(self, body: Value) -> Self {
        Self { body: ExpectedBody::Json(body), ..self }
    }

    fn file(self, name: &'static str, media_type: &'static str) -> Self {
        Self { body: ExpectedBody::File(name, media_type), ..self }
    }

    fn handle(self, call: HandleCall) -> Self {
        Self { handle: Some(call), ..self }
    }
}

/// A row for the function `name`, which sends neither a query nor a body unless the row says so.
fn row(name: &str, call: Call) -> Row {
    let operation = operations::ALL.iter().find(|operation| operation.name == name);
    let operation = operation.unwrap_or_else(|| {
        panic!("{name} is not an operation of the document; remove its row in tests/support/table/")
    });
    Row { operation, query: "", body: ExpectedBody::Empty, call, handle: None }
}

/// All rows. Operations with optional parameters have several.
pub fn table() -> Vec<Row> {
    let parts = [groups::rows(), instances::rows(), messages::rows(), uploads::rows()];
    parts.into_iter().flatten().collect()
}

pub fn instance(client: &Client) -> Instance {
    client.instance(INSTANCE)
}

pub fn group(client: &Client) -> Group {
    instance(client).groups().group(GROUP).unwrap()
}
