//! The JSON of events, which the API's document does not define.
//!
//! Assumption: events are those of whatsmeow, as its structures are in replies, in the body that wuzapi puts
//! around them (`callHookWithHmac` in <https://github.com/asternic/wuzapi/blob/main/helpers.go>, for the
//! format `json`). Each function names its source in `github.com/tulir/whatsmeow`, in the version of August
//! 2026 (commit 33cfac5).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::state::{Change, jid};
use crate::time::{ZERO, rfc3339};
use whatsapi::MediaType;
use whatsapi::models::FileUpload;

/// The body that is posted for an event of whatsmeow.
pub(crate) fn body(kind: &str, instance: &str, event: &Value) -> Value {
    json!({ "type": kind, "event": event, "instanceName": instance, "userID": instance })
}

/// What is known of a message besides its content.
pub(crate) struct Info<'a> {
    pub(crate) id: &'a str,
    pub(crate) chat: &'a str,
    pub(crate) sender: &'a str,
    pub(crate) is_from_me: bool,
    pub(crate) name: &'a str,
    /// When it was sent, in seconds since 1970.
    pub(crate) seconds: u64,
    /// The kind of its file, or an empty text.
    pub(crate) media: &'a str,
}

/// `Message` of `types/events/events.go`, with `types.MessageInfo` of `types/message.go`.
pub(crate) fn message(info: &Info<'_>, content: &Value) -> Value {
    json!({
        "Info": {
            "Chat": info.chat,
            "Sender": info.sender,
            "IsFromMe": info.is_from_me,
            "IsGroup": info.chat.ends_with("@g.us"),
            "AddressingMode": "pn",
            "SenderAlt": "",
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

/// `Message` of `proto/waE2E/WAWebProtobufsE2E.pb.go` with a file: an `ImageMessage` or the like. Go leaves out
/// what is not set, and writes bytes as Base64.
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

/// `GroupInfo` of `types/events/events.go`, for a change of these members.
pub(crate) fn group_change(
    group: &str,
    by: &str,
    seconds: u64,
    change: Change,
    phones: &[String],
) -> Value {
    let people = |of: Change| {
        let jids = || phones.iter().map(|phone| jid(phone)).collect::<Value>();
        if change == of { jids() } else { Value::Null }
    };
    json!({
        "JID": group,
        "Notify": "",
        "Sender": by,
        "SenderPN": by,
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
