//! The plan that makes the members of a group those of a list, and what came of it.

use serde_json::Value;
use whatsapi::{Outcomes, SyncPlan};

use super::group::{self, jid};
use crate::output::record::{Field, Record, extra, shown};

pub(crate) const PLAN: &[Field; 2] = &[shown("person"), shown("change")];

/// Whom the plan is about, those first for whom something changes.
pub(crate) fn plan(plan: &SyncPlan) -> Vec<Record> {
    let record = |person: Value, change: &str| Record::new(PLAN, [person, change.into()]);
    let added = plan.to_add.iter().map(|person| record(person.to_string().into(), "add"));
    let members = [(&plan.to_remove, "remove"), (&plan.kept, "keep"), (&plan.unchanged, "none")];
    let members = members.into_iter().flat_map(|(members, change)| {
        members.iter().map(move |member| record(jid(member), change))
    });
    added.chain(members).collect()
}

pub(crate) const SYNCED: &[Field; 7] = &[
    shown("person"),
    shown("change"),
    shown("outcome"),
    extra("failed"),
    extra("explanation"),
    extra("invite_code"),
    extra("invite_expires"),
];

/// The outcome for each person of a call.
pub(crate) fn synced(change: &str, outcomes: &Outcomes) -> Vec<Record> {
    let mut records = group::outcomes(outcomes);
    for record in &mut records {
        record.0.insert(1, (SYNCED[1], change.into()));
    }
    records
}

/// The outcome for those who were to be removed by a call that failed.
pub(crate) fn not_removed(plan: &SyncPlan, error: &whatsapi::Error) -> Vec<Record> {
    let record = |member| {
        let outcome = match error.may_have_been_applied() {
            true => "not known",
            false => "not removed",
        };
        Record::new(
            SYNCED,
            [
                jid(member),
                "remove".into(),
                outcome.into(),
                true.into(),
                error.to_string().into(),
                Value::Null,
                Value::Null,
            ],
        )
    };
    plan.to_remove.iter().map(record).collect()
}
