//! What an event is about.

/// What an event is about.
///
/// The names that stand for each are those of the servers in the table of the [module](super), and of
/// the libraries that they are built on: `types/events/events.go` of
/// <https://github.com/tulir/whatsmeow>, and `src/Types/Events.ts` of
/// <https://github.com/WhiskeySockets/Baileys>.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventKind {
    /// A message: from somebody else, or one that the account sent from another device.
    Message,
    /// A message was edited.
    MessageEdited,
    /// A message was deleted for everybody.
    MessageDeleted,
    /// A reaction to a message.
    Reaction,
    /// Messages of the account were delivered or read.
    Receipt,
    /// Somebody is online, or types in a chat.
    Presence,
    /// The instance is in a group from now on.
    GroupJoined,
    /// A group's members, roles or properties changed.
    GroupChanged,
    /// The connection of the instance was made or lost, or it was linked or logged out.
    Connection,
    /// There is a new QR code to link the instance.
    QrCode,
    /// A call came in, was answered or ended.
    Call,
    /// Messages from before the instance was linked.
    History,
    /// Anything else, with the server's name of it; empty if the body has none.
    Other(String),
}

impl EventKind {
    /// The kind that servers call so.
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
