//! The handles of the API, and their shared context: the client and the key of an instance.
//!
//! A handle depends on this module and on the handles that it returns: `Instance` returns `Groups`,
//! `Groups` returns `Group`, `Group` returns `Participants`.

#![expect(clippy::needless_update, reason = "another document can have more properties")]

pub(crate) mod business;
pub(crate) mod group;
pub(crate) mod groups;
pub(crate) mod instance;
pub(crate) mod instances;
pub(crate) mod media;
pub(crate) mod media_type;
pub(crate) mod messages;
pub(crate) mod participants;
pub(crate) mod profile;
mod sniff;
pub(crate) mod sync;
pub(crate) mod users;
mod validate;

use std::sync::Arc;

use crate::generated::Client;
use crate::generated::models::ApiResponse;
use crate::replies::reply::Reply;
use openapi_ureq::{Error, Response};

/// The context of every call: the client and the key of the instance.
#[derive(Debug, Clone)]
struct Context {
    client: Client,
    key: Arc<str>,
}

impl Context {
    fn new(client: &Client, key: &str) -> Self {
        Self { client: client.clone(), key: key.into() }
    }

    fn key(&self) -> &str {
        &self.key
    }

    /// Calls an operation whose reply has data of this type.
    fn call<T>(
        &self,
        call: impl FnOnce(&Client, &str) -> Result<Response<ApiResponse>, Error>,
    ) -> Result<Reply<T>, Error> {
        call(&self.client, &self.key).map(Reply::new)
    }
}
