//! Incoming messages and changes of groups, which are posted to the webhook of the instance.

use std::sync::atomic::Ordering;

use serde_json::Value;

use crate::events;
use crate::fixtures::{InstanceFixture, phone_or_panic};
use crate::shapes::Address;
use crate::state::{Change, GroupState, Role, State, jid, lid};
use crate::time;
use crate::webhook::{WebhookError, post_event};
use whatsapi::MediaType;
use whatsapi::models::FileUpload;

/// A message to an instance; see [`InstanceFixture::receive`].
#[derive(Debug, Clone)]
#[must_use]
pub struct Incoming {
    /// The phone number of the sender, or of the recipient if it is from the account itself.
    phone: String,
    name: String,
    group: Option<String>,
    is_from_me: bool,
    content: Content,
}

#[derive(Debug, Clone)]
enum Content {
    Text(String),
    File(File),
}

#[derive(Debug, Clone)]
struct File {
    kind: MediaType,
    bytes: Vec<u8>,
    content_type: String,
    name: Option<String>,
    caption: Option<String>,
}

impl Incoming {
    /// A text from this phone number.
    ///
    /// # Panics
    ///
    /// If this is not a phone number.
    pub fn text(from: &str, text: &str) -> Self {
        Self::new(from, Content::Text(text.to_owned()))
    }

    /// A file from this phone number, which can be downloaded by its media keys.
    ///
    /// # Panics
    ///
    /// If this is not a phone number.
    pub fn file(from: &str, kind: MediaType, bytes: impl Into<Vec<u8>>) -> Self {
        let content_type = match kind {
            MediaType::Image => "image/jpeg",
            MediaType::Video => "video/mp4",
            MediaType::Audio => "audio/ogg; codecs=opus",
            _ => "application/octet-stream",
        };
        let (bytes, content_type) = (bytes.into(), content_type.to_owned());
        Self::new(
            from,
            Content::File(File { kind, bytes, content_type, name: None, caption: None }),
        )
    }

    fn new(from: &str, content: Content) -> Self {
        let phone = phone_or_panic(from);
        Self { phone, name: String::new(), group: None, is_from_me: false, content }
    }

    /// Sets the name of the sender. Default: the name in their [profile](crate::PersonFixture::name).
    pub fn name(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// Sends it to this group instead of the chat with the instance. The sender must be a member.
    pub fn in_group(mut self, id: &str) -> Self {
        self.group = Some(id.to_owned());
        self
    }

    /// Makes the account of the instance the sender, from another of its devices: the phone number is
    /// then that of the recipient.
    pub fn from_me(mut self) -> Self {
        self.is_from_me = true;
        self
    }

    /// Sets the text below a file.
    pub fn caption(self, caption: &str) -> Self {
        self.with_file(|file| file.caption = Some(caption.to_owned()))
    }

    /// Sets the name of a file.
    pub fn file_name(self, name: &str) -> Self {
        self.with_file(|file| file.name = Some(name.to_owned()))
    }

    /// Sets the media type of a file. Default: one of its kind, such as `image/jpeg`.
    pub fn content_type(self, content_type: &str) -> Self {
        self.with_file(|file| content_type.clone_into(&mut file.content_type))
    }

    fn with_file(mut self, change: impl FnOnce(&mut File)) -> Self {
        if let Content::File(file) = &mut self.content {
            change(file);
        }
        self
    }
}

/// Incoming events, which are posted to the webhook of the instance.
impl InstanceFixture {
    /// Receives a message: posts the event to the webhook of the instance, waits for the response, and
    /// returns the id of the message.
    ///
    /// ```
    /// use std::io::{Read, Write};
    /// use std::net::TcpListener;
    /// use whatsapi_sandbox::{Incoming, Sandbox};
    ///
    /// let receiver = TcpListener::bind("127.0.0.1:0").unwrap();
    /// let url = format!("http://{}/hook", receiver.local_addr().unwrap());
    /// std::thread::spawn(move || {
    ///     let (mut stream, _) = receiver.accept().unwrap();
    ///     let mut request = [0; 4096];
    ///     let _ = stream.read(&mut request).unwrap();
    ///     stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").unwrap();
    /// });
    ///
    /// let sandbox = Sandbox::start();
    /// let sales = sandbox.instance("sales");
    /// sandbox.client().instance("sales").set_webhook(&url)?;
    /// sales.receive(Incoming::text("919876543210", "Hello")).unwrap();
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the instance is not connected or has no webhook; if the instance or the sender is not in the
    /// group; if the webhook cannot be reached, or responds with a status other than 2xx.
    pub fn receive(&self, message: Incoming) -> Result<String, WebhookError> {
        let number = self.shared.received.fetch_add(1, Ordering::Relaxed) + 1;
        let id = format!("3A{number:018X}");
        // The lock is released before posting, since the receiver may call the sandbox.
        let (url, event) = {
            let mut state = self.shared.state();
            let url = self.webhook(&state)?;
            (url, self.event_of(&mut state, &id, message)?)
        };
        post_event(&url, &event).map(|()| id)
    }

    /// Changes members of a group on behalf of its creator, and posts the event like
    /// [`receive`](Self::receive). [`PersonFixture::fails`](crate::PersonFixture::fails) has no effect here.
    ///
    /// # Errors
    ///
    /// As [`receive`](Self::receive).
    ///
    /// # Panics
    ///
    /// If one of the people is not a phone number.
    pub fn receive_change(
        &self,
        group: &str,
        change: Change,
        people: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> Result<(), WebhookError> {
        let phones: Vec<String> =
            people.into_iter().map(|phone| phone_or_panic(phone.as_ref())).collect();
        let (url, event) = {
            let mut state = self.shared.state();
            let url = self.webhook(&state)?;
            let (creator, by_lid) = {
                let group = self.own_group(&state, group)?;
                (group.creator.clone(), group.by_lid)
            };
            for phone in &phones {
                change_member(&mut state, group, phone, change);
            }
            let sender =
                events::Person::new(&creator, if by_lid { Address::Lid } else { Address::Number });
            let person = |phone: &String| if by_lid { lid(phone) } else { jid(phone) };
            let people: Vec<String> = phones.iter().map(person).collect();
            let change = events::group_change(group, &sender, time::now(), change, &people);
            (url, events::body("GroupInfo", &self.key, &change))
        };
        post_event(&url, &event)
    }

    /// Posts any JSON to the webhook, like [`receive`](Self::receive): other events, or other shapes.
    ///
    /// # Errors
    ///
    /// As [`receive`](Self::receive).
    pub fn post_event(&self, event: &Value) -> Result<(), WebhookError> {
        let url = self.webhook(&self.shared.state())?;
        post_event(&url, event)
    }

    /// The URL of the webhook, if the instance is connected.
    fn webhook(&self, state: &State) -> Result<String, WebhookError> {
        let key = &self.key;
        match state.instance(key) {
            Err(_) => Err(WebhookError::new(format!("the instance {key:?} does not exist"))),
            Ok(instance) if !instance.connected => {
                Err(WebhookError::new(format!("the instance {key:?} is not connected")))
            }
            Ok(instance) if instance.webhook_url.is_empty() => {
                let problem = "has no webhook; set one by the client's `set_webhook`";
                Err(WebhookError::new(format!("the instance {key:?} {problem}")))
            }
            Ok(instance) => Ok(instance.webhook_url.clone()),
        }
    }

    /// The group, if the instance is in it.
    fn own_group<'a>(&self, state: &'a State, id: &str) -> Result<&'a GroupState, WebhookError> {
        let group = state.group(id).filter(|group| group.members.contains_key(&self.phone()));
        let problem = || format!("the instance {:?} is in no group {id:?}", self.key);
        group.ok_or_else(|| WebhookError::new(problem()))
    }

    /// The body that is posted for a message.
    fn event_of(
        &self,
        state: &mut State,
        id: &str,
        message: Incoming,
    ) -> Result<Value, WebhookError> {
        let Incoming { phone, name, group, is_from_me, content } = message;
        let sender = if is_from_me { self.phone() } else { phone.clone() };
        let (chat, address) = match &group {
            Some(group) => {
                let group = self.own_group(state, group)?;
                if !group.members.contains_key(&sender) {
                    let problem = format!("{sender} is not a member of the group {:?}", group.id);
                    return Err(WebhookError::new(problem));
                }
                (group.id.clone(), group.address_for(&self.phone(), &sender))
            }
            None => (jid(&phone), Address::Number),
        };
        let name = if name.is_empty() { state.profile(&sender).name } else { name };
        let (kind, content) = match content {
            Content::Text(text) => ("", events::text(&text)),
            Content::File(file) => {
                let keys = store(state, &file);
                let (name, caption) = (file.name.as_deref(), file.caption.as_deref());
                (file.kind.as_str(), events::file(file.kind, &keys, name, caption))
            }
        };
        let info = events::Info {
            id,
            chat: &chat,
            sender: &events::Person::new(&sender, address),
            is_from_me,
            name: &name,
            seconds: time::now(),
            media: kind,
        };
        Ok(events::body("Message", &self.key, &events::message(&info, &content)))
    }
}

/// Stores a file for downloads, and returns its media keys.
fn store(state: &mut State, file: &File) -> FileUpload {
    state.upload(file.kind.into(), Some(file.bytes.clone()), &file.content_type).clone()
}

fn change_member(state: &mut State, group: &str, phone: &str, change: Change) {
    if change == Change::Remove {
        // It fails without an effect for a person who is not in the group.
        let _ = state.leave_group(phone, group);
        return;
    }
    let Some(group) = state.group_mut(group) else { return };
    match (change, group.members.get_mut(phone)) {
        (Change::Add, None) => {
            group.members.insert(phone.to_owned(), Role::Member);
        }
        (Change::Promote, Some(role)) => *role = Role::Admin.max(*role),
        (Change::Demote, Some(role)) if *role == Role::Admin => *role = Role::Member,
        _ => {}
    }
}
