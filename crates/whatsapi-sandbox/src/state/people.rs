//! People: their profiles, their catalogs and their contacts.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{ApiError, State};
use crate::shapes;
use whatsapi::Participant;

/// The profile of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Profile {
    /// The name.
    pub name: String,
    /// The status text.
    pub status: String,
    /// The bytes of the picture, if there is one.
    pub picture: Option<Vec<u8>>,
    /// Whether the picture is hidden from all instances but the person's own.
    pub hides_picture: bool,
    pub(crate) catalog: Vec<Product>,
}

/// A change of a person's membership of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Change {
    /// They are added, or a group is created with them.
    Add,
    /// They are removed.
    Remove,
    /// They are made an admin.
    Promote,
    /// They are made an ordinary member.
    Demote,
}

/// How a change of a person's membership fails. It has no effect.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Failure {
    /// With this code.
    Code(u16),
    /// With this code, and an invitation if they were to be added.
    Invitable(u16),
    /// The reply does not mention them.
    LeftOut,
}

/// A product of a catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Product {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) price: u64,
    pub(crate) currency: String,
}

impl State {
    /// The profile of a person, empty by default.
    pub(crate) fn profile(&self, phone: &str) -> Profile {
        self.people.get(phone).cloned().unwrap_or_default()
    }

    pub(crate) fn profile_mut(&mut self, phone: &str) -> &mut Profile {
        self.people.entry(phone.to_owned()).or_default()
    }

    /// Makes a change of this person's membership fail.
    pub(crate) fn fail(&mut self, phone: &str, change: Change, failure: Failure) {
        self.failures.insert((phone.to_owned(), change), failure);
    }

    /// The contacts of `actor`, by their JIDs: the other members of its groups. They are a map, as
    /// `GetAllContacts` of whatsmeow's `store/store.go` returns them.
    pub(crate) fn contacts(&self, actor: &str) -> Value {
        let own = self.groups().filter(|group| group.members.contains_key(actor));
        let phones: BTreeSet<&String> =
            own.flat_map(|group| group.members.keys()).filter(|phone| *phone != actor).collect();
        let contact = |phone: &String| (jid(phone), shapes::contact(&self.profile(phone)));
        Value::Object(phones.into_iter().map(contact).collect())
    }

    /// The JSON that describes people in a response, by their JIDs, as `GetUserInfo` of whatsmeow's
    /// `user.go` returns them.
    pub(crate) fn describe_people(&self, phones: &[String]) -> Value {
        let describe = |phone: &String| (jid(phone), shapes::user(phone, &self.profile(phone)));
        Value::Object(phones.iter().map(describe).collect())
    }
}

impl Profile {
    /// The JSON that describes the catalog in a response.
    pub(crate) fn describe_catalog(&self) -> Value {
        let product = |(index, product): (usize, &Product)| {
            json!({
                "id": (index + 1).to_string(),
                "name": product.name,
                "description": product.description,
                "price": product.price,
                "currency": product.currency,
            })
        };
        self.catalog.iter().enumerate().map(product).collect()
    }
}

/// The JSON that describes a picture in a response. The messages are those of whatsmeow's `errors.go`.
pub(crate) fn describe_picture(picture: Option<&[u8]>) -> Result<Value, ApiError> {
    picture.map(shapes::picture).ok_or_else(|| {
        ApiError(404, "that user or group does not have a profile picture".to_owned())
    })
}

/// Refuses a JID on the wire that is not as WhatsApp writes it: at the legacy server of users, or with
/// a device. whatsmeow's `send.go` sends to neither: <https://github.com/tulir/whatsmeow/blob/main/send.go>.
pub(super) fn check_jid(text: &str, canonical: &str) -> Result<(), ApiError> {
    if text.contains('@') && text != canonical {
        let message = format!("cannot address {text}; the JID is {canonical}");
        return Err(ApiError::bad_request(message));
    }
    Ok(())
}

/// The phone number in `text` as it is sent: a phone number, or the JID of a user.
pub(crate) fn sent_phone(text: &str) -> Result<String, ApiError> {
    let phone = phone_of(text)?;
    check_jid(text, &jid(&phone))?;
    Ok(phone)
}

/// The phone number in `text`, in any of its spellings.
pub(crate) fn phone_of(text: &str) -> Result<String, ApiError> {
    let participant = text.parse::<Participant>().ok();
    let phone = participant.as_ref().and_then(Participant::phone_number);
    phone
        .map(str::to_owned)
        .ok_or_else(|| ApiError::bad_request(format!("{text} is not a phone number")))
}

pub(crate) fn jid(phone: &str) -> String {
    format!("{phone}@s.whatsapp.net")
}
