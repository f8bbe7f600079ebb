//! QR codes as PNG images.

use png::{BitDepth, ColorType, Encoder};
use qrcode::{Color, EcLevel, QrCode};

/// The width of a module of the code, in pixels.
const SCALE: usize = 4;

/// The width of the white quiet zone that the standard requires, in modules.
const QUIET_ZONE: usize = 4;

/// A QR code as a PNG file.
#[expect(clippy::expect_used, reason = "the text is short, and writing to memory does not fail")]
pub(super) fn png(text: &str) -> Vec<u8> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).expect("the text is short");
    let side = (code.width() + 2 * QUIET_ZONE) * SCALE;
    let module =
        |pixel: usize| (pixel / SCALE).checked_sub(QUIET_ZONE).filter(|at| *at < code.width());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn png_shows_the_code_in_black_with_a_white_quiet_zone() {
        let file = png("2@text");
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let side = reader.next_frame(&mut pixels).unwrap().width as usize;
        let modules = side / SCALE;
        let is_dark = |x: usize, y: usize| pixels[y * SCALE * side + x * SCALE] == 0;

        // The finder patterns, in three of the corners.
        let finder = "#######/#     #/# ### #/# ### #/# ### #/#     #/#######";
        let seen = |left: usize, top: usize| {
            let shade = |x, y| if is_dark(left + x, top + y) { '#' } else { ' ' };
            let row = |y| (0..7).map(|x| shade(x, y)).collect::<String>();
            (0..7).map(row).collect::<Vec<_>>().join("/")
        };
        let far = modules - QUIET_ZONE - 7;
        for (left, top) in [(QUIET_ZONE, QUIET_ZONE), (far, QUIET_ZONE), (QUIET_ZONE, far)] {
            assert_eq!(seen(left, top), finder, "at {left}, {top}");
        }
        assert!(
            (0..modules).all(|at| !is_dark(at, QUIET_ZONE - 1) && !is_dark(QUIET_ZONE - 1, at))
        );
        assert!((0..modules).all(|at| !is_dark(at, modules - 1) && !is_dark(modules - 1, at)));
    }
}
