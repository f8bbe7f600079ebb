//! The QR code of an instance, drawn, saved and printed.

use std::io::Cursor;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use png::ColorType;
use serde_json::{Value, json};
use whatsapi_sandbox::{FixedResponse, Sandbox};

use crate::support::{Cli, Run};

const QR: [&str; 4] = ["instance", "qr", "sales", "--once"];

/// A black-and-white image.
struct Image {
    side: usize,
    dark: Vec<bool>,
}

impl Image {
    fn decode(png: &[u8]) -> Self {
        let mut reader = png::Decoder::new(Cursor::new(png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut pixels).unwrap();
        assert_eq!(frame.color_type, ColorType::Grayscale);
        let dark = pixels.iter().map(|shade| *shade < 128).collect();
        Self { side: frame.width as usize, dark }
    }

    /// The image as PNG, scaled, with a light border.
    fn png(&self, scale: usize, edge: usize, color: ColorType) -> Vec<u8> {
        let side = self.side * scale + 2 * edge;
        let is_dark = |x: usize, y: usize| {
            let at = |place: usize| place.checked_sub(edge).map(|at| at / scale);
            let place = at(x).zip(at(y)).filter(|(x, y)| (*x).max(*y) < self.side);
            place.is_some_and(|(x, y)| self.dark[y * self.side + x])
        };
        let pixel = |at: usize| match (is_dark(at % side, at / side), color) {
            (dark, ColorType::Rgb) => vec![if dark { 20 } else { 230 }; 3],
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

/// The modules that are drawn, `true` if dark. All lines have one length.
fn modules(drawing: &str) -> Vec<Vec<bool>> {
    let mut rows: Vec<Vec<bool>> = Vec::new();
    for line in drawing.lines() {
        assert!(line.chars().all(|c| "█▀▄ ".contains(c)), "{line:?}");
        let halves = |light: [char; 2]| line.chars().map(move |c| !light.contains(&c)).collect();
        rows.push(halves(['█', '▀']));
        rows.push(halves(['█', '▄']));
    }
    // The lower half of the last line does not belong to the code.
    rows.truncate(rows[0].len());
    rows
}

/// A sandbox with an instance that is not linked, and the PNG file of its QR code.
fn with_code() -> (Sandbox, Cli, Vec<u8>) {
    let sandbox = Sandbox::start();
    let client = sandbox.client();
    client.instances().create("sales").unwrap();
    let png = client.instance("sales").qr_code().unwrap().data().unwrap().png().to_vec();
    let cli = Cli::of(&sandbox);
    (sandbox, cli, png)
}

fn answer(sandbox: &Sandbox, data: Value) {
    let reply = FixedResponse::new(200).json(&json!({ "data": data }));
    sandbox.operation("get_qr_code").fault(reply);
}

#[test]
fn each_module_is_drawn_with_a_quiet_zone() {
    let (_sandbox, cli, png) = with_code();
    let run = cli.run(&QR);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let shown = modules(&run.stdout);
    let image = Image::decode(&png);

    // Each pixel of the image belongs to a module. The quiet zone of the image has 4 modules, that of
    // the drawing 2.
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
fn code_is_drawn_alike_from_any_size_and_color_type() {
    let (sandbox, cli, png) = with_code();
    let expected = cli.run(&QR);
    let image = Image::decode(&png);
    for (scale, edge, color) in [
        (1, 0, ColorType::Rgb),
        (3, 17, ColorType::Rgb),
        (1, 1, ColorType::Rgba),
        (2, 5, ColorType::Rgba),
    ] {
        answer(&sandbox, json!({ "qr": STANDARD.encode(image.png(scale, edge, color)) }));
        assert_eq!(cli.run(&QR), expected);
    }
}

#[test]
fn image_without_a_code_cannot_be_drawn_but_saved() {
    let (sandbox, cli, png) = with_code();
    let mut upside_down = Image::decode(&png);
    upside_down.dark.reverse();
    let blank = Image { side: 30, dark: vec![false; 900] };
    let black = Image { side: 30, dark: vec![true; 900] };
    let mut images: Vec<Vec<u8>> =
        [upside_down, blank, black].map(|image| image.png(1, 3, ColorType::Rgb)).into();
    images.push(png[..png.len() / 2].to_vec());
    let file = cli.path("code.png");
    for png in images {
        answer(&sandbox, json!(STANDARD.encode(&png)));
        let run = cli.run(&QR);
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{run:?}");
        assert!(run.stderr.contains("is no QR code that can be drawn"), "{run:?}");
        answer(&sandbox, json!(STANDARD.encode(&png)));
        assert_eq!(cli.run(&[&QR[..], &["--png", &file]].concat()).code, 0);
        assert_eq!(std::fs::read(&file).unwrap(), png);
    }
}

#[test]
fn code_is_saved_as_the_server_sends_it() {
    let (_sandbox, cli, png) = with_code();
    let file = cli.path("code.png");
    let saved = cli.run(&[&QR[..], &["--png", &file, "--fields", "file"]].concat());
    assert_eq!(saved, Run::new(0, &format!("{file}\n"), ""));
    assert_eq!(std::fs::read(&file).unwrap(), png);
    let json = cli.run(&[&QR[..], &["--json"]].concat()).json();
    assert_eq!((&json["linked"], &json["png"]), (&json!(false), &json!(STANDARD.encode(&png))));

    let nowhere = cli.run(&[&QR[..], &["--png", "/no/such/code.png"]].concat());
    assert_eq!(nowhere.code, 1, "{nowhere:?}");
    assert!(nowhere.stderr.starts_with("error: cannot write /no/such/code.png: "), "{nowhere:?}");
}

#[test]
fn linked_instance_needs_no_code() {
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    let run = Cli::of(&sandbox).run(&["instance", "qr"]);
    assert_eq!(run, Run::new(0, "", "note: sales is linked\n"));
    sandbox.assert_operations(["get_instance"]);
}
