//! The envelope that the server puts around every reply.

use crate::models::ApiResponse;
use crate::runtime::Error;

impl Error {
    /// The envelope of the reply, if one came and its body is one.
    ///
    /// ```no_run
    /// # let client = whatsapi::Client::new("https://host", "key")?;
    /// if let Err(error) = client.get_group("sales", "120363025246125486@g.us")
    ///     && let Some(envelope) = error.api_response()
    /// {
    ///     eprintln!("the server says {:?}", envelope.message);
    /// }
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    #[must_use]
    pub fn api_response(&self) -> Option<ApiResponse> {
        serde_json::from_slice(self.body()?).ok()
    }
}
