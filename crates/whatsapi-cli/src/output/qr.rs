//! Draws QR code images in the terminal.

use std::error::Error;
use std::io::Cursor;

use png::{Decoder, Transformations};

/// The width of the light quiet zone that scanners need, in modules.
const QUIET_ZONE: usize = 2;

/// The largest accepted side of an image, in pixels.
const MAX_SIDE: u32 = 4096;

/// The QR code of an image, drawn with half blocks: each character is two modules, one above the other.
pub(crate) fn drawing(png: &[u8]) -> Result<String, Box<dyn Error>> {
    const PROBLEM: &str = "the picture in the reply is no QR code that can be drawn";
    let image = Image::decode(png).map_err(|error| format!("{PROBLEM} ({error})"))?;
    let code = Code::find(&image).ok_or_else(|| format!("{PROBLEM}; save it by --png FILE"))?;
    Ok(code.draw())
}

struct Image {
    width: usize,
    dark: Vec<bool>,
}

impl Image {
    fn decode(png: &[u8]) -> Result<Self, Box<dyn Error>> {
        let mut decoder = Decoder::new(Cursor::new(png));
        decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
        let mut reader = decoder.read_info()?;
        let (width, height) = reader.info().size();
        if width.max(height) > MAX_SIDE {
            return Err(format!("it has {width} x {height} pixels").into());
        }
        let mut pixels = vec![0; reader.output_buffer_size().ok_or("it is too large")?];
        let frame = reader.next_frame(&mut pixels)?;
        let samples = frame.color_type.samples();
        let has_alpha = samples % 2 == 0;
        let is_dark = |pixel: &[u8]| {
            let (colors, alpha) = pixel.split_at(samples - usize::from(has_alpha));
            let light: usize = colors.iter().map(|value| usize::from(*value)).sum();
            light < 128 * colors.len() && alpha.iter().all(|value| *value >= 128)
        };
        let rows = pixels.chunks_exact(frame.line_size).take(frame.height as usize);
        let dark = rows.flat_map(|row| row.chunks_exact(samples).map(is_dark)).collect();
        Ok(Self { width: frame.width as usize, dark })
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        self.dark[y * self.width + x]
    }

    /// The left, the top and the side of the bounding box of the dark pixels, if it is a square.
    fn square(&self) -> Option<(usize, usize, usize)> {
        let dark = || (0..self.dark.len()).filter(|at| self.dark[*at]);
        let (left, right) =
            (dark().map(|at| at % self.width).min()?, dark().map(|at| at % self.width).max()?);
        let (top, bottom) = (dark().next()? / self.width, dark().next_back()? / self.width);
        (right - left == bottom - top).then_some((left, top, right - left + 1))
    }
}

/// The modules of a QR code: whether each is dark, row by row.
struct Code(Vec<Vec<bool>>);

impl Code {
    fn find(image: &Image) -> Option<Self> {
        let (left, top, side) = image.square()?;
        // A finder pattern, seven modules wide, starts in the corner.
        let finder = (0..side).take_while(|x| image.is_dark(left + x, top)).count();
        let count = (side * 7 + finder / 2).checked_div(finder)?;
        if !(21..=177).contains(&count) || count % 4 != 1 {
            return None;
        }
        let center = |module: usize| (2 * module + 1) * side / (2 * count);
        let row =
            |y| (0..count).map(|x| image.is_dark(left + center(x), top + center(y))).collect();
        let code = Self((0..count).map(row).collect());
        let corners = [(0, 0), (count - 7, 0), (0, count - 7)];
        corners.iter().all(|(x, y)| code.has_finder(*x, *y)).then_some(code)
    }

    /// Whether there is a finder pattern, which all codes have in three corners.
    fn has_finder(&self, left: usize, top: usize) -> bool {
        let is_dark = |x: usize, y: usize| x.abs_diff(3).max(y.abs_diff(3)) != 2;
        (0..7).all(|y| (0..7).all(|x| self.0[top + y][left + x] == is_dark(x, y)))
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        let at = |place: usize| place.checked_sub(QUIET_ZONE);
        at(y).and_then(|y| self.0.get(y)?.get(at(x)?)).is_some_and(|dark| *dark)
    }

    fn draw(&self) -> String {
        let side = self.0.len() + 2 * QUIET_ZONE;
        let block = |x, y| match (self.is_dark(x, y), self.is_dark(x, y + 1)) {
            (false, false) => '█',
            (false, true) => '▀',
            (true, false) => '▄',
            (true, true) => ' ',
        };
        // Scanners want dark modules on light ground, whatever the colors of the terminal are.
        let style = console::Style::new().white().bright().on_black();
        let line = |y| {
            let blocks: String = (0..side).map(|x| block(x, y)).collect();
            style.apply_to(blocks).to_string()
        };
        (0..side).step_by(2).map(line).collect::<Vec<_>>().join("\n")
    }
}
