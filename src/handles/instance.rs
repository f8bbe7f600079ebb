//! The handle of an instance.

use super::business::Business;
use super::groups::Groups;
use super::media::Media;
use super::messages::Messages;
use super::profile::Profile;
use super::users::Users;
use super::validate::{not_reserved, web_url};
use super::{Context, Reply};
use crate::generated::Client;
use crate::generated::models::WebhookPayload;
use crate::generated::operations;

/// An instance of the service: a session of one WhatsApp account.
///
/// Creating a handle sends nothing, and clones share the client. A key that cannot address an
/// instance makes the calls fail.
#[derive(Debug, Clone)]
pub struct Instance {
    context: Context,
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
        Instance { context: Context::new(self, key.as_ref()) }
    }
}

impl Instance {
    /// The key.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// assert_eq!(sandbox.client().instance("demo").key(), "demo");
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn key(&self) -> &str {
        self.context.key()
    }

    /// The properties of the instance, such as whether it is connected. Decode them with
    /// [`ApiResponse::instance`](crate::models::ApiResponse::instance).
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// let info = sandbox.client().instance("demo").info()?.instance()?;
    /// assert!(info.is_connected);
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) for the keys `create` and
    /// `list`, whose paths are those of other endpoints; other kinds if the call fails.
    pub fn info(&self) -> Reply {
        not_reserved(self.context.key(), &operations::GET_INSTANCE)?;
        self.context.call(|client, key| client.get_instance(key))
    }

    /// The QR code that links the instance to a phone. Decode it with
    /// [`ApiResponse::qr_code`](crate::models::ApiResponse::qr_code).
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let client = sandbox.client();
    /// client.instances().create("sales")?;
    /// let code = client.instance("sales").qr_code()?.qr_code()?;
    /// assert!(code.png().starts_with(b"\x89PNG"));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the call fails; see [`ErrorKind`](crate::ErrorKind).
    pub fn qr_code(&self) -> Reply {
        self.context.call(|client, key| client.get_qr_code(key))
    }

    /// The contacts of the instance. Their shape is not part of the API's document: decode them
    /// with [`ApiResponse::data_as`](crate::models::ApiResponse::data_as).
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// let contacts = sandbox.client().instance("demo").contacts()?;
    /// let contacts: Vec<serde_json::Value> = contacts.data_as()?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the call fails; see [`ErrorKind`](crate::ErrorKind).
    pub fn contacts(&self) -> Reply {
        self.context.call(|client, key| client.get_contacts(key))
    }

    /// Sets the URL that the server sends the events of the instance to. The API's document does
    /// not specify how to turn them off.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// let instance = sandbox.client().instance("demo");
    /// instance.set_webhook("https://example.com/hook")?;
    /// let info = instance.info()?.instance()?;
    /// assert_eq!(info.webhook_url.as_deref(), Some("https://example.com/hook"));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the URL is not an
    /// `https` or `http` URL; other kinds if the call fails.
    #[inline]
    pub fn set_webhook(&self, url: &str) -> Reply {
        let url = web_url("webhook URL", url, &operations::CHANGE_WEBHOOK_URL)?;
        let data = WebhookPayload { webhook_url: Some(url.to_owned()), ..Default::default() };
        self.context.call(|client, key| client.change_webhook_url(key, &data))
    }

    /// Ends the WhatsApp session. The instance remains, and has to be linked to a phone again.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// let instance = sandbox.client().instance("demo");
    /// instance.logout()?;
    /// assert!(!instance.info()?.instance()?.is_connected);
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the call fails; see [`ErrorKind`](crate::ErrorKind).
    pub fn logout(&self) -> Reply {
        self.context.call(|client, key| client.logout_instance(key))
    }

    /// Deletes the instance from the server.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// let instance = sandbox.client().instance("demo");
    /// instance.delete()?;
    /// assert!(instance.info().unwrap_err().is_not_found());
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the call fails; see [`ErrorKind`](crate::ErrorKind).
    pub fn delete(&self) -> Reply {
        self.context.call(|client, key| client.delete_instance(key))
    }

    /// The groups that the instance is a member of.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// let groups = sandbox.client().instance("demo").groups();
    /// assert_eq!(groups.list()?.groups()?.len(), 1);
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn groups(&self) -> Groups {
        Groups::new(self.context.clone())
    }

    /// Sends messages.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// sandbox.client().instance("demo").messages().text("919876543210", "Hello")?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn messages(&self) -> Messages {
        Messages::new(self.context.clone())
    }

    /// The files that the instance stores at WhatsApp.
    ///
    /// ```
    /// use whatsapi::{MediaType, Upload};
    ///
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// let media = sandbox.client().instance("demo").media();
    /// let file = media.upload(MediaType::Document, Upload::from_bytes(*b"%PDF-"))?.media()?;
    /// assert_eq!(file.file_length, 5);
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn media(&self) -> Media {
        Media::new(self.context.clone())
    }

    /// Other users, as WhatsApp shows them to the instance.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// sandbox.client().instance("demo").users().info(["919876543210"])?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn users(&self) -> Users {
        Users::new(self.context.clone())
    }

    /// The profile of the account that the instance is logged in with.
    ///
    /// ```
    /// use whatsapi::Upload;
    ///
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// let picture = Upload::from_bytes(*b"\xFF\xD8\xFF and so on");
    /// sandbox.client().instance("demo").profile().set_picture(picture)?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn profile(&self) -> Profile {
        Profile::new(self.context.clone())
    }

    /// The features of business accounts.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// let catalog = sandbox.client().instance("demo").business().catalog()?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn business(&self) -> Business {
        Business::new(self.context.clone())
    }
}
