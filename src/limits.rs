//! Limits set by WhatsApp or the API's document, for programs that check their input.
//!
//! The client does not check them, since WhatsApp has raised some of them before, and a server may count
//! differently. It only rejects values that no server can accept, such as an empty name. Lengths are in
//! characters. The sources do not specify whether these are Unicode scalar values or UTF-16 code units,
//! which differ for emojis.

/// The maximum length of a group name according to the API's document.
///
/// Today's phones allow more: see [`GROUP_NAME_ON_PHONES_MAX`]. The library that servers of this family are
/// built on speaks of 25 (`ReqCreateGroup` in
/// <https://github.com/tulir/whatsmeow/blob/main/group.go>).
pub const GROUP_NAME_MAX: usize = 22;

/// The maximum length of a group name on phones. Groups that were not created by the API can have such names.
///
/// Source: WhatsApp Web's property `group_max_subject`, as
/// <https://github.com/jlucaso1/whatsapp-rust/blob/main/wacore/src/iq/groups.rs> has it
/// (`GROUP_SUBJECT_MAX_LENGTH`).
pub const GROUP_NAME_ON_PHONES_MAX: usize = 100;

/// The longest description of a group.
///
/// Source: WhatsApp Web's property `group_description_length`, in the same file
/// (`GROUP_DESCRIPTION_MAX_LENGTH`).
pub const GROUP_DESCRIPTION_MAX: usize = 2048;

/// The fewest options of a poll. Source: the docs of another API in front of WhatsApp Web,
/// <https://green-api.com/en/docs/api/sending/SendPoll>, as for the limits below. `create` in
/// <https://github.com/jlucaso1/whatsapp-rust/blob/main/src/features/polls.rs> has the same numbers of
/// options.
pub const POLL_OPTIONS_MIN: usize = 2;

/// The most options of a poll.
pub const POLL_OPTIONS_MAX: usize = 12;

/// The maximum length of the question of a poll.
pub const POLL_QUESTION_MAX: usize = 255;

/// The maximum length of an option of a poll.
pub const POLL_OPTION_MAX: usize = 100;
