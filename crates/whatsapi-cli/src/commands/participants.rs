//! `whatsapi group participants`

use whatsapi::{Error, Groups, Outcomes, Participants as Handle};

use crate::args::group::{Participants, People};
use crate::failure::Failure;
use crate::output::Output;
use crate::prompt::confirm;
use crate::views::group::{explanations, member, outcomes as records};

pub(super) fn run(groups: &Groups, command: &Participants) -> Result<Output, Failure> {
    match command {
        Participants::List { group } => {
            let reply = groups.group(group)?.participants().list()?;
            Ok(Output::of_reply(&reply, |members| {
                Output::list(members.iter().map(member).collect()).or_nothing("nobody")
            }))
        }
        Participants::Add(people) => change(groups, people, |members, people| members.add(people)),
        Participants::Remove { people, confirmation } => {
            let (group, names) = (groups.group(&people.group)?, people.people.join(", "));
            let question = format!("Remove {names} from the group {}?", group.id());
            confirm(confirmation.yes, &question)?;
            change(groups, people, |members, people| members.remove(people))
        }
        Participants::Promote(people) => {
            change(groups, people, |members, people| members.promote(people))
        }
        Participants::Demote(people) => {
            change(groups, people, |members, people| members.demote(people))
        }
    }
}

fn change(
    groups: &Groups,
    people: &People,
    call: impl FnOnce(&Handle, &[String]) -> Result<Outcomes, Error>,
) -> Result<Output, Failure> {
    let outcomes = call(&groups.group(&people.group)?.participants(), &people.people)?;
    let is_partial = outcomes.failed().next().is_some();
    let output = Output::list(records(&outcomes)).partial(is_partial);
    let output = explanations(&outcomes).into_iter().fold(output, Output::note);
    Ok(match outcomes.iter().any(|entry| entry.participant().is_some()) {
        true => output,
        // What the server says instead of the outcomes.
        false => output.with_reply(outcomes.reply()),
    })
}
