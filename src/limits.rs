//! Limits set by WhatsApp or the API's document, for programs that check their input.
//!
//! The client does not check them, since WhatsApp has raised some of them before, and a server may count
//! differently. It only rejects values that no server can accept, such as an empty name. Lengths are in
//! characters. The sources do not specify whether these are Unicode scalar values or UTF-16 code units,
//! which differ for emojis.

/// The maximum length of a group name according to the API's document.
///
/// Phones allow more: see [`GROUP_NAME_ON_PHONES_MAX`].
pub const GROUP_NAME_MAX: usize = 22;

/// The maximum length of a group name on phones. Groups that were not created by the API can have such names.
///
/// Source: WhatsApp Web's property `group_max_subject`, according to `wacore/src/iq/groups.rs` of
/// <https://github.com/jlucaso1/whatsapp-rust>.
pub const GROUP_NAME_ON_PHONES_MAX: usize = 100;

/// The minimum number of options of a poll. Source: the docs of another WhatsApp Web API,
/// <https://github.com/aldinokemal/go-whatsapp-web-multidevice>.
pub const POLL_OPTIONS_MIN: usize = 2;

/// The maximum number of options of a poll. Source, also for the lengths below: the docs of another
/// WhatsApp Web API, <https://green-api.com/en/docs/api/sending/SendPoll>.
pub const POLL_OPTIONS_MAX: usize = 12;

/// The maximum length of the question of a poll.
pub const POLL_QUESTION_MAX: usize = 255;

/// The maximum length of an option of a poll.
pub const POLL_OPTION_MAX: usize = 100;
