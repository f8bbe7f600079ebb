//! The list of changes, its printed form, and the version bump that it requires.

use std::fmt;

/// The part of the version number to increase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Bump {
    /// No changes.
    None,
    /// Changes of the documentation, or of details that callers do not see.
    Patch,
    /// Compatible changes: additions, deprecations, or changes of the wire format. Before 1.0.0, bump the patch
    /// version.
    Minor,
    /// Breaking changes. Before 1.0.0, bump the minor version.
    Major,
}

/// The subject of a change, in the order of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Operations,
    Types,
    Wire,
    Code,
    Overlay,
}

const GROUPS: [(Group, &str); 5] = [
    (Group::Operations, "operations"),
    (Group::Types, "types"),
    (Group::Wire, "wire"),
    (Group::Code, "code"),
    (Group::Overlay, "overlay"),
];

#[derive(Debug, Clone)]
struct Change {
    group: Group,
    bump: Bump,
    is_addition: bool,
    text: String,
}

/// The differences between two generated clients.
///
/// The `Display` output has one line per change, in groups, and ends with a verdict. Lines start with `!` for
/// breaking changes, `+` for additions and `~` for other changes.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    list: Vec<Change>,
}

impl Changes {
    /// The version bump that the changes require.
    #[must_use]
    pub fn bump(&self) -> Bump {
        self.list.iter().map(|change| change.bump).max().unwrap_or(Bump::None)
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn push(&mut self, group: Group, bump: Bump, text: impl Into<String>) {
        self.list.push(Change { group, bump, is_addition: false, text: text.into() });
    }

    /// Adds a compatible addition.
    pub(super) fn push_addition(&mut self, group: Group, text: impl Into<String>) {
        let text = text.into();
        self.list.push(Change { group, bump: Bump::Minor, is_addition: true, text });
    }
}

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (group, title) in GROUPS {
            let mut changes = self.list.iter().filter(|change| change.group == group).peekable();
            if changes.peek().is_some() {
                writeln!(f, "{title}")?;
            }
            for Change { bump, is_addition, text, .. } in changes {
                let mark = match (bump, is_addition) {
                    (Bump::Major, _) => '!',
                    (_, true) => '+',
                    (_, false) => '~',
                };
                // Keeps each change on one line if text of the document contains a line break.
                let text = text.replace(|c: char| c.is_control(), " ");
                writeln!(f, "  {mark} {text}")?;
            }
        }
        f.write_str(match self.bump() {
            Bump::None => "verdict: nothing changes",
            Bump::Patch => "verdict: nothing changes for callers; bump the patch version",
            Bump::Minor => {
                "verdict: compatible; before 1.0 bump the patch version, from 1.0 on the minor"
            }
            Bump::Major => {
                "verdict: breaking; before 1.0 bump the minor version, from 1.0 on the major"
            }
        })
    }
}
