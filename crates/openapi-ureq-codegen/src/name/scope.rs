//! Scopes of unique names: of types, fields, variants, functions.

use std::collections::HashMap;

use super::{RustName, WireName};

/// The names in use, each with the text that it was derived from.
#[derive(Debug, Default)]
pub(crate) struct Scope(HashMap<RustName, String>);

/// Describes a name that differs from the usual one because of a collision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Renamed {
    /// The usual name.
    pub(crate) usual: RustName,
    /// The text that already has the usual name.
    pub(crate) other: String,
}

impl Scope {
    /// A scope in which the generated code itself uses these names.
    pub(crate) fn reserving<'a>(names: impl IntoIterator<Item = &'a RustName>) -> Self {
        Self(names.into_iter().map(|name| (name.clone(), String::new())).collect())
    }

    /// The name of `wire`: the usual one, or else one that spells out the characters that the conversion drops, or
    /// else the usual one with the lowest free number from 2.
    pub(crate) fn name(
        &mut self,
        wire: &WireName,
        convert: impl Fn(&WireName) -> RustName,
    ) -> (RustName, Option<Renamed>) {
        let usual = convert(wire);
        let Some(other) = self.0.get(&usual) else {
            self.0.insert(usual.clone(), wire.0.clone());
            return (usual, None);
        };
        let renamed = Renamed { usual: usual.clone(), other: other.clone() };
        let spelled = convert(&WireName(spelled_out(&wire.0)));
        let mut name = spelled;
        let mut number = 2;
        while self.0.contains_key(&name) {
            name = usual.numbered(number);
            number += 1;
        }
        self.0.insert(name.clone(), wire.0.clone());
        (name, Some(renamed))
    }

    /// Like [`name`](Self::name), but without a note about a collision.
    pub(crate) fn unique(
        &mut self,
        wire: &WireName,
        convert: impl Fn(&WireName) -> RustName,
    ) -> RustName {
        self.name(wire, convert).0
    }

    pub(crate) fn contains(&self, name: &RustName) -> bool {
        self.0.contains_key(name)
    }
}

/// The text with words in place of what identifiers cannot express: symbols, and text in all upper case.
fn spelled_out(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match word(c) {
            Some(word) => {
                spelled.push(' ');
                spelled.push_str(word);
                spelled.push(' ');
            }
            None => spelled.push(c),
        }
    }
    let is_upper = text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase);
    if is_upper {
        spelled.push_str(" upper");
    }
    spelled
}

fn word(c: char) -> Option<&'static str> {
    Some(match c {
        '-' => "minus",
        '+' => "plus",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '/' => "slash",
        '\\' => "backslash",
        '*' => "star",
        '#' => "hash",
        '@' => "at",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '|' => "or",
        '!' => "not",
        '?' => "question",
        '=' => "equals",
        '~' => "tilde",
        '^' => "caret",
        '_' => "underscore",
        ' ' => "space",
        '(' | ')' => "parenthesis",
        '[' | ']' => "bracket",
        '{' | '}' => "brace",
        '"' | '\'' => "quote",
        '`' => "backtick",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(texts: &[&str]) -> Vec<String> {
        let mut scope = Scope::default();
        let name =
            |text: &&str| scope.unique(&WireName::from(*text), WireName::to_type).to_string();
        texts.iter().map(name).collect()
    }

    #[test]
    fn colliding_names_spell_out_their_difference() {
        assert_eq!(names(&["asc", "ASC"]), ["Asc", "AscUpper"]);
        assert_eq!(names(&["name", "-name"]), ["Name", "MinusName"]);
        assert_eq!(names(&["a.b", "a/b"]), ["Ab", "ASlashB"]);
    }

    #[test]
    fn names_that_differ_in_nothing_else_are_numbered() {
        assert_eq!(names(&["MmsMessage", "MMSMessage"]), ["MmsMessage", "MmsMessage2"]);
        assert_eq!(names(&["ab", "ab", "ab"]), ["Ab", "Ab2", "Ab3"]);
    }
}
