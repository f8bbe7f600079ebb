//! The path template of a request, and the state of its expansion.

use crate::encode::{EncodeError, Location};

/// A path template, relative to the base URL, and the state of its expansion. Complete parts are
/// written to a target that the caller owns. Each part of the template is parsed once.
pub(super) struct Template<'a> {
    text: &'a str,
    /// Number of bytes of the text that are in the target.
    written: usize,
    /// The part that follows.
    next: Part<'a>,
    /// Whether the target has reached the query.
    in_query: bool,
    /// Values received out of order. Rare, so boxed to keep the request small to move.
    early: Option<Box<Early<'a>>>,
}

/// Values received while an earlier slot was empty.
#[derive(Default)]
struct Early<'a> {
    /// The values of slots, by name.
    slots: Vec<(&'a str, String)>,
    /// Query parameters, each preceded by `&`.
    query: String,
}

/// A part of a template: text, and the slot at its end.
#[derive(Clone, Copy)]
struct Part<'a> {
    slot: Option<Slot<'a>>,
    /// Whether the query starts in the text.
    starts_query: bool,
}

/// A slot, such as `{group_id}`.
#[derive(Clone, Copy)]
pub(super) struct Slot<'a> {
    pub(super) name: &'a str,
    /// The positions of its braces in the text.
    start: usize,
    end: usize,
}

/// Parses the part of `text` that starts at `from`.
fn part(text: &str, from: usize) -> Part<'_> {
    let bytes = text.as_bytes();
    let (mut at, mut starts_query) = (from, false);
    while at < bytes.len() && bytes[at] != b'{' {
        starts_query |= bytes[at] == b'?';
        at += 1;
    }
    let start = at;
    while at < bytes.len() && bytes[at] != b'}' {
        at += 1;
    }
    let slot = text.get(start + 1..at).filter(|_| at < bytes.len());
    Part { slot: slot.map(|name| Slot { name, start, end: at + 1 }), starts_query }
}

/// Returns the slots of a template, in order.
pub(super) fn slots(text: &str) -> impl Iterator<Item = Slot<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let slot = part(text, from).slot?;
        from = slot.end;
        Some(slot)
    })
}

impl<'a> Template<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, written: 0, next: part(text, 0), in_query: false, early: None }
    }

    /// Fills the slot called `name` with the output of `encode`, which receives the slot's
    /// location.
    pub(super) fn fill(
        &mut self,
        target: &mut String,
        name: &str,
        encode: impl FnOnce(&mut String, Location) -> Result<bool, EncodeError>,
    ) -> Result<(), String> {
        // Generated functions fill slots in order, so the next slot nearly always matches.
        match self.next.slot {
            Some(slot) if slot.name == name => {
                self.write_until(target, slot);
                let (start, location) = (target.len(), location(self.in_query));
                let encoded = encode(target, location);
                checked(name, encoded, location, &target[start..])?;
                self.write_early_slots(target);
                Ok(())
            }
            _ => self.fill_early(name, encode),
        }
    }

    fn fill_early(
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
        let early = self.early.get_or_insert_default();
        if slot.start < self.written || early.slots.iter().any(|(filled, _)| *filled == name) {
            return Err(format!(
                "the path has no slot left for the argument `{}`, which was given before; give it once",
                name.escape_debug()
            ));
        }
        let location = location(self.text[..slot.start].contains('?'));
        let mut text = String::new();
        let encoded = encode(&mut text, location);
        checked(name, encoded, location, &text)?;
        early.slots.push((slot.name, text));
        Ok(())
    }

    /// Writes the values received early, up to the next empty slot.
    fn write_early_slots(&mut self, target: &mut String) {
        while let Some(early) = &mut self.early
            && let Some(slot) = self.next.slot
            && let Some(index) = early.slots.iter().position(|(name, _)| *name == slot.name)
        {
            let (_, value) = early.slots.swap_remove(index);
            self.write_until(target, slot);
            target.push_str(&value);
        }
    }

    /// Writes the text before the next slot, which the caller then fills.
    fn write_until(&mut self, target: &mut String, slot: Slot<'_>) {
        target.push_str(&self.text[self.written..slot.start]);
        self.in_query |= self.next.starts_query;
        self.written = slot.end;
        self.next = part(self.text, slot.end);
    }

    /// Appends the output of `push` to the query: nothing, or parameters that are each preceded by
    /// `&`, or the first by `?`, depending on the location.
    pub(super) fn add_query<E>(
        &mut self,
        target: &mut String,
        push: impl FnOnce(&mut String, Location) -> Result<bool, E>,
    ) -> Result<(), E> {
        if self.next.slot.is_some() {
            let early = self.early.get_or_insert_default();
            return push(&mut early.query, Location::Query).map(drop);
        }
        self.write_rest(target);
        let location = if self.in_query { Location::Query } else { Location::QueryStart };
        self.in_query |= push(target, location)?;
        Ok(())
    }

    /// Writes the rest, unless a slot is empty.
    pub(super) fn finish(&mut self, target: &mut String) -> Result<(), String> {
        // A slot with an early value comes after an empty one.
        if let Some(slot) = self.next.slot {
            let name = slot.name.escape_debug();
            return Err(format!(
                "the slot `{{{name}}}` of the path is not filled; call Request::path with `{name}`"
            ));
        }
        self.write_rest(target);
        Ok(())
    }

    /// Writes the text after the last slot, and the query parameters received early.
    fn write_rest(&mut self, target: &mut String) {
        target.push_str(&self.text[self.written..]);
        self.written = self.text.len();
        self.in_query |= self.next.starts_query;
        if let Some(early) = self.early.take()
            && let Some(parameters) = early.query.strip_prefix('&')
        {
            target.push(if self.in_query { '&' } else { '?' });
            target.push_str(parameters);
            self.in_query = true;
        }
    }
}

fn location(in_query: bool) -> Location {
    if in_query { Location::QueryValue } else { Location::Path }
}

/// Rejects invalid values: in the path, those that would remove their segment or change others.
fn checked(
    name: &str,
    encoded: Result<bool, EncodeError>,
    location: Location,
    text: &str,
) -> Result<(), String> {
    let name = name.escape_debug();
    // Some servers cut path parameters (`;`) before they resolve dot segments.
    let segment = text.split(';').next().unwrap_or_default();
    let problem = match (encoded, location, segment) {
        (Err(error), ..) => return Err(format!("the argument `{name}` {error}")),
        (Ok(_), Location::Path, "") if text.is_empty() => "is empty",
        (Ok(_), Location::Path, "." | "..") => {
            "is a dot segment, which would address something else"
        }
        (Ok(_), ..) => return Ok(()),
    };
    Err(format!("the argument `{name}` {problem}; pass the value to put into the path"))
}

#[cfg(test)]
mod tests {
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
        let push = |text: &mut String, location| encode(text, location, name, Encoding::FORM, &1);
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
    fn slot_is_filled_once_and_by_a_name_in_the_path() {
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
