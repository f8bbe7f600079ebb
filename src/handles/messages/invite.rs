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
use crate::replies::timestamp::Timestamp;
use openapi_ureq::Error;

/// The optional arguments of [`Messages::group_invite`] and [`Messages::invite`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SendGroupInviteOptions<'a> {
    /// The text of the message.
    pub caption: Option<&'a str>,
    /// How long the invitation is valid. It is sent in minutes, rounded up. The API's document does
    /// not specify how long an invitation without an expiry is valid.
    pub expiry: Option<Duration>,
}

impl Messages {
    /// Sends an invitation to a group, given as a link or a code. The code alone is sent, as the
    /// API's document requires.
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

    /// Sends a person who could not be added to a group the invitation that the server returned for
    /// them ([`AddRequest`](crate::AddRequest)). Without an expiry in the options, the invitation is
    /// sent with that of the server.
    ///
    /// It goes to their phone number, if the server sent one, or else to their JID. That a server
    /// takes the code of such an invitation where it takes that of an invite link is an assumption:
    /// in WhatsApp's own message (`GroupInviteMessage` of whatsmeow's `waE2E`), both are the
    /// `inviteCode`.
    ///
    /// Calls [`send_group_invite`](crate::Client::send_group_invite), which is not idempotent: it
    /// is retried only if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # let seed = sandbox.instance("demo").group("Team");
    /// # sandbox.person("919876543210").must_be_invited(403);
    /// # let instance = sandbox.client().instance("demo");
    /// use whatsapi::SendGroupInviteOptions;
    ///
    /// let group = instance.groups().group(seed.id())?;
    /// for person in &group.participants().add(["919876543210"])? {
    ///     if person.add_request().is_some() {
    ///         instance.messages().invite(person, SendGroupInviteOptions::default())?;
    ///     }
    /// }
    /// # assert_eq!(sandbox.messages().len(), 1);
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the reply has no
    /// invitation for this person, or one that has expired, or no id of them; or as
    /// [`group_invite`](Self::group_invite). [`ErrorKind::Api`](crate::ErrorKind::Api) if the
    /// instance does not exist (404) or may not write to the person.
    pub fn invite(
        &self,
        person: &ParticipantOutcome,
        options: SendGroupInviteOptions<'_>,
    ) -> Result<Reply<SentMessage>, Error> {
        let refuse = |message: &str| Err(refusal(message, &operations::SEND_GROUP_INVITE));
        let Some(request) = person.add_request() else {
            return refuse(
                "the reply has no invitation for this person; pass the group's invite code to \
                 group_invite",
            );
        };
        let Some(code) = &request.code else {
            return refuse(
                "the code of the invitation is missing; pass the group's invite code to \
                 group_invite",
            );
        };
        let Some(to) = person.to_write_to() else {
            return refuse("the reply has no id of this person that can be read; add them again");
        };
        let remaining = request.expiration.map(remaining);
        if remaining.is_some_and(|remaining| remaining.is_zero()) {
            return refuse("the invitation has expired; add the person again for another one");
        }
        let options = SendGroupInviteOptions { expiry: options.expiry.or(remaining), ..options };
        self.group_invite(to, code, options)
    }
}

/// The time until a date, zero if it is past.
fn remaining(until: Timestamp) -> Duration {
    SystemTime::from(until).duration_since(SystemTime::now()).unwrap_or_default()
}
