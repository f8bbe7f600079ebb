//! The handle of a server's instances.

use super::Reply;
use super::validate::{not_empty, not_reserved, refusal, web_url};
use crate::generated::Client;
use crate::generated::models::CreateInstancePayload;
use crate::generated::operations;
use crate::replies::envelope::accept;

/// The instances of a server. Each is a session of WhatsApp Web.
#[derive(Debug, Clone)]
pub struct Instances {
    client: Client,
}

impl Client {
    /// The instances of the server.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// for instance in sandbox.client().instances().list()?.instances()? {
    ///     println!("{} is connected: {}", instance.key, instance.is_connected);
    /// }
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn instances(&self) -> Instances {
        Instances { client: self.clone() }
    }
}

impl Instances {
    /// All instances. Decode them with
    /// [`ApiResponse::instances`](crate::models::ApiResponse::instances).
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// let all = sandbox.client().instances().list()?.instances()?;
    /// assert_eq!(all[0].key, "demo");
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the call fails; see [`ErrorKind`](crate::ErrorKind).
    pub fn list(&self) -> Reply {
        accept(&self.client, self.client.list_instances()?)
    }

    /// Creates an instance with this key, which then has to be linked to a phone: see
    /// [`Instance::qr_code`](crate::Instance::qr_code). Decode it with
    /// [`ApiResponse::instance`](crate::models::ApiResponse::instance).
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// let instance = sandbox.client().instances().create("sales")?.instance()?;
    /// assert_eq!((instance.key.as_str(), instance.is_connected), ("sales", false));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the key cannot be part
    /// of a URL: it is empty, a dot segment, `create` or `list`; other kinds if the call fails.
    #[inline]
    pub fn create(&self, key: &str) -> Reply {
        self.create_as(key, None)
    }

    /// Like [`create`](Self::create), with a URL that the instance's events are posted to.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// let instances = sandbox.client().instances();
    /// instances.create_with_webhook("sales", "https://example.com/hook")?;
    /// assert!(instances.create_with_webhook("support", "example.com").is_err());
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create), and
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the URL is not an
    /// `https` or `http` URL.
    #[inline]
    pub fn create_with_webhook(&self, key: &str, url: &str) -> Reply {
        self.create_as(key, Some(url))
    }

    #[inline]
    fn create_as(&self, key: &str, webhook: Option<&str>) -> Reply {
        let operation = &operations::CREATE_INSTANCE;
        not_reserved(not_empty("key", key, operation)?, operation)?;
        if matches!(key, "." | "..") {
            let message = format!("the key {key:?} is a dot segment, which no URL can hold");
            return Err(refusal(format!("{message}; choose another key"), operation));
        }
        let webhook = webhook.map(|url| web_url("webhook URL", url, operation)).transpose()?;
        let data = CreateInstancePayload {
            instance_key: Some(key.to_owned()),
            webhook_url: webhook.map(str::to_owned),
            ..Default::default()
        };
        accept(&self.client, self.client.create_instance(&data)?)
    }
}
