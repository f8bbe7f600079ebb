//! The reply to a call of a handle, and the types of its `data`.
//!
//! **The vendor's document does not specify the shape of `data`.** Servers of this family serialize the
//! structs of the library they are built on, and these types, called views, read that shape leniently: a
//! field that cannot be read is `None`, and no element of a list is dropped. Each view keeps the original
//! value.

pub(crate) mod base64;
pub(crate) mod contact;
mod decode;
pub(crate) mod envelope;
pub(crate) mod field;
mod file;
pub(crate) mod group;
pub(crate) mod instance;
pub(crate) mod message;
pub(crate) mod outcome;
pub(crate) mod outcomes;
pub(crate) mod participant;
pub(crate) mod picture;
pub(crate) mod qr_code;
pub(crate) mod reply;
pub(crate) mod timestamp;
pub(crate) mod user;
pub(crate) mod view;

pub(crate) use envelope::classify;
