//! Request methods for generated code only: JSON parameters, and forms whose properties have a style.

use serde::Serialize;

use super::{Request, form};
use crate::body::parts::Content;
use crate::encode::Encoding;
use crate::encode::finite::{Finite, not_written};

/// Methods for generated code.
impl Request<'_> {
    /// Fills a variable of the path with `value` as JSON.
    #[doc(hidden)]
    #[must_use]
    pub fn path_json<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.with_json(name, value, |request, text| request.path(name, text))
    }

    /// Adds a query parameter with `value` as JSON.
    #[doc(hidden)]
    #[must_use]
    pub fn query_json<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.with_json(name, value, |request, text| request.query(name, text))
    }

    /// Sets a header to `value` as JSON.
    #[doc(hidden)]
    #[must_use]
    pub fn header_json<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.with_json(name, value, |request, text| request.header(name, text))
    }

    /// Adds a cookie with `value` as JSON.
    #[doc(hidden)]
    #[must_use]
    pub fn cookie_json<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.with_json(name, value, |request, text| request.cookie(name, text))
    }

    fn with_json<T: Serialize + ?Sized>(
        self,
        name: &str,
        value: &T,
        write: impl FnOnce(Self, &str) -> Self,
    ) -> Self {
        match serde_json::to_string(&Finite(value)) {
            Ok(text) => write(self, &text),
            Err(error) => {
                let subject = format!("the argument `{}`", name.escape_debug());
                self.fail(not_written(&subject, "JSON", error))
            }
        }
    }

    /// Sets the body like [`form`](Self::form). Serializes these properties by their style, or as JSON if the
    /// style is `None`.
    #[doc(hidden)]
    #[must_use]
    pub fn form_as<T: Serialize + ?Sized>(
        self,
        formats: &[(&str, Option<Encoding>)],
        value: &T,
    ) -> Self {
        match form::encode(serde_json::to_value(Finite(value)), formats) {
            Ok(form) => {
                self.content("application/x-www-form-urlencoded", Content::Bytes(form.into()))
            }
            Err(problem) => self.fail(problem),
        }
    }
}
