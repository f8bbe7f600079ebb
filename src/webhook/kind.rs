//! The kind of an event.

/// The kind of an event.
///
/// It is read from the names that the servers in the table of the [module](super) use, and the libraries
/// that they are built on: `types/events/events.go` of
/// <https://github.com/tulir/whatsmeow>, and `src/Types/Events.ts` of
/// <https://github.com/WhiskeySockets/Baileys>.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventKind {
    /// A message, from another user or from another device of the account.
    Message,
    /// A message was edited.
    MessageEdited,
    /// A message was deleted for everyone.
    MessageDeleted,
    /// A reaction to a message.
    Reaction,
    /// Messages of the account were delivered or read.
    Receipt,
    /// A user is online, or is typing in a chat.
    Presence,
    /// The instance joined a group or was added to it.
    GroupJoined,
    /// The members, roles or properties of a group changed.
    GroupChanged,
    /// The instance was connected, disconnected, linked or logged out.
    Connection,
    /// There is a new QR code for linking the instance.
    QrCode,
    /// An incoming call, or a change of its state.
    Call,
    /// Messages from before the instance was linked.
    History,
    /// Any other kind, with the server's name for it; empty if there is none.
    Other(String),
}

impl EventKind {
    /// The kind for a name that a server uses.
    pub(super) fn of_name(name: &str) -> Self {
        match name {
            "Message" | "message" | "messages.upsert" => Self::Message,
            "message.edited" | "messages.edited" => Self::MessageEdited,
            "message.revoked" | "messages.delete" => Self::MessageDeleted,
            "message.reaction" => Self::Reaction,
            "Receipt" | "ReadReceipt" | "message.ack" => Self::Receipt,
            "Presence" | "ChatPresence" | "presence" | "presence.update" | "chat_presence" => {
                Self::Presence
            }
            "JoinedGroup" | "group_created" | "groups.upsert" | "group.joined" => Self::GroupJoined,
            "GroupInfo"
            | "group_updated"
            | "group_participants_updated"
            | "groups.update"
            | "group-participants.update"
            | "group.participants" => Self::GroupChanged,
            "Connected" | "Disconnected" | "LoggedOut" | "PairSuccess" | "connection"
            | "connection.update" | "logout.instance" => Self::Connection,
            "QR" | "QRCode" | "qrcode.updated" => Self::QrCode,
            "CallOffer" | "CallOfferNotice" | "CallAccept" | "CallTerminate" | "call"
            | "call.offer" | "call_offer" | "call_terminate" => Self::Call,
            "HistorySync" | "messages.set" => Self::History,
            other => Self::Other(other.to_owned()),
        }
    }
}
