#![doc = include_str!("../README.md")]

mod business;
mod checks;
mod client;
mod envelope;
mod generated;
mod group;
mod groups;
mod id;
mod instance;
mod instances;
mod media;
mod media_type;
mod messages;
mod participants;
mod profile;
pub mod runtime;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod users;
mod views;

pub use business::Business;
pub use client::ClientBuilder;
pub use generated::*;
pub use group::Group;
pub use groups::Groups;
pub use id::{GroupId, InviteCode, Participant, Recipient};
pub use instance::Instance;
pub use instances::Instances;
pub use media::Media;
pub use media_type::MediaType;
pub use messages::{Messages, Presence};
pub use participants::Participants;
pub use profile::Profile;
pub use runtime::{
    CallOptions, Error, ErrorKind, HeaderMap, Method, ResponseValue, RetryPolicy, StatusCode,
    Upload,
};
pub use users::Users;
pub use views::{
    AddRequest, GroupInfo, GroupParticipant, InstanceInfo, InstanceUser, Outcome, QrCode,
};
