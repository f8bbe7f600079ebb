//! The events that a server posts to the URL of [`Instance::set_webhook`](crate::Instance::set_webhook).
//!
//! [`Event::from_slice`] reads the body of such a request: the instance, the kind of event, and for a message
//! its sender, chat, text and file. Messages can be answered, and files can be downloaded.
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
//!     && message.is_from_me == Some(false) // answering own messages would be an infinite loop
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
//! # Shapes
//!
//! **The vendor's document does not describe events.** It is an assumption that the server posts events like
//! one of these public servers of the same family. The shapes are identified by their structure:
//!
//! | server | body | source |
//! |---|---|---|
//! | [wuzapi] | `type`, `event` of whatsmeow, `instanceName`; as JSON, or in the field `jsonData` of a form | `myEventHandler` in `wmiau.go`, `callHookWithHmac` in `helpers.go` |
//! | [Evolution Go] | `event`, `data` of whatsmeow, `instanceName`, `instanceId` | `myEventHandler` in `pkg/whatsmeow/service/whatsmeow.go` |
//! | [whatsapp-api-nodejs] | `type`, `body` of Baileys, `instanceKey` | `SendWebhook` in `src/api/class/instance.js` |
//! | [Evolution API] | `event`, `data` of Baileys, `instance` | `emit` in `src/api/integrations/event/webhook/webhook.controller.ts` |
//! | [go-whatsapp-web-multidevice] | `event`, `payload` of its own, `session_id`, `device_id` | `docs/webhook-payload.md` |
//!
//! The events of the libraries [whatsmeow] and [Baileys] are accepted in all of these envelopes. The structs and
//! functions of this module name the sources of what they read.
//!
//! Unknown content is not an error: an unknown kind is [`EventKind::Other`], a missing or unreadable field is
//! `None`, and [`Event::raw`] is the original body. Only a body that is not JSON is an error.
//!
//! A server can post an event more than once, for example if the response takes too long. The
//! [`id`](ReceivedMessage::id) of the message is then the same. Respond before processing the event.
//!
//! The API cannot quote messages, so an answer does not refer to the original message.
//!
//! # Authenticity
//!
//! Anyone who knows the URL can post to it, and the vendor's document does not describe signatures. Use `https`
//! and a URL that is hard to guess, for example with a random path. Some servers of this family sign events: see
//! `is_signature_valid`, which requires the feature `webhook-signature`.
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
