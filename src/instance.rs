//! The handle of an instance.

use std::sync::Arc;

use crate::Client;
use crate::groups::Groups;
use crate::models::ApiResponse;
use crate::runtime::{Error, ResponseValue};

pub(crate) type Reply = Result<ResponseValue<ApiResponse>, Error>;

/// An instance of the service: one WhatsApp account that is logged in there.
///
/// A handle costs nothing and asks nothing; clones share the client.
#[derive(Debug, Clone)]
pub struct Instance {
    client: Client,
    key: Arc<str>,
}

impl Client {
    /// The instance with this key.
    ///
    /// ```
    /// # let client = whatsapi::Client::new("http://localhost", "key")?;
    /// let groups = client.instance("sales").groups();
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn instance(&self, key: impl AsRef<str>) -> Instance {
        Instance { client: self.clone(), key: key.as_ref().into() }
    }
}

impl Instance {
    /// The key.
    ///
    /// ```
    /// # let sandbox = whatsapi::sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// assert_eq!(sandbox.client().instance("demo").key(), "demo");
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The groups that the instance is a member of.
    ///
    /// ```
    /// # let sandbox = whatsapi::sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// let groups = sandbox.client().instance("demo").groups();
    /// assert_eq!(groups.list()?.groups()?.len(), 1);
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn groups(&self) -> Groups {
        Groups::new(self.clone())
    }

    /// Makes a call, whose reply is an error if its envelope says so.
    pub(crate) fn call(&self, call: impl FnOnce(&Client, &str) -> Reply) -> Reply {
        self.client.accept(call(&self.client, &self.key)?)
    }
}
