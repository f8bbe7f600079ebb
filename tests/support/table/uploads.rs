//! The operations with files: those that upload one, and those that go by its media keys.

use serde_json::{Value, json};
use whatsapi::Upload;
use whatsapi::models::{
    ButtonMessageWithMediaPayload, DownloadMediaFileType, FileUpload, SendAudioRequest,
    SendDocumentRequest, SendMediaPayload, SendVideoRequest, TemplateButtonWithMediaPayload,
    UpdateProfilePicRequest, UploadMediaFromUrlType, UploadMediaRequest, UploadMediaType,
    UrlMediaUploadPayload,
};

use super::messages::{buttons, buttons_json, template_button, template_button_json};
use super::{Expected, FILE, Sent, row};

pub fn keys() -> FileUpload {
    FileUpload {
        direct_path: "/v/t62".into(),
        file_enc_sha256: vec![0, 255],
        file_length: 5_000_000_000,
        file_sha256: vec![1],
        media_key: vec![2, 3],
        mime_type: "image/png".into(),
        url: "https://mmg.whatsapp.net/v/t62".into(),
    }
}

fn keys_json() -> Value {
    json!({
        "direct_path": "/v/t62", "file_enc_sha256": [0, 255], "file_length": 5_000_000_000_i64,
        "file_sha256": [1], "media_key": [2, 3], "mime_type": "image/png",
        "url": "https://mmg.whatsapp.net/v/t62",
    })
}

pub fn file(name: &str) -> Upload {
    Upload::from_bytes(FILE).file_name(name)
}

#[rustfmt::skip]
pub fn rows() -> Vec<Expected> {
    vec![
        row("update_profile_pic", "PUT", "sales/misc/profile-pic", Sent::File("file", "image/jpeg"),
            |client| client.update_profile_pic("sales",
                &UpdateProfilePicRequest { file: Upload::from_bytes(FILE) })),
        row("send_audio", "POST", "sales/send/audio?to=919876543210&caption=Listen%21",
            Sent::File("voice.ogg", "audio/ogg"),
            |client| client.send_audio("sales", "919876543210", Some("Listen!"),
                &SendAudioRequest { file: file("voice.ogg") })),
        row("send_document", "POST", "sales/send/document?to=919876543210", Sent::File("paper.pdf", "application/pdf"),
            |client| client.send_document("sales", "919876543210", None,
                &SendDocumentRequest { file: file("paper.pdf") })),
        row("send_image", "POST", "sales/send/image?to=919876543210&caption=Look%20%26%20see",
            Sent::File("photo.png", "image/png"),
            |client| client.send_image("sales", "919876543210", Some("Look & see"),
                &UpdateProfilePicRequest { file: file("photo.png") })),
        row("send_video", "POST", "sales/send/video?to=919876543210", Sent::File("clip.mp4", "video/mp4"),
            |client| client.send_video("sales", "919876543210", None,
                &SendVideoRequest { file: file("clip.mp4") })),
        row("upload_media", "POST", "sales/send/upload?type=document", Sent::File("file", "application/octet-stream"),
            |client| client.upload_media("sales", UploadMediaType::Document,
                &UploadMediaRequest { file: Upload::from_bytes(FILE) })),
        row("upload_media_from_url", "POST", "sales/send/upload-url?type=video",
            Sent::Json(json!({ "url": "https://host/clip.mp4" })),
            |client| client.upload_media_from_url("sales", UploadMediaFromUrlType::Video,
                &UrlMediaUploadPayload { url: Some("https://host/clip.mp4".into()) })),
        row("download_media", "POST", "sales/misc/download?file_type=image&response_type=base64",
            Sent::Json(keys_json()),
            |client| client.download_media("sales", DownloadMediaFileType::Image, Some("base64"), &keys())),
        row("download_media", "POST", "sales/misc/download?file_type=audio", Sent::Json(keys_json()),
            |client| client.download_media("sales", DownloadMediaFileType::Audio, None, &keys())),
        row("send_media_message", "POST", "sales/send/media",
            Sent::Json(json!({
                "caption": "Look", "filename": "photo.png", "media_data": keys_json(), "media_type": "image",
                "to": "919876543210",
            })),
            |client| client.send_media_message("sales", &SendMediaPayload {
                caption: Some("Look".into()),
                filename: Some("photo.png".into()),
                media_data: keys(),
                media_type: "image".into(),
                to: "919876543210".into(),
            })),
        row("send_button_with_media", "POST", "sales/send/button-media",
            Sent::Json(json!({
                "buttons": buttons_json(), "footer_text": "below", "media_data": keys_json(), "text": "Well?",
                "to": "919876543210",
            })),
            |client| client.send_button_with_media("sales", &ButtonMessageWithMediaPayload {
                buttons: buttons(),
                footer_text: Some("below".into()),
                media_data: Some(keys()),
                text: Some("Well?".into()),
                to: Some("919876543210".into()),
            })),
        row("send_template_with_media", "POST", "sales/send/template-media",
            Sent::Json(json!({
                "buttons": [template_button_json()], "content_text": "Well?", "footer": "below",
                "media": keys_json(), "to": "919876543210",
            })),
            |client| client.send_template_with_media("sales", &TemplateButtonWithMediaPayload {
                buttons: vec![template_button()],
                content_text: Some("Well?".into()),
                footer: Some("below".into()),
                media: keys(),
                to: "919876543210".into(),
            })),
    ]
}
