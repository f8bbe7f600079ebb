//! The QR code that links an instance to a phone.

use std::fmt;

use super::bytes;
use crate::generated::models::ApiResponse;
use openapi_ureq::{Error, ErrorKind};

/// The first bytes of every PNG file.
const PNG_MAGIC: &[u8] = b"\x89PNG\r\n\x1A\n";

/// The QR code that links an instance to a phone, as a picture. Whoever scans it with WhatsApp logs
/// the instance in with their account, so that `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct QrCode {
    png: Vec<u8>,
}

impl QrCode {
    /// The PNG file.
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
    /// The QR code in `data`. According to the API's document, it is Base64. Its place is not part
    /// of the document: it is looked for in `data` itself and in its members `qrcode`, `qr_code`,
    /// `qr` and `base64`, as Base64 or as a data URI.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.client().instances().create("sales")?;
    /// # let instance = sandbox.client().instance("sales");
    /// # let path = std::env::temp_dir().join(format!("whatsapi-{}.png", std::process::id()));
    /// std::fs::write(&path, instance.qr_code()?.into_body().qr_code()?.png())?;
    /// # std::fs::remove_file(path)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`], naming the place, if `data` has another shape, or is not a PNG file.
    pub fn qr_code(&self) -> Result<QrCode, Error> {
        let png = bytes(self.data.as_ref(), &["qrcode", "qr_code", "qr", "base64"])?;
        if !png.starts_with(PNG_MAGIC) {
            let message = "the QR code in `data` of the reply is not a PNG file";
            return Err(Error::new(ErrorKind::Decode, message));
        }
        Ok(QrCode { png })
    }
}
