//! The handle of a group's members.

use crate::checks::people;
use crate::group::Group;
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
            let people = people("participants", participants, stringify!($function))?;
            self.change(people, Client::$function)
        }
    };
}

impl Participants {
    pub(crate) fn new(group: Group) -> Self {
        Self { group }
    }

    /// Everyone in the group. Read them with [`ApiResponse::participants`](crate::models::ApiResponse::participants).
    ///
    /// ```
    /// # let sandbox = whatsapi::sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let people = sandbox.client().instance("demo").groups().group(seed.id())?.participants();
    /// for person in people.list()?.participants()? {
    ///     println!("{} is an admin: {}", person.jid, person.is_admin);
    /// }
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As every call; see [`ErrorKind`](crate::ErrorKind).
    pub fn list(&self) -> Reply {
        self.group.instance().call(|client, key| client.get_all_participants(key, self.group.id()))
    }

    change!(
        /// Adds people. Only an admin of the group can.
        ///
        /// ```
        /// # let sandbox = whatsapi::sandbox::Sandbox::start();
        /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
        /// # let people = sandbox.client().instance("demo").groups().group(seed.id())?.participants();
        /// use whatsapi::Outcome;
        ///
        /// let added = people.add(["+91 88888-88888"])?.participants()?;
        /// assert_eq!(added[0].outcome(), Outcome::Done);
        /// # Ok::<(), whatsapi::Error>(())
        /// ```
        add, add_participant
    );
    change!(
        /// Removes people. Only an admin of the group can.
        ///
        /// ```
        /// # let sandbox = whatsapi::sandbox::Sandbox::start();
        /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
        /// # let people = sandbox.client().instance("demo").groups().group(seed.id())?.participants();
        /// people.remove(["919876543210"])?;
        /// assert_eq!(people.list()?.participants()?.len(), 1);
        /// # Ok::<(), whatsapi::Error>(())
        /// ```
        remove, remove_participant
    );
    change!(
        /// Makes people admins. Only an admin of the group can.
        ///
        /// ```
        /// # let sandbox = whatsapi::sandbox::Sandbox::start();
        /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
        /// # let people = sandbox.client().instance("demo").groups().group(seed.id())?.participants();
        /// people.promote(["919876543210"])?;
        /// assert!(people.list()?.participants()?.iter().all(|person| person.is_admin));
        /// # Ok::<(), whatsapi::Error>(())
        /// ```
        promote, promote_participant
    );
    change!(
        /// Makes admins ordinary members. Only an admin of the group can.
        ///
        /// ```
        /// # let sandbox = whatsapi::sandbox::Sandbox::start();
        /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
        /// # let people = sandbox.client().instance("demo").groups().group(seed.id())?.participants();
        /// people.promote(["919876543210"])?;
        /// people.demote(["919876543210"])?;
        /// # Ok::<(), whatsapi::Error>(())
        /// ```
        demote, demote_participant
    );

    fn change(&self, participants: Vec<String>, function: Function) -> Reply {
        let data = GroupUpdateParticipantsPayload { participants };
        self.group.instance().call(|client, key| function(client, key, self.group.id(), &data))
    }
}
