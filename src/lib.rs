#![doc = include_str!("../README.md")]

mod client;
mod generated;
mod handles;
mod ids;
mod replies;

pub use generated::{Client, models, operations};
pub use handles::business::Business;
pub use handles::group::Group;
pub use handles::groups::Groups;
pub use handles::instance::Instance;
pub use handles::instances::Instances;
pub use handles::media::Media;
pub use handles::media_type::MediaType;
pub use handles::messages::Messages;
pub use handles::messages::presence::Presence;
pub use handles::participants::Participants;
pub use handles::profile::Profile;
pub use handles::users::Users;
pub use ids::group::GroupId;
pub use ids::invite::InviteCode;
pub use ids::participant::Participant;
pub use ids::recipient::Recipient;
#[doc(no_inline)]
pub use openapi_ureq::{
    Attempt, Body, CallOptions, Delivery, Error, ErrorKind, HeaderMap, Method, Operation, RawBody,
    RawResponse, Request, Response, RetryPolicy, SecurityKind, StatusCode, Timeouts, Transport,
    TransportError, TransportErrorKind, Upload, decode, http,
};
pub use replies::group::{AddRequest, GroupInfo, GroupParticipant, Outcome};
pub use replies::instance::{InstanceInfo, InstanceUser};
pub use replies::qr_code::QrCode;

/// Configures a [`Client`]; [`Client::builder`] makes one.
pub type ClientBuilder = openapi_ureq::ClientBuilder<Client>;

// Runs the code of the documents that the README links to.
#[cfg(doctest)]
#[doc = include_str!("../docs/logging.md")]
struct LoggingDocument;
