//! The path template of a request, while its slots are filled.

use crate::encode::{EncodeError, Location};

/// A path template, relative to the base URL, and what of it is filled. What is complete is written
/// into a target that the caller holds.
pub(super) struct Template<'a> {
    text: &'a str,
    /// How much of the text is in the target.
    written: usize,
    /// Whether the target has come to the query.
    in_query: bool,
    /// The values of slots that come after one without a value.
    ahead: Vec<(&'a str, String)>,
    /// The query parameters that were added while slots were without a value, each with `&` in front.
    late_query: String,
}

/// A slot, such as `{group_id}`.
#[derive(Clone, Copy)]
pub(super) struct Slot<'a> {
    pub(super) name: &'a str,
    /// Where its braces start and end in the text.
    start: usize,
    end: usize,
}

/// The first slot in `text` at or behind `from`.
fn next_slot(text: &str, from: usize) -> Option<Slot<'_>> {
    let start = from + text[from..].find('{')?;
    let end = start + text[start..].find('}')? + 1;
    Some(Slot { name: &text[start + 1..end - 1], start, end })
}

/// The slots of a template, in order.
pub(super) fn slots(text: &str) -> impl Iterator<Item = Slot<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let slot = next_slot(text, from)?;
        from = slot.end;
        Some(slot)
    })
}

impl<'a> Template<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, written: 0, in_query: false, ahead: Vec::new(), late_query: String::new() }
    }

    /// Fills the slot called `name` with what `encode` appends, which is told where the slot stands.
    pub(super) fn fill(
        &mut self,
        target: &mut String,
        name: &str,
        encode: impl FnOnce(&mut String, Location) -> Result<bool, EncodeError>,
    ) -> Result<(), String> {
        // Generated functions fill slots in their order: the next one is the one in nearly all cases.
        match next_slot(self.text, self.written) {
            Some(slot) if slot.name == name => {
                self.write_until(target, slot.start);
                let (start, location) = (target.len(), self.location());
                let encoded = encode(target, location);
                self.written = slot.end;
                checked(name, encoded, location, &target[start..])?;
                if !self.ahead.is_empty() {
                    self.write_ahead(target);
                }
                Ok(())
            }
            _ => self.fill_ahead(name, encode),
        }
    }

    fn fill_ahead(
        &mut self,
        name: &str,
        encode: impl FnOnce(&mut String, Location) -> Result<bool, EncodeError>,
    ) -> Result<(), String> {
        let Some(slot) = slots(self.text).find(|slot| slot.name == name) else {
            let shown = name.escape_debug();
            return Err(format!(
                "the path has no slot for the argument `{shown}`; write it as `{{{shown}}}`, or leave the \
                 argument out"
            ));
        };
        if slot.start < self.written || self.ahead.iter().any(|(filled, _)| *filled == name) {
            return Err(format!(
                "the path has no slot left for the argument `{}`, which was given before; give it once",
                name.escape_debug()
            ));
        }
        let in_query = self.in_query || self.text[self.written..slot.start].contains('?');
        let location = if in_query { Location::QueryValue } else { Location::Path };
        let mut text = String::new();
        let encoded = encode(&mut text, location);
        checked(name, encoded, location, &text)?;
        self.ahead.push((slot.name, text));
        Ok(())
    }

    /// Writes the values that were given ahead, up to the next slot without one.
    fn write_ahead(&mut self, target: &mut String) {
        while let Some(slot) = next_slot(self.text, self.written)
            && let Some(index) = self.ahead.iter().position(|(name, _)| *name == slot.name)
        {
            self.write_until(target, slot.start);
            target.push_str(&self.ahead.swap_remove(index).1);
            self.written = slot.end;
        }
    }

    fn write_until(&mut self, target: &mut String, end: usize) {
        let literal = &self.text[self.written..end];
        self.in_query |= literal.contains('?');
        target.push_str(literal);
        self.written = end;
    }

    fn location(&self) -> Location {
        if self.in_query { Location::QueryValue } else { Location::Path }
    }

    /// Adds to the query what `push` appends, which is nothing, or parameters with `&` in front of each.
    pub(super) fn add_query<E>(
        &mut self,
        target: &mut String,
        push: impl FnOnce(&mut String) -> Result<bool, E>,
    ) -> Result<(), E> {
        if next_slot(self.text, self.written).is_some() {
            return push(&mut self.late_query).map(drop);
        }
        self.write_rest(target);
        let start = target.len();
        if push(target)? {
            self.start_query(target, start);
        }
        Ok(())
    }

    /// Makes the `&` at `start` a `?` if it is what the query starts with.
    fn start_query(&mut self, target: &mut String, start: usize) {
        if !self.in_query {
            self.in_query = true;
            target.replace_range(start..=start, "?");
        }
    }

    /// Writes what is left, if no slot is.
    pub(super) fn finish(&mut self, target: &mut String) -> Result<(), String> {
        // A slot whose value was given ahead comes after one without a value.
        if let Some(slot) = next_slot(self.text, self.written) {
            let name = slot.name.escape_debug();
            return Err(format!(
                "the slot `{{{name}}}` of the path is not filled; call Request::path with `{name}`"
            ));
        }
        self.write_rest(target);
        Ok(())
    }

    /// Writes what comes after the last slot, and the query parameters that waited for it.
    fn write_rest(&mut self, target: &mut String) {
        self.write_until(target, self.text.len());
        if !self.late_query.is_empty() {
            let start = target.len();
            target.push_str(&std::mem::take(&mut self.late_query));
            self.start_query(target, start);
        }
    }
}

/// Refuses what a slot cannot hold: in the path, what would leave its segment out or change others.
fn checked(
    name: &str,
    encoded: Result<bool, EncodeError>,
    location: Location,
    text: &str,
) -> Result<(), String> {
    let name = name.escape_debug();
    let problem = match (encoded, location, text) {
        (Err(error), ..) => return Err(format!("the argument `{name}` {error}")),
        (Ok(_), Location::Path, "") => "is empty",
        (Ok(_), Location::Path, "." | "..") => {
            "is a dot segment, which would address something else"
        }
        (Ok(_), ..) => return Ok(()),
    };
    Err(format!("the argument `{name}` {problem}; pass the value to put into the path"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::encode::{Encoding, encode};

    fn fill(
        template: &mut Template<'_>,
        target: &mut String,
        name: &str,
        value: &str,
    ) -> Result<(), String> {
        template.fill(target, name, |text, location| {
            encode(text, location, name, Encoding::SIMPLE, value)
        })
    }

    fn add_query(template: &mut Template<'_>, target: &mut String, name: &str) {
        let push = |text: &mut String| encode(text, Location::Query, name, Encoding::FORM, &1);
        template.add_query(target, push).unwrap();
    }

    #[test]
    fn slots_are_filled_by_name_in_any_order() {
        let text = "a/{x}/b/{y}/{z}?q={q}";
        let values = [("x", "1/"), ("y", "2"), ("z", "3"), ("q", "a&b")];
        for first in 0..values.len() {
            for second in 0..values.len() {
                let mut order = values.to_vec();
                order.swap(0, first);
                order.swap(1, second);
                let (mut template, mut target) = (Template::new(text), String::new());
                for (name, value) in order {
                    fill(&mut template, &mut target, name, value).unwrap();
                }
                template.finish(&mut target).unwrap();
                assert_eq!(target, "a/1%2F/b/2/3?q=a%26b");
            }
        }
    }

    #[test]
    fn query_parameters_can_be_added_before_the_path_is_complete() {
        for (text, expected) in [("a/{x}", "a/1?p=1&q=1"), ("a/{x}?b", "a/1?b&p=1&q=1")] {
            let (mut template, mut target) = (Template::new(text), String::new());
            add_query(&mut template, &mut target, "p");
            fill(&mut template, &mut target, "x", "1").unwrap();
            let mut late = (Template::new(text), String::new());
            fill(&mut late.0, &mut late.1, "x", "1").unwrap();
            add_query(&mut late.0, &mut late.1, "p");
            add_query(&mut late.0, &mut late.1, "q");
            late.0.finish(&mut late.1).unwrap();
            assert_eq!(late.1, expected);
            template.finish(&mut target).unwrap();
            assert_eq!(target, expected.strip_suffix("&q=1").unwrap());
        }
    }

    #[test]
    fn a_slot_is_filled_once_and_by_a_name_that_the_path_has() {
        let (mut template, mut target) = (Template::new("a/{x}/{y}/{z}"), String::new());
        fill(&mut template, &mut target, "x", "1").unwrap();
        fill(&mut template, &mut target, "z", "3").unwrap();
        for name in ["x", "z"] {
            let problem = fill(&mut template, &mut target, name, "1").unwrap_err();
            assert!(
                problem.contains(&format!("no slot left for the argument `{name}`")),
                "{problem}"
            );
        }
        let problem = fill(&mut template, &mut target, "w", "1").unwrap_err();
        assert!(problem.contains("no slot for the argument `w`"), "{problem}");
        let problem = template.finish(&mut target).unwrap_err();
        assert!(problem.contains("the slot `{y}` of the path is not filled"), "{problem}");
    }
}
