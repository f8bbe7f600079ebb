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
    /// They become an admin.
    Promote,
    /// They become an ordinary member.
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

    /// The contacts of `actor` by JID: the other members of its groups. A map, like the result of
    /// `GetAllContacts` in whatsmeow's `store/store.go`.
    pub(crate) fn contacts(&self, actor: &str) -> Value {
        let own = self.groups().filter(|group| group.members.contains_key(actor));
        let phones: BTreeSet<&String> =
            own.flat_map(|group| group.members.keys()).filter(|phone| *phone != actor).collect();
        let contact = |phone: &String| (jid(phone), shapes::contact(&self.profile(phone)));
        Value::Object(phones.into_iter().map(contact).collect())
    }

    /// The JSON that describes people in a response, by JID, like the result of `GetUserInfo` in
    /// whatsmeow's `user.go`.
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

/// The JSON that describes a picture in a response. The error messages are from whatsmeow's `errors.go`.
pub(crate) fn describe_picture(picture: Option<&[u8]>) -> Result<Value, ApiError> {
    picture.map(shapes::picture).ok_or_else(|| {
        ApiError(404, "that user or group does not have a profile picture".to_owned())
    })
}

/// The phone number in `text`, in any of its spellings.
pub(crate) fn phone_of(text: &str) -> Result<String, ApiError> {
    refuse_legacy(text)?;
    let participant = text.parse::<Participant>().ok();
    let phone = participant.as_ref().and_then(Participant::phone_number);
    phone
        .map(str::to_owned)
        .ok_or_else(|| ApiError::bad_request(format!("{text} is not a phone number")))
}

/// Rejects the JIDs of older clients (`@c.us`), to which nothing can be sent. Source: the servers that
/// `SendMessage` in whatsmeow's `send.go` accepts, and `ErrUnknownServer`.
pub(crate) fn refuse_legacy(text: &str) -> Result<(), ApiError> {
    match text.to_ascii_lowercase().ends_with("@c.us") {
        true => Err(ApiError::bad_request("can't send message to unknown server c.us")),
        false => Ok(()),
    }
}

pub(crate) fn jid(phone: &str) -> String {
    format!("{phone}@s.whatsapp.net")
}
