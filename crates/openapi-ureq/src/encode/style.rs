//! The styles of the OpenAPI specification (Parameter Object, "Style Values"), as defined by RFC
//! 6570.

use serde::ser::{
    Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple,
    SerializeTupleStruct, Serializer,
};

use super::EncodeError;
use super::percent::{
    Escape, HEADER_ELEMENT, HEADER_MEMBER, QUERY, SEGMENT, SEGMENT_ELEMENT, push,
};
use super::scalar::{Scalar, plain_values};

/// The syntax of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `blue,black`: paths and headers.
    Simple,
    /// `.blue.black`: paths.
    Label,
    /// `;color=blue;color=black`: paths.
    Matrix,
    /// `color=blue&color=black`: queries and cookies.
    Form,
    /// `color=blue%20black`: queries.
    SpaceDelimited,
    /// `color=blue%7Cblack`: queries.
    PipeDelimited,
    /// `color%5BR%5D=100`: objects in queries.
    DeepObject,
}

/// The encoding of a parameter, as declared in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding {
    /// The syntax.
    pub style: Style,
    /// Whether each element of a list, and each member of an object, is a separate value.
    pub explode: bool,
    /// Whether reserved characters are left unencoded; for queries.
    pub allow_reserved: bool,
}

impl Encoding {
    /// Creates the encoding with `style`, and without `allowReserved`.
    #[must_use]
    pub const fn new(style: Style, explode: bool) -> Self {
        Self { style, explode, allow_reserved: false }
    }

    pub(crate) const SIMPLE: Self = Self::new(Style::Simple, false);
    pub(crate) const FORM: Self = Self::new(Style::Form, true);
    pub(crate) const FORM_JOINED: Self = Self::new(Style::Form, false);
}

/// The location of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Location {
    /// A segment of the path.
    Path,
    /// The query; each parameter is preceded by `&`.
    Query,
    /// The query before its first parameter, which is preceded by `?`.
    QueryStart,
    /// A value in the query, after its name.
    QueryValue,
    Header,
    /// The cookies; each is preceded by `; `.
    Cookie,
}

/// Appends the parameter `name`. Returns whether there is one: null, and an empty list or object,
/// are omitted. After an error, part of it may have been appended.
pub(crate) fn encode<T: Serialize + ?Sized>(
    target: &mut String,
    location: Location,
    name: &str,
    encoding: Encoding,
    value: &T,
) -> Result<bool, EncodeError> {
    value.serialize(Encoder { target, location, name, encoding })
}

struct Encoder<'a> {
    target: &'a mut String,
    location: Location,
    name: &'a str,
    encoding: Encoding,
}

impl<'a> Encoder<'a> {
    /// Returns the escaping of a single value.
    fn escape(&self) -> Escape {
        match (self.location, self.encoding.style) {
            (Location::Header, _) => Escape::None,
            (Location::Path, Style::Simple) => Escape::Set(SEGMENT),
            _ => self.escape_element(),
        }
    }

    /// Returns the escaping of an element of a list.
    fn escape_element(&self) -> Escape {
        match self.location {
            Location::Path => Escape::Set(SEGMENT_ELEMENT),
            Location::Query | Location::QueryStart | Location::QueryValue
                if self.encoding.allow_reserved =>
            {
                Escape::AllowReserved
            }
            Location::Query | Location::QueryStart | Location::QueryValue | Location::Cookie => {
                Escape::Set(QUERY)
            }
            Location::Header => Escape::Set(HEADER_ELEMENT),
        }
    }

    /// Returns the escaping of the keys and values of an object.
    fn escape_member(&self) -> Escape {
        match self.location {
            Location::Header => Escape::Set(HEADER_MEMBER),
            _ => self.escape_element(),
        }
    }

    fn push_name(&mut self) {
        match self.location {
            Location::Path => push(self.target, SEGMENT_ELEMENT, self.name),
            Location::Query | Location::QueryStart | Location::QueryValue => {
                push(self.target, QUERY, self.name)
            }
            Location::Header | Location::Cookie => self.target.push_str(self.name),
        }
    }

    /// Returns the separator before the parameter, or before a part of it.
    fn separator(&mut self) -> &'static str {
        match (self.encoding.style, self.location) {
            (Style::Simple, _) => "",
            (Style::Label, _) => ".",
            (Style::Matrix, _) => ";",
            (_, Location::Cookie) => "; ",
            (_, Location::QueryStart) => {
                self.location = Location::Query;
                "?"
            }
            _ => "&",
        }
    }

    fn push_separator(&mut self) {
        let separator = self.separator();
        self.target.push_str(separator);
    }

    /// Starts a single value, or one that contains all elements.
    fn start(&mut self) {
        self.push_separator();
        if !matches!(self.encoding.style, Style::Simple | Style::Label) {
            self.push_name();
            self.target.push('=');
        }
    }

    /// Returns the delimiter between elements that share one value.
    fn delimiter(&self) -> &'static str {
        match self.encoding.style {
            Style::SpaceDelimited => "%20",
            Style::PipeDelimited => "%7C",
            _ => ",",
        }
    }

    /// Writes a single value.
    fn scalar(mut self, push: impl FnOnce(&mut String, Escape)) -> Result<bool, EncodeError> {
        if self.encoding.style == Style::DeepObject {
            return Err(EncodeError::DEEP);
        }
        self.start();
        let (start, escape) = (self.target.len(), self.escape());
        push(self.target, escape);
        if self.encoding.style == Style::Matrix && self.target.len() == start {
            // An empty value is written as `;color`.
            self.target.pop();
        }
        Ok(true)
    }

    fn display(self, value: impl std::fmt::Display) -> Result<bool, EncodeError> {
        self.scalar(|target, escape| escape.push_display(target, value))
    }

    fn list(self) -> Result<Compound<'a>, EncodeError> {
        if self.encoding.style == Style::DeepObject {
            return Err(EncodeError::DEEP);
        }
        Ok(Compound::new(self))
    }
}

/// A list or an object being written.
struct Compound<'a> {
    encoder: Encoder<'a>,
    is_empty: bool,
    /// Start offset and location of the member whose key was written.
    member: (usize, Location),
}

impl<'a> Compound<'a> {
    fn new(encoder: Encoder<'a>) -> Self {
        let member = (encoder.target.len(), encoder.location);
        Self { encoder, is_empty: true, member }
    }

    /// Starts an element that shares one value with others.
    fn start_shared(&mut self) {
        match self.is_empty {
            true => self.encoder.start(),
            false => self.encoder.target.push_str(self.encoder.delimiter()),
        }
    }

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        let Encoding { style, explode, .. } = self.encoder.encoding;
        match style {
            Style::Simple => self.start_shared(),
            _ if explode => self.encoder.start(),
            _ => self.start_shared(),
        }
        let escape = self.encoder.escape_element();
        let target = &mut *self.encoder.target;
        self.is_empty = false;
        match value.serialize(Scalar { target, escape })? {
            true => Ok(()),
            false => Err(EncodeError::NULL_ELEMENT),
        }
    }

    fn key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), EncodeError> {
        self.member = (self.encoder.target.len(), self.encoder.location);
        let Encoding { style, explode, .. } = self.encoder.encoding;
        if style == Style::DeepObject {
            self.encoder.push_separator();
            self.encoder.push_name();
            self.encoder.target.push_str("%5B");
        } else if explode && style != Style::Simple {
            self.encoder.push_separator();
        } else {
            self.start_shared();
        }
        let escape = self.encoder.escape_member();
        let target = &mut *self.encoder.target;
        if !key.serialize(Scalar { target, escape })? {
            return Err(EncodeError::NESTED);
        }
        let end = match style {
            Style::DeepObject => "%5D=",
            _ if explode => "=",
            _ => self.encoder.delimiter(),
        };
        self.encoder.target.push_str(end);
        Ok(())
    }

    /// Writes the value of the current key. A null member is omitted.
    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        let escape = self.encoder.escape_member();
        let target = &mut *self.encoder.target;
        match value.serialize(Scalar { target, escape })? {
            true => self.is_empty = false,
            false => {
                target.truncate(self.member.0);
                self.encoder.location = self.member.1;
            }
        }
        Ok(())
    }
}

impl<'a> Serializer for Encoder<'a> {
    type Ok = bool;
    type Error = EncodeError;
    type SerializeSeq = Compound<'a>;
    type SerializeTuple = Compound<'a>;
    type SerializeTupleStruct = Compound<'a>;
    type SerializeTupleVariant = Impossible<bool, EncodeError>;
    type SerializeMap = Compound<'a>;
    type SerializeStruct = Compound<'a>;
    type SerializeStructVariant = Impossible<bool, EncodeError>;

    plain_values!();

    fn serialize_str(self, text: &str) -> Result<bool, EncodeError> {
        self.scalar(|target, escape| escape.push(target, text))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Compound<'a>, EncodeError> {
        self.list()
    }

    fn serialize_tuple(self, _: usize) -> Result<Compound<'a>, EncodeError> {
        self.list()
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Compound<'a>, EncodeError> {
        self.list()
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Compound<'a>, EncodeError> {
        Ok(Compound::new(self))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Compound<'a>, EncodeError> {
        Ok(Compound::new(self))
    }
}

/// Implements the traits of lists and objects, which are all alike.
macro_rules! compound {
    ($($trait:ident { $function:ident })*) => {
        $(impl $trait for Compound<'_> {
            type Ok = bool;
            type Error = EncodeError;

            fn $function<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
                self.element(value)
            }

            fn end(self) -> Result<bool, EncodeError> {
                Ok(!self.is_empty)
            }
        })*
    };
}
compound! {
    SerializeSeq { serialize_element }
    SerializeTuple { serialize_element }
    SerializeTupleStruct { serialize_field }
}

impl SerializeMap for Compound<'_> {
    type Ok = bool;
    type Error = EncodeError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), EncodeError> {
        self.key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        self.value(value)
    }

    fn end(self) -> Result<bool, EncodeError> {
        Ok(!self.is_empty)
    }
}

impl SerializeStruct for Compound<'_> {
    type Ok = bool;
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), EncodeError> {
        self.key(key)?;
        self.value(value)
    }

    fn end(self) -> Result<bool, EncodeError> {
        Ok(!self.is_empty)
    }
}
