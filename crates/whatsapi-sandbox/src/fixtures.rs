//! Fixtures: the state that a test starts from.

use std::sync::Arc;

use super::Shared;
use super::state::{Change, Failure, Message, Product, Profile, Role, phone_of};

/// An instance of the sandbox: adds state to it, and shows what it sent.
#[derive(Clone)]
pub struct InstanceFixture {
    pub(super) shared: Arc<Shared>,
    pub(super) key: String,
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

    /// Adds a group that the phone of the instance has created. Phones allow names of up to 100
    /// characters, the API only 22.
    ///
    /// # Panics
    ///
    /// If the name is empty or longer.
    #[must_use]
    #[expect(clippy::panic, reason = "an invalid fixture is a defect of the test")]
    pub fn group(&self, name: &str) -> GroupFixture {
        let group = self.shared.state().seed_group(&self.phone, name).map(|group| group.id.clone());
        let id = group.unwrap_or_else(|error| panic!("the group {name:?}: {}", error.1));
        GroupFixture { shared: Arc::clone(&self.shared), id }
    }

    /// Adds a product to the catalog of the instance's business account.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// sandbox.instance("sales").product("Tea", "Green, 100 g", 450, "EUR");
    ///
    /// let catalog = sandbox.client().fetch_catalog("sales")?.into_body().data.unwrap();
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

/// A group of the sandbox: adds state to it.
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

    /// Adds a member.
    ///
    /// # Panics
    ///
    /// If this is not a phone number.
    #[must_use]
    pub fn member(self, phone: &str) -> Self {
        self.with(phone, Role::Member)
    }

    /// Adds an admin.
    ///
    /// # Panics
    ///
    /// If this is not a phone number.
    #[must_use]
    pub fn admin(self, phone: &str) -> Self {
        self.with(phone, Role::Admin)
    }

    /// Locks the group, so that only admins may edit its details.
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

/// A person: sets their profile.
#[derive(Clone)]
pub struct PersonFixture {
    shared: Arc<Shared>,
    phone: String,
}

impl PersonFixture {
    pub(super) fn new(shared: Arc<Shared>, phone: &str) -> Self {
        Self { shared, phone: phone_or_panic(phone) }
    }

    /// Sets the name.
    pub fn name(self, name: &str) -> Self {
        self.with(|profile| name.clone_into(&mut profile.name))
    }

    /// Sets the status text.
    pub fn status(self, status: &str) -> Self {
        self.with(|profile| status.clone_into(&mut profile.status))
    }

    /// Sets the picture.
    pub fn picture(self, picture: impl Into<Vec<u8>>) -> Self {
        self.with(|profile| profile.picture = Some(picture.into()))
    }

    /// Hides the picture from others.
    pub fn hide_picture(self) -> Self {
        self.with(|profile| profile.hides_picture = true)
    }

    /// Makes a change of this person's membership fail in all groups, with this code.
    ///
    /// Where people are added, WhatsApp's codes are, as whatsapp-web.js lists them in
    /// `src/structures/GroupChat.js`: 403 (they can only be invited), 404 (not on WhatsApp), 408
    /// (they left recently), 409 (already in the group), 417 (not to the community) and 419 (the group
    /// is full).
    ///
    /// ```
    /// use whatsapi_sandbox::Change;
    ///
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// sandbox.person("919876543210").fails(Change::Add, 408);
    ///
    /// let team = sandbox.instance("sales").group("Team");
    /// let group = sandbox.client().instance("sales").groups().group(team.id())?;
    /// let outcomes = group.participants().add(["919876543210"])?;
    /// assert_eq!(outcomes.failed().count(), 1);
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    pub fn fails(self, change: Change, code: u16) -> Self {
        self.failing(change, Failure::Code(code))
    }

    /// Makes adding this person fail with this code, and offers an invitation in the reply
    /// (`AddRequest`), whose code only they can use.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// sandbox.person("919876543210").must_be_invited(403);
    ///
    /// let team = sandbox.instance("sales").group("Team");
    /// let group = sandbox.client().instance("sales").groups().group(team.id())?;
    /// let outcomes = group.participants().add(["919876543210"])?;
    /// assert!(outcomes.iter().next().unwrap().add_request().is_some());
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    pub fn must_be_invited(self, code: u16) -> Self {
        self.failing(Change::Add, Failure::Invitable(code))
    }

    /// Makes a change of this person's membership fail in all groups, and leaves them out of the reply.
    pub fn is_left_out(self, change: Change) -> Self {
        self.failing(change, Failure::LeftOut)
    }

    /// The current profile.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.shared.state().profile(&self.phone)
    }

    fn failing(self, change: Change, failure: Failure) -> Self {
        self.shared.state().fail(&self.phone, change, failure);
        self
    }

    fn with(self, change: impl FnOnce(&mut Profile)) -> Self {
        change(self.shared.state().profile_mut(&self.phone));
        self
    }
}

impl std::fmt::Debug for PersonFixture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PersonFixture").field("phone", &self.phone).finish_non_exhaustive()
    }
}

/// The digits of a phone number in a fixture.
#[expect(clippy::panic, reason = "an invalid fixture is a defect of the test")]
pub(super) fn phone_or_panic(phone: &str) -> String {
    phone_of(phone)
        .unwrap_or_else(|_| panic!("{phone:?} is not a phone number; one looks like 919876543210"))
}
