//! The QR code that links an instance to a phone.

use std::fmt;

use super::bytes;
use crate::models::ApiResponse;
use openapi_ureq::{Error, ErrorKind};

/// What every PNG file starts with.
const PNG_MAGIC: &[u8] = b"\x89PNG\r\n\x1A\n";

/// The QR code that links an instance to a phone, as a picture. Whoever scans it with WhatsApp logs
/// the instance in with their account, so that it is not shown in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct QrCode {
    png: Vec<u8>,
}

impl QrCode {
    /// The picture, a PNG file.
    #[must_use]
    pub fn png(&self) -> &[u8] {
        &self.png
    }
}

impl fmt::Debug for QrCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QrCode").field("length", &self.png.len()).finish_non_exhaustive()
    }
}

impl ApiResponse {
    /// The QR code in `data`. By the API's document, it is in Base64; where it stands is not part of
    /// the document: it is found in `data` itself, or in a member `qrcode`, `qr_code`, `qr` or
    /// `base64` of it, with or without the start of a data URI.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.client().instances().create("sales")?;
    /// # let instance = sandbox.client().instance("sales");
    /// # let path = std::env::temp_dir().join(format!("whatsapi-{}.png", std::process::id()));
    /// std::fs::write(&path, instance.qr_code()?.qr_code()?.png())?;
    /// # std::fs::remove_file(path)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`], naming the place, if `data` is something else, or not a PNG file.
    pub fn qr_code(&self) -> Result<QrCode, Error> {
        let png = bytes(self.data.as_ref(), &["qrcode", "qr_code", "qr", "base64"])?;
        if !png.starts_with(PNG_MAGIC) {
            let message = "the QR code in `data` of the reply is not a PNG file";
            return Err(Error::new(ErrorKind::Decode, message));
        }
        Ok(QrCode { png })
    }
}
