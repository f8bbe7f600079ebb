#![doc = include_str!("../README.md")]

mod client;
mod generated;
mod handles;
mod ids;
pub mod limits;
mod replies;
pub mod webhook;

/// The envelope of every reply.
#[doc(no_inline)]
pub use generated::models::ApiResponse as Envelope;
pub use generated::{Client, models, operations};
pub use handles::business::Business;
pub use handles::group::Group;
pub use handles::groups::Groups;
pub use handles::instance::Instance;
pub use handles::instances::Instances;
pub use handles::media::Media;
pub use handles::media_type::MediaType;
pub use handles::messages::Messages;
pub use handles::messages::files::SendMediaOptions;
pub use handles::messages::invite::SendGroupInviteOptions;
pub use handles::messages::presence::Presence;
pub use handles::participants::Participants;
pub use handles::profile::Profile;
pub use handles::sync::{SyncOutcomes, SyncPlan};
pub use handles::users::Users;
pub use ids::broadcast::BroadcastListId;
pub use ids::channel::ChannelId;
pub use ids::group::{GroupId, IntoGroupId};
pub use ids::invite::{IntoInviteCode, InviteCode};
pub use ids::participant::{IntoParticipant, Participant};
pub use ids::recipient::{IntoRecipient, Recipient};
#[doc(no_inline)]
pub use openapi_ureq::{
    Attempt, Body, CallOptions, Delivery, Error, ErrorKind, HeaderMap, Method, Operation, RawBody,
    RawResponse, Request, Response, RetryPolicy, SecurityKind, StatusCode, Timeouts, Transport,
    TransportError, TransportErrorKind, Upload, decode, http,
};
pub use replies::contact::Contact;
pub use replies::group::GroupInfo;
pub use replies::instance::{InstanceInfo, InstanceUser};
pub use replies::message::SentMessage;
pub use replies::outcome::Outcome;
pub use replies::outcomes::{Outcomes, ParticipantOutcome};
pub use replies::participant::{AddRequest, GroupParticipant};
pub use replies::picture::{Picture, ProfilePicture};
pub use replies::qr_code::{LinkState, QrCode};
pub use replies::reply::{FromData, Reply};
pub use replies::timestamp::Timestamp;
pub use replies::user::UserInfo;

/// Configures a [`Client`]. Created by [`Client::builder`].
pub type ClientBuilder = openapi_ureq::ClientBuilder<Client>;

// Tests the examples in documents that the README links to.
#[cfg(doctest)]
#[doc = include_str!("../docs/logging.md")]
struct LoggingDocument;
