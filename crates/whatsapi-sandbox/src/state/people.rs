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

    /// The phone number of the person whom a request names: by it, by its JID, or by one that hides it.
    pub(crate) fn phone_of(&self, text: &str) -> Result<String, ApiError> {
        check_spelling(text)?;
        match text.ends_with("@lid") {
            true => self.phone_of_lid(text).ok_or_else(|| not_a_person(text)),
            false => phone_of(text),
        }
    }

    /// The phone numbers of people.
    pub(crate) fn phones_of(&self, people: &[String]) -> Result<Vec<String>, ApiError> {
        people.iter().map(|text| self.phone_of(text)).collect()
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

/// The JSON that describes a picture in a response. The error messages are from whatsmeow's `errors.go`.
pub(crate) fn describe_picture(picture: Option<&[u8]>) -> Result<Value, ApiError> {
    picture.map(shapes::picture).ok_or_else(|| {
        ApiError(404, "that user or group does not have a profile picture".to_owned())
    })
}

/// The phone number in a text of a fixture, in any of its spellings.
pub(crate) fn phone_of(text: &str) -> Result<String, ApiError> {
    let person = text.parse::<Participant>().ok();
    let phone = person.as_ref().and_then(Participant::phone_number);
    phone.map(str::to_owned).ok_or_else(|| not_a_person(text))
}

fn not_a_person(text: &str) -> ApiError {
    ApiError::bad_request(format!("{text} is not a phone number"))
}

/// Refuses what the id types of `whatsapi` read, and servers of this family do not. These take what is
/// before an `@` as a phone number, in which nothing but a `+` at its start is left out (`parseJID` in
/// <https://github.com/asternic/wuzapi/blob/main/wmiau.go>), and a JID as it is. There is nothing to be
/// sent to at `c.us` (`SendMessage` in whatsmeow's `send.go`).
pub(crate) fn check_spelling(text: &str) -> Result<(), ApiError> {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let message = match text.split_once('@') {
        None if is_digits(text.strip_prefix('+').unwrap_or(text)) => return Ok(()),
        None => format!("{text} is neither a phone number nor a JID"),
        Some((_, server)) if !SERVERS.contains(&server) => {
            format!("can't send message to unknown server {server}")
        }
        Some((user, _)) if user.contains([':', '.']) => {
            "message recipient must be a user JID with no device part".to_owned()
        }
        Some(("status", "broadcast")) => return Ok(()),
        Some((user, _)) if user.split('-').all(is_digits) => return Ok(()),
        Some(_) => format!("{text} is neither a phone number nor a JID"),
    };
    Err(ApiError::bad_request(message))
}

/// The servers of JIDs that messages can be sent to. Source: `SendMessage` in whatsmeow's `send.go`.
const SERVERS: [&str; 5] = ["s.whatsapp.net", "lid", "g.us", "broadcast", "newsletter"];

pub(crate) fn jid(phone: &str) -> String {
    format!("{phone}@s.whatsapp.net")
}
