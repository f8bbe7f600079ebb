//! Instances.

use serde_json::Value;

use super::{empty_as_none, list, null_as_default};
use crate::generated::models::ApiResponse;
use crate::replies::envelope::decode;
use openapi_ureq::__private::object::received::required;
use openapi_ureq::__private::read_object;
use openapi_ureq::Error;

/// An instance, as the server describes it. The shape is not part of the vendor's document.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct InstanceInfo {
    /// The key (`instance_key`).
    pub key: String,
    /// Whether it is linked to a phone, and connected (`phone_connected`).
    pub is_connected: bool,
    /// The URL that its events are sent to (`webhook_url`).
    pub webhook_url: Option<String>,
    /// The account that it is logged in with (`user`).
    pub user: Option<InstanceUser>,
    /// The whole value that the server sent.
    pub raw: Value,
}

read_object! {
    InstanceInfo {
        key = "instance_key" => required,
        is_connected = "phone_connected" => null_as_default,
        webhook_url = "webhook_url" => empty_as_none,
        user = "user" => nobody_as_none,
    }
    default { raw }
}

/// The account that an instance is logged in with. The shape is not part of the vendor's document.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct InstanceUser {
    /// The JID (`id`).
    pub id: String,
    /// The name (`name`).
    pub name: Option<String>,
}

read_object! {
    InstanceUser {
        id = "id" => null_as_default,
        name = "name" => empty_as_none,
    }
}

impl ApiResponse {
    /// The instance in `data`; see [`InstanceInfo`].
    ///
    /// ```
    /// # let data = r#"{"data":{"instance_key":"sales","phone_connected":true,"webhook_url":""}}"#;
    /// # let reply: whatsapi::models::ApiResponse = serde_json::from_str(data).unwrap();
    /// let instance = reply.instance()?;
    /// assert!(instance.is_connected && instance.webhook_url.is_none());
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode), naming the place, if `data` is not an
    /// instance.
    #[inline]
    pub fn instance(&self) -> Result<InstanceInfo, Error> {
        let data = self.data.as_ref().unwrap_or(&Value::Null);
        let instance: InstanceInfo = decode(data)?;
        Ok(InstanceInfo { raw: data.clone(), ..instance })
    }

    /// The instances in `data`; empty if `data` is missing. See [`InstanceInfo`].
    ///
    /// ```
    /// # let data = r#"{"data":[{"instance_key":"sales","user":{"id":"1@s.whatsapp.net"}}]}"#;
    /// # let reply: whatsapi::models::ApiResponse = serde_json::from_str(data).unwrap();
    /// for instance in reply.instances()? {
    ///     println!("{} is {:?}", instance.key, instance.user);
    /// }
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode), naming the place, if `data` is not a list
    /// of instances.
    #[inline]
    pub fn instances(&self) -> Result<Vec<InstanceInfo>, Error> {
        list(self.data.as_ref(), |instance, raw| InstanceInfo { raw, ..instance })
    }
}

/// Servers send an empty object, or one with empty members, if there is no account.
fn nobody_as_none(received: Option<Option<InstanceUser>>) -> Option<Option<InstanceUser>> {
    Some(received.flatten().filter(|user| !user.id.is_empty()))
}
