//! The files of received messages, and the media keys that are sent to download them.

use serde_json::{Value, json};
use whatsapi::webhook::ReceivedMedia;
use whatsapi::{ErrorKind, MediaType, Upload};
use whatsapi_sandbox::Sandbox;

use crate::event;
use crate::messages::{nodejs, wuzapi};

/// The name of each member that is a file, and its kind.
const KINDS: [(&str, MediaType); 6] = [
    ("imageMessage", MediaType::Image),
    ("videoMessage", MediaType::Video),
    ("ptvMessage", MediaType::Video),
    ("audioMessage", MediaType::Audio),
    ("documentMessage", MediaType::Document),
    ("stickerMessage", MediaType::Image),
];

fn file() -> Value {
    json!({
        "URL": "https://mmg.whatsapp.net/v/1?mms3=true", "mimetype": "image/jpeg",
        "caption": "Look", "fileName": "photo.jpg",
        "fileSHA256": "AQI=", "fileLength": 1234, "mediaKey": "AwQ=", "fileEncSHA256": "BQb/",
        "directPath": "/v/1", "mediaKeyTimestamp": 1_704_164_645, "JPEGThumbnail": "/9j/",
    })
}

fn media(body: &Value) -> ReceivedMedia {
    event(body).media().unwrap().clone()
}

#[test]
fn each_kind_of_file_has_the_media_keys_that_a_download_takes() {
    for (name, kind) in KINDS {
        let media = media(&wuzapi(&json!({ name: file() })));
        assert_eq!(media.kind, kind);
        assert_eq!(media.mime_type.as_deref(), Some("image/jpeg"));
        assert_eq!((media.file_name.as_deref(), media.length), (Some("photo.jpg"), Some(1234)));
        let keys = media.keys().unwrap();
        assert_eq!((keys.direct_path.as_str(), keys.file_length), ("/v/1", 1234));
        assert_eq!(keys.url, "https://mmg.whatsapp.net/v/1?mms3=true");
        assert_eq!(keys.mime_type, "image/jpeg");
        let bytes = (keys.file_sha256, keys.media_key, keys.file_enc_sha256);
        assert_eq!(bytes, (vec![1, 2], vec![3, 4], vec![5, 6, 255]));
    }
}

#[test]
fn bytes_and_numbers_are_read_as_each_server_writes_them() {
    let bytes = [
        json!("AwT/"),
        json!([3, 4, 255]),
        json!({ "type": "Buffer", "data": [3, 4, 255] }),
        json!({ "0": 3, "1": 4, "2": 255 }),
    ];
    let numbers = [
        (json!(5_000_000_000_u64), 5_000_000_000),
        (json!("5000000000"), 5_000_000_000),
        (json!({ "low": 705_032_704, "high": 1, "unsigned": true }), 5_000_000_000),
        (json!({ "low": -1, "high": 0, "unsigned": true }), 4_294_967_295),
    ];
    for written in &bytes {
        for (length, expected) in &numbers {
            let content = json!({ "imageMessage": {
                "url": "u", "directPath": "/v/1", "fileSha256": written, "fileEncSha256": written,
                "mediaKey": written, "fileLength": length } });
            let keys = media(&nodejs(&content)).keys().unwrap();
            assert_eq!(keys.media_key, [3, 4, 255], "{written}");
            assert_eq!(keys.file_length, *expected, "{length}");
        }
    }
}

#[test]
fn missing_media_keys_are_named() {
    for name in ["directPath", "mediaKey", "fileSHA256", "fileEncSHA256", "fileLength"] {
        for (value, found) in [
            (Value::Null, "is missing"),
            (json!(true), "is a boolean that cannot be read"),
            (json!({ "0": 1, "2": 3 }), "is an object that cannot be read"),
        ] {
            let mut content = file();
            content[name] = value;
            let media = media(&wuzapi(&json!({ "videoMessage": content })));
            let error = media.keys().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode);
            let shown = error.to_string();
            assert!(
                shown.to_lowercase().starts_with(&format!("`{name}` of").to_lowercase()),
                "{shown}"
            );
            assert!(shown.ends_with(&format!("{found}; it cannot be downloaded")), "{shown}");
        }
    }
    // Media keys are not empty.
    let mut content = file();
    content["mediaKey"] = "".into();
    assert!(media(&wuzapi(&json!({ "videoMessage": content }))).keys().is_err());
}

#[test]
fn file_that_a_server_downloads_itself_has_no_media_keys() {
    for image in [
        json!("statics/media/1.jpeg"),
        json!({ "url": "https://mmg.whatsapp.net/1", "caption": "Look" }),
    ] {
        let body = json!({ "event": "message", "device_id": "1@s.whatsapp.net", "payload": {
            "id": "1", "chat_id": "1@s.whatsapp.net", "body": "Look", "image": image } });
        let event = event(&body);
        assert_eq!((event.text(), event.media().unwrap().kind), (Some("Look"), MediaType::Image));
        let error = event.media().unwrap().keys().unwrap_err();
        assert!(error.to_string().starts_with("`directPath` of the received file is missing"));
        assert_eq!(event.media().unwrap().raw, image);
    }
}

#[test]
fn received_file_is_downloaded_by_its_media_keys() {
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    let media = sandbox.client().instance("sales").media();
    let uploaded =
        media.upload(MediaType::Audio, Upload::from_bytes(*b"OggS")).unwrap().data().unwrap();
    let content = json!({ "audioMessage": {
        "url": uploaded.url, "directPath": uploaded.direct_path, "mediaKey": uploaded.media_key,
        "fileSha256": uploaded.file_sha256, "fileEncSha256": uploaded.file_enc_sha256,
        "fileLength": "4", "mimetype": uploaded.mime_type } });
    let event = event(&nodejs(&content));
    let file = event.media().unwrap();
    assert_eq!(file.keys().unwrap(), uploaded);
    let content = media.download(file.kind, &file.keys().unwrap()).unwrap().data().unwrap();
    assert_eq!(content, b"OggS");
}
