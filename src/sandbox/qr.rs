//! QR codes as pictures.

use png::{BitDepth, ColorType, Encoder};
use qrcode::{Color, EcLevel, QrCode};

/// How many pixels a module of the code is wide.
const SCALE: usize = 4;

/// How many modules stay white around the code, by its standard.
const QUIET: usize = 4;

/// A QR code as a PNG file.
#[allow(clippy::expect_used, reason = "the text is short, and writing to memory does not fail")]
pub(super) fn png(text: &str) -> Vec<u8> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).expect("the text is short");
    let side = (code.width() + 2 * QUIET) * SCALE;
    let module = |pixel: usize| (pixel / SCALE).checked_sub(QUIET).filter(|at| *at < code.width());
    let shade = |x, y| match (module(x), module(y)) {
        (Some(x), Some(y)) if code[(x, y)] == Color::Dark => 0,
        _ => u8::MAX,
    };
    let pixels: Vec<u8> = (0..side * side).map(|at| shade(at % side, at / side)).collect();
    let width = u32::try_from(side).expect("a QR code is small");
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width, width);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::Eight);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels));
    written.expect("the pixels fit the header");
    file
}
