//! The handle of a group's members.

use crate::group::Group;
use crate::groups::people;
use crate::instance::Reply;
use crate::models::GroupUpdateParticipantsPayload;
use crate::runtime::Error;
use crate::{Client, Participant};

/// The members of a [`Group`].
///
/// A change can fail for some people and not for others. The reply says so for each: look at the
/// [`outcome`](crate::GroupParticipant::outcome) of those in [`ApiResponse::participants`](crate::models::ApiResponse::participants).
///
/// ```no_run
/// # let group = whatsapi::Client::new("https://host", "key")?.instance("sales").groups().group("1")?;
/// use whatsapi::Outcome;
///
/// for person in group.participants().add(["919876543210", "918888888888"])?.participants()? {
///     if person.outcome() == Outcome::MustBeInvited {
///         println!("{} has to be invited", person.jid);
///     }
/// }
/// # Ok::<(), whatsapi::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Participants {
    group: Group,
}

type Function = fn(&Client, &str, &str, &GroupUpdateParticipantsPayload) -> Reply;

/// One of the changes, which differ in their function only.
macro_rules! change {
    ($(#[$doc:meta])* $name:ident, $function:ident) => {
        $(#[$doc])*
        ///
        /// # Errors
        ///
        /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the list is empty
        /// or somebody in it is no [`Participant`]; otherwise as every call.
        pub fn $name<I>(&self, participants: I) -> Reply
        where
            I: IntoIterator,
            I::Item: TryInto<Participant>,
            Error: From<<I::Item as TryInto<Participant>>::Error>,
        {
            self.change(people(participants, stringify!($function))?, Client::$function)
        }
    };
}

impl Participants {
    pub(crate) fn new(group: Group) -> Self {
        Self { group }
    }

    /// Everyone in the group. Read them with [`ApiResponse::participants`](crate::models::ApiResponse::participants).
    ///
    /// # Errors
    ///
    /// As every call; see [`ErrorKind`](crate::ErrorKind).
    pub fn list(&self) -> Reply {
        self.group.instance().call(|client, key| client.get_all_participants(key, self.group.id()))
    }

    change!(
        /// Adds people. Only an admin of the group can.
        add, add_participant
    );
    change!(
        /// Removes people. Only an admin of the group can.
        remove, remove_participant
    );
    change!(
        /// Makes people admins. Only an admin of the group can.
        promote, promote_participant
    );
    change!(
        /// Makes admins ordinary members. Only an admin of the group can.
        demote, demote_participant
    );

    fn change(&self, participants: Vec<String>, function: Function) -> Reply {
        let data = GroupUpdateParticipantsPayload { participants };
        self.group.instance().call(|client, key| function(client, key, self.group.id(), &data))
    }
}
