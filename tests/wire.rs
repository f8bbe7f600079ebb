//! The request of each function and the decoding of its response, for all operations.

mod support;

use mockito::{Matcher, Server};
use serde_json::json;
use support::GROUP;
use support::table::table;
use whatsapi::Client;

#[test]
fn each_function_sends_its_request_and_decodes_the_response() {
    for row in table() {
        let mut server = Server::new();
        let client = Client::new(server.url(), "the-key").unwrap();
        let body = json!({ "error": false, "message": row.name(), "status": 200, "data": { "n": [1, null] } });
        let target = row.target();
        let expected_target = target.clone();
        let expected_body = row.body.clone();
        let mock = server
            .mock(row.operation.method.as_str(), Matcher::Any)
            .match_request(move |request| {
                let content_type = request.header("content-type").first().copied();
                let content_type = content_type.map(|value| value.to_str().unwrap());
                request.path_and_query() == expected_target
                    && expected_body.matches(content_type, request.body().unwrap())
            })
            .match_header(support::key_header(), "the-key")
            .match_header("accept", "application/json")
            .match_header("user-agent", Matcher::Regex("^whatsapi-rust/[0-9.]+$".into()))
            .with_status(200)
            .with_header("content-type", "application/json")
            .with_header("x-request-id", "r-1")
            .with_body(body.to_string())
            .create();

        let response = (row.call)(&client).unwrap_or_else(|error| panic!("{target}: {error}"));

        mock.assert();
        assert_eq!(response.status(), 200, "{target}");
        assert_eq!(response.headers()["x-request-id"], "r-1");
        let envelope = response.into_body();
        assert_eq!(envelope.message.as_deref(), Some(row.name()));
        assert_eq!((envelope.error, envelope.status), (Some(false), Some(200)));
        assert_eq!(envelope.data, Some(json!({ "n": [1, null] })));
    }
}

#[test]
fn data_of_a_response_may_be_any_json() {
    for (data, expected) in [
        (r#","data":{"a":1}"#, Some(json!({ "a": 1 }))),
        (r#","data":[]"#, Some(json!([]))),
        (r#","data":"text""#, Some(json!("text"))),
        (r#","data":7.5"#, Some(json!(7.5))),
        (r#","data":true"#, Some(json!(true))),
        (r#","data":null"#, None),
        ("", None),
    ] {
        let mut server = Server::new();
        let body = format!(r#"{{"error":false{data},"unknown":{{}}}}"#);
        server.mock("GET", Matcher::Any).with_body(&body).create();
        let client = Client::new(server.url(), "the-key").unwrap();
        let reply =
            client.get_group("sales", GROUP).unwrap_or_else(|error| panic!("{body}: {error}"));
        assert_eq!(reply.body().data, expected, "{body}");
    }
}
