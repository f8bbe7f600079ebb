//! Replies with files: media keys, contents and QR codes.

use serde_json::{Value, json};
use whatsapi::models::FileUpload;
use whatsapi::{Client, Delivery, Error, ErrorKind, LinkState, MediaType, QrCode, Upload};
use whatsapi_sandbox::Content;

use crate::support::table::{PERSON, instance, uploads};
use crate::views::client;

const PNG: &[u8] = b"\x89PNG\r\n\x1A\n and the rest";
const PNG_IN_BASE64: &str = "iVBORw0KGgogYW5kIHRoZSByZXN0";

fn qr_code(data: &Value) -> Result<QrCode, Error> {
    instance(&client(data)).qr_code()?.data()
}

fn media_keys(data: &Value) -> Result<FileUpload, Error> {
    instance(&client(data)).media().upload_from_url(MediaType::Image, "https://host/")?.data()
}

fn file(data: &Value) -> Result<Vec<u8>, Error> {
    instance(&client(data)).media().download(MediaType::Image, &uploads::keys())?.data()
}

fn assert_fails_with<T: std::fmt::Debug>(result: Result<T, Error>, problem: &str) {
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Done));
    let message = error.to_string();
    assert_eq!(message.split_once(": 200 OK: ").unwrap().1, problem);
}

#[test]
fn qr_code_is_read_from_every_known_field() {
    let uri = format!("data:image/png;base64,{PNG_IN_BASE64}");
    let lines = format!("{}\r\n{}\n", &PNG_IN_BASE64[..10], &PNG_IN_BASE64[10..]);
    let mut places = vec![json!(PNG_IN_BASE64), json!(uri), json!(lines)];
    places.extend(["qrcode", "qr_code", "qr", "base64"].map(|name| json!({ name: uri })));
    places.push(json!({ "qrcode": null, "base64": uri }));
    for data in places {
        assert_eq!(qr_code(&data).unwrap().png(), PNG);
    }
}

/// The link state for these replies to `info` and `qr_code`.
fn link_state(info: &Value, code: &Value) -> Result<LinkState, Error> {
    let mut server = mockito::Server::new();
    let body = |data: &Value| json!({ "error": false, "data": data }).to_string();
    let path = "/api/instances/sales/";
    let _info = server.mock("GET", path).with_body(body(info)).create();
    let _code = server.mock("GET", "/api/instances/sales/qrcode").with_body(body(code)).create();
    let client = Client::builder().server(server.url()).api_key("key").build().unwrap();
    instance(&client).link_state()
}

#[test]
fn linked_no_code_and_an_unreadable_code_are_distinguished() {
    let code = json!({ "qrcode": PNG_IN_BASE64 });
    let unlinked = json!({ "phone_connected": false, "user": {} });
    let LinkState::Code(shown) = link_state(&unlinked, &code).unwrap() else { panic!() };
    assert_eq!(shown.png(), PNG);
    for linked in [
        json!({ "phone_connected": true }),
        json!({ "phone_connected": false, "user": { "id": "919876543210:3@s.whatsapp.net" } }),
    ] {
        // Even if the server still sends the scanned code.
        assert_eq!(link_state(&linked, &code).unwrap(), LinkState::Linked);
    }
    for none in [
        json!(null),
        json!(""),
        json!(" "),
        json!({}),
        json!({ "qrcode": "" }),
        json!({ "qrcode": " ", "base64": null, "instance_key": "sales" }),
    ] {
        assert_eq!(link_state(&unlinked, &none).unwrap(), LinkState::NoCode, "{none}");
    }
    for unreadable in [json!("2@abc"), json!(7), json!({ "code": "2@abc" }), json!({ "qr": [] })] {
        let error = link_state(&unlinked, &unreadable).unwrap_err();
        assert_eq!((error.kind(), error.operation()), (ErrorKind::Decode, Some("get_qr_code")));
    }
}

#[test]
fn sandbox_instance_is_linked_by_its_code() {
    let sandbox = whatsapi_sandbox::Sandbox::start();
    let client = sandbox.client();
    client.instances().create("sales").unwrap();
    assert!(matches!(client.instance("sales").link_state().unwrap(), LinkState::Code(_)));
    sandbox.instance("other");
    assert_eq!(client.instance("other").link_state().unwrap(), LinkState::Linked);
}

#[test]
fn qr_code_is_not_shown_by_debug() {
    let client = client(&json!({ "qrcode": PNG_IN_BASE64 }));
    let reply = instance(&client).qr_code().unwrap();
    assert_eq!(
        format!("{reply:?}"),
        r#"Reply { operation: "get_qr_code", status: 200, data: an object, .. }"#
    );
    assert_eq!(format!("{:?}", reply.data().unwrap()), "QrCode { length: 21, .. }");
}

#[test]
fn invalid_qr_code_is_an_error_that_does_not_show_it() {
    for (data, place, found) in [
        (json!(null), "data", "null"),
        (json!({}), "data", "an object"),
        (json!(""), "data", "an empty string"),
        (json!({ "qrcode": "" }), "data.qrcode", "an empty string"),
        (json!({ "qr": "2@secret,secret" }), "data.qr", "another string"),
        (json!({ "qr": 7 }), "data.qr", "a number"),
    ] {
        let problem = format!("`{place}` of the reply is {found}, where Base64 was expected");
        assert_fails_with(qr_code(&data), &problem);
    }
    let problem = "the QR code in `data` of the reply is not a PNG file";
    assert_fails_with(qr_code(&json!("R0lGODlh")), problem);
}

#[test]
fn media_keys_are_read_from_arrays_or_base64() {
    let keys = uploads::keys();
    let data = serde_json::to_value(&keys).unwrap();
    assert_eq!(media_keys(&data).unwrap(), keys);
    let mut base64_keys = data.clone();
    base64_keys["media_key"] = json!("AgM=");
    base64_keys["file_sha256"] = json!("AQ");
    base64_keys["file_enc_sha256"] = json!("AP8=");
    assert_eq!(media_keys(&base64_keys).unwrap(), keys);
}

#[test]
fn incomplete_media_keys_are_an_error_that_names_the_place() {
    let whole = serde_json::to_value(uploads::keys()).unwrap();
    let with = |name: &str, value: Value| {
        let mut data = whole.clone();
        data[name] = value;
        data
    };
    let mut without_url = whole.clone();
    without_url.as_object_mut().unwrap().remove("url");
    for (data, problem) in [
        (
            with("media_key", json!("no Base64!")),
            "`data.media_key` of the reply is a string, where a sequence was expected",
        ),
        (
            with("file_sha256", json!([1, "secret"])),
            "`data.file_sha256[1]` of the reply is a string, where i64 was expected",
        ),
        (without_url, "`data` of the reply is an object with a missing field `url`"),
        (json!([whole]), "`data` of the reply is a list, where an object was expected"),
    ] {
        assert_fails_with(media_keys(&data), problem);
    }
}

#[test]
fn file_is_read_from_base64() {
    for data in ["AP8B/g==", "AP8B/g", "data:image/jpeg;base64,AP8B/g==", " AP8B\n/g==\n"] {
        assert_eq!(file(&json!(data)).unwrap(), b"\x00\xFF\x01\xFE");
    }
    for (data, found) in [
        (json!("no Base64!"), "another string"),
        (json!(""), "an empty string"),
        (json!([0, 255]), "a list"),
    ] {
        let problem = format!("`data` of the reply is {found}, where Base64 was expected");
        assert_fails_with(file(&data), &problem);
    }
}

/// The first page of an Ogg file with this codec.
fn ogg(codec: &[u8]) -> Vec<u8> {
    let head = b"OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01\x13";
    [head, codec].concat()
}

#[test]
fn bytes_without_a_name_have_the_media_type_of_their_content() {
    use MediaType::{Audio, Document, Image, Video};

    let voice_note = "audio/ogg; codecs=opus";
    let sandbox = whatsapi_sandbox::Sandbox::start();
    sandbox.instance("sales");
    let sales = sandbox.client().instance("sales");
    let sent_as = |kind: MediaType, file: Upload| {
        let messages = sales.messages();
        let sent = match kind {
            Image => messages.image(PERSON, file.clone(), None),
            Video => messages.video(PERSON, file.clone(), None),
            Audio => messages.audio(PERSON, file.clone(), None),
            _ => messages.document(PERSON, file.clone(), None),
        };
        sent.unwrap();
        let keys = sales.media().upload(kind, file).unwrap().data().unwrap();
        let Content::Media(media) = sandbox.messages().pop().unwrap().content else { panic!() };
        assert_eq!(keys.mime_type, media.content_type);
        media.content_type
    };
    let webm = b"\x1A\x45\xDF\xA3\x01\0\0\0\0\0\0\x1F\x42\x86\x81\x01\x42\x82\x84webm";
    for (kind, bytes, media_type) in [
        (Image, b"\x89PNG and so on".to_vec(), "image/png"),
        (Image, b"\xFF\xD8\xFF and so on".to_vec(), "image/jpeg"),
        (Image, b"RIFF\x24\0\0\0WEBPVP8 ".to_vec(), "image/webp"),
        (Image, b"GIF89a".to_vec(), "image/gif"),
        (Video, b"\0\0\0\x18ftypisom\0\0\x02\0".to_vec(), "video/mp4"),
        (Video, b"\0\0\0 ftyp and so on".to_vec(), "video/mp4"),
        (Video, b"\0\0\0 ftypM4A \0\0\0\0".to_vec(), "video/mp4"),
        (Audio, b"\0\0\0\x18ftypisom\0\0\x02\0".to_vec(), "audio/mp4"),
        (Audio, b"\0\0\0 ftypM4A \0\0\0\0".to_vec(), "audio/mp4"),
        (Audio, [webm.as_slice(), &[0; 300]].concat(), "audio/webm"),
        (Audio, b"ID3\x04".to_vec(), "audio/mpeg"),
        (Audio, b"#!AMR\n    ".to_vec(), "audio/amr"),
        (Audio, b"OggS and so on".to_vec(), voice_note),
        (Audio, ogg(b"OpusHead\x01\x01"), voice_note),
        (Audio, ogg(b"\x01vorbis\0\0"), "audio/ogg"),
        (Audio, ogg(b"\x7FFLAC\x01\0"), "audio/ogg"),
        (Document, ogg(b"OpusHead\x01\x01"), voice_note),
        (Document, b"%PDF- and so on".to_vec(), "application/pdf"),
        (Document, b"PK\x03\x04 and so on".to_vec(), "application/zip"),
        (Document, b"\x89PNG and so on".to_vec(), "image/png"),
        (Document, b"day,visits\n1,42\n".to_vec(), "application/octet-stream"),
        (Image, b"x".to_vec(), "application/octet-stream"),
    ] {
        assert_eq!(sent_as(kind, Upload::from_bytes(bytes.clone())), media_type, "{bytes:?}");
        // A name without an extension does not determine the type.
        assert_eq!(sent_as(kind, Upload::from_bytes(bytes).file_name("it")), media_type);
    }
    // The name determines the type, but not the codec. A type that is set is not changed.
    let png = Upload::from_bytes(*b"\x89PNG and so on");
    assert_eq!(sent_as(Image, png.clone().file_name("a.jpg")), "image/jpeg");
    assert_eq!(sent_as(Image, png.clone().content_type("image/x-own")), "image/x-own");
    let voice = Upload::from_bytes(ogg(b"OpusHead\x01\x01"));
    assert_eq!(sent_as(Audio, voice.clone().file_name("voice.ogg")), voice_note);
    assert_eq!(sent_as(Document, voice.clone().file_name("voice.ogg")), "audio/ogg");
    assert_eq!(sent_as(Audio, voice.content_type("audio/ogg")), "audio/ogg");
}

#[test]
fn file_and_reader_are_sent_completely_after_detection() {
    let sandbox = whatsapi_sandbox::Sandbox::start();
    sandbox.instance("sales");
    let messages = sandbox.client().instance("sales").messages();
    let content = [ogg(b"OpusHead\x01\x01"), vec![7; 100_000]].concat();
    messages
        .audio(PERSON, Upload::from_reader(std::io::Cursor::new(content.clone())), None)
        .unwrap();
    let Content::Media(media) = sandbox.messages().pop().unwrap().content else { panic!() };
    assert_eq!(media.content_type, "audio/ogg; codecs=opus");
    assert!(media.bytes.is_some_and(|bytes| bytes == content));
}
