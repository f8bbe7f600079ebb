//! Instances.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::decode::list;
use super::field::{self, field, text, unreadable};
use super::reply::{Reply, sealed};
use super::view::view;
use crate::ids::participant::Participant;
use openapi_ureq::Error;

/// An instance.
///
/// A field is `None` if it is missing or cannot be read. [`raw`](Self::raw) keeps the original value, which
/// is also the serialized form.
///
/// The path of a webhook URL is often a secret, so `Debug` shows only its host, and not `raw`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Value", into = "Value")]
#[non_exhaustive]
pub struct InstanceInfo {
    key: Option<String>,
    /// Whether it is linked to a phone, and connected (`phone_connected`).
    pub is_connected: Option<bool>,
    /// The URL to which its events are sent (`webhook_url`).
    pub webhook_url: Option<String>,
    /// The account that it is logged in with (`user`).
    pub user: Option<InstanceUser>,
    /// The value that the server sent.
    pub raw: Value,
}

impl From<Value> for InstanceInfo {
    fn from(raw: Value) -> Self {
        Self {
            key: text(&raw, "instance_key"),
            is_connected: field(&raw, "phone_connected"),
            webhook_url: text(&raw, "webhook_url"),
            user: field::object(&raw, "user").filter(InstanceUser::is_somebody),
            raw,
        }
    }
}

view!(InstanceInfo, data);

impl fmt::Debug for InstanceInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InstanceInfo")
            .field("key", &self.key)
            .field("is_connected", &self.is_connected)
            .field("webhook_url", &self.webhook_url.as_deref().map(origin))
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

/// The scheme and host of a URL, which are not secret.
fn origin(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return "[withheld]".to_owned() };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    match authority.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://{host}/[withheld]"),
        // The slash can be part of a password.
        None if rest.contains('@') => "[withheld]".to_owned(),
        None => format!("{scheme}://{authority}/[withheld]"),
    }
}

impl InstanceInfo {
    /// Whether it is linked to a phone: it is connected or has an account.
    #[must_use]
    pub fn is_linked(&self) -> bool {
        self.is_connected == Some(true) || self.user.is_some()
    }

    /// The key (`instance_key`).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if it is missing or cannot be read. The call
    /// itself succeeded: after [`Instances::create`](crate::Instances::create), the instance exists,
    /// and [`delivery`](Error::delivery) is [`Done`](crate::Delivery::Done).
    pub fn key(&self) -> Result<&str, Error> {
        let key = self.key.as_deref();
        key.ok_or_else(|| unreadable("the instance", &self.raw, "instance_key", "a key"))
    }
}

impl sealed::FromReply for Vec<InstanceInfo> {
    fn from_reply(reply: &Reply<Self>) -> Result<Self, String> {
        list(reply.value())
    }
}

/// The account that an instance is logged in with.
///
/// Fields are read like those of [`InstanceInfo`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Value", into = "Value")]
#[non_exhaustive]
pub struct InstanceUser {
    id: Option<Participant>,
    /// The name (`name`).
    pub name: Option<String>,
    /// The value that the server sent.
    pub raw: Value,
}

impl From<Value> for InstanceUser {
    fn from(raw: Value) -> Self {
        Self { id: field(&raw, "id"), name: text(&raw, "name"), raw }
    }
}

view!(InstanceUser);

impl InstanceUser {
    /// The id (`id`).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if it is missing or cannot be read. The call
    /// itself succeeded.
    pub fn id(&self) -> Result<&Participant, Error> {
        let expected = "the JID of a user";
        self.id.as_ref().ok_or_else(|| unreadable("the user", &self.raw, "id", expected))
    }

    /// Servers send an empty object, or one with empty members, if there is no account.
    fn is_somebody(&self) -> bool {
        let is_something = |value: &Value| !value.is_null() && *value != "";
        self.raw.as_object().is_some_and(|members| members.values().any(is_something))
    }
}
