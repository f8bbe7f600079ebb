//! Secrets do not appear in any log line at any level, error or `Debug` output, for every result of a call. The log
//! lines of the crate itself have one format.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::net::TcpListener;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use base64::prelude::{BASE64_STANDARD_NO_PAD, Engine};
use log::{Level, LevelFilter, Log, Metadata, Record};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use support::{GROUP, RawServer, response, shown};
use whatsapi::Attempt;
use whatsapi::models::SetGroupPictureRequest;
use whatsapi::{
    CallOptions, Client, ClientBuilder, Error, ErrorKind, RetryPolicy, Upload, operations,
};

/// Contains special characters, which change in percent-encoding and in Base64.
const KEY: &str = "planted+key/5f1d==";
const TOKEN: &str = "planted-token-77";
const PASSWORD: &str = "planted-password-31";

struct Line {
    level: Level,
    target: String,
    text: String,
}

struct Recorder(Mutex<Vec<Line>>);

impl Log for Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let (target, text) = (record.target().to_owned(), record.args().to_string());
        self.0.lock().unwrap().push(Line { level: record.level(), target, text });
    }

    fn flush(&self) {}
}

static RECORDER: Recorder = Recorder(Mutex::new(Vec::new()));

/// Everything that was logged and returned while calls succeeded and failed in every way.
struct Run {
    /// The log lines.
    lines: Vec<Line>,
    /// The number of lines before the first server that echoes the key.
    before_echoes: usize,
    errors: Vec<Error>,
    /// What the attempt hook received.
    attempts: String,
    /// The head of the successful request.
    head: String,
}

static RUN: LazyLock<Run> = LazyLock::new(|| {
    log::set_logger(&RECORDER).unwrap();
    log::set_max_level(LevelFilter::Trace);
    let attempts = Arc::<Mutex<String>>::default();
    let server = RawServer::ok();
    client(server.builder(), &attempts).get_group("sales", GROUP).unwrap();
    let mut errors = failures(&attempts);
    errors.extend(misconfigurations());
    let before_echoes = RECORDER.0.lock().unwrap().len();
    errors.extend(echoes(&attempts));
    Run {
        lines: std::mem::take(&mut *RECORDER.0.lock().unwrap()),
        before_echoes,
        errors,
        attempts: attempts.lock().unwrap().clone(),
        head: server.only_request().0,
    }
});

/// A client with secrets in all places, and a hook.
fn client(builder: ClientBuilder, attempts: &Arc<Mutex<String>>) -> Client {
    let attempts = Arc::clone(attempts);
    let hook = move |attempt: &Attempt| {
        attempts.lock().unwrap().push_str(&format!("{attempt} {attempt:?}\n"));
    };
    let client = builder.api_key(KEY).on_attempt(hook).build().unwrap();
    client.with_options(CallOptions::new().header("X-Token", TOKEN))
}

/// A failure of each kind.
fn failures(attempts: &Arc<Mutex<String>>) -> Vec<Error> {
    let call =
        |builder: ClientBuilder| client(builder, attempts).get_group("sales", GROUP).unwrap_err();
    let with_response = |bytes: &[u8]| call(RawServer::closing(bytes).builder());
    let unresponsive = RawServer::silent();
    let busy = RawServer::answering(response("503 Service Unavailable", ""));
    let retry = RetryPolicy::new().initial_delay(Duration::from_millis(1));
    let server = RawServer::ok();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let proxy = RawServer::answering(
        b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n".to_vec(),
    );
    let proxied = Client::builder()
        .server("http://no-such-host.invalid")
        .allow_insecure_http(true)
        .retry(RetryPolicy::none())
        .proxy(format!("http://user:{PASSWORD}@{}", proxy.address()));
    let mut errors = vec![
        with_response(&response("401 Unauthorized", r#"{"error":true,"message":"bad key"}"#)),
        with_response(&response("404 Not Found", "{}")),
        with_response(&response("500 Internal Server Error", "no")),
        with_response(
            b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        ),
        with_response(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
        with_response(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"),
        with_response(b"not http\r\n\r\n"),
        with_response(&response("200 OK", "no json")),
        call(busy.builder().retry(retry)),
        call(server.builder().max_response_bytes(1)),
        call(unresponsive.builder().timeout(Duration::from_millis(100))),
        call(server.builder().server(format!("http://{free}"))),
        call(proxied),
    ];
    assert!(proxy.only_request().0.contains("Proxy-Authorization: Basic "));
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    errors.push(call(server.builder().server(without_tls())));

    let client = client(server.builder(), attempts);
    let failing = Upload::from_path(std::env::temp_dir()).err();
    let failing = failing.unwrap_or_else(|| panic!("a directory is not a file"));
    let unreadable = SetGroupPictureRequest { file: Upload::from_reader(Unreadable) };
    let bad_options = CallOptions::new().header("X-Token", format!("{TOKEN}\n"));
    errors.extend([
        failing,
        client.set_group_picture("sales", GROUP, &unreadable).unwrap_err(),
        client.get_group("sales", "..").unwrap_err(),
        client.instance("sales").groups().group("no id").unwrap_err(),
        client.with_options(bad_options).get_group("sales", GROUP).unwrap_err(),
    ]);
    client.shutdown();
    errors.push(client.get_group("sales", GROUP).unwrap_err());
    errors
}

/// The https URL of a server that does not speak TLS.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn without_tls() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        std::io::Write::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
        // Reads until the client closes the connection.
        let _ = std::io::copy(&mut stream, &mut std::io::sink());
    });
    format!("https://{address}")
}

struct Unreadable;

impl std::io::Read for Unreadable {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::Other.into())
    }
}

/// The errors of invalid settings.
fn misconfigurations() -> Vec<Error> {
    let builder = || Client::builder().server("https://host").api_key(KEY);
    [
        builder().server(format!("https://user:{PASSWORD}@host")),
        builder().server(format!("https://user:a/{PASSWORD}@host")),
        builder().base_url(format!("https://user:a/{PASSWORD}@host")),
        builder().base_url(format!("ftp://user:{PASSWORD}@host/api?key={PASSWORD}")),
        builder().proxy(format!("http://user:{PASSWORD}@")),
        builder().proxy(format!("socks5://user:{PASSWORD}@host")),
        builder().api_key(format!("{KEY}\n")),
        builder().add_root_certificate(format!("-----BEGIN PRIVATE KEY-----\n{PASSWORD}")),
    ]
    .map(|builder| builder.build().unwrap_err())
    .into()
}

/// Failures in which the server echoes the key, in all encodings.
fn echoes(attempts: &Arc<Mutex<String>>) -> Vec<Error> {
    let mut errors = Vec::new();
    for encoded in encodings(KEY) {
        let envelope = format!(r#"{{"error":true,"message":"the request had {encoded}, no"}}"#);
        let redirect = format!(
            "HTTP/1.1 302 Found\r\nLocation: https://{}/?{encoded}\r\nContent-Length: 0\r\n\r\n",
            encoded.replace(['/', '+', '=', '%'], "")
        );
        for reply in [
            response("401 Unauthorized", &envelope),
            response("200 OK", &envelope),
            response("200 OK", &format!("{{\"message\":{{\"{encoded}\":1}}}}")),
            response(&format!("500 {encoded}"), &encoded),
            redirect.into_bytes(),
        ] {
            let server = RawServer::answering(reply);
            let group = client(server.builder(), attempts).instance("sales").groups().group(GROUP);
            errors.push(group.unwrap().info().unwrap_err());
        }
    }
    errors
}

fn encodings(secret: &str) -> Vec<String> {
    let encoded = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
    let lower = encoded.replace("%2B", "%2b").replace("%2F", "%2f").replace("%3D", "%3d");
    let base64 = BASE64_STANDARD_NO_PAD.encode(secret);
    vec![secret.to_owned(), encoded, lower, base64]
}

/// The secrets, plain and in all encodings.
fn planted() -> Vec<String> {
    let user = BASE64_STANDARD_NO_PAD.encode(format!("user:{PASSWORD}"));
    [KEY, TOKEN, PASSWORD].into_iter().flat_map(encodings).chain([user]).collect()
}

#[track_caller]
fn assert_shows_no_secret(text: &str) {
    for secret in planted() {
        assert!(!text.contains(&secret), "{secret} in {text}");
    }
}

#[test]
fn log_lines_show_no_secret() {
    let (before, after) = RUN.lines.split_at(RUN.before_echoes);
    before.iter().for_each(|line| assert_shows_no_secret(&line.text));
    // The HTTP library logs responses, including echoed secrets.
    let own = after.iter().filter(|line| !line.target.starts_with("ureq"));
    own.for_each(|line| assert_shows_no_secret(&line.text));
    // A hex dump has 16 characters per line, after their bytes, which would split a secret.
    let dumps = before.iter().filter(|line| line.target.starts_with("ureq_proto"));
    let dumped: String = dumps.map(|line| line.text.get(41..).unwrap_or(&line.text)).collect();
    assert_shows_no_secret(&dumped);
    for name in [support::key_header(), "X-Token"] {
        let line = format!("{}:.*", name.to_lowercase());
        assert!(dumped.contains(&line), "the HTTP library does not dump requests: {dumped}");
    }
}

#[test]
fn masked_headers_are_sent_unmasked() {
    for (name, value) in [(support::key_header(), KEY), ("X-Token", TOKEN)] {
        assert_eq!(support::header(&RUN.head, name).as_deref(), Some(value));
    }
}

#[test]
fn errors_show_no_secret() {
    for error in &RUN.errors {
        assert_shows_no_secret(&shown(error));
    }
    let kinds = [
        ErrorKind::InvalidArgument,
        ErrorKind::Configuration,
        ErrorKind::Connect,
        ErrorKind::Timeout,
        #[cfg(any(feature = "rustls", feature = "native-tls"))]
        ErrorKind::Tls,
        ErrorKind::Io,
        ErrorKind::Redirect,
        ErrorKind::Api,
        ErrorKind::UnexpectedResponse,
        ErrorKind::Decode,
        ErrorKind::Upload,
        ErrorKind::ResponseTooLarge,
        ErrorKind::Shutdown,
    ];
    for kind in kinds {
        assert!(RUN.errors.iter().any(|error| error.kind() == kind), "{kind:?} does not occur");
    }
}

#[test]
fn debug_output_shows_no_secret() {
    assert_shows_no_secret(&RUN.attempts);
    let options = CallOptions::new().header("X-Token", TOKEN);
    let builder = Client::builder()
        .server(format!("https://user:{PASSWORD}@host"))
        .proxy(format!("http://user:{PASSWORD}@host"))
        .add_root_certificate(PASSWORD)
        .api_key(KEY);
    let client = Client::builder()
        .server("http://127.0.0.1:1")
        .proxy(format!("http://user:{PASSWORD}@host"))
        .allow_insecure_http(true)
        .api_key(KEY)
        .build()
        .unwrap()
        .with_options(options.clone());
    let instance = client.instance("sales");
    let group = instance.groups().group(GROUP).unwrap();
    let shown = [
        format!("{options:?} {options:#?}"),
        format!("{builder:?} {builder:#?}"),
        format!("{client:?} {client:#?}"),
        format!("{instance:?} {:?}", instance.groups()),
        format!("{group:?} {:?}", group.participants()),
    ];
    shown.iter().for_each(|text| assert_shows_no_secret(text));
}

#[test]
fn log_lines_of_attempts_have_one_format() {
    let own: Vec<&Line> =
        RUN.lines.iter().filter(|line| line.target.starts_with("whatsapi")).collect();
    assert!(own.iter().any(|line| line.text.contains(" attempt 3 status 503 ")));
    for line in own {
        assert_eq!((line.level, line.target.as_str()), (Level::Debug, "whatsapi"), "{}", line.text);
        assert!(is_attempt_line(&line.text), "{}", line.text);
    }
}

/// Whether a line is `operation method template attempt number [status code] [kind] in number ms`.
fn is_attempt_line(line: &str) -> bool {
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let rest = operations::ALL.iter().find_map(|operation| {
        let start = format!("{} {} {} attempt ", operation.name, operation.method, operation.path);
        line.strip_prefix(&start)
    });
    let Some((outcome, time)) = rest.and_then(|rest| rest.rsplit_once(" in ")) else {
        return false;
    };
    let words: Vec<&str> = outcome.split(' ').collect();
    let kind = match words[..] {
        [number, "status", status] if is_number(number) && is_number(status) => None,
        [number, "status", status, kind] if is_number(number) && is_number(status) => Some(kind),
        [number, kind] if is_number(number) => Some(kind),
        _ => return false,
    };
    let is_kind = |kind: &str| RUN.errors.iter().any(|error| format!("{:?}", error.kind()) == kind);
    time.strip_suffix(" ms").is_some_and(is_number) && kind.is_none_or(is_kind)
}
