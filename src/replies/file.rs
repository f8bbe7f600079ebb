//! Files at WhatsApp: their media keys and their content.

use serde_json::Value;

use super::{base64, bytes};
use crate::generated::models::{ApiResponse, FileUpload};
use crate::replies::envelope::decode;
use openapi_ureq::Error;

impl ApiResponse {
    /// The media keys in `data`, as an upload returns them. Byte lists may also be Base64, as
    /// servers written in Go send them.
    ///
    /// ```
    /// # let data = r#"{"data":{"url":"","direct_path":"/v/t62","mime_type":"image/png",
    /// #     "file_length":3,"media_key":"AgM=","file_sha256":[1],"file_enc_sha256":[0,255]}}"#;
    /// # let reply: whatsapi::models::ApiResponse = serde_json::from_str(data).unwrap();
    /// let keys = reply.media()?;
    /// assert_eq!((keys.direct_path.as_str(), &keys.media_key[..]), ("/v/t62", &[2, 3][..]));
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode), naming the place, if `data` has another
    /// shape.
    #[inline]
    pub fn media(&self) -> Result<FileUpload, Error> {
        let mut data = self.data.clone().unwrap_or_default();
        for name in ["media_key", "file_sha256", "file_enc_sha256"] {
            if let Some(member) = data.get_mut(name)
                && let Some(bytes) = member.as_str().and_then(base64)
            {
                *member = bytes.into_iter().map(Value::from).collect();
            }
        }
        decode(&data)
    }

    /// The file in `data`, as a download returns it: in Base64, or as a data URI.
    ///
    /// ```
    /// # let data = r#"{"data":"data:text/plain;base64,SGVsbG8="}"#;
    /// # let reply: whatsapi::models::ApiResponse = serde_json::from_str(data).unwrap();
    /// assert_eq!(reply.file()?, b"Hello");
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if `data` has another shape, or is empty.
    pub fn file(&self) -> Result<Vec<u8>, Error> {
        bytes(self.data.as_ref(), &[])
    }
}
