//! Uploads and downloads of files.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use whatsapi::models::{FileUpload, UploadMediaFromUrlType, UploadMediaRequest, UploadMediaType};
use whatsapi::{Client, Upload};
use whatsapi::{Method, decode};

use crate::{ANN, CallResult, api_error, data, payload, start};

const CONTENT: &[u8] = b"\0\xFF any \r\n bytes";

fn upload(client: &Client) -> FileUpload {
    let file = Upload::from_bytes(CONTENT).file_name("voice.ogg");
    payload(data(client.upload_media(
        "sales",
        UploadMediaType::Audio,
        &UploadMediaRequest { file },
    )))
}

fn download(client: &Client, kind: &str, keys: &FileUpload) -> CallResult {
    client.download_media("sales", kind.into(), None, keys)
}

#[test]
fn uploaded_file_is_downloaded_as_base64_or_raw() {
    let (_sandbox, client) = start();
    let keys = upload(&client);
    let text = data(download(&client, "audio", &keys));
    assert_eq!(STANDARD.decode(text.as_str().unwrap()).unwrap(), CONTENT);
    let raw = client
        .request(Method::POST, "instances/{key}/misc/download")
        .path("key", &"sales")
        .query("file_type", &"audio")
        .query("response_type", &"file")
        .json(&keys)
        .send(decode::bytes)
        .unwrap();
    assert_eq!(raw.headers()["content-type"], "audio/ogg");
    assert_eq!(raw.into_body(), CONTENT);
}

#[test]
fn media_keys_describe_the_file() {
    let (_sandbox, client) = start();
    let (keys, again) = (upload(&client), upload(&client));
    assert_eq!((keys.file_length, keys.mime_type.as_str()), (15, "audio/ogg"));
    assert!(keys.url.starts_with("https://") && keys.url.ends_with(&keys.direct_path));
    for bytes in [&keys.file_sha256, &keys.file_enc_sha256, &keys.media_key] {
        assert_eq!(bytes.len(), 32);
        assert!(bytes.iter().all(|byte| (0..=255).contains(byte)));
    }
    // From sha256sum.
    assert_eq!(keys.file_sha256[..4], [0x51, 0x03, 0x75, 0xb6]);
    assert_eq!(again.file_sha256, keys.file_sha256);
    assert_ne!((again.direct_path, again.media_key), (keys.direct_path, keys.media_key));
}

#[test]
fn download_with_wrong_media_keys_is_rejected() {
    let (_sandbox, client) = start();
    let keys = upload(&client);
    let mismatch =
        (400, "media_key, file_sha256 and file_enc_sha256 are not the file's".to_owned());
    for corrupt in [
        |keys: &mut FileUpload| keys.media_key[0] ^= 1,
        |keys: &mut FileUpload| keys.file_sha256.clear(),
        |keys: &mut FileUpload| keys.file_enc_sha256.push(0),
    ] {
        let mut corrupted = keys.clone();
        corrupt(&mut corrupted);
        assert_eq!(api_error(download(&client, "audio", &corrupted)), mismatch);
    }
    let as_video = api_error(download(&client, "video", &keys));
    assert_eq!(as_video, (400, "The file was uploaded as audio, not as video".into()));
    let unknown = FileUpload { direct_path: "/v/sandbox/7".into(), ..keys.clone() };
    assert_eq!(api_error(download(&client, "audio", &unknown)), (404, "Media not found".into()));
    let kind = api_error(download(&client, "gif", &keys));
    assert_eq!(kind, (400, "file_type is not image, video, audio or document".into()));
    let invalid = client.download_media("sales", "audio".into(), Some("xml"), &keys);
    assert_eq!(api_error(invalid), (400, "response_type is neither file nor base64".into()));
}

#[test]
fn media_from_a_url_can_be_sent_but_not_downloaded() {
    let (sandbox, client) = start();
    let from = |url: &str| {
        let body = payload(json!({ "url": url }));
        client.upload_media_from_url("sales", UploadMediaFromUrlType::Video, &body)
    };
    let keys: FileUpload = payload(data(from("https://host/clip.mp4?x=1")));
    assert_eq!((keys.mime_type.as_str(), keys.file_length), ("video/mp4", 0));
    let (status, message) = api_error(download(&client, "video", &keys));
    assert!(status == 404 && message.contains("does not fetch"), "{message}");
    let body = json!({ "to": ANN, "media_type": "video", "media_data": keys });
    client.send_media_message("sales", &payload(body)).unwrap();
    assert_eq!(sandbox.messages().len(), 1);
    assert_eq!(api_error(from("clip.mp4")), (400, "url is not an http or https URL".into()));
    assert_eq!(api_error(from("")), (400, "url is missing".into()));
}
