//! Converts wire names to Rust names. No other module does.

mod operation;
mod scope;

use std::fmt;

use heck::{ToPascalCase, ToShoutySnakeCase, ToSnakeCase};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt};

pub(crate) use operation::{Origin, operation_name};
pub(crate) use scope::Scope;

/// The methods that every generated client has. Functions of operations cannot have these names.
pub(crate) const RESERVED: [&str; 4] = ["builder", "with_options", "request", "shutdown"];

/// A name as the document spells it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct WireName(pub(crate) String);

impl WireName {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// As the name of a type or an enum variant: `APIResponse` is `ApiResponse`.
    pub(crate) fn to_type(&self) -> RustName {
        let mut name = self.spelled_out().to_pascal_case();
        // Repeated until stable: `a-b-c` becomes `ABC`, which becomes `Abc`.
        for _ in 0..name.len() {
            let again = name.to_pascal_case();
            if again == name {
                break;
            }
            name = again;
        }
        RustName::new(&name, "X")
    }

    /// As the name of an operation's function: in snake case, with `_` appended to a reserved name.
    ///
    /// That name is unique, since names in snake case do not end in `_`.
    pub(crate) fn to_function(&self) -> RustName {
        let name = self.to_snake();
        if RESERVED.contains(&name.as_str()) { RustName(format!("{name}_")) } else { name }
    }

    /// As the name of a field or argument: `addParticipant` is `add_participant`.
    pub(crate) fn to_snake(&self) -> RustName {
        RustName::new(&self.spelled_out().to_snake_case(), "x_")
    }

    /// As the name of a constant: `addParticipant` is `ADD_PARTICIPANT`.
    pub(crate) fn to_constant(&self) -> RustName {
        RustName::new(&self.spelled_out().to_shouty_snake_case(), "X_")
    }

    /// Replaces characters that identifiers cannot contain by words, where dropping them would make names collide.
    fn spelled_out(&self) -> String {
        match self.0.as_str() {
            "+1" => "plus 1".to_owned(),
            "-1" => "minus 1".to_owned(),
            name => {
                let name = name.replace('<', " lt ").replace('>', " gt ").replace('\'', "");
                name.chars().map(|c| if is_identifier_char(c) { c } else { ' ' }).collect()
            }
        }
    }
}

fn is_identifier_char(c: char) -> bool {
    // Some characters, such as `²`, are numeric but not allowed in identifiers.
    c == '_'
        || c.is_ascii_alphanumeric()
        || (!c.is_ascii() && syn::parse_str::<Ident>(&format!("x{c}")).is_ok())
}

impl From<&str> for WireName {
    fn from(name: &str) -> Self {
        Self(name.to_owned())
    }
}

impl fmt::Display for WireName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A valid Rust identifier that is not a keyword.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RustName(String);

impl RustName {
    fn new(candidate: &str, prefix: &str) -> Self {
        let first = candidate.chars().next();
        let starts_well = first.is_some_and(|c| {
            c == '_' || c.is_ascii_alphabetic() || syn::parse_str::<Ident>(&format!("{c}x")).is_ok()
        });
        let mut name = match (candidate.is_empty(), starts_well) {
            (true, _) => prefix.trim_end_matches('_').to_owned(),
            (false, true) => candidate.to_owned(),
            (false, false) => format!("{prefix}{candidate}"),
        };
        if syn::parse_str::<syn::Ident>(&name).is_err() || name == "gen" {
            name.push('_');
        }
        Self(name)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The reserved name to which `_` was appended to make this name, if any.
    pub(crate) fn reserved(&self) -> Option<&'static str> {
        let name = self.0.strip_suffix('_')?;
        RESERVED.into_iter().find(|reserved| *reserved == name)
    }

    /// This name with a number appended.
    pub(crate) fn numbered(&self, number: usize) -> Self {
        Self(format!("{}{number}", self.0))
    }
}

impl fmt::Display for RustName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl ToTokens for RustName {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append(Ident::new(&self.0, Span::call_site()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn type_name(name: &str) -> String {
        WireName::from(name).to_type().to_string()
    }

    fn snake_name(name: &str) -> String {
        WireName::from(name).to_snake().to_string()
    }

    #[test]
    fn type_name_is_pascal_case_and_stays_when_converted_again() {
        for (wire, rust) in [
            ("APIResponse", "ApiResponse"),
            ("setGroupPicture_request", "SetGroupPictureRequest"),
            ("v2010.Call", "V2010Call"),
            ("Self", "Self_"),
            ("200", "X200"),
            ("", "X"),
            ("-1", "Minus1"),
        ] {
            assert_eq!(type_name(wire), rust);
            assert_eq!(type_name(rust), rust);
        }
    }

    #[test]
    fn function_and_argument_names_are_snake_case_and_not_keywords() {
        for (wire, rust) in [
            ("addParticipant", "add_participant"),
            ("key.get", "key_get"),
            ("type", "type_"),
            ("self", "self_"),
            ("gen", "gen_"),
            ("DateSent<", "date_sent_lt"),
            ("DateSent>", "date_sent_gt"),
            ("3d", "x_3d"),
        ] {
            assert_eq!(snake_name(wire), rust);
        }
    }

    #[test]
    fn function_with_a_reserved_name_gets_an_underscore() {
        for (wire, rust, reserved) in [
            ("withOptions", "with_options_", Some("with_options")),
            ("Shutdown", "shutdown_", Some("shutdown")),
            ("request_", "request_", Some("request")),
            ("type", "type_", None),
            ("buildersGuild", "builders_guild", None),
        ] {
            let name = WireName::from(wire).to_function();
            assert_eq!((name.as_str(), name.reserved()), (rust, reserved));
        }
    }
}
