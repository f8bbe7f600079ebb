#![doc = include_str!("../README.md")]

mod client;
mod envelope;
mod generated;
mod group;
mod groups;
mod id;
mod instance;
mod object;
mod participants;
pub mod runtime;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod views;

pub use client::ClientBuilder;
pub use generated::*;
pub use group::Group;
pub use groups::Groups;
pub use id::{GroupId, InviteCode, Participant};
pub use instance::Instance;
pub use participants::Participants;
pub use runtime::{
    CallOptions, Error, ErrorKind, HeaderMap, ResponseValue, RetryPolicy, StatusCode, Upload,
};
pub use views::{AddRequest, GroupInfo, GroupParticipant, Outcome};
