//! serde's attributes of a field, a variant or a type, as typify writes them.

use syn::meta::ParseNestedMeta;
use syn::{Attribute, Expr, ExprLit, Lit};

/// The parsed attributes.
#[derive(Default)]
pub(crate) struct SerdeAttributes {
    rename: Option<String>,
    pub(crate) flatten: bool,
    pub(crate) default: bool,
    /// The path of a function, like that in `deserialize_with`; without the spaces that typify writes in some.
    pub(crate) skip_serializing_if: Option<String>,
    pub(crate) deserialize_with: Option<String>,
    /// Whether there are attributes of other kinds.
    pub(crate) more: bool,
}

impl SerdeAttributes {
    pub(crate) fn of(attributes: &[Attribute]) -> Self {
        let mut known = Self::default();
        for attribute in attributes.iter().filter(|attribute| is_serde(attribute)) {
            let read = attribute.parse_nested_meta(|meta| known.read(&meta));
            known.more |= read.is_err();
        }
        known
    }

    /// The name on the wire of the item `name`.
    pub(crate) fn name<'a>(&'a self, name: &'a str) -> &'a str {
        self.rename.as_deref().unwrap_or_else(|| name.trim_start_matches("r#"))
    }

    fn read(&mut self, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
        let text =
            if meta.input.peek(syn::Token![=]) { text(&meta.value()?.parse()?) } else { None };
        let name = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
        match (name.as_str(), text) {
            ("flatten", None) => self.flatten = true,
            ("default", None) => self.default = true,
            ("rename", Some(text)) => self.rename = Some(text),
            ("skip_serializing_if", Some(path)) => {
                self.skip_serializing_if = Some(path.replace(' ', ""))
            }
            ("deserialize_with", Some(path)) => self.deserialize_with = Some(path.replace(' ', "")),
            _ => self.more = true,
        }
        Ok(())
    }
}

pub(crate) fn is_serde(attribute: &Attribute) -> bool {
    attribute.path().is_ident("serde")
}

fn text(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}
