//! The positions of a document's nodes in its text, found when a diagnostic is to be shown.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

use crate::diagnostic::{Location, Pointer};

/// The positions of all nodes in a text.
pub(crate) struct Places(Option<Spanned<Node>>);

impl Places {
    /// Parses the text again, with positions. JSON is read as the YAML that it is.
    pub(crate) fn of(text: &str) -> Self {
        let options = serde_saphyr::options! {
            strict_booleans: true,
            with_snippet: false,
        };
        Self(serde_saphyr::from_str_with_options(text, options).ok())
    }

    /// The position of a node, or of the nearest one above it that is in the text.
    pub(crate) fn locate(&self, pointer: &Pointer) -> Option<Location> {
        let mut node = self.0.as_ref()?;
        let mut location = position(node);
        for token in pointer.tokens() {
            let child = match &node.value {
                Node::Object(members) => members.iter().find(|(key, _)| key.value == token),
                Node::List(items) => {
                    let item = token.parse::<usize>().ok().and_then(|index| items.get(index));
                    match item {
                        Some(item) => {
                            location = position(item);
                            node = item;
                            continue;
                        }
                        None => None,
                    }
                }
                Node::Scalar => None,
            };
            // A member is where its name is.
            let Some((key, child)) = child else { break };
            location = position(key);
            node = child;
        }
        Some(location)
    }
}

fn position<T>(spanned: &Spanned<T>) -> Location {
    let at = spanned.defined;
    Location { line: at.line() as usize, column: at.column() as usize }
}

enum Node {
    Object(Vec<(Spanned<String>, Spanned<Node>)>),
    List(Vec<Spanned<Node>>),
    Scalar,
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Node::Object(members))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_str<E>(self, _: &str) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_bytes<E>(self, _: &[u8]) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        Node::deserialize(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, pointer: &str) -> (usize, usize) {
        let location = Places::of(text).locate(&pointer.into()).unwrap();
        (location.line, location.column)
    }

    #[test]
    fn nodes_of_yaml_and_json_are_located_by_their_names() {
        let yaml = "a: 1\nb:\n  - c: 2\n    200: [x, y]\n";
        assert_eq!(at(yaml, "/b/0/200"), (4, 5));
        assert_eq!(at(yaml, "/b/0/200/1"), (4, 14));
        assert_eq!(at("{\n  \"a/b\": { \"c\": true }\n}", "/a~1b/c"), (2, 12));
    }

    #[test]
    fn node_that_is_not_in_the_text_is_located_by_the_nearest_above() {
        assert_eq!(at("a: { b: 1 }\n", "/a/gone/deeper"), (1, 1));
    }
}
