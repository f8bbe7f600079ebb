//! Records: values under the names that `--json` and `--fields` use.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

/// A field of a kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    /// Whether a table has a column for it if no fields are chosen.
    pub(crate) is_shown: bool,
}

/// A field that tables have.
pub(crate) const fn shown(name: &'static str) -> Field {
    Field { name, is_shown: true }
}

/// A field that only JSON has, unless it is chosen.
pub(crate) const fn extra(name: &'static str) -> Field {
    Field { name, is_shown: false }
}

/// One thing, such as a group.
#[derive(Debug, Clone)]
pub(crate) struct Record(pub(crate) Vec<(Field, Value)>);

impl Record {
    /// A record of this kind. The values are in the order of the fields.
    pub(crate) fn new<const N: usize>(fields: &[Field; N], values: [Value; N]) -> Self {
        Self(fields.iter().copied().zip(values).collect())
    }
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (field, value) in &self.0 {
            map.serialize_entry(field.name, value)?;
        }
        map.end()
    }
}
