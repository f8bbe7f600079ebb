//! The handle of an instance.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Context;
use super::business::Business;
use super::groups::Groups;
use super::media::Media;
use super::messages::Messages;
use super::profile::Profile;
use super::users::Users;
use super::validate::{not_reserved, web_url};
use crate::generated::Client;
use crate::generated::models::WebhookPayload;
use crate::generated::operations;
use crate::replies::contact::Contact;
use crate::replies::instance::InstanceInfo;
use crate::replies::qr_code::{LinkState, QrCode};
use crate::replies::reply::Reply;
use openapi_ureq::Error;

/// An instance of the service: a session of one WhatsApp account.
///
/// Creating a handle sends nothing, and clones share the client. If the key is invalid, calls fail.
///
/// Every call can fail for the reasons that [`ErrorKind`](crate::ErrorKind) lists, such as a timeout
/// or a rejected API key. The methods of the handles document only errors that are specific to them.
#[derive(Debug, Clone)]
pub struct Instance {
    context: Context,
}

impl Instance {
    pub(crate) fn new(client: &Client, key: &str) -> Self {
        Self { context: Context::new(client, key) }
    }

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

    /// The properties of the instance, such as whether it is connected.
    ///
    /// Calls [`get_instance`](crate::Client::get_instance), which is idempotent: it is retried
    /// after any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// let info = sandbox.client().instance("demo").info()?.data()?;
    /// assert_eq!(info.is_connected, Some(true));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) for the keys `create` and
    /// `list`, whose paths are those of other endpoints. [`ErrorKind::Api`](crate::ErrorKind::Api)
    /// if the instance does not exist (404).
    pub fn info(&self) -> Result<Reply<InstanceInfo>, Error> {
        not_reserved(self.context.key(), &operations::GET_INSTANCE)?;
        self.context.call(|client, key| client.get_instance(key))
    }

    /// Whether the instance is linked to a phone. If not, also the QR code that links it, if one is
    /// available.
    ///
    /// A server creates the code some time after the instance, replaces it every few seconds, and
    /// eventually stops: call this method again, or create the instance again. Assumption: without a code,
    /// servers send null or a blank string, and some keep the last code after it was used. Source: `qr` in
    /// <https://github.com/salman0ansari/whatsapp-api-nodejs/blob/main/src/api/class/instance.js>,
    /// a public server whose instances have the same properties.
    ///
    /// Therefore this method calls [`info`](Self::info) first, and [`qr_code`](Self::qr_code) only if the
    /// instance is not linked. Both calls are idempotent and retried.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let client = sandbox.client();
    /// # client.instances().create("sales")?;
    /// use whatsapi::LinkState;
    ///
    /// match client.instance("sales").link_state()? {
    ///     LinkState::Linked => println!("linked"),
    ///     LinkState::Code(code) => std::fs::write(
    /// #       std::env::temp_dir().join(
    ///         "code.png",
    /// #       ),
    ///         code.png(),
    ///     ).unwrap(),
    ///     _ => println!("no code at the moment"),
    /// }
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`info`](Self::info), and [`ErrorKind::Decode`](crate::ErrorKind::Decode) if a reply
    /// cannot be read, such as a code that is not a picture.
    pub fn link_state(&self) -> Result<LinkState, Error> {
        if self.info()?.data()?.is_linked() {
            return Ok(LinkState::Linked);
        }
        let reply = self.qr_code()?;
        match QrCode::is_absent(&reply) {
            true => Ok(LinkState::NoCode),
            false => reply.data().map(LinkState::Code),
        }
    }

    /// The QR code that links the instance to a phone. If there may be none, use
    /// [`link_state`](Self::link_state), which returns the reason.
    ///
    /// Calls [`get_qr_code`](crate::Client::get_qr_code), which is idempotent: it is retried after
    /// any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let client = sandbox.client();
    /// client.instances().create("sales")?;
    /// let code = client.instance("sales").qr_code()?.data()?;
    /// assert!(code.png().starts_with(b"\x89PNG"));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or is already
    /// linked.
    pub fn qr_code(&self) -> Result<Reply<QrCode>, Error> {
        self.context.call(|client, key| client.get_qr_code(key))
    }

    /// The contacts of the instance, by their JIDs.
    ///
    /// Calls [`get_contacts`](crate::Client::get_contacts), which is idempotent: it is retried
    /// after any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # sandbox.person("919876543210").name("Ann");
    /// let contacts = sandbox.client().instance("demo").contacts()?.data()?;
    /// assert_eq!(contacts["919876543210@s.whatsapp.net"].name(), Some("Ann"));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404).
    pub fn contacts(&self) -> Result<Reply<BTreeMap<String, Contact>>, Error> {
        self.context.call(|client, key| client.get_contacts(key))
    }

    /// Sets the URL to which the server sends the events of the instance.
    /// [`webhook::Event`](crate::webhook::Event) reads them. See also
    /// [`remove_webhook`](Self::remove_webhook).
    ///
    /// Calls [`change_webhook_url`](crate::Client::change_webhook_url), which is idempotent: it is
    /// retried after any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// let instance = sandbox.client().instance("demo");
    /// instance.set_webhook("https://example.com/hook")?;
    /// let info = instance.info()?.data()?;
    /// assert_eq!(info.webhook_url.as_deref(), Some("https://example.com/hook"));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the URL is not an
    /// `https` or `http` URL. [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not
    /// exist (404).
    #[inline]
    pub fn set_webhook(&self, url: &str) -> Result<Reply<Value>, Error> {
        let url = web_url("webhook URL", url, &operations::CHANGE_WEBHOOK_URL)?;
        let data = WebhookPayload { webhook_url: Some(url.to_owned()), ..Default::default() };
        self.context.call(|client, key| client.change_webhook_url(key, &data))
    }

    /// Removes the webhook by setting an empty URL.
    ///
    /// Assumption: an empty URL is none. The API's document has no operation that removes a webhook, and
    /// does not say so. The public server wuzapi takes an empty URL where one is set (`SetWebhook` in
    /// <https://github.com/asternic/wuzapi/blob/main/handlers.go>), stores the same where its own
    /// `DELETE /webhook` removes one (`DeleteWebhook`), and calls no webhook whose URL is empty
    /// (`wmiau.go`). Whether the server did it is in [`info`](Self::info).
    ///
    /// Calls [`change_webhook_url`](crate::Client::change_webhook_url), which is idempotent: it is
    /// retried after any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// let instance = sandbox.client().instance("demo");
    /// instance.set_webhook("https://example.com/hook")?;
    /// instance.remove_webhook()?;
    /// assert_eq!(instance.info()?.data()?.webhook_url, None);
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404).
    pub fn remove_webhook(&self) -> Result<Reply<Value>, Error> {
        let data = WebhookPayload { webhook_url: Some(String::new()), ..Default::default() };
        self.context.call(|client, key| client.change_webhook_url(key, &data))
    }

    /// Ends the WhatsApp session. The API's document does not specify whether the instance can be
    /// linked to a phone again, or has to be created again.
    ///
    /// Calls [`logout_instance`](crate::Client::logout_instance), which is not idempotent: it is
    /// retried only if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// let instance = sandbox.client().instance("demo");
    /// instance.logout()?;
    /// assert_eq!(instance.info()?.data()?.is_connected, Some(false));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404).
    pub fn logout(&self) -> Result<Reply<Value>, Error> {
        self.context.call(|client, key| client.logout_instance(key))
    }

    /// Deletes the instance from the server.
    ///
    /// Calls [`delete_instance`](crate::Client::delete_instance), which is not idempotent: it is
    /// retried only if an attempt had no effect.
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
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404).
    pub fn delete(&self) -> Result<Reply<Value>, Error> {
        self.context.call(|client, key| client.delete_instance(key))
    }

    /// The groups that the instance is a member of.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// let groups = sandbox.client().instance("demo").groups();
    /// assert_eq!(groups.list()?.data()?.len(), 1);
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
    /// let file = media.upload(MediaType::Document, Upload::from_bytes(*b"%PDF-"))?.data()?;
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
