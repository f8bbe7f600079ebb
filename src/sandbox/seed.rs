//! State to start from.

use std::sync::Arc;

use super::Shared;
use super::world::{Role, phone_of};

/// An instance of the sandbox, to seed groups for.
#[derive(Clone)]
pub struct InstanceSeed {
    shared: Arc<Shared>,
    key: String,
}

impl InstanceSeed {
    pub(super) fn new(shared: Arc<Shared>, key: &str) -> Self {
        Self { shared, key: key.to_owned() }
    }

    /// The phone number of the instance.
    #[must_use]
    pub fn phone(&self) -> String {
        self.shared.world().instance_or_new(&self.key)
    }

    /// A new group that the instance has created.
    ///
    /// # Panics
    ///
    /// If the name is empty or has more than 22 characters, as the server would refuse it.
    #[must_use]
    #[allow(clippy::panic, reason = "a mistake of the test, which could do nothing else either")]
    pub fn group(&self, name: &str) -> GroupSeed {
        let creator = self.phone();
        let created = self.shared.world().create(&creator, name).map(|group| group.id.clone());
        let id = created.unwrap_or_else(|refusal| panic!("{name:?}: {}", refusal.1));
        GroupSeed { shared: Arc::clone(&self.shared), id }
    }
}

impl std::fmt::Debug for InstanceSeed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InstanceSeed").field("key", &self.key).finish_non_exhaustive()
    }
}

/// A group of the sandbox, to seed further.
#[derive(Clone)]
pub struct GroupSeed {
    shared: Arc<Shared>,
    id: String,
}

impl GroupSeed {
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
        if let Some(group) = self.shared.world().group_mut(&self.id) {
            group.locked = true;
        }
        self
    }

    fn with(self, phone: &str, role: Role) -> Self {
        let phone = phone_or_panic(phone);
        if let Some(group) = self.shared.world().group_mut(&self.id) {
            let current = group.members.entry(phone).or_insert(role);
            *current = role.max(*current);
        }
        self
    }
}

/// The digits of a phone number of the test's.
#[allow(clippy::panic, reason = "a mistake of the test, which could do nothing else either")]
pub(super) fn phone_or_panic(phone: &str) -> String {
    phone_of(phone)
        .unwrap_or_else(|| panic!("{phone:?} is not a phone number; one looks like 919876543210"))
}

impl std::fmt::Debug for GroupSeed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GroupSeed").field("id", &self.id).finish_non_exhaustive()
    }
}
