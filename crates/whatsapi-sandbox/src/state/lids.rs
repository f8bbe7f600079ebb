//! The ids that hide phone numbers.

use super::State;
use super::media::sha256;

/// The JID of a person that hides their phone number. It is made of the number, so that it is the same
/// in every sandbox.
pub(crate) fn lid(phone: &str) -> String {
    let hash = sha256(&[b"lid of", phone.as_bytes()]);
    let number = hash.iter().take(7).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("{}@lid", 100_000_000_000_000 + number % 900_000_000_000_000)
}

impl State {
    /// The phone number behind a JID that hides it, of a person whom the sandbox has seen.
    pub(super) fn phone_of_lid(&self, jid: &str) -> Option<String> {
        let groups = self.groups.values();
        let in_groups = groups.flat_map(|group| group.members.keys().chain([&group.creator]));
        let failing = self.failures.keys().map(|(phone, _)| phone);
        let known = self.people.keys().chain(self.phones.values()).chain(in_groups).chain(failing);
        let mut known = known.chain(self.groups.values().flat_map(|group| &group.join_requests));
        known.find(|phone| lid(phone) == jid).cloned()
    }
}
