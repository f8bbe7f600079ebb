//! The reader of a response's body: decompresses, and fails with [`TransportError`]s.

use std::io::{self, Read};

use super::failure::Exchange;

/// The raw body of a response, whose errors are [`TransportError`](crate::TransportError)s.
pub(super) struct BodyReader {
    pub(super) reader: ureq::BodyReader<'static>,
    pub(super) exchange: Exchange,
}

impl Read for BodyReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer).map_err(|error| {
            let kind = error.kind();
            io::Error::new(kind, self.exchange.translate(error.into()))
        })
    }
}

#[cfg(feature = "gzip")]
pub(super) use gzip::decompressed;

/// Returns the body unchanged, since no compression was requested.
#[cfg(not(feature = "gzip"))]
pub(super) fn decompressed(
    _: &mut http::HeaderMap,
    body: impl Read + Send + 'static,
) -> Box<dyn Read + Send> {
    Box::new(body)
}

#[cfg(feature = "gzip")]
mod gzip {
    use std::io::{self, Chain, Cursor, Read};

    use flate2::read::MultiGzDecoder;
    use http::{HeaderMap, header};

    use crate::transport::{TransportError, TransportErrorKind};

    /// Decompresses the body, and removes the headers of the compressed form (RFC 9110, section
    /// 8.4).
    pub(in super::super) fn decompressed(
        headers: &mut HeaderMap,
        body: impl Read + Send + 'static,
    ) -> Box<dyn Read + Send> {
        if !is_gzip(headers) {
            return Box::new(body);
        }
        headers.remove(header::CONTENT_ENCODING);
        headers.remove(header::CONTENT_LENGTH);
        Box::new(Gunzip::Unread(body))
    }

    /// Returns whether gzip is the only coding.
    fn is_gzip(headers: &HeaderMap) -> bool {
        let values = headers.get_all(header::CONTENT_ENCODING).into_iter();
        let mut codings = values
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .filter(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case("identity"));
        let is_gzip = codings.next().is_some_and(|coding| {
            coding.eq_ignore_ascii_case("gzip") || coding.eq_ignore_ascii_case("x-gzip")
        });
        is_gzip && codings.next().is_none()
    }

    /// A gzip decoder that accepts an empty body.
    enum Gunzip<R> {
        Unread(R),
        Reading(Box<MultiGzDecoder<Chain<Cursor<[u8; 1]>, R>>>),
        Empty,
    }

    impl<R: Read> Read for Gunzip<R> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if let Self::Unread(body) = self {
                let mut first = [0];
                let count = body.read(&mut first)?;
                if let Self::Unread(body) = std::mem::replace(self, Self::Empty)
                    && count > 0
                {
                    let whole = Cursor::new(first).chain(body);
                    *self = Self::Reading(Box::new(MultiGzDecoder::new(whole)));
                }
            }
            match self {
                Self::Reading(decoder) => decoder.read(buffer).map_err(damaged),
                Self::Unread(_) | Self::Empty => Ok(0),
            }
        }
    }

    /// Converts a decompression error, but keeps an error of the transport.
    fn damaged(error: io::Error) -> io::Error {
        if error.get_ref().is_some_and(|inner| inner.is::<TransportError>()) {
            return error;
        }
        let kind = error.kind();
        let message = "the response cannot be decompressed: it is damaged, or is not gzip";
        let failure = TransportError::new(TransportErrorKind::Io, message).with_source(error);
        io::Error::new(kind, failure)
    }

    #[cfg(test)]
    mod tests {
        use http::HeaderValue;

        use super::*;

        #[test]
        fn gzip_is_known_by_both_names_in_any_case() {
            let is_gzip = |values: &[&'static str]| {
                let mut headers = HeaderMap::new();
                for value in values {
                    headers.append(header::CONTENT_ENCODING, HeaderValue::from_static(value));
                }
                is_gzip(&headers)
            };
            for value in ["gzip", "GZIP", "x-gzip", "X-GZip", " identity, gzip ", "gzip,"] {
                assert!(is_gzip(&[value]), "{value}");
            }
            for value in ["", "identity", "br", "gzip, br", "gzip, gzip", "gzipped"] {
                assert!(!is_gzip(&[value]), "{value}");
            }
            assert!(is_gzip(&["identity", "gzip"]));
            assert!(!is_gzip(&["gzip", "gzip"]));
        }
    }
}
