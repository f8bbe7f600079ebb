//! The fixture of a community.

use std::sync::Arc;

use super::Shared;
use super::fixtures::GroupFixture;

/// A community of the sandbox: adds groups to it.
#[derive(Clone)]
pub struct CommunityFixture {
    shared: Arc<Shared>,
    id: String,
    creator: String,
}

impl CommunityFixture {
    pub(super) fn new(shared: Arc<Shared>, id: String, creator: &str) -> Self {
        Self { shared, id, creator: creator.to_owned() }
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The announcement group, which the members of all groups of the community are in. Ordinary members
    /// of it do not see each other's phone numbers.
    ///
    /// # Panics
    ///
    /// If all members have left it.
    #[must_use]
    #[expect(clippy::expect_used, reason = "an invalid fixture is a defect of the test")]
    pub fn announcements(&self) -> GroupFixture {
        let mut state = self.shared.state();
        let group = state.announcements_of(&self.id).expect("the announcement group is gone");
        GroupFixture::new(Arc::clone(&self.shared), group.id.clone())
    }

    /// Adds a group that belongs to the community.
    ///
    /// # Panics
    ///
    /// If the name is empty or longer than phones allow.
    #[must_use]
    #[expect(clippy::panic, reason = "an invalid fixture is a defect of the test")]
    pub fn group(&self, name: &str) -> GroupFixture {
        let mut state = self.shared.state();
        let group = state
            .seed_group(&self.creator, name)
            .unwrap_or_else(|error| panic!("the group {name:?}: {}", error.1));
        group.community = Some(self.id.clone());
        GroupFixture::new(Arc::clone(&self.shared), group.id.clone())
    }
}

impl std::fmt::Debug for CommunityFixture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CommunityFixture").field("id", &self.id).finish_non_exhaustive()
    }
}
