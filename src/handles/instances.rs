//! The handle of a server's instances.

use super::validate::{not_empty, not_reserved, refusal, web_url};
use crate::generated::Client;
use crate::generated::models::CreateInstancePayload;
use crate::generated::operations;
use crate::replies::instance::InstanceInfo;
use crate::replies::reply::Reply;
use openapi_ureq::Error;

/// The instances of a server. Each is a session of WhatsApp Web.
#[derive(Debug, Clone)]
pub struct Instances {
    client: Client,
}

impl Instances {
    pub(crate) fn new(client: Client) -> Self {
        Self { client }
    }

    /// All instances.
    ///
    /// Calls [`list_instances`](crate::Client::list_instances), which is idempotent: it is retried
    /// after any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// let all = sandbox.client().instances().list()?.data()?;
    /// assert_eq!(all[0].key()?, "demo");
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the server rejects the API key (401).
    pub fn list(&self) -> Result<Reply<Vec<InstanceInfo>>, Error> {
        self.client.list_instances().map(Reply::new)
    }

    /// Creates an instance with this key, which then has to be linked to a phone: see
    /// [`Instance::qr_code`](crate::Instance::qr_code).
    ///
    /// Calls [`create_instance`](crate::Client::create_instance), which is not idempotent: it is
    /// retried only if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// let instance = sandbox.client().instances().create("sales")?.data()?;
    /// assert_eq!((instance.key()?, instance.is_connected), ("sales", Some(false)));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the key cannot be part
    /// of a URL: it is empty, a dot segment, `create` or `list`.
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the server rejects the key, such as one that is
    /// in use.
    #[inline]
    pub fn create(&self, key: &str) -> Result<Reply<InstanceInfo>, Error> {
        self.create_as(key, None)
    }

    /// Like [`create`](Self::create), with a URL to which the server posts the instance's events.
    ///
    /// Calls [`create_instance`](crate::Client::create_instance), which is not idempotent: it is
    /// retried only if an attempt had no effect.
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
    /// Those of [`create`](Self::create), and
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the URL is not an
    /// `https` or `http` URL.
    #[inline]
    pub fn create_with_webhook(&self, key: &str, url: &str) -> Result<Reply<InstanceInfo>, Error> {
        self.create_as(key, Some(url))
    }

    #[inline]
    fn create_as(&self, key: &str, webhook: Option<&str>) -> Result<Reply<InstanceInfo>, Error> {
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
        self.client.create_instance(&data).map(Reply::new)
    }
}
