//! The exact bytes of requests, which a mock server would not show.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::io::Write;

use support::{GROUP, KEY, RawServer, header, table};
use whatsapi::models::{GroupUpdateParticipantsPayload, SetGroupPictureRequest};
use whatsapi::{Client, Error, Upload};

fn request_line(head: &str) -> &str {
    head.lines().next().unwrap()
}

fn upload_picture(client: &Client, file: Upload) -> Result<(), Error> {
    client.set_group_picture("sales", GROUP, &SetGroupPictureRequest { file }).map(|_| ())
}

#[test]
fn remove_participant_is_a_delete_with_a_compact_json_body() {
    let server = RawServer::ok();
    let data = GroupUpdateParticipantsPayload { participants: vec!["919876543210".into()] };
    server.client().remove_participant("sales", GROUP, &data).unwrap();

    let (head, body) = server.only_request();
    assert_eq!(
        request_line(&head),
        "DELETE /api/instances/sales/groups/120363025246125486@g.us/participants/remove HTTP/1.1"
    );
    assert_eq!(body, br#"{"participants":["919876543210"]}"#);
    assert_eq!(header(&head, "content-type").as_deref(), Some("application/json"));
    assert_eq!(header(&head, "content-length").as_deref(), Some("33"));
}

#[test]
fn api_key_is_sent_without_a_prefix() {
    let server = RawServer::ok();
    server.client().get_group("sales", GROUP).unwrap();
    let (head, body) = server.only_request();
    assert_eq!(header(&head, support::key_header()).as_deref(), Some(KEY));
    assert_eq!(header(&head, "host").as_deref(), Some(server.address()));
    assert!(body.is_empty());
    assert_eq!(header(&head, "content-length"), None);
}

#[test]
fn boolean_query_parameters_are_sent_as_true_and_false() {
    for value in [true, false] {
        let server = RawServer::ok();
        server.client().set_group_announce("sales", value, GROUP).unwrap();
        server.client().set_group_locked("sales", value, GROUP).unwrap();
        let requests = server.requests();
        let lines: Vec<String> = requests
            .iter()
            .map(|request| request_line(&support::split(request).0).to_owned())
            .collect();
        let path = "PUT /api/instances/sales/groups/120363025246125486@g.us";
        assert_eq!(lines[0], format!("{path}/announce?announce={value} HTTP/1.1"));
        assert_eq!(lines[1], format!("{path}/lock?locked={value} HTTP/1.1"));
        let (head, _) = support::split(&requests[0]);
        assert_eq!(header(&head, "content-length").as_deref(), Some("0"));
    }
}

#[test]
fn path_argument_is_percent_encoded_into_one_segment() {
    let server = RawServer::ok();
    server.client().get_group("a b/c?d%", "1-2:x@g.us;ü#").unwrap();
    let (head, _) = server.only_request();
    assert_eq!(
        request_line(&head),
        "GET /api/instances/a%20b%2Fc%3Fd%25/groups/1-2:x@g.us;%C3%BC%23 HTTP/1.1"
    );
}

#[test]
fn base_url_with_a_prefix_is_used_unchanged() {
    let server = RawServer::ok();
    let client = Client::builder()
        .base_url(format!("{}/some/prefix/", server.url()))
        .api_key(KEY)
        .build()
        .unwrap();
    client.get_admin_groups("sales").unwrap();
    let (head, _) = server.only_request();
    assert_eq!(request_line(&head), "GET /some/prefix/instances/sales/groups/admin HTTP/1.1");
}

#[test]
fn upload_is_a_multipart_form_with_exact_bytes_and_length() {
    let bytes: Vec<u8> =
        b"\xFF\xD8\xFF\xE0\r\n--not-the-boundary\r\n".iter().copied().chain(0..=255).collect();
    let directory = std::env::temp_dir().join(format!("whatsapi-bytes-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let path = directory.join("logo.jpg");
    std::fs::File::create(&path).unwrap().write_all(&bytes).unwrap();

    for (upload, file_name) in [
        (Upload::from_path(&path).unwrap(), "logo.jpg"),
        (Upload::from_bytes(bytes.clone()), "file"),
        (Upload::from_bytes(bytes.clone()).file_name("a\"b.jpg"), "a%22b.jpg"),
    ] {
        let server = RawServer::ok();
        upload_picture(&server.client(), upload).unwrap();
        let (head, body) = server.only_request();
        assert_eq!(
            request_line(&head),
            format!("PUT /api/instances/sales/groups/{GROUP}/profile-pic HTTP/1.1")
        );
        let content_type = header(&head, "content-type").unwrap();
        let boundary = table::boundary(&content_type).unwrap();
        let expected = table::form(boundary, file_name, "image/jpeg", &bytes);
        assert_eq!(body, expected);
        assert_eq!(header(&head, "content-length"), Some(expected.len().to_string()));
        assert_eq!(header(&head, "transfer-encoding"), None);
    }
    std::fs::remove_dir_all(&directory).unwrap();
}

#[test]
fn upload_from_bytes_can_be_sent_repeatedly() {
    let server = RawServer::ok();
    let client = server.client();
    let upload = Upload::from_bytes(*b"\xFF\xD8\xFF");
    upload_picture(&client, upload.clone()).unwrap();
    upload_picture(&client, upload).unwrap();
    let bodies: Vec<usize> =
        server.requests().iter().map(|request| support::split(request).1.len()).collect();
    assert_eq!(bodies[0], bodies[1]);
}

#[test]
fn upload_from_a_reader_is_sent_chunked() {
    let server = RawServer::ok();
    upload_picture(
        &server.client(),
        Upload::from_reader(std::io::Cursor::new(b"\xFF\xD8\xFF".to_vec())),
    )
    .unwrap();
    let (head, body) = server.only_request();
    assert_eq!(header(&head, "transfer-encoding").as_deref(), Some("chunked"));
    assert_eq!(header(&head, "content-length"), None);
    let body = support::without_chunks(&body);
    assert!(body.windows(3).any(|window| window == b"\xFF\xD8\xFF"));
}

#[test]
fn connections_are_reused() {
    let server = RawServer::ok();
    let client = server.client();
    for _ in 0..3 {
        client.get_group("sales", GROUP).unwrap();
    }
    assert_eq!((server.requests().len(), server.connections()), (3, 1));
}
