//! The outcome of a change for one user, and the reasons that WhatsApp has for a failure.

use std::fmt;

/// The outcome of a change for one user.
///
/// The API's document does not define the codes of the reasons. That they are WhatsApp's own is an
/// assumption: whatsmeow, the library that servers of this family are built on, passes them on as
/// `GroupParticipant.Error`. What 403, 404, 408, 409, 417 and 419 mean when people are added is in
/// `addParticipants` of whatsapp-web.js; 401 and 429 are WhatsApp's `not-authorized` and
/// `rate-overlimit` (whatsmeow's `errors.go`).
///
/// It displays as words that follow the user's name; [`explanation`](Self::explanation) is a
/// sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The change was made.
    Done,
    /// There was nothing to change (409): the user is already in the group, for example.
    AlreadyInState,
    /// The user cannot be added, but can be invited: their settings do not allow others to add them
    /// (403), or the reply has an invitation for them, whatever the code. See
    /// [`Messages::invite`](crate::Messages::invite).
    MustBeInvited,
    /// The account may not do this to the user (401), who may have blocked it.
    NotAuthorized,
    /// The user is not registered with WhatsApp, or is not in the group (404).
    NotFound,
    /// The user left the group recently, and cannot be added again yet (408).
    LeftRecently,
    /// The user cannot be added to the community that the group belongs to (417).
    NotInCommunity,
    /// The group is full (419).
    GroupFull,
    /// There were too many changes in a short time (429).
    RateLimited,
    /// The change failed, for the reason with this code.
    Failed(i64),
    /// The server does not say: the reply does not mention the user, or in a form that cannot be
    /// read.
    Unknown,
}

impl Outcome {
    /// The outcome with this code.
    pub(super) fn of_code(code: i64) -> Self {
        match code {
            0 | 200 => Self::Done,
            401 => Self::NotAuthorized,
            403 => Self::MustBeInvited,
            404 => Self::NotFound,
            408 => Self::LeftRecently,
            409 => Self::AlreadyInState,
            417 => Self::NotInCommunity,
            419 => Self::GroupFull,
            429 => Self::RateLimited,
            code => Self::Failed(code),
        }
    }

    /// Whether the user is not known to be in the state that the change was to bring about: every
    /// outcome but [`Done`](Self::Done) and [`AlreadyInState`](Self::AlreadyInState).
    #[must_use]
    pub fn is_failure(self) -> bool {
        match self {
            Self::Done | Self::AlreadyInState => false,
            Self::MustBeInvited
            | Self::NotAuthorized
            | Self::NotFound
            | Self::LeftRecently
            | Self::NotInCommunity
            | Self::GroupFull
            | Self::RateLimited
            | Self::Failed(_)
            | Self::Unknown => true,
        }
    }

    /// Whether the user is known not to be in that state.
    pub(super) fn is_known_failure(self) -> bool {
        self.is_failure() && self != Self::Unknown
    }

    /// A sentence for people to read: what happened, and what can be done about it.
    ///
    /// ```
    /// use whatsapi::Outcome;
    ///
    /// assert_eq!(Outcome::GroupFull.to_string(), "cannot be added: the group is full");
    /// let sentence = "The group has as many members as WhatsApp allows; remove somebody first.";
    /// assert_eq!(Outcome::GroupFull.explanation(), sentence);
    /// ```
    #[must_use]
    pub fn explanation(self) -> &'static str {
        match self {
            Self::Done => "The change was made.",
            Self::AlreadyInState => "There was nothing to change.",
            Self::MustBeInvited => {
                "Others cannot add this user to the group; send them an invitation."
            }
            Self::NotAuthorized => {
                "WhatsApp does not let this account do that to the user, who may have blocked it."
            }
            Self::NotFound => {
                "The user is not registered with WhatsApp, or is not in the group; check the number."
            }
            Self::LeftRecently => {
                "The user left the group recently; wait before you add them again, or invite them."
            }
            Self::NotInCommunity => {
                "The user cannot be added to the group's community; send them the invite link."
            }
            Self::GroupFull => {
                "The group has as many members as WhatsApp allows; remove somebody first."
            }
            Self::RateLimited => {
                "There were too many changes in a short time; wait before you try again."
            }
            Self::Failed(_) => "The change failed, for a reason that only the code says.",
            Self::Unknown => "The server does not say whether the change was made; read the group.",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Done => "done",
            Self::AlreadyInState => "already in this state",
            Self::MustBeInvited => "must be invited",
            Self::NotAuthorized => "cannot be changed by this account",
            Self::NotFound => "is not on WhatsApp, or not in the group",
            Self::LeftRecently => "left the group recently",
            Self::NotInCommunity => "cannot be added to the community",
            Self::GroupFull => "cannot be added: the group is full",
            Self::RateLimited => "not changed: too many changes",
            Self::Failed(code) => return write!(f, "failed with code {code}"),
            Self::Unknown => "not reported",
        })
    }
}
