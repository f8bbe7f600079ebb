//! Instances. Each is a session of one WhatsApp account.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::people::jid;
use super::{ApiError, State};

/// The state of an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InstanceState {
    /// The key.
    pub key: String,
    /// The number of the phone that is linked by the QR code.
    pub phone: String,
    /// Whether it is connected: its QR code was scanned, and it has not been logged out since.
    pub connected: bool,
    /// The webhook URL, or an empty string.
    pub webhook_url: String,
    /// The last presence in each chat, by its JID: `typing`, `recording` or `paused`.
    pub presences: BTreeMap<String, String>,
    /// How many QR codes were scanned so far, so that each is unique.
    sessions: usize,
}

impl State {
    /// A new instance, not connected. If `key` is empty, a key is generated.
    pub(crate) fn create_instance(
        &mut self,
        key: &str,
        webhook_url: String,
    ) -> Result<&mut InstanceState, ApiError> {
        let key = if key.is_empty() { self.unused_key() } else { key.to_owned() };
        if self.instances.contains_key(&key) {
            return Err(ApiError::bad_request("The instance exists already"));
        }
        let instance = self.entry(&key);
        instance.webhook_url = webhook_url;
        Ok(instance)
    }

    /// The instance, created and connected if it does not exist.
    pub(crate) fn instance_or_new(&mut self, key: &str) -> &mut InstanceState {
        let is_new = !self.instances.contains_key(key);
        let instance = self.entry(key);
        if is_new {
            instance.connect();
        }
        instance
    }

    fn unused_key(&self) -> String {
        let mut number = self.phones.len() + 1;
        while self.phones.contains_key(&format!("instance-{number}")) {
            number += 1;
        }
        format!("instance-{number}")
    }

    /// The instance, created if it does not exist.
    fn entry(&mut self, key: &str) -> &mut InstanceState {
        let number = format!("1555{:07}", self.phones.len() + 1);
        let phone = self.phones.entry(key.to_owned()).or_insert(number).clone();
        self.instances.entry(key.to_owned()).or_insert_with(|| InstanceState {
            key: key.to_owned(),
            phone,
            connected: false,
            webhook_url: String::new(),
            presences: BTreeMap::new(),
            sessions: 0,
        })
    }

    /// The instance, if it exists.
    pub(crate) fn instance(&self, key: &str) -> Result<&InstanceState, ApiError> {
        self.instances.get(key).ok_or_else(|| ApiError::not_found("Instance"))
    }

    pub(crate) fn instance_mut(&mut self, key: &str) -> Result<&mut InstanceState, ApiError> {
        self.instances.get_mut(key).ok_or_else(|| ApiError::not_found("Instance"))
    }

    pub(crate) fn instances(&self) -> impl Iterator<Item = &InstanceState> {
        self.instances.values()
    }

    pub(crate) fn delete_instance(&mut self, key: &str) {
        self.instances.remove(key);
    }
}

impl InstanceState {
    /// Connects the instance, like scanning its QR code.
    pub(crate) fn connect(&mut self) {
        self.connected = true;
        self.sessions += 1;
    }

    pub(crate) fn log_out(&mut self) {
        self.connected = false;
        self.presences.clear();
    }

    /// The text of the QR code. It does not include the key, which can be too long for a QR code.
    pub(crate) fn pairing_text(&self) -> Result<String, ApiError> {
        if self.connected {
            return Err(ApiError::bad_request("Instance is already connected"));
        }
        Ok(format!("2@whatsapi-sandbox,{},{}", self.phone, self.sessions))
    }

    /// The JSON that describes the instance in a response.
    pub(crate) fn describe(&self) -> Value {
        let user = json!({ "id": jid(&self.phone), "name": self.key });
        json!({
            "instance_key": self.key,
            "phone_connected": self.connected,
            "webhook_url": self.webhook_url,
            "user": if self.connected { user } else { Value::Null },
        })
    }
}
