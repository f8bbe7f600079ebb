//! The handles of the API, and what their calls share: the client and the key of an instance.
//!
//! Each handle stands on this module and on nothing above itself: an instance makes its groups, groups
//! make a group, a group makes its participants.

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
pub(crate) mod users;
mod validate;

use std::sync::Arc;

use openapi_ureq::{Error, Response};

use crate::Client;
use crate::models::ApiResponse;
use crate::replies::envelope::accept;

/// What a call returns.
type Reply = Result<Response<ApiResponse>, Error>;

/// What a call of an instance needs: the client and the key of the instance.
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

    /// Makes a call, whose reply is an error if its envelope says so.
    fn call(&self, call: impl FnOnce(&Client, &str) -> Reply) -> Reply {
        accept(&self.client, call(&self.client, &self.key)?)
    }
}
