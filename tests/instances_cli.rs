//! The example `instances`, run as a program: its requests, output, files and exit codes.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

#[path = "support/mock.rs"]
mod mock;
mod support;

use std::path::PathBuf;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mock::{MockServer, mock_any};
use serde_json::{Value, json};
use support::KEY;
use support::program::{Run, example, run};
use whatsapi_sandbox::{Content, Sandbox};

/// The program, configured for a sandbox.
fn program_for_sandbox(sandbox: &Sandbox) -> Command {
    let mut program = example("instances");
    program.env("WHATSAPI_URL", sandbox.url()).env("WHATSAPI_API_KEY", sandbox.api_key());
    program
}

fn program_for(url: &str) -> Command {
    let mut program = example("instances");
    program.env("WHATSAPI_URL", url).env("WHATSAPI_API_KEY", KEY);
    program
}

/// A run against a server that responds with this envelope.
fn run_with(envelope: &Value, arguments: &[&str]) -> Run {
    let server = mock_any(200, &envelope.to_string());
    run(&mut program_for(&server.url()), arguments)
}

/// A path in the directory for temporary files.
fn temporary_path(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("instances-cli-{}-{name}", std::process::id()))
}

#[test]
fn instance_is_created_linked_used_and_deleted() {
    let sandbox = Sandbox::start();
    let run = |arguments: &[&str]| run(&mut program_for_sandbox(&sandbox), arguments);
    assert_eq!(run(&["list"]), Run::new(0, "no instances; the server says: ok\n", ""));

    let created =
        "key:        sales\nconnected:  no\naccount:    -\nwebhook:    https://host/hook\n";
    assert_eq!(run(&["create", "sales", "https://host/hook"]), Run::new(0, created, ""));
    assert_eq!(run(&["create", "support"]).code, 0);
    assert_eq!(run(&["qr", "sales"]).code, 0);
    sandbox.scan_qr("sales");

    assert_eq!(run(&["webhook", "sales", "https://host/new"]), Run::new(0, "ok\n", ""));
    let info = "\
key:        sales
connected:  yes
account:    15550000001@s.whatsapp.net
webhook:    https://host/new
";
    assert_eq!(run(&["info", "sales"]), Run::new(0, info, ""));
    let list = "\
KEY      CONNECTED  ACCOUNT                     WEBHOOK
sales    yes        15550000001@s.whatsapp.net  https://host/new
support  no         -                           -
";
    assert_eq!(run(&["list"]), Run::new(0, list, ""));

    assert_eq!(run(&["logout", "sales"]), Run::new(0, "ok\n", ""));
    assert!(!sandbox.instance_state("sales").unwrap().connected);
    assert_eq!(run(&["delete", "sales"]), Run::new(0, "ok\n", ""));
    let gone = "instances: get_instance: 404 Not Found: Instance not found\n";
    assert_eq!(run(&["info", "sales"]), Run::new(1, "", gone));
}

#[test]
fn text_and_image_are_sent() {
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    let text = ["send-text", "sales", "+91 98765-43210", "Hello"];
    let found = run(&mut program_for_sandbox(&sandbox), &text);
    let id = &sandbox.messages()[0].id;
    assert_eq!(found, Run::new(0, &format!("sent as {id}\n"), ""));
    assert_eq!(sandbox.messages()[0].content, Content::Text("Hello".into()));

    let path = temporary_path("photo.png");
    std::fs::write(&path, b"\x89PNG").unwrap();
    let image = ["send-image", "sales", "919876543210", path.to_str().unwrap()];
    assert_eq!(run(&mut program_for_sandbox(&sandbox), &image).code, 0);
    std::fs::remove_file(&path).unwrap();
    let Content::Media(image) = &sandbox.messages()[1].content else { unreachable!() };
    assert_eq!(image.bytes.as_deref(), Some(&b"\x89PNG"[..]));

    let envelope = json!({ "message": "queued", "data": null });
    assert_eq!(run_with(&envelope, &text), Run::new(0, "queued\n", ""));
}

/// A black-and-white image.
struct Image {
    side: usize,
    dark: Vec<bool>,
}

impl Image {
    fn decode(png: &[u8]) -> Self {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut pixels).unwrap();
        assert_eq!(frame.color_type, png::ColorType::Grayscale);
        let dark = pixels.iter().map(|shade| *shade < 128).collect();
        Self { side: frame.width as usize, dark }
    }

    /// The image as PNG, scaled, with a light border.
    fn png(&self, scale: usize, edge: usize, color: png::ColorType) -> Vec<u8> {
        let side = self.side * scale + 2 * edge;
        let is_dark = |x: usize, y: usize| {
            let at = |place: usize| place.checked_sub(edge).map(|at| at / scale);
            let place = at(x).zip(at(y)).filter(|(x, y)| (*x).max(*y) < self.side);
            place.is_some_and(|(x, y)| self.dark[y * self.side + x])
        };
        let pixel = |at: usize| match (is_dark(at % side, at / side), color) {
            (dark, png::ColorType::Rgb) => vec![if dark { 20 } else { 230 }; 3],
            (true, _) => vec![0, 0, 0, 255],
            // Transparent pixels count as light.
            (false, _) => vec![0, 0, 0, 0],
        };
        let pixels: Vec<u8> = (0..side * side).flat_map(pixel).collect();
        let mut file = Vec::new();
        let side = u32::try_from(side).unwrap();
        let mut encoder = png::Encoder::new(&mut file, side, side);
        encoder.set_color(color);
        encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
        file
    }
}

/// The modules that a terminal shows, `true` if dark. All lines have one length, and set their colors.
fn modules(shown: &str) -> Vec<Vec<bool>> {
    let mut rows: Vec<Vec<bool>> = Vec::new();
    for line in shown.lines() {
        // Bright white on black, independent of the colors of the terminal.
        let blocks = line.strip_prefix("\u{1b}[97;40m").unwrap().strip_suffix("\u{1b}[0m").unwrap();
        let halves = |light: [char; 2]| blocks.chars().map(move |c| !light.contains(&c)).collect();
        assert!(blocks.chars().all(|c| "█▀▄ ".contains(c)), "{blocks:?}");
        rows.push(halves(['█', '▀']));
        rows.push(halves(['█', '▄']));
    }
    // The lower half of the last line does not belong to the code.
    rows.truncate(rows[0].len());
    rows
}

/// A sandbox with an instance, and the PNG file of its QR code.
fn with_code() -> (Sandbox, Vec<u8>) {
    let sandbox = Sandbox::start();
    let client = sandbox.client();
    client.instances().create("sales").unwrap();
    let png = client.instance("sales").qr_code().unwrap().data().unwrap().png().to_vec();
    (sandbox, png)
}

#[test]
fn terminal_shows_each_qr_module_with_a_quiet_zone() {
    let (sandbox, png) = with_code();
    let found = run(&mut program_for_sandbox(&sandbox), &["qr", "sales"]);
    assert_eq!((found.code, found.stderr.as_str()), (0, ""));
    let shown = modules(&found.stdout);
    let image = Image::decode(&png);

    // Each pixel of the image belongs to a module. The quiet zone of the image has 4 modules, that of
    // the terminal 2.
    let side = shown.len() + 4;
    assert!(shown.iter().all(|row| row.len() == shown.len()));
    let scale = image.side / side;
    assert_eq!(scale * side, image.side);
    for y in 0..image.side {
        for x in 0..image.side {
            let at = |place: usize| (place / scale).checked_sub(2);
            let module = at(y).and_then(|y| shown.get(y)?.get(at(x)?)).copied();
            assert_eq!(module.unwrap_or(false), image.dark[y * image.side + x], "{x} {y}");
        }
    }
    assert!(image.dark.iter().any(|dark| *dark));
}

#[test]
fn qr_code_is_drawn_alike_from_any_size_and_color_type() {
    let (sandbox, png) = with_code();
    let expected = run(&mut program_for_sandbox(&sandbox), &["qr", "sales"]);
    let image = Image::decode(&png);
    for (scale, edge, color) in [
        (1, 0, png::ColorType::Rgb),
        (3, 17, png::ColorType::Rgb),
        (1, 1, png::ColorType::Rgba),
        (2, 5, png::ColorType::Rgba),
    ] {
        let scaled = STANDARD.encode(image.png(scale, edge, color));
        let found = run_with(&json!({ "data": { "qr": scaled } }), &["qr", "sales"]);
        assert_eq!(found, expected);
    }
}

#[test]
fn saved_qr_code_is_the_png_of_the_server() {
    let (sandbox, png) = with_code();
    let path = temporary_path("code.png");
    let shown = path.to_str().unwrap();
    let found = run(&mut program_for_sandbox(&sandbox), &["qr", "sales", "--png", shown]);
    assert_eq!(found, Run::new(0, &format!("saved to {shown}\n"), ""));
    assert_eq!(std::fs::read(&path).unwrap(), png);

    std::fs::write(&path, "").unwrap();
    let option = format!("--png={shown}");
    let found = run(&mut program_for_sandbox(&sandbox), &["--json", "qr", "sales", &option]);
    assert!(serde_json::from_str::<Value>(&found.stdout).unwrap()["data"]["qrcode"].is_string());
    assert_eq!(std::fs::read(&path).unwrap(), png);
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn unwritable_qr_code_file_is_a_failure() {
    let (sandbox, _) = with_code();
    let found =
        run(&mut program_for_sandbox(&sandbox), &["qr", "sales", "--png", "/no/such/code.png"]);
    assert_eq!((found.code, found.stdout.as_str()), (1, ""));
    assert!(
        found.stderr.starts_with("instances: cannot write \"/no/such/code.png\": "),
        "{found:?}"
    );

    let path = temporary_path("none.png");
    let arguments = ["qr", "sales", "--png", path.to_str().unwrap()];
    let found = run_with(&json!({ "data": "R0lGODlh" }), &arguments);
    let message =
        "instances: get_qr_code: 200 OK: the QR code in `data` of the reply is not a PNG file\n";
    assert_eq!(found, Run::new(1, "", message));
    assert!(!path.exists());
}

#[test]
fn image_without_a_qr_code_is_printed_as_json() {
    let (_sandbox, png) = with_code();
    let mut upside_down = Image::decode(&png);
    upside_down.dark.reverse();
    let blank = Image { side: 30, dark: vec![false; 900] };
    let black = Image { side: 30, dark: vec![true; 900] };
    let mut images: Vec<Vec<u8>> =
        [upside_down, blank, black].map(|image| image.png(1, 3, png::ColorType::Rgb)).into();
    images.push(png[..png.len() / 2].to_vec());
    for png in images {
        let data = STANDARD.encode(&png);
        let found = run_with(&json!({ "data": data }), &["qr", "sales"]);
        assert_eq!((found.code, &found.stdout), (0, &format!("\"{data}\"\n")));
        let note = "instances: note: the picture in the reply is no QR code that can be drawn";
        assert!(found.stderr.starts_with(note) && found.stderr.lines().count() == 1, "{found:?}");
    }
}

#[test]
fn linked_instance_has_no_qr_code() {
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    let found = run(&mut program_for_sandbox(&sandbox), &["qr", "sales"]);
    let message = "instances: get_qr_code: 400 Bad Request: Instance is already connected\n";
    assert_eq!(found, Run::new(1, "", message));
}

#[test]
fn each_command_sends_its_request() {
    #[rustfmt::skip]
    let rows: [(&[&str], &str, &str); 8] = [
        (&["list"], "GET list", ""),
        (&["create", "sales"], "POST create", r#"{"instance_key":"sales"}"#),
        (&["info", "sales"], "GET sales/", ""),
        (&["webhook", "sales", "https://host/a"], "PUT sales/webhook", r#"{"webhook_url":"https://host/a"}"#),
        (&["send-text", "sales", "1234567", "- one"], "POST sales/send/text", r#"{"text":"- one","to":"1234567"}"#),
        (&["--", "send-text", "sales", "44@lid", "--json"], "POST sales/send/text", r#"{"text":"--json","to":"44@lid"}"#),
        (&["logout", "sales"], "DELETE sales/logout", ""),
        (&["delete", "sales"], "DELETE sales/delete", ""),
    ];
    for (arguments, line, body) in rows {
        let server = MockServer::ok();
        let found = run(&mut program_for(&server.url()), arguments);
        assert_eq!((found.code, found.stderr.as_str()), (0, ""), "{arguments:?}");
        assert!(found.stdout.contains("ok\n"), "{found:?}");
        let request = server.only_request();
        let (method, path) = line.split_once(' ').unwrap();
        assert_eq!(request.line, format!("{method} /api/instances/{path}"));
        assert_eq!(request.header("authorization"), Some(KEY));
        assert_eq!(String::from_utf8(request.body).unwrap(), body);
    }
}

#[test]
fn data_of_unknown_shape_is_printed_as_json() {
    for arguments in [&["list"][..], &["create", "sales"], &["info", "sales"], &["qr", "sales"]] {
        let found = run_with(&json!({ "data": { "unknown": 1 } }), arguments);
        assert_eq!((found.code, found.stdout.as_str()), (0, "{\n  \"unknown\": 1\n}\n"));
        assert!(found.stderr.ends_with("; data is printed unchanged\n"), "{found:?}");
    }
}

#[test]
fn control_characters_are_escaped() {
    let name = "a\u{1b}[31m\u{202e}b";
    let instance = json!({ "instance_key": name, "webhook_url": name, "user": { "id": name } });
    for (data, arguments) in [
        (json!([instance]), &["list"][..]),
        (instance, &["info", "sales"]),
        (json!({ "id": name }), &["send-text", "sales", "1234567", "Hello"]),
    ] {
        let found = run_with(&json!({ "data": data }), arguments);
        assert!(found.stdout.contains(r"a\u{1b}[31m\u{202e}b"), "{found:?}");
    }
}

#[test]
fn error_of_a_change_says_that_it_may_have_been_applied() {
    let warning = "; the server may have done it all the same\n";
    for (arguments, is_change) in [
        (&["create", "sales"][..], true),
        (&["delete", "sales"], true),
        (&["send-text", "sales", "1234567", "Hello"], true),
        (&["list"], false),
        (&["qr", "sales"], false),
    ] {
        let server = mock_any(500, "");
        let found = run(&mut program_for(&server.url()), arguments);
        assert_eq!((found.code, found.stderr.ends_with(warning)), (1, is_change), "{found:?}");
    }
}

#[test]
fn help_is_printed_to_stdout_without_environment() {
    let found = run(&mut example("instances"), &["--help"]);
    assert_eq!((found.code, found.stderr.as_str()), (0, ""));
    let words = "list ; create KEY [URL]; info KEY; qr KEY [--png FILE]; webhook KEY URL; \
        send-text KEY TO TEXT; send-image KEY TO FILE; logout KEY; delete KEY; --json; --help; \
        WHATSAPI_URL; WHATSAPI_API_KEY; Exit codes:\n  0 ; \n  1 ; \n  2 ";
    for word in words.split("; ") {
        assert!(found.stdout.contains(word), "{word} is missing");
    }
    assert!(found.stdout.lines().all(|line| line.len() <= 100));
}

#[test]
fn usage_error_exits_with_2_without_a_request() {
    let server = MockServer::ok();
    for (arguments, problem) in [
        (&[][..], "no command; see instances --help"),
        (&["lisst"], "there is no command \"lisst\"; see instances --help"),
        (&["list", "more"], "list takes nothing, but got 1 argument; see instances --help"),
        (&["qr"], "qr takes KEY [--png FILE], but got 0 arguments; see instances --help"),
        (&["qr", "sales", "--png"], "--png lacks its FILE; see instances --help"),
        (&["info", "sales", "--png", "a"], "--png is for qr, not for info; see instances --help"),
        (
            &["send-text", "sales", "1234567", "Hello", "Bob"],
            "send-text takes KEY TO TEXT, but got 4 arguments (put quotes around the text); see instances --help",
        ),
        (
            &["create", "list"],
            "create_instance: the key \"list\" is the name of another endpoint; choose another key",
        ),
        (&["info", ""], "get_instance: the argument `instance_key` is empty"),
        (&["webhook", "sales", "host"], "change_webhook_url: the webhook URL has no scheme"),
        (
            &["send-text", "sales", "Bob", "Hello"],
            "send_text_message: \"Bob\" is not a phone number",
        ),
        (
            &["send-image", "sales", "1234567", "no/such.png"],
            "the upload \"no/such.png\" cannot be read",
        ),
    ] {
        let found = run(&mut program_for(&server.url()), arguments);
        assert_eq!((found.code, found.stdout.as_str()), (2, ""), "{found:?}");
        assert!(found.stderr.starts_with(&format!("instances: {problem}")), "{found:?}");
        assert_eq!(found.stderr.lines().count(), 1);
    }
    assert_eq!(run(program_for(&server.url()).env_remove("WHATSAPI_URL"), &["list"]).code, 2);
    assert!(server.requests().is_empty());
}
