//! The events that a server posts to the URL of [`Instance::set_webhook`](crate::Instance::set_webhook).
//!
//! [`Event::from_slice`] reads the body of such a request, whatever program received it: the instance,
//! what happened, and of a message its sender, chat, text and file. What is received can be answered,
//! and a file can be downloaded.
//!
//! ```
//! use whatsapi::webhook::{Event, EventKind};
//!
//! # let sandbox = whatsapi_sandbox::Sandbox::start();
//! # sandbox.instance("sales");
//! # let client = sandbox.client();
//! # let body = br#"{ "type": "Message", "instanceName": "sales", "event": {
//! #     "Info": { "Chat": "919876543210@s.whatsapp.net", "IsFromMe": false },
//! #     "Message": { "conversation": "Hello" } } }"#;
//! let event = Event::from_slice(body)?;
//! let sales = client.instance(event.instance.as_deref().unwrap_or("sales"));
//! if event.kind == EventKind::Message
//!     && let Some(message) = &event.message
//!     && message.is_from_me == Some(false) // or a program would answer itself, without end
//!     && let Some(chat) = message.answer_to()
//! {
//!     sales.messages().text(chat, "Thank you, we will be right with you.")?;
//!     if let Some(file) = &message.media {
//!         let content = sales.media().download(file.kind, &file.keys()?)?.data()?;
//!     }
//! }
//! # assert_eq!(sandbox.messages().len(), 1);
//! # Ok::<(), whatsapi::Error>(())
//! ```
//!
//! # What servers post
//!
//! **The vendor's document describes no events.** It is an assumption that its server posts what one of the
//! public servers of this family does. The shapes that they post are told apart by their structure, not
//! by the name of the server:
//!
//! | server | body | source |
//! |---|---|---|
//! | [wuzapi] | `type`, `event`: one of whatsmeow, `instanceName`; as JSON, or in `jsonData` of a form | `myEventHandler` in `wmiau.go`, `callHookWithHmac` in `helpers.go` |
//! | [Evolution Go] | `event`, `data`: one of whatsmeow, `instanceName`, `instanceId` | `myEventHandler` in `pkg/whatsmeow/service/whatsmeow.go` |
//! | [whatsapp-api-nodejs] | `type`, `body`: one of Baileys, `instanceKey` | `SendWebhook` in `src/api/class/instance.js` |
//! | [Evolution API] | `event`, `data`: one of Baileys, `instance` | `emit` in `src/api/integrations/event/webhook/webhook.controller.ts` |
//! | [go-whatsapp-web-multidevice] | `event`, `payload`: its own, `session_id`, `device_id` | `docs/webhook-payload.md` |
//!
//! [whatsmeow] and [Baileys] are the libraries that these servers are built on. Their shapes are read in any of
//! these bodies. The structs and functions of this module name the source of what they read.
//!
//! Nothing that is not known is an error: an unknown kind is [`EventKind::Other`], what is missing or
//! cannot be read is `None`, and [`Event::raw`] has the whole body. Only a body that is not JSON is.
//!
//! A server can post an event more than once, for example if it has to wait too long for a response: the
//! message has the same [`id`](ReceivedMessage::id) then. Respond first, and do the work after.
//!
//! The API cannot quote a message, so that an answer does not refer to the one that it answers.
//!
//! # Who posts
//!
//! Anybody who knows the URL can post to it. The vendor's document has no signatures. Make the URL hard to
//! guess, such as by a random path, and use `https`. Some servers of this family sign what they post:
//! see `is_signature_valid`, which needs the feature `webhook-signature`.
//!
//! [wuzapi]: https://github.com/asternic/wuzapi
//! [Evolution Go]: https://github.com/EvolutionAPI/evolution-go
//! [whatsapp-api-nodejs]: https://github.com/salman0ansari/whatsapp-api-nodejs
//! [Evolution API]: https://github.com/EvolutionAPI/evolution-api
//! [go-whatsapp-web-multidevice]: https://github.com/aldinokemal/go-whatsapp-web-multidevice
//! [whatsmeow]: https://github.com/tulir/whatsmeow
//! [Baileys]: https://github.com/WhiskeySockets/Baileys

mod body;
mod content;
mod event;
mod group;
mod kind;
mod media;
mod message;
mod read;
mod shapes;
#[cfg(feature = "webhook-signature")]
mod signature;

pub use event::Event;
pub use group::{ChangedMember, GroupChange};
pub use kind::EventKind;
pub use media::ReceivedMedia;
pub use message::ReceivedMessage;
#[cfg(feature = "webhook-signature")]
pub use signature::is_signature_valid;
