//! The bytes of requests at a socket, and the requests that are rejected before anything is sent.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::{self, Cursor, Read};

use openapi_ureq::__private::{Encoding, Joined, Style, api, security_scheme};
use openapi_ureq::{
    Api, CallOptions, ClientBuilder, DecoderOutput, Error, ErrorKind, GeneratedClient, HttpClient,
    Method, Multipart, MultipartForm, RawResponse, Request, SecurityKind, SecurityScheme, Upload,
    decode,
};
use serde_json::{Value, json};
use support::Library;
use support::server::{RawServer, header, response};

/// The request to this path that `prepare` completes, as the server receives it.
fn sent(path: &str, prepare: impl FnOnce(Request<'_>) -> Request<'_>) -> String {
    let server = RawServer::answering(response("200 OK", "{}"));
    let client = Library::builder(&server.url()).build().unwrap();
    let request = client.http.custom_request(&Method::POST, path);
    prepare(request).send(decode::json::<Value>).unwrap();
    let [request] = <[String; 1]>::try_from(server.texts()).unwrap();
    request
}

/// The path and the query of such a request.
fn target(path: &str, prepare: impl FnOnce(Request<'_>) -> Request<'_>) -> String {
    sent(path, prepare).split(' ').nth(1).unwrap().to_owned()
}

/// The error of such a request, which is not sent.
fn refusal(path: &str, prepare: impl FnOnce(Request<'_>) -> Request<'_>) -> String {
    let server = RawServer::answering(response("200 OK", "{}"));
    let client = Library::builder(&server.url()).build().unwrap();
    let request = client.http.custom_request(&Method::POST, path);
    let error = prepare(request).send(decode::json::<Value>).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{error}");
    assert!(!error.may_have_been_applied());
    assert_eq!(server.connections(), 0, "{error}");
    let message = error.to_string();
    assert!(!message.contains(['\n', '\r']), "{message:?}");
    message
}

#[test]
fn argument_in_the_query_stays_one_value() {
    let target = target("search?q={q}&limit=5", |request| request.path("q", "a&admin=true+1#"));
    assert_eq!(target, "/v1/search?q=a%26admin%3Dtrue%2B1%23&limit=5");
}

#[test]
fn slots_are_filled_by_name() {
    let path = "instances/{key}/groups/{group}?by={by}";
    let any_order = |names: [&'static str; 3]| {
        target(path, |request| {
            names.iter().fold(request, |request, name| request.path(name, &format!("<{name}>")))
        })
    };
    let expected = "/v1/instances/%3Ckey%3E/groups/%3Cgroup%3E?by=%3Cby%3E";
    assert_eq!(any_order(["key", "group", "by"]), expected);
    assert_eq!(any_order(["group", "key", "by"]), expected);
    assert_eq!(any_order(["by", "group", "key"]), expected);
}

#[test]
fn query_can_be_added_before_the_path_is_filled() {
    let target = target("a/{x}", |request| request.query("p", &1).path("x", "y").query("q", "r s"));
    assert_eq!(target, "/v1/a/y?p=1&q=r%20s");
}

#[test]
fn error_names_the_missing_or_duplicate_slot() {
    let message = refusal("a/{key}", |request| request.path("key", "1").path("other", "2"));
    assert!(message.contains("no slot for the argument `other`"), "{message}");
    for path in ["a/{key}", "a/{before}/{key}"] {
        let message = refusal(path, |request| request.path("key", "1").path("key", "2"));
        assert!(message.contains("no slot left for the argument `key`"), "{message}");
    }
    let message = refusal("a/{key}/{group}?{q}", |request| request.path("group", "1"));
    assert!(message.contains("the slot `{key}` of the path is not filled"), "{message}");
    let message = refusal("a/{key}/{key}", |request| request.path("key", "1"));
    assert!(message.contains("the slot `{key}` twice"), "{message}");
    for path in ["a/{key", "a/key}", "a/{{key}}"] {
        let message = refusal(path, |request| request);
        assert!(message.contains("a brace that belongs to no slot"), "{message}");
    }
}

#[test]
fn elements_of_a_list_are_encoded_before_they_are_joined() {
    let list = ["a,b", "c/d", "é%"];
    assert_eq!(
        target("x/{l}", |request| request.path_list("l", &list)),
        "/v1/x/a%2Cb,c%2Fd,%C3%A9%25"
    );
    assert_eq!(target("x/{l}", |request| request.path("l", &list)), "/v1/x/a%2Cb,c%2Fd,%C3%A9%25");
    assert_eq!(
        target("x?l={l}", |request| request.path_list("l", &["a,b", "c&d"])),
        "/v1/x?l=a%2Cb,c%26d"
    );
    let request = sent("x", |request| request.header_list("X-List", &["a,b", "c d", "5%"]));
    assert_eq!(header(&request, "X-List").unwrap(), "a%2Cb,c d,5%25");
    let request = sent("x", |request| request.cookie("list", &Joined(&["a,b", "c;d"])));
    assert_eq!(header(&request, "Cookie").unwrap(), "list=a%2Cb,c%3Bd");
    let joined =
        |delimiter| target("x", |request| request.query_joined("l", delimiter, &["a,b", "c|d e"]));
    assert_eq!(joined(","), "/v1/x?l=a%2Cb,c%7Cd%20e");
    assert_eq!(joined("%20"), "/v1/x?l=a%2Cb%20c%7Cd%20e");
    assert_eq!(joined("%7C"), "/v1/x?l=a%2Cb%7Cc%7Cd%20e");
    let message = refusal("x", |request| request.query_joined("l", "&admin=", &["a"]));
    assert!(message.contains("is not one of OpenAPI"), "{message}");
}

#[test]
fn parameters_are_written_in_the_style_of_the_document() {
    // The order is the same with every feature of serde_json.
    let color = json!({ "G": "a b", "R": 1 });
    let matrix = Encoding::new(Style::Matrix, true);
    assert_eq!(
        target("x/{c}/y", |request| request.path_as("c", matrix, &color)),
        "/v1/x/;G=a%20b;R=1/y"
    );
    let deep = Encoding::new(Style::DeepObject, true);
    assert_eq!(
        target("x", |request| request.query_as("c", deep, &color).query("d", &[1, 2])),
        "/v1/x?c%5BG%5D=a%20b&c%5BR%5D=1&d=1&d=2"
    );
    let exploded = Encoding::new(Style::Simple, true);
    let request = sent("x", |request| request.header_as("X-C", exploded, &color));
    assert_eq!(header(&request, "X-C").unwrap(), "G=a b,R=1");
    let form = Encoding::new(Style::Form, true);
    let request = sent("x", |request| request.cookie("a", &1).cookie_as("c", form, &color));
    assert_eq!(header(&request, "Cookie").unwrap(), "a=1; G=a%20b; R=1");
}

#[test]
fn null_or_empty_list_is_not_sent_as_a_parameter() {
    let request = sent("x", |request| {
        request
            .query("a", &None::<u8>)
            .query_repeated::<u8>("b", &[])
            .query_joined::<u8>("c", ",", &[])
            .header("X-A", &None::<u8>)
            .header_list::<u8>("X-B", &[])
            .cookie("d", &Value::Null)
    });
    assert!(request.starts_with("POST /v1/x HTTP/1.1\r\n"), "{request}");
    for name in ["X-A", "X-B", "Cookie"] {
        assert_eq!(header(&request, name), None, "{request}");
    }
    for value in [json!(null), json!([]), json!("")] {
        let message = refusal("x/{a}", |request| request.path("a", &value));
        assert!(message.contains("the argument `a` is empty"), "{message}");
    }
}

struct Form(fn(&mut Multipart));

impl MultipartForm for Form {
    fn write_parts(&self, form: &mut Multipart) {
        (self.0)(form);
    }
}

#[test]
fn non_finite_numbers_are_rejected_everywhere() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let nested = [[Some(number)]];
        for message in [
            refusal("x", |request| request.json(&nested)),
            refusal("x", |request| request.json_as("application/problem+json", &number)),
            refusal("x", |request| {
                request.form(&std::collections::BTreeMap::from([("a", nested)]))
            }),
            refusal("x/{a}", |request| request.path("a", &number)),
            refusal("x", |request| request.query("a", &[number])),
            refusal("x", |request| request.header("X-A", &number)),
            refusal("x", |request| request.cookie("a", &(number as f32))),
        ] {
            assert!(message.contains("holds NaN or an infinity"), "{message}");
        }
    }
    let forms: [fn(&mut Multipart); 2] =
        [|form| form.text("a", &f64::NAN), |form| form.json("a", &[f64::INFINITY])];
    for form in forms {
        let message = refusal("x", |request| request.multipart(&[], &Form(form)));
        assert!(message.contains("the field `a` holds NaN or an infinity"), "{message}");
    }
}

#[test]
fn error_for_a_name_with_line_breaks_is_one_line() {
    let evil = "a\r\nX-Evil: 1";
    for message in [
        refusal("x", |request| request.header(evil, "1")),
        refusal("x", |request| request.cookie(evil, "1")),
        refusal("x", |request| request.cookie("a;b", "1")),
        refusal("x", |request| request.cookie("", "1")),
    ] {
        assert!(message.contains("cannot be the name of a"), "{message}");
    }
    let message = refusal("x", |request| request.header("X-A", evil));
    assert!(message.contains("`X-A` holds a character that a header cannot carry"), "{message}");
    let message = refusal("x", |request| request.path(evil, "1"));
    assert!(message.contains(r"no slot for the argument `a\r\nX-Evil: 1`"), "{message}");
    let parts = Form(|form| form.json("a\r\nX-Evil: 1", &f64::NAN));
    let message = refusal("x", |request| request.multipart(&[], &parts));
    assert!(message.contains(r"the field `a\r\nX-Evil: 1`"), "{message}");
    let request =
        sent("x", |request| request.multipart(&[], &Form(|form| form.text("a\r\nX-Evil: 1", "b"))));
    assert!(request.contains("name=\"a%0D%0AX-Evil: 1\"\r\n\r\nb\r\n"), "{request}");
}

#[test]
fn form_with_15_000_parts_is_sent() {
    let form = Form(|form| (0..15_000).for_each(|number| form.text("n", &number)));
    let request = sent("x", |request| request.multipart(&[], &form));
    assert_eq!(request.matches("name=\"n\"").count(), 15_000);
    assert!(request.contains("\r\n\r\n14999\r\n--"));
}

/// The header `Accept` that the server receives from `call`.
fn accepted<T>(call: impl FnOnce(&Library, Request<'_>) -> Result<T, Error>) -> String {
    let server = RawServer::answering(response("200 OK", "{}"));
    let client = Library::builder(&server.url()).build().unwrap();
    call(&client, client.http.custom_request(&Method::GET, "x")).unwrap();
    header(&server.texts()[0], "Accept").unwrap()
}

#[test]
fn accept_follows_what_is_decoded() {
    assert_eq!(accepted(|_, request| request.send(decode::json::<Value>)), "application/json");
    assert_eq!(accepted(|client, _| client.list_books()), "application/json");
    assert_eq!(accepted(|_, request| request.send(decode::bytes)), "*/*");
    assert_eq!(accepted(|_, request| request.send(decode::text)), "text/plain, */*;q=0.1");
    let checked = |response: &mut RawResponse| {
        assert!(response.status().is_success());
        decode::bytes(response)
    };
    assert_eq!(accepted(|_, request| request.send(checked)), "*/*");
    let own = |response: &mut RawResponse| Ok(response.body().len());
    assert_eq!(accepted(|_, request| request.send(own)), "application/json");
    let mixed = |response: &mut RawResponse| match response.status().as_u16() {
        200 => decode::text(response).map(|text| text.into_bytes()),
        _ => decode::bytes(response).into_result(),
    };
    let media_types = "text/plain, image/png";
    assert_eq!(accepted(|_, request| request.accept(media_types).send(mixed)), media_types);
}

#[test]
fn accept_header_of_the_caller_takes_precedence() {
    let pictures = "image/png";
    assert_eq!(
        accepted(|_, request| request.header("Accept", pictures).send(decode::bytes)),
        pictures
    );
    let options = || CallOptions::new().header("Accept", pictures);
    assert_eq!(
        accepted(|client, _| {
            let http = client.http.with_options(options());
            http.custom_request(&Method::GET, "x").accept("text/html").send(decode::text)
        }),
        pictures
    );
    assert_eq!(
        accepted(|client, _| Library { http: client.http.with_options(options()) }.list_books()),
        pictures
    );
    assert_eq!(<Result<(), Error> as DecoderOutput>::ACCEPT, "application/json");
}

/// A reader that fails after some bytes.
struct Failing(Cursor<&'static [u8]>, io::ErrorKind);

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::Error::new(self.1, "the reader's reason")),
            count => Ok(count),
        }
    }
}

#[test]
fn error_of_a_failed_reader_names_its_kind_and_was_not_applied() {
    for (kind, line) in [
        (io::ErrorKind::PermissionDenied, "could not be read: permission denied"),
        (io::ErrorKind::ConnectionReset, "could not be read: connection reset"),
        (io::ErrorKind::Other, "could not be read: the error's source says why"),
    ] {
        for in_form in [false, true] {
            let server = RawServer::answering(response("200 OK", "{}"));
            let client = Library::builder(&server.url()).build().unwrap();
            let upload = Upload::from_reader(Failing(Cursor::new(b"abc"), kind));
            let request = client.http.custom_request(&Method::PUT, "x");
            let request = match in_form {
                true => request.multipart(&[], &Files(upload)),
                false => request.upload("image/png", &upload),
            };
            let error = request.send(decode::empty).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Upload, "{error}");
            assert!(error.to_string().contains(&format!("the upload {line}")), "{error}");
            assert!(!error.may_have_been_applied(), "{error}");
            let source = std::error::Error::source(&error).unwrap();
            assert_eq!(source.downcast_ref::<io::Error>().unwrap().kind(), kind);
            assert_eq!(source.to_string(), "the reader's reason");
        }
    }
}

struct Files(Upload);

impl MultipartForm for Files {
    fn write_parts(&self, form: &mut Multipart) {
        form.file("file", &self.0);
    }
}

const SCHEMES: &[SecurityScheme] = &[
    security_scheme("basic", SecurityKind::Basic),
    security_scheme("query", SecurityKind::Query("key")),
    security_scheme("cookie", SecurityKind::Cookie("key")),
    security_scheme("bad cookie", SecurityKind::Cookie("a;b")),
];

/// A client with other security schemes.
struct Keys(HttpClient);

impl GeneratedClient for Keys {
    const API: Api = api("keys", "1.0.0", "/", SCHEMES, true);

    fn from_http_client(http: HttpClient) -> Self {
        Self(http)
    }
}

#[test]
fn credentials_accept_only_characters_legal_in_their_location() {
    let server = RawServer::answering(response("200 OK", "{}"));
    let builder = || ClientBuilder::<Keys>::new().server(server.url());
    let client = builder()
        .credential("basic", "ü: pass ")
        .credential("query", " k\u{e9}y&")
        .credential("cookie", "\"a=b\"")
        .build()
        .unwrap();
    client.0.custom_request(&Method::GET, "x").send(decode::empty).unwrap();
    let request = &server.texts()[0];
    assert!(request.starts_with("GET /x?key=%20k%C3%A9y%26 HTTP/1.1\r\n"), "{request}");
    assert_eq!(header(request, "Authorization").unwrap(), "Basic w7w6IHBhc3Mg");
    assert_eq!(header(request, "Cookie").unwrap(), "key=\"a=b\"");
    for (scheme, secret, problem) in [
        ("cookie", "abc; admin=1", "which a cookie cannot carry"),
        ("bad cookie", "abc", "cookie name \"a;b\" is not valid"),
        ("no\nscheme", "abc", "no security scheme `no\\nscheme`"),
    ] {
        let error = builder().credential(scheme, secret).build().err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains(problem), "{error}");
    }
}

#[test]
fn dot_segment_with_path_parameters_is_rejected() {
    let server = RawServer::answering(response("200 OK", "{}"));
    let client = Library::builder(&server.url()).build().unwrap();
    for id in ["..", "..;", "..;x=1", ".;"] {
        let error = client.replace_book(id, "It").unwrap_err();
        assert!(error.to_string().contains("dot segment"), "{id}: {error}");
    }
    client.replace_book(";", "It").unwrap();
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn header_that_frames_the_request_is_rejected() {
    let server = RawServer::answering(response("200 OK", "{}"));
    let client = Library::builder(&server.url()).build().unwrap();
    for name in ["Content-Length", "host", "Transfer-Encoding", "Connection"] {
        let request = client.http.request(&support::LIST_BOOKS).header(name, &"7");
        let error = request.send(decode::empty).unwrap_err();
        assert!(error.to_string().contains("set by the client itself"), "{error}");
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn slow_reading_server_does_not_extend_the_timeout() {
    let server = RawServer::serving(|connection| {
        let mut buffer = [0; 64 << 10];
        // Something is read in each interval, so that no single write times out.
        while matches!(connection.stream.read(&mut buffer), Ok(1..)) {
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
    });
    let timeout = std::time::Duration::from_millis(700);
    let builder = Library::builder(&server.url()).timeout(timeout);
    let client = builder.build().unwrap();
    let start = std::time::Instant::now();
    let upload = Upload::from_bytes(vec![b'x'; 64 << 20]);
    let request = client.http.request(&support::ADD_BOOK).upload("text/plain", &upload);
    let error = request.send(decode::empty).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert!(start.elapsed() < std::time::Duration::from_secs(10), "{:?}", start.elapsed());
}
