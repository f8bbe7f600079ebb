//! Invitations to groups.

use std::time::{Duration, SystemTime};

use super::Messages;
use crate::generated::models::GroupInviteMessagePayload;
use crate::generated::operations;
use crate::handles::validate::{convert, minutes, none_or_not_empty, recipient, refusal};
use crate::ids::invite::{IntoInviteCode, InviteCode};
use crate::ids::recipient::IntoRecipient;
use crate::replies::message::SentMessage;
use crate::replies::outcomes::ParticipantOutcome;
use crate::replies::reply::Reply;
use openapi_ureq::Error;

impl Messages {
    /// Sends an invitation to a group, given as a link or a code. Only the code is sent, as the API's
    /// document requires.
    ///
    /// Calls [`send_group_invite`](crate::Client::send_group_invite), which is not idempotent: it
    /// is retried only if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team").member("919876543210");
    /// # let instance = sandbox.client().instance("demo");
    /// # let messages = instance.messages();
    /// use whatsapi::SendGroupInviteOptions;
    ///
    /// let code = instance.groups().group(seed.id())?.invite_code()?.data()?;
    /// let options = SendGroupInviteOptions { caption: Some("Join us"), ..Default::default() };
    /// messages.group_invite("918888888888", code, options)?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the recipient is not a
    /// [`Recipient`](crate::Recipient) or the invite is not an [`InviteCode`], the caption is
    /// empty, or the expiry is zero. [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does
    /// not exist (404) or may not write to the recipient.
    pub fn group_invite(
        &self,
        to: impl IntoRecipient,
        invite: impl IntoInviteCode,
        options: SendGroupInviteOptions<'_>,
    ) -> Result<Reply<SentMessage>, Error> {
        let operation = &operations::SEND_GROUP_INVITE;
        let invite: InviteCode = convert(invite, operation)?;
        let caption = none_or_not_empty("caption", options.caption, operation)?;
        let data = GroupInviteMessagePayload {
            to: Some(recipient(to, operation)?),
            invite_code: Some(invite.into()),
            caption: caption.map(str::to_owned),
            expiry_minutes: minutes(options.expiry, operation)?,
            ..Default::default()
        };
        self.context.call(|client, key| client.send_group_invite(key, &data))
    }

    /// Sends the invitation that WhatsApp created for a person who could not be added to a group
    /// ([`ParticipantOutcome::add_request`]). Nobody else can use its code. The default of the
    /// [`expiry`](SendGroupInviteOptions::expiry) is that of the invitation.
    ///
    /// Calls [`send_group_invite`](crate::Client::send_group_invite), which is not idempotent: it
    /// is retried only if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.person("917777777777").must_be_invited(403);
    /// # let seed = sandbox.instance("demo").group("Team");
    /// # let instance = sandbox.client().instance("demo");
    /// use whatsapi::{Outcome, SendGroupInviteOptions};
    ///
    /// let group = instance.groups().group(seed.id())?;
    /// for person in group.participants().add(["918888888888", "917777777777"])?.failed() {
    ///     if person.outcome() == Outcome::MustBeInvited {
    ///         instance.messages().invite(person, SendGroupInviteOptions::default())?;
    ///     }
    /// }
    /// # assert_eq!(sandbox.messages().len(), 1);
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if WhatsApp created no
    /// invitation for the person, or their id cannot be read. In that case, send them the link of the
    /// group ([`Group::invite_code`](crate::Group::invite_code)). Otherwise those of
    /// [`group_invite`](Self::group_invite).
    pub fn invite(
        &self,
        person: &ParticipantOutcome,
        options: SendGroupInviteOptions<'_>,
    ) -> Result<Reply<SentMessage>, Error> {
        let operation = &operations::SEND_GROUP_INVITE;
        let request = person.add_request().and_then(|request| Some((request, request.code()?)));
        let Some((request, code)) = request else {
            let message = "there is no invitation for this person; send them the group's link";
            return Err(refusal(message, operation));
        };
        let Some(to) = person.recipient() else {
            let message = "the person has no readable id; send them the group's link";
            return Err(refusal(message, operation));
        };
        // Expired invitations are left to the server to reject, since clocks differ.
        let left = request.expiration.map(SystemTime::from);
        let left = left.and_then(|end| end.duration_since(SystemTime::now()).ok());
        let expiry = options.expiry.or(left.filter(|left| !left.is_zero()));
        self.group_invite(to, code, SendGroupInviteOptions { expiry, ..options })
    }
}

/// The optional arguments of [`Messages::group_invite`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SendGroupInviteOptions<'a> {
    /// The text of the message.
    pub caption: Option<&'a str>,
    /// How long the invitation is valid. It is sent in minutes, rounded up. The API's document does
    /// not specify how long an invitation without an expiry is valid.
    pub expiry: Option<Duration>,
}
