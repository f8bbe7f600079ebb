//! `whatsapi group sync`

use whatsapi::{Groups, SyncPlan};

use super::Session;
use crate::args::group::Sync;
use crate::failure::Failure;
use crate::output::record::Field;
use crate::output::{Output, note_table};
use crate::people::read_csv;
use crate::prompt::confirm;
use crate::views::group::explanations;
use crate::views::sync::{PLAN, SYNCED, not_removed, plan as records, synced};

pub(super) fn fields(arguments: &Sync) -> &'static [Field] {
    if arguments.dry_run { PLAN } else { SYNCED }
}

/// Shows the plan, asks, and carries it out.
pub(super) fn run(
    session: &Session<'_>,
    groups: &Groups,
    arguments: &Sync,
) -> Result<Output, Failure> {
    let people = read_csv(&arguments.file, arguments.column.as_deref())?;
    let group = groups.group(&arguments.group)?;
    let mut plan = {
        let _progress = session.progress("comparing the members");
        group.participants().plan_sync(people)?
    };
    if arguments.keep_others {
        plan.kept.append(&mut plan.to_remove);
    }
    if arguments.dry_run {
        return Ok(Output::list(records(&plan)).note(summary(&plan)));
    }
    if plan.is_empty() {
        return Ok(Output::list(Vec::new()).note("there is nothing to change"));
    }
    if !session.global.quiet {
        note_table(records(&plan));
    }
    confirm(arguments.confirmation.yes, &format!("{}?", summary(&plan)))?;
    let outcomes = {
        let _progress = session.progress("changing the members");
        plan.apply()
    };
    let added = outcomes.added.transpose()?;
    let mut result = Vec::new();
    let mut notes = Vec::new();
    let mut is_partial = false;
    let mut report = |change: &str, outcomes: &whatsapi::Outcomes| {
        result.extend(synced(change, outcomes));
        notes.extend(explanations(outcomes));
        is_partial |= outcomes.failed().next().is_some();
    };
    if let Some(outcomes) = &added {
        report("add", outcomes);
    }
    match &outcomes.removed {
        None => {}
        Some(Ok(outcomes)) => report("remove", outcomes),
        // Somebody was added, so that the command is done in part.
        Some(Err(error)) if added.is_some() => {
            result.extend(not_removed(&plan, error));
            notes.push(error.to_string());
            is_partial = true;
        }
        Some(Err(_)) => {
            // Nothing was done: the failure is that of the call.
            outcomes.removed.transpose()?;
        }
    }
    Ok(notes.into_iter().fold(Output::list(result).partial(is_partial), Output::note))
}

/// What the plan does: `add 2, remove 1, keep 3`.
fn summary(plan: &SyncPlan) -> String {
    let kept = plan.kept.len() + plan.unchanged.len();
    format!("Add {}, remove {}, leave {kept} as they are", plan.to_add.len(), plan.to_remove.len())
}
