//! The reply to a call of a handle, and the types that its `data` is read as.
//!
//! **The shape of `data` is not part of the vendor's document.** Servers of this family serialize
//! the structs of the library they are built on, and these types read that shape: leniently by
//! field, so that one that cannot be read is `None`, and never by entry, so that no element of a
//! list is lost. Each keeps the value that it was read from.

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
