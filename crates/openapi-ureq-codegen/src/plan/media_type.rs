//! The encoding of a body, by its media type.

use super::Planner;
use crate::model::MediaType;
use crate::shape::{Scalar, ScalarKind, Shape};

/// The encodings of the runtime, in order of preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Encoding {
    Json,
    Multipart,
    Form,
    Binary,
    Text,
}

impl Planner<'_> {
    /// The media type to use: the first one with the most preferred encoding.
    pub(super) fn preferred<'m>(
        &mut self,
        content: &'m [MediaType],
    ) -> Option<(&'m MediaType, Encoding)> {
        let known: Vec<_> = content
            .iter()
            .filter_map(|media_type| Some((media_type, self.encoding(media_type)?)))
            .collect();
        known.into_iter().min_by_key(|(_, encoding)| *encoding)
    }

    /// `None` if no encoding fits.
    pub(super) fn encoding(&mut self, media_type: &MediaType) -> Option<Encoding> {
        let essence = essence(&media_type.name);
        let (kind, subtype) = essence.split_once('/')?;
        match (kind, subtype) {
            ("*" | "application", "*") => Some(self.wildcard(media_type)),
            (_, subtype) if is_json(subtype) => Some(Encoding::Json),
            ("multipart", "form-data") => Some(Encoding::Multipart),
            ("application", "x-www-form-urlencoded") => Some(Encoding::Form),
            ("application", "octet-stream") => Some(Encoding::Binary),
            ("image" | "audio" | "video" | "font", _) => Some(Encoding::Binary),
            _ => match self.scalar(media_type) {
                // Without a schema, or with a binary one, only the bytes are known.
                None if media_type.schema.is_none() => Some(Encoding::Binary),
                Some(Scalar { kind: ScalarKind::Binary, .. }) => Some(Encoding::Binary),
                _ if kind == "text" => Some(Encoding::Text),
                // Text in an unknown format, such as XML or YAML, is still text.
                Some(Scalar { kind: ScalarKind::String, .. }) => Some(Encoding::Text),
                _ => None,
            },
        }
    }

    /// The encoding for `*/*`, by the schema, since the media type says nothing.
    fn wildcard(&mut self, media_type: &MediaType) -> Encoding {
        let Some(schema) = media_type.schema else { return Encoding::Binary };
        let (target, _) = self.shapes.resolve(schema);
        match &*self.shapes.shape(target) {
            Shape::Any => Encoding::Binary,
            Shape::Scalar(Scalar { kind: ScalarKind::Binary, .. }) => Encoding::Binary,
            Shape::Scalar(Scalar { kind: ScalarKind::String, .. }) => Encoding::Text,
            Shape::OpenEnum(known) if known.base.kind == ScalarKind::String => Encoding::Text,
            _ => Encoding::Json,
        }
    }

    /// The scalar that the content is, if it is one.
    fn scalar(&mut self, media_type: &MediaType) -> Option<Scalar> {
        let (target, _) = self.shapes.resolve(media_type.schema?);
        match &*self.shapes.shape(target) {
            Shape::Scalar(scalar) => Some(scalar.clone()),
            Shape::OpenEnum(known) => Some(known.base.clone()),
            _ => None,
        }
    }
}

/// The type and subtype, in lower case and without parameters.
pub(super) fn essence(name: &str) -> String {
    name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether content of this media type is JSON.
pub(super) fn is_json(subtype: &str) -> bool {
    subtype == "json" || subtype.ends_with("+json") || subtype.ends_with("/json")
}
