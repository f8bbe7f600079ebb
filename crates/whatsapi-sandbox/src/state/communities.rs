//! Communities: a parent, its announcement group, and the groups that are linked to it.

use super::groups::{GroupKind, GroupState};
use super::{ApiError, State};

impl State {
    /// Adds a community as a phone creates it: with an announcement group, which WhatsApp makes
    /// (`ReqCreateGroup` in whatsmeow's `group.go`). The result is the id of the community.
    pub(crate) fn seed_community(&mut self, creator: &str, name: &str) -> Result<String, ApiError> {
        let community = self.seed_group(creator, name)?;
        community.kind = GroupKind::Community;
        let id = community.id.clone();
        let announcements = self.seed_group(creator, name)?;
        announcements.kind = GroupKind::Announcements;
        announcements.community = Some(id.clone());
        announcements.announce = true;
        announcements.by_lid = true;
        Ok(id)
    }

    /// The announcement group of the community with this id.
    pub(crate) fn announcements_of(&mut self, community: &str) -> Option<&mut GroupState> {
        let mut groups = self.groups.values_mut();
        groups.find(|group| {
            group.kind == GroupKind::Announcements && group.community.as_deref() == Some(community)
        })
    }
}
