//! State to start from.

use std::sync::Arc;

use super::Shared;
use super::state::{Message, Product, Profile, Role, phone_of};

/// An instance of the sandbox, to seed, and to see what it sent.
#[derive(Clone)]
pub struct InstanceFixture {
    shared: Arc<Shared>,
    key: String,
    phone: String,
}

impl InstanceFixture {
    pub(super) fn new(shared: Arc<Shared>, key: &str) -> Self {
        let phone = shared.state().instance_or_new(key).phone.clone();
        Self { shared, key: key.to_owned(), phone }
    }

    /// The phone number of the instance.
    #[must_use]
    pub fn phone(&self) -> String {
        self.phone.clone()
    }

    /// A new group that the instance has created.
    ///
    /// # Panics
    ///
    /// If the name is empty or has more than 22 characters, as the server would refuse it.
    #[must_use]
    #[allow(clippy::panic, reason = "a mistake of the test, which could do nothing else either")]
    pub fn group(&self, name: &str) -> GroupFixture {
        let created = self.shared.state().create(&self.phone, name).map(|group| group.id.clone());
        let id = created.unwrap_or_else(|refusal| panic!("{name:?}: {}", refusal.1));
        GroupFixture { shared: Arc::clone(&self.shared), id }
    }

    /// Puts a product into the catalog of the business account that the instance is for.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// sandbox.instance("sales").product("Tea", "Green, 100 g", 450, "EUR");
    ///
    /// let catalog = sandbox.client().fetch_catalog("sales")?.into_inner().data.unwrap();
    /// assert_eq!(catalog[0]["name"], "Tea");
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    pub fn product(self, name: &str, description: &str, price: u64, currency: &str) -> Self {
        let (name, description, currency) =
            (name.to_owned(), description.to_owned(), currency.to_owned());
        let product = Product { name, description, price, currency };
        self.shared.state().profile_mut(&self.phone).catalog.push(product);
        self
    }

    /// The messages that the instance sent, in order.
    #[must_use]
    pub fn messages(&self) -> Vec<Message> {
        let state = self.shared.state();
        let own = state.messages().iter().filter(|message| message.instance == self.key);
        own.cloned().collect()
    }
}

impl std::fmt::Debug for InstanceFixture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InstanceFixture").field("key", &self.key).finish_non_exhaustive()
    }
}

/// A group of the sandbox, to seed further.
#[derive(Clone)]
pub struct GroupFixture {
    shared: Arc<Shared>,
    id: String,
}

impl GroupFixture {
    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Puts a member into the group.
    ///
    /// # Panics
    ///
    /// If this is not a phone number.
    #[must_use]
    pub fn member(self, phone: &str) -> Self {
        self.with(phone, Role::Member)
    }

    /// Puts an admin into the group.
    ///
    /// # Panics
    ///
    /// If this is not a phone number.
    #[must_use]
    pub fn admin(self, phone: &str) -> Self {
        self.with(phone, Role::Admin)
    }

    /// Locks the group.
    #[must_use]
    pub fn locked(self) -> Self {
        if let Some(group) = self.shared.state().group_mut(&self.id) {
            group.locked = true;
        }
        self
    }

    fn with(self, phone: &str, role: Role) -> Self {
        let phone = phone_or_panic(phone);
        if let Some(group) = self.shared.state().group_mut(&self.id) {
            let current = group.members.entry(phone).or_insert(role);
            *current = role.max(*current);
        }
        self
    }
}

impl std::fmt::Debug for GroupFixture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GroupFixture").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A person, to seed what they show of themselves.
#[derive(Clone)]
pub struct PersonFixture {
    shared: Arc<Shared>,
    phone: String,
}

impl PersonFixture {
    pub(super) fn new(shared: Arc<Shared>, phone: &str) -> Self {
        Self { shared, phone: phone_or_panic(phone) }
    }

    /// Gives the person a name.
    pub fn name(self, name: &str) -> Self {
        self.with(|profile| name.clone_into(&mut profile.name))
    }

    /// Gives the person a text below the name.
    pub fn status(self, status: &str) -> Self {
        self.with(|profile| status.clone_into(&mut profile.status))
    }

    /// Gives the person a picture.
    pub fn picture(self, picture: impl Into<Vec<u8>>) -> Self {
        self.with(|profile| profile.picture = Some(picture.into()))
    }

    /// What the person shows by now.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.shared.state().profile(&self.phone)
    }

    fn with(self, act: impl FnOnce(&mut Profile)) -> Self {
        act(self.shared.state().profile_mut(&self.phone));
        self
    }
}

impl std::fmt::Debug for PersonFixture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PersonFixture").field("phone", &self.phone).finish_non_exhaustive()
    }
}

/// The digits of a phone number of the test's.
#[allow(clippy::panic, reason = "a mistake of the test, which could do nothing else either")]
pub(super) fn phone_or_panic(phone: &str) -> String {
    phone_of(phone)
        .unwrap_or_else(|_| panic!("{phone:?} is not a phone number; one looks like 919876543210"))
}
