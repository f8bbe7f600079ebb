//! Uploaded files: their media keys and their content.

use serde_json::Value;

use super::base64::{self, bytes};
use super::decode::decode;
use super::reply::{Reply, sealed};
use crate::generated::models::FileUpload;

/// `data` contains the media keys. Byte lists can also be Base64, the encoding of Go. All keys are
/// required, since they are sent back to the server unchanged.
impl sealed::FromReply for FileUpload {
    fn from_reply(reply: &Reply<Self>) -> Result<Self, String> {
        let mut data = reply.value().clone();
        for name in ["media_key", "file_sha256", "file_enc_sha256"] {
            if let Some(member) = data.get_mut(name)
                && let Some(bytes) = member.as_str().and_then(base64::decode)
            {
                *member = bytes.into_iter().map(Value::from).collect();
            }
        }
        decode(&data)
    }
}

/// `data` is the content of a file, in Base64 or as a data URI.
impl sealed::FromReply for Vec<u8> {
    fn from_reply(reply: &Reply<Self>) -> Result<Self, String> {
        bytes(reply.value(), &[])
    }
}
