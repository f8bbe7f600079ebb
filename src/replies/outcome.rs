//! The outcome for one user of a change to a group's members.

use std::fmt;

/// The outcome of a change for one user.
///
/// Assumption: servers pass on the codes that WhatsApp gives for each user, as `parseParticipant` in
/// <https://github.com/tulir/whatsmeow/blob/main/group.go> reads them. Their meanings are those that
/// public clients of WhatsApp list for users to be added: `addParticipantResultCodes` in
/// <https://github.com/pedroslopez/whatsapp-web.js/blob/main/src/structures/GroupChat.js> (403, 408,
/// 409, 417, 419) and, where a group is created, in
/// <https://github.com/pedroslopez/whatsapp-web.js/blob/main/src/Client.js> (404, a number that is not
/// on WhatsApp). The others are the names of WhatsApp's errors in
/// <https://github.com/tulir/whatsmeow/blob/main/errors.go>: `ErrIQNotAuthorized` 401,
/// `ErrIQNotAcceptable` 406, `ErrIQRateOverLimit` 429. No public source says more of 401 than its name;
/// that it is for users who have blocked the account is what people who manage groups report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The change was made.
    Done,
    /// There was nothing to change (409): for example, the user is already in the group.
    AlreadyInState,
    /// The user cannot be added, but can be invited: the code is 403, or the reply contains an
    /// invitation.
    MustBeInvited,
    /// The user does not allow it (401), for example because they blocked the account.
    NotAllowed,
    /// The user is not on WhatsApp, or not in the group (404).
    NotFound,
    /// WhatsApp does not accept the change for this user (406), such as removing the creator of the
    /// group.
    NotAcceptable,
    /// The user left the group recently, and cannot be added yet (408).
    LeftRecently,
    /// The user cannot be added to the community of the group (417).
    NotInCommunity,
    /// The group is full (419).
    GroupFull,
    /// There were too many changes in a short time (429).
    TooMany,
    /// The change failed for another reason, with this code.
    Failed(i64),
    /// The outcome is not known: the reply has no entry for the user, or one that cannot be read.
    Unknown,
}

impl Outcome {
    /// The outcome for this code of WhatsApp.
    pub(crate) fn of_code(code: i64) -> Self {
        match code {
            0 | 200 => Self::Done,
            401 => Self::NotAllowed,
            403 => Self::MustBeInvited,
            404 => Self::NotFound,
            406 => Self::NotAcceptable,
            408 => Self::LeftRecently,
            409 => Self::AlreadyInState,
            417 => Self::NotInCommunity,
            419 => Self::GroupFull,
            429 => Self::TooMany,
            code => Self::Failed(code),
        }
    }

    /// Whether the change may not be in effect for this user: true for every outcome except
    /// [`Done`](Self::Done) and [`AlreadyInState`](Self::AlreadyInState).
    #[must_use]
    pub fn is_failure(self) -> bool {
        match self {
            Self::Done | Self::AlreadyInState => false,
            Self::MustBeInvited
            | Self::NotAllowed
            | Self::NotFound
            | Self::NotAcceptable
            | Self::LeftRecently
            | Self::NotInCommunity
            | Self::GroupFull
            | Self::TooMany
            | Self::Failed(_)
            | Self::Unknown => true,
        }
    }

    /// A sentence for users that explains what happened and what to do.
    ///
    /// ```
    /// use whatsapi::Outcome;
    ///
    /// assert_eq!(
    ///     Outcome::LeftRecently.explanation(),
    ///     "They left the group a short time ago and cannot be added yet; try again later.",
    /// );
    /// ```
    #[must_use]
    pub fn explanation(self) -> &'static str {
        match self {
            Self::Done => "The change was made.",
            Self::AlreadyInState => "There was nothing to change for them.",
            Self::MustBeInvited => {
                "Their settings do not let others add them; send them an invitation."
            }
            Self::NotAllowed => {
                "They do not allow it; they may have blocked the account of the instance."
            }
            Self::NotFound => "They are not on WhatsApp, or not in the group; check the number.",
            Self::NotAcceptable => {
                "WhatsApp does not accept this change for them, as for the creator of the group."
            }
            Self::LeftRecently => {
                "They left the group a short time ago and cannot be added yet; try again later."
            }
            Self::NotInCommunity => {
                "They cannot be added to the community of the group; send them its invite link."
            }
            Self::GroupFull => "The group has as many members as WhatsApp allows.",
            Self::TooMany => "There were too many changes in a short time; wait before the next.",
            Self::Failed(_) => "The change failed with a code of unknown meaning.",
            Self::Unknown => "The server did not report the outcome; check the members.",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Done => "done",
            Self::AlreadyInState => "already in this state",
            Self::MustBeInvited => "must be invited",
            Self::NotAllowed => "does not allow it",
            Self::NotFound => "not found",
            Self::NotAcceptable => "not accepted",
            Self::LeftRecently => "left recently",
            Self::NotInCommunity => "cannot be added to the community",
            Self::GroupFull => "the group is full",
            Self::TooMany => "too many changes",
            Self::Failed(code) => return write!(f, "failed with code {code}"),
            Self::Unknown => "not reported",
        })
    }
}
