//! The JSON of events, which the API's document does not define.
//!
//! Assumption: the server posts the events of whatsmeow, whose structs are also in its replies, in the
//! envelope of wuzapi (`callHookWithHmac` in <https://github.com/asternic/wuzapi/blob/main/helpers.go>,
//! with the format `json`). Each function names its source in `github.com/tulir/whatsmeow`, in the version
//! of August 2026 (commit 33cfac5).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::shapes::Address;
use crate::state::{Change, jid, lid};
use crate::time::{ZERO, rfc3339};
use whatsapi::MediaType;
use whatsapi::models::FileUpload;

/// The envelope of an event of whatsmeow.
pub(crate) fn body(kind: &str, instance: &str, event: &Value) -> Value {
    json!({ "type": kind, "event": event, "instanceName": instance, "userID": instance })
}

/// The JIDs of a person: the one that identifies them, and the other one or an empty string.
pub(crate) struct Person {
    id: String,
    other_id: String,
    mode: &'static str,
}

impl Person {
    pub(crate) fn new(phone: &str, address: Address) -> Self {
        let (id, other_id, mode) = match address {
            Address::Number => (jid(phone), String::new(), "pn"),
            Address::Lid => (lid(phone), jid(phone), "lid"),
            Address::HiddenNumber => (lid(phone), String::new(), "lid"),
        };
        Self { id, other_id, mode }
    }
}

/// The metadata of a message.
pub(crate) struct Info<'a> {
    pub(crate) id: &'a str,
    pub(crate) chat: &'a str,
    pub(crate) sender: &'a Person,
    pub(crate) is_from_me: bool,
    pub(crate) name: &'a str,
    /// The time of sending, in seconds since 1970.
    pub(crate) seconds: u64,
    /// The kind of the file, or an empty string.
    pub(crate) media: &'a str,
}

/// `Message` of `types/events/events.go`, with `types.MessageInfo` of `types/message.go`.
pub(crate) fn message(info: &Info<'_>, content: &Value) -> Value {
    json!({
        "Info": {
            "Chat": info.chat,
            "Sender": info.sender.id,
            "IsFromMe": info.is_from_me,
            "IsGroup": info.chat.ends_with("@g.us"),
            "AddressingMode": info.sender.mode,
            "SenderAlt": info.sender.other_id,
            "RecipientAlt": "",
            "BroadcastListOwner": "",
            "BroadcastRecipients": null,
            "ID": info.id,
            "ServerID": 0,
            "Type": if info.media.is_empty() { "text" } else { "media" },
            "PushName": info.name,
            "Timestamp": rfc3339(info.seconds),
            "Category": "",
            "Multicast": false,
            "MediaType": info.media,
            "Edit": "",
            "MsgBotInfo": { "EditType": "", "EditTargetID": "", "EditSenderTimestampMS": ZERO },
            "MsgMetaInfo": {
                "TargetID": "",
                "TargetSender": "",
                "TargetChat": "",
                "DeprecatedLIDSession": null,
                "ThreadMessageID": "",
                "ThreadMessageSenderJID": "",
            },
            "IsNewsletterStatus": false,
            "VerifiedName": null,
            "DeviceSentMeta": null,
        },
        "Message": content,
        "IsEphemeral": false,
        "IsViewOnce": false,
        "IsViewOnceV2": false,
        "IsViewOnceV2Extension": false,
        "IsDocumentWithCaption": false,
        "IsLottieSticker": false,
        "IsBotInvoke": false,
        "IsEdit": false,
        "SourceWebMsg": null,
        "UnavailableRequestID": "",
        "RetryCount": 0,
        "NewsletterMeta": null,
        "RawMessage": content,
    })
}

/// `Message` of `proto/waE2E/WAWebProtobufsE2E.pb.go` with a text.
pub(crate) fn text(text: &str) -> Value {
    json!({ "conversation": text })
}

/// `Message` of `proto/waE2E/WAWebProtobufsE2E.pb.go` with a file: an `ImageMessage` or the like. Go omits
/// unset fields, and encodes bytes as Base64.
pub(crate) fn file(
    kind: MediaType,
    keys: &FileUpload,
    name: Option<&str>,
    caption: Option<&str>,
) -> Value {
    let mut file = json!({
        "URL": keys.url,
        "mimetype": keys.mime_type,
        "fileSHA256": base64(&keys.file_sha256),
        "fileLength": keys.file_length,
        "mediaKey": base64(&keys.media_key),
        "fileEncSHA256": base64(&keys.file_enc_sha256),
        "directPath": keys.direct_path,
    });
    for (member, text) in [("fileName", name), ("caption", caption)] {
        if let Some(text) = text {
            file[member] = text.into();
        }
    }
    let member = match kind {
        MediaType::Image => "imageMessage",
        MediaType::Video => "videoMessage",
        MediaType::Audio => "audioMessage",
        _ => "documentMessage",
    };
    Value::Object(Map::from_iter([(member.to_owned(), file)]))
}

fn base64(numbers: &[i64]) -> String {
    let bytes = numbers.iter().filter_map(|number| u8::try_from(*number).ok());
    STANDARD.encode(bytes.collect::<Vec<u8>>())
}

/// `GroupInfo` of `types/events/events.go`, for a change of the members with these JIDs.
pub(crate) fn group_change(
    group: &str,
    by: &Person,
    seconds: u64,
    change: Change,
    jids: &[String],
) -> Value {
    let people = |of: Change| if change == of { json!(jids) } else { Value::Null };
    let number = if by.mode == "lid" { json!(by.other_id) } else { Value::Null };
    json!({
        "JID": group,
        "Notify": "",
        "Sender": by.id,
        "SenderPN": number,
        "Timestamp": rfc3339(seconds),
        "Name": null,
        "Topic": null,
        "Locked": null,
        "Announce": null,
        "Ephemeral": null,
        "MembershipApprovalMode": null,
        "Delete": null,
        "Link": null,
        "Unlink": null,
        "NewInviteLink": null,
        "PrevParticipantVersionID": "",
        "ParticipantVersionID": "",
        "JoinReason": "",
        "Join": people(Change::Add),
        "Leave": people(Change::Remove),
        "Promote": people(Change::Promote),
        "Demote": people(Change::Demote),
        "Suspended": false,
        "Unsuspended": false,
        "UnknownChanges": null,
    })
}
