//! Fixtures: the initial state of a test.

use std::sync::Arc;
use std::time::Duration;

use super::Shared;
use super::communities::CommunityFixture;
use super::state::{Change, Failure, GroupState, Message, Product, Profile, Role, lid, phone_of};

/// A fixture of an instance: adds state, and returns the messages that the instance sent.
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
    /// If the name is empty or longer than 100 characters.
    #[must_use]
    #[expect(clippy::panic, reason = "an invalid fixture is a defect of the test")]
    pub fn group(&self, name: &str) -> GroupFixture {
        let group = self.shared.state().seed_group(&self.phone, name).map(|group| group.id.clone());
        let id = group.unwrap_or_else(|error| panic!("the group {name:?}: {}", error.1));
        GroupFixture::new(Arc::clone(&self.shared), id)
    }

    /// Adds a community that the phone of the instance has created, with its announcement group.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// let customers = sandbox.instance("sales").community("Customers");
    /// let berlin = customers.group("Berlin").member("919876543210");
    ///
    /// let groups = sandbox.client().instance("sales").groups();
    /// let info = groups.group(berlin.id())?.info()?.data()?;
    /// assert_eq!(info.community, Some(customers.id().parse()?));
    /// let announcements = groups.group(customers.announcements().id())?;
    /// assert_eq!(announcements.participants().list()?.data()?.len(), 2);
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the name is empty or longer than phones allow.
    #[must_use]
    #[expect(clippy::panic, reason = "an invalid fixture is a defect of the test")]
    pub fn community(&self, name: &str) -> CommunityFixture {
        let id = self.shared.state().seed_community(&self.phone, name);
        let id = id.unwrap_or_else(|error| panic!("the community {name:?}: {}", error.1));
        CommunityFixture::new(Arc::clone(&self.shared), id, &self.phone)
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

/// A fixture of a group: adds state.
#[derive(Clone)]
pub struct GroupFixture {
    shared: Arc<Shared>,
    id: String,
}

impl GroupFixture {
    pub(super) fn new(shared: Arc<Shared>, id: String) -> Self {
        Self { shared, id }
    }

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
        self.set(|group| group.locked = true)
    }

    /// Makes the group one in which only admins may send messages.
    #[must_use]
    pub fn announce(self) -> Self {
        self.set(|group| group.announce = true)
    }

    /// Makes the group address its members by ids that hide their phone numbers (`@lid`), which are
    /// sent beside the numbers. [`PersonFixture::lid`] has those of people.
    #[must_use]
    pub fn by_lid(self) -> Self {
        self.set(|group| group.by_lid = true)
    }

    /// Makes messages in the group disappear after this time, or not if it is zero.
    ///
    /// # Panics
    ///
    /// If it is none of those that WhatsApp has for groups: 24 hours, 7 days and 90 days
    /// (`SetDisappearingTimer` of whatsmeow's `send.go`).
    #[must_use]
    pub fn disappearing(self, after: Duration) -> Self {
        const DAY: u64 = 24 * 60 * 60;
        let allowed = [0, 1, 7, 90].map(|days| Duration::from_secs(days * DAY));
        assert!(allowed.contains(&after), "messages disappear after 1, 7 or 90 days: {after:?}");
        self.set(|group| group.disappearing_timer = after)
    }

    /// Makes admins approve of people who join by the link: until [`approve`](Self::approve), they are
    /// no members, but in [`GroupState::join_requests`].
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// let team = sandbox.instance("sales").group("Team").approval_required();
    /// let guest = sandbox.instance("guest").phone();
    ///
    /// let code = sandbox.group(team.id()).unwrap().invite_code;
    /// sandbox.client().instance("guest").groups().join(code)?;
    /// assert!(!sandbox.group(team.id()).unwrap().members.contains_key(&guest));
    ///
    /// team.approve(&guest);
    /// assert!(sandbox.group(team.id()).unwrap().members.contains_key(&guest));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn approval_required(self) -> Self {
        self.set(|group| group.approval_required = true)
    }

    /// Makes a person who has asked to join a member.
    ///
    /// # Panics
    ///
    /// If they have not asked, or this is not a phone number.
    pub fn approve(&self, phone: &str) {
        let phone = phone_or_panic(phone);
        let mut state = self.shared.state();
        let group = state.group(&self.id);
        let has_asked = group.is_some_and(|group| group.join_requests.contains(&phone));
        assert!(has_asked, "{phone} has not asked to join the group");
        state.enter(&self.id, &phone, Role::Member);
    }

    fn with(self, phone: &str, role: Role) -> Self {
        self.shared.state().enter(&self.id, &phone_or_panic(phone), role);
        self
    }

    fn set(self, change: impl FnOnce(&mut GroupState)) -> Self {
        if let Some(group) = self.shared.state().group_mut(&self.id) {
            change(group);
        }
        self
    }
}

impl std::fmt::Debug for GroupFixture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GroupFixture").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A fixture of a person: sets their profile.
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
    /// For added people, WhatsApp's codes are, as listed by whatsapp-web.js in
    /// `src/structures/GroupChat.js`: 403 (can only be invited), 404 (not on WhatsApp), 408 (left
    /// recently), 409 (already in the group), 417 (cannot be added to the community) and 419 (the group is full).
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

    /// Makes adding this person fail with this code. The reply contains an invitation (`AddRequest`)
    /// whose code only they can use.
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

    /// Makes a change of this person's membership fail in all groups, and omits them from the reply.
    pub fn is_left_out(self, change: Change) -> Self {
        self.failing(change, Failure::LeftOut)
    }

    /// The JID that hides their phone number, by which groups can address them. It is the same in every
    /// sandbox.
    #[must_use]
    pub fn lid(&self) -> String {
        lid(&self.phone)
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
