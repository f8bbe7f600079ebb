//! The operations that upload a file, and those that refer to one by its media keys.

use serde_json::{Value, json};
use whatsapi::models::{
    ButtonMessageWithMediaPayload, DownloadMediaFileType, FileUpload, SendAudioRequest,
    SendDocumentRequest, SendMediaPayload, SendVideoRequest, TemplateButtonWithMediaPayload,
    UpdateProfilePicRequest, UploadMediaFromUrlType, UploadMediaRequest, UploadMediaType,
    UrlMediaUploadPayload,
};
use whatsapi::{MediaType, SendMediaOptions, Upload};

use super::messages::{buttons, buttons_json, template_button, template_button_json};
use super::{FILE, Handled, PERSON, Row, instance, row};

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

pub fn rows() -> Vec<Row> {
    vec![
        row("update_profile_pic", |client| {
            client.update_profile_pic(
                "sales",
                &UpdateProfilePicRequest { file: Upload::from_bytes(FILE) },
            )
        })
        .file("file", "image/jpeg")
        .handle(|client| {
            instance(client).profile().set_picture(Upload::from_bytes(FILE)).map(Handled::from)
        }),
        row("send_audio", |client| {
            client.send_audio(
                "sales",
                "919876543210",
                Some("Listen!"),
                &SendAudioRequest { file: file("voice.ogg") },
            )
        })
        .query("to=919876543210&caption=Listen%21")
        .file("voice.ogg", "audio/ogg")
        .handle(|client| {
            instance(client)
                .messages()
                .audio(PERSON, file("voice.ogg"), "Listen!")
                .map(Handled::from)
        }),
        row("send_document", |client| {
            client.send_document(
                "sales",
                "919876543210",
                None,
                &SendDocumentRequest { file: file("paper.pdf") },
            )
        })
        .query("to=919876543210")
        .file("paper.pdf", "application/pdf")
        .handle(|client| {
            instance(client).messages().document(PERSON, file("paper.pdf"), None).map(Handled::from)
        }),
        row("send_image", |client| {
            client.send_image(
                "sales",
                "919876543210",
                Some("Look & see"),
                &UpdateProfilePicRequest { file: file("photo.png") },
            )
        })
        .query("to=919876543210&caption=Look%20%26%20see")
        .file("photo.png", "image/png")
        .handle(|client| {
            instance(client)
                .messages()
                .image(PERSON, file("photo.png"), "Look & see")
                .map(Handled::from)
        }),
        row("send_video", |client| {
            client.send_video(
                "sales",
                "919876543210",
                None,
                &SendVideoRequest { file: file("clip.mp4") },
            )
        })
        .query("to=919876543210")
        .file("clip.mp4", "video/mp4")
        .handle(|client| {
            instance(client).messages().video(PERSON, file("clip.mp4"), None).map(Handled::from)
        }),
        row("upload_media", |client| {
            client.upload_media(
                "sales",
                UploadMediaType::Document,
                &UploadMediaRequest { file: file("data.bin") },
            )
        })
        .query("type=document")
        .file("data.bin", "application/octet-stream")
        .handle(|client| {
            instance(client)
                .media()
                .upload(MediaType::Document, file("data.bin"))
                .map(Handled::from)
        }),
        row("upload_media_from_url", |client| {
            client.upload_media_from_url(
                "sales",
                UploadMediaFromUrlType::Video,
                &UrlMediaUploadPayload { url: Some("https://host/clip.mp4".into()) },
            )
        })
        .query("type=video")
        .json(json!({ "url": "https://host/clip.mp4" }))
        .handle(|client| {
            instance(client)
                .media()
                .upload_from_url(MediaType::Video, "https://host/clip.mp4")
                .map(Handled::from)
        }),
        row("download_media", |client| {
            client.download_media("sales", DownloadMediaFileType::Image, Some("base64"), &keys())
        })
        .query("file_type=image&response_type=base64")
        .json(keys_json())
        .handle(|client| {
            instance(client).media().download(MediaType::Image, &keys()).map(Handled::from)
        }),
        row("download_media", |client| {
            client.download_media("sales", DownloadMediaFileType::Audio, None, &keys())
        })
        .query("file_type=audio")
        .json(keys_json()),
        row("send_media_message", |client| {
            client.send_media_message(
                "sales",
                &SendMediaPayload {
                    caption: Some("Look".into()),
                    filename: Some("photo.png".into()),
                    media_data: keys(),
                    media_type: "image".into(),
                    to: "919876543210".into(),
                },
            )
        })
        .json(json!({
            "caption": "Look", "filename": "photo.png", "media_data": keys_json(),
            "media_type": "image",
            "to": "919876543210",
        }))
        .handle(|client| {
            let options = SendMediaOptions { caption: Some("Look"), file_name: Some("photo.png") };
            instance(client)
                .messages()
                .media(PERSON, MediaType::Image, &keys(), options)
                .map(Handled::from)
        }),
        row("send_button_with_media", |client| {
            client.send_button_with_media(
                "sales",
                &ButtonMessageWithMediaPayload {
                    buttons: Some(buttons()),
                    footer_text: Some("below".into()),
                    media_data: Some(keys()),
                    text: Some("Well?".into()),
                    to: Some("919876543210".into()),
                },
            )
        })
        .json(json!({
            "buttons": buttons_json(), "footer_text": "below", "media_data": keys_json(),
            "text": "Well?",
            "to": "919876543210",
        }))
        .handle(|client| {
            instance(client)
                .messages()
                .buttons_with_media(
                    PERSON,
                    ButtonMessageWithMediaPayload {
                        buttons: Some(buttons()),
                        footer_text: Some("below".into()),
                        media_data: Some(keys()),
                        text: Some("Well?".into()),
                        to: None,
                    },
                )
                .map(Handled::from)
        }),
        row("send_template_with_media", |client| {
            client.send_template_with_media(
                "sales",
                &TemplateButtonWithMediaPayload {
                    buttons: vec![template_button()],
                    content_text: Some("Well?".into()),
                    footer: Some("below".into()),
                    media: keys(),
                    to: "919876543210".into(),
                },
            )
        })
        .json(json!({
            "buttons": [template_button_json()], "content_text": "Well?", "footer": "below",
            "media": keys_json(), "to": "919876543210",
        }))
        .handle(|client| {
            instance(client)
                .messages()
                .template_with_media(
                    PERSON,
                    TemplateButtonWithMediaPayload {
                        buttons: vec![template_button()],
                        content_text: Some("Well?".into()),
                        footer: Some("below".into()),
                        media: keys(),
                        ..Default::default()
                    },
                )
                .map(Handled::from)
        }),
    ]
}
