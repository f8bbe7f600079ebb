//! The positions of a document's nodes in its text, computed only when a diagnostic needs them.

mod json;
mod yaml;

use crate::diagnostic::{Location, Pointer};
use crate::load::Source;

/// The positions of all nodes in a text.
pub(crate) struct Places(Option<(Location, Node)>);

/// A node with the positions of its children. The position of an object member is that of its name.
enum Node {
    Object(Vec<(String, Location, Node)>),
    List(Vec<(Location, Node)>),
    Scalar,
}

impl Places {
    /// Parses the text again, with positions.
    pub(crate) fn of(source: &Source) -> Self {
        let text = source.text();
        Self(if source.is_json() { json::nodes(text) } else { yaml::nodes(text) })
    }

    /// The position of a node, or of its nearest ancestor in the text.
    pub(crate) fn locate(&self, pointer: &Pointer) -> Option<Location> {
        let (mut location, mut node) = self.0.as_ref().map(|(location, root)| (*location, root))?;
        for token in pointer.tokens() {
            let child = match node {
                // If a name occurs twice, the last member counts.
                Node::Object(members) => {
                    let member = members.iter().rfind(|(name, _, _)| *name == token);
                    member.map(|(_, location, child)| (*location, child))
                }
                Node::List(items) => {
                    let item = token.parse().ok().and_then(|index: usize| items.get(index));
                    item.map(|(location, child)| (*location, child))
                }
                Node::Scalar => None,
            };
            let Some(child) = child else { break };
            (location, node) = child;
        }
        Some(location)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, pointer: &str) -> (usize, usize) {
        let location = Places::of(&Source::new("a", text)).locate(&pointer.into()).unwrap();
        (location.line, location.column)
    }

    #[test]
    fn nodes_of_yaml_are_located_by_their_names() {
        let yaml = "a: 1\nb:\n  - c: 2\n    200: [x, y]\n";
        assert_eq!(at(yaml, "/b/0/200"), (4, 5));
        assert_eq!(at(yaml, "/b/0/200/1"), (4, 14));
    }

    #[test]
    fn nodes_of_json_are_located_by_their_names() {
        assert_eq!(at("{\n  \"a/b\": { \"c\": true }\n}", "/a~1b/c"), (2, 12));
        assert_eq!(
            at("{\n\t\"a\": [\n\t\t1.5e-3, \"ü\\\"]\", {\"b\": null}\n\t]\n}", "/a/2/b"),
            (3, 20)
        );
        assert_eq!(at("{ \"\\u00fc\\ud83d\\ude00\": { \"\": 1 } }", "/ü😀/"), (1, 27));
    }

    #[test]
    fn json_that_yaml_does_not_permit_is_located() {
        assert_eq!(at("{\"a\": 1, \"a\": 2}", "/a"), (1, 10));
        let long = format!("{{\"{}\": {{}}, \"b\": 1}}", "k".repeat(2000));
        assert_eq!(at(&long, "/b"), (1, 2010));
    }

    #[test]
    fn yaml_alias_is_located_at_its_anchor() {
        let yaml = "a: &x { c: 1 }\nb: *x\nd:\n  <<: *x\n  e: 2\n";
        assert_eq!(at(yaml, "/b/c"), (1, 9));
        assert_eq!(at(yaml, "/d/c"), (1, 9));
        assert_eq!(at(yaml, "/d/e"), (5, 3));
    }

    #[test]
    fn deepest_nesting_that_can_be_read_is_located() {
        for (open, close) in [("{\"a\": ", "}"), ("a: {\n a: ", "}")] {
            let depth = 127;
            let (first, rest) =
                if open.starts_with('a') { ("a: ", depth - 1) } else { ("", depth) };
            let open = open.trim_start_matches("a: ");
            let text = format!("{first}{}1{}", open.repeat(rest), close.repeat(rest));
            assert!(Source::new("a", text.clone()).parse().is_ok(), "{open}");
            assert!(Places::of(&Source::new("a", text)).locate(&"/a/a".into()).is_some(), "{open}");
        }
    }

    #[test]
    fn missing_node_is_located_at_its_nearest_ancestor() {
        assert_eq!(at("a: { b: 1 }\n", "/a/gone/deeper"), (1, 1));
        assert_eq!(at("{ \"a\": [1] }", "/a/7"), (1, 3));
    }
}
