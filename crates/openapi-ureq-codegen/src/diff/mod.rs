//! Compares the clients generated from two documents, from the perspective of their users.
//!
//! `surface` lists the public items of the intermediate representation, `operations` and `types` compare them,
//! `wire` compares requests and responses, and `report` formats the changes, which include the overlay's
//! unmatched actions.

mod operations;
mod report;
mod surface;
mod text;
mod types;
mod wire;

pub use report::{Bump, Changes};

use self::report::Group;
use self::surface::Surface;
use crate::{Diagnostic, Error, Options};

/// Compares the clients generated from `old` and `new`. Each overlay is applied first.
///
/// A change is breaking if cargo-semver-checks reports it as such, if existing calls no longer compile, or if
/// they send an argument in a different place. This includes an added argument, even an optional one, and an
/// added required property. An added optional property is a minor change, since users are expected to write
/// model literals with `..Default::default()`. A change of the wire format alone is listed, but not breaking.
///
/// An overlay action of `new` that matches nothing is also breaking, since the build fails until the action is
/// fixed. The comparison ignores it. [`Options::runtime`] and [`Options::classifier`] are not compared.
///
/// ```
/// use openapi_ureq_codegen::{Bump, Options, Source, diff};
///
/// let old = "
/// openapi: 3.0.3
/// info: { title: Ping, version: '1' }
/// paths:
///   /ping:
///     get:
///       operationId: ping
///       responses: { '204': { description: Pong } }
/// ";
/// let new = old.replace("get:", "post:");
/// let changes = diff(
///     &Options::new(Source::new("old.yaml", old)),
///     &Options::new(Source::new("new.yaml", new)),
/// )?;
/// assert_eq!(changes.bump(), Bump::Minor);
/// assert!(changes.to_string().contains("ping: GET /ping -> POST /ping"));
/// # Ok::<(), openapi_ureq_codegen::Error>(())
/// ```
///
/// # Errors
///
/// If no client can be generated from one of the documents, unless the only reason is an unmatched overlay
/// action. The error lists the problems of both documents.
pub fn diff(old: &Options, new: &Options) -> Result<Changes, Error> {
    crate::threads::guarded(|| changes(old, new))
}

fn changes(old: &Options, new: &Options) -> Result<Changes, Error> {
    let (before, after) = match (Surface::of(old), Surface::of(new)) {
        (Ok(before), Ok(after)) => (before, after),
        (Err(error), Err(other)) => return Err(error.and(other)),
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => return Err(error),
    };
    let mut changes = Changes::default();
    operations::compare(&before, &after, &mut changes);
    types::compare(&before, &after, &mut changes);
    wire::compare(&before.api, &after.api, &mut changes);
    if changes.len() == 0 && before.code != after.code {
        let text = "the generated code differs in its order, or in details that are not compared";
        changes.push(Group::Code, Bump::Patch, text);
    }
    unmatched_actions(&before, &after, old.document.name(), &mut changes);
    Ok(changes)
}

/// Reports the unmatched actions: those of the new document as breaking, those of the old one as notes.
fn unmatched_actions(old: &Surface, new: &Surface, old_name: &str, changes: &mut Changes) {
    let now: Vec<_> = new.unmatched.iter().flat_map(Error::diagnostics).collect();
    for Diagnostic { file, pointer, message, remedy, .. } in &now {
        let text = format!("{file} {pointer}: {message}; {remedy}");
        changes.push(Group::Overlay, Bump::Major, text);
    }
    let is_new = |action: &&Diagnostic| {
        !now.iter().any(|other| (&other.file, &other.pointer) == (&action.file, &action.pointer))
    };
    let before = old.unmatched.iter().flat_map(Error::diagnostics);
    for Diagnostic { file, pointer, .. } in before.filter(is_new) {
        let text = format!(
            "{file} {pointer}: matches nothing in {old_name}, which is compared without the action"
        );
        changes.push(Group::Overlay, Bump::None, text);
    }
}
