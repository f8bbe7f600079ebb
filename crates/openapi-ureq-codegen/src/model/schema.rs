//! Schemas, in an arena: references and recursion are indices.

use std::ops::{Index, IndexMut};

use serde_json::Value;

use crate::diagnostic::Place;

/// The index of a schema in [`Schemas`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SchemaId(u32);

impl SchemaId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// All schemas of a document.
#[derive(Debug, Default)]
pub(crate) struct Schemas(Vec<Schema>);

impl Schemas {
    /// Adds a schema. For a recursive reference, whose id is needed before the schema is read, add an empty schema
    /// and assign to it later.
    pub(crate) fn add(&mut self, schema: Schema) -> SchemaId {
        let id = SchemaId(u32::try_from(self.0.len()).unwrap_or(u32::MAX));
        self.0.push(schema);
        id
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = SchemaId> + use<> {
        (0..self.0.len()).map(|index| SchemaId(u32::try_from(index).unwrap_or(u32::MAX)))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

impl Index<SchemaId> for Schemas {
    type Output = Schema;

    fn index(&self, id: SchemaId) -> &Schema {
        &self.0[id.index()]
    }
}

impl IndexMut<SchemaId> for Schemas {
    fn index_mut(&mut self, id: SchemaId) -> &mut Schema {
        &mut self.0[id.index()]
    }
}

/// A schema with the semantics of JSON Schema 2020-12. The default accepts everything.
///
/// `null` is separate from the other types: `nullable: true` of OpenAPI 3.0 and `null` in a list of types, in an
/// `enum`, or as an alternative all become [`nullable`](Self::nullable).
#[derive(Debug, Clone, Default)]
pub(crate) struct Schema {
    pub(crate) at: Place,
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) deprecated: bool,
    pub(crate) default: Option<Value>,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    /// `x-rust-name`.
    pub(crate) rust_name: Option<String>,

    /// The target of `$ref`. In OpenAPI 3.1 it applies in addition to the other keywords of this schema; in 3.0,
    /// only `nullable`, the description and `deprecated` are kept next to it.
    pub(crate) reference: Option<SchemaId>,
    /// The schema `false`, which accepts nothing.
    pub(crate) never: bool,
    /// Whether null is valid in addition to other values.
    pub(crate) nullable: bool,
    /// Whether `nullable: false` excludes null although no type is specified.
    pub(crate) not_null: bool,
    /// The types other than null; all if `None`. Empty if only null is valid.
    pub(crate) types: Option<Types>,
    pub(crate) format: Option<String>,
    pub(crate) content_encoding: Option<String>,
    pub(crate) content_media_type: Option<String>,
    /// The values of `enum`, or that of `const`, without null.
    pub(crate) values: Option<Vec<Value>>,
    /// The minimum and maximum, inclusive or exclusive.
    pub(crate) minimum: Option<Number>,
    pub(crate) maximum: Option<Number>,

    pub(crate) properties: Vec<Property>,
    pub(crate) required: Vec<String>,
    /// The schema of additional properties: `additionalProperties`, `unevaluatedProperties` and
    /// `patternProperties` as alternatives. `None` if not specified, which permits any.
    pub(crate) additional: Option<SchemaId>,

    /// The schema of the elements after those of `prefix_items`.
    pub(crate) items: Option<SchemaId>,
    pub(crate) prefix_items: Vec<SchemaId>,
    pub(crate) min_items: Option<u64>,
    pub(crate) max_items: Option<u64>,

    pub(crate) all_of: Vec<SchemaId>,
    pub(crate) any_of: Vec<SchemaId>,
    pub(crate) one_of: Vec<SchemaId>,
    pub(crate) discriminator: Option<Discriminator>,
}

impl Schema {
    /// The direct subschemas of this schema, and the target of its reference.
    pub(crate) fn children(&self) -> impl Iterator<Item = SchemaId> {
        let lists = [&self.all_of, &self.any_of, &self.one_of, &self.prefix_items];
        let properties = self.properties.iter().map(|property| property.schema);
        let single = [self.reference, self.additional, self.items];
        single.into_iter().flatten().chain(properties).chain(lists.into_iter().flatten().copied())
    }
}

/// A declared property.
#[derive(Debug, Clone)]
pub(crate) struct Property {
    pub(crate) name: String,
    pub(crate) schema: SchemaId,
}

/// The property that identifies the alternative or subtype of an object.
#[derive(Debug, Clone)]
pub(crate) struct Discriminator {
    pub(crate) property: String,
    /// The schemas by property value, as listed in the document. The value for a schema that is not listed is the
    /// name of its component.
    pub(crate) mapping: Vec<(String, SchemaId)>,
}

/// A numeric bound.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Number {
    pub(crate) value: serde_json::Number,
    pub(crate) exclusive: bool,
}

/// A type of JSON Schema other than null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TypeName {
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

/// A set of types.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Types(u8);

impl Types {
    pub(crate) fn with(self, name: TypeName) -> Self {
        Self(self.0 | 1 << name as u8)
    }

    pub(crate) fn contains(self, name: TypeName) -> bool {
        self.0 & 1 << name as u8 != 0
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = TypeName> {
        use TypeName::{Array, Boolean, Integer, Number, Object, String};
        [Boolean, Integer, Number, String, Array, Object]
            .into_iter()
            .filter(move |name| self.contains(*name))
    }
}

impl FromIterator<TypeName> for Types {
    fn from_iter<I: IntoIterator<Item = TypeName>>(names: I) -> Self {
        names.into_iter().fold(Self::default(), Self::with)
    }
}
