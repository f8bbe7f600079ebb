//! People: their profiles, their catalogs and their contacts.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::media::sha256;
use super::{ApiError, State};
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
    pub(crate) catalog: Vec<Product>,
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

    pub(crate) fn refuse_to_be_added(&mut self, phone: String) {
        self.invite_only.insert(phone);
    }

    /// The contacts of `actor`: the other members of its groups.
    pub(crate) fn contacts(&self, actor: &str) -> Value {
        let own = self.groups().filter(|group| group.members.contains_key(actor));
        let phones: BTreeSet<&String> =
            own.flat_map(|group| group.members.keys()).filter(|phone| *phone != actor).collect();
        let contact =
            |phone: &String| json!({ "jid": jid(phone), "name": self.profile(phone).name });
        phones.into_iter().map(contact).collect()
    }

    /// The JSON that describes people in a response, by their JIDs.
    pub(crate) fn describe_people(&self, phones: &[String]) -> Value {
        let describe = |phone: &String| {
            let Profile { status, picture, .. } = self.profile(phone);
            let picture = picture.map(|picture| picture_id(&picture)).unwrap_or_default();
            (jid(phone), json!({ "Status": status, "PictureID": picture, "Devices": [] }))
        };
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

/// The JSON that describes a picture in a response. Its URL does not resolve.
pub(crate) fn describe_picture(picture: Option<&[u8]>) -> Result<Value, ApiError> {
    let id = picture.map(picture_id).ok_or_else(|| ApiError::not_found("Profile picture"))?;
    Ok(json!({ "url": format!("https://pictures.sandbox.invalid/{id}.jpg"), "id": id }))
}

fn picture_id(picture: &[u8]) -> String {
    sha256(&[picture]).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
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
