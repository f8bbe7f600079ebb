//! The handle of an instance.

use super::business::Business;
use super::groups::Groups;
use super::media::Media;
use super::messages::Messages;
use super::profile::Profile;
use super::users::Users;
use super::validate::{not_reserved, web_url};
use super::{Context, Reply};
use crate::Client;
use crate::models::WebhookPayload;
use crate::operations;

/// An instance of the service: one WhatsApp account that is logged in there.
///
/// A handle costs nothing and asks nothing; clones share the client. A key that cannot address an
/// instance is an error of the calls.
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

    /// What is known of the instance, among it whether it is connected. Read it with
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
    /// `list`, whose address is that of another endpoint; otherwise as every call.
    pub fn info(&self) -> Reply {
        not_reserved(self.context.key(), &operations::GET_INSTANCE)?;
        self.context.call(|client, key| client.get_instance(key))
    }

    /// The QR code to link the instance to a phone with. Read it with [`ApiResponse::qr_code`](crate::models::ApiResponse::qr_code).
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
    /// As every call; see [`ErrorKind`](crate::ErrorKind).
    pub fn qr_code(&self) -> Reply {
        self.context.call(|client, key| client.get_qr_code(key))
    }

    /// The contacts that the instance knows. How the server describes them is not part of its
    /// document: read them with [`ApiResponse::data_as`](crate::models::ApiResponse::data_as).
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
    /// As every call; see [`ErrorKind`](crate::ErrorKind).
    pub fn contacts(&self) -> Reply {
        self.context.call(|client, key| client.get_contacts(key))
    }

    /// Changes where the server sends the events of the instance. Of turning them off, the API's
    /// document says nothing.
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
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if it is no `https` or
    /// `http` URL; otherwise as every call.
    #[inline]
    pub fn set_webhook(&self, url: &str) -> Reply {
        let url = web_url("webhook URL", url, &operations::CHANGE_WEBHOOK_URL)?;
        let data = WebhookPayload { webhook_url: Some(url.to_owned()) };
        self.context.call(|client, key| client.change_webhook_url(key, &data))
    }

    /// Ends the WhatsApp session: the instance stays, and has to be linked to a phone again.
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
    /// As every call; see [`ErrorKind`](crate::ErrorKind).
    pub fn logout(&self) -> Reply {
        self.context.call(|client, key| client.logout_instance(key))
    }

    /// Removes the instance from the server.
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
    /// As every call; see [`ErrorKind`](crate::ErrorKind).
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

    /// The messages that the instance sends.
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

    /// The files that the instance keeps at WhatsApp.
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

    /// Other people, as WhatsApp shows them to the instance.
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

    /// What others see of the account that the instance is logged in with.
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

    /// What only business accounts have.
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
