//! Random sequences of calls have the same results in the sandbox as in a small model of groups, and lead to
//! the same groups as seen by every instance.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::{RngSeed, TestRunner};
use whatsapi::{
    Client, Envelope, Error, Group, GroupInfo, GroupParticipant, Groups, Outcomes, Participant,
    Participants, RetryPolicy,
};
use whatsapi_sandbox::{Change, Sandbox};

/// The instances, and the phone numbers that the sandbox gives them.
const ACTORS: [(&str, &str); 3] =
    [("a", "15550000001"), ("b", "15550000002"), ("c", "15550000003")];

/// Cannot be added, only invited.
const SHY: &str = "917777777777";

/// Left every group recently, so that adding them fails.
const GONE: &str = "916666666666";

const PEOPLE: [&str; 7] =
    [ACTORS[0].1, ACTORS[1].1, ACTORS[2].1, "919876543210", "918888888888", SHY, GONE];

const NAMES: [&str; 4] = ["T", "Team", "twenty-two characters!", "twenty-three characters"];

/// A group that does not exist.
const NO_GROUP: &str = "120363999999999999@g.us";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Member,
    Admin,
    Creator,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct ModelGroup {
    name: String,
    description: String,
    locked: bool,
    announce: bool,
    members: BTreeMap<&'static str, Rank>,
}

/// What a call returns.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    Done,
    /// The code of each person.
    People(Vec<(&'static str, i64)>),
    Refused(Refusal),
}

/// Why a call is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Refusal {
    NoGroup,
    NoLink,
    NotIn,
    NotAdmin,
    Announced,
    AlreadyIn,
    TooLong,
}

impl Refusal {
    const ALL: [Self; 7] = [
        Self::NoGroup,
        Self::NoLink,
        Self::NotIn,
        Self::NotAdmin,
        Self::Announced,
        Self::AlreadyIn,
        Self::TooLong,
    ];

    /// The status and the message.
    fn shown(self) -> (u16, &'static str) {
        match self {
            Self::NoGroup => (404, "Group not found"),
            Self::NoLink => (404, "Invite link not found"),
            Self::NotIn => (400, "You are not in the group"),
            Self::NotAdmin => (400, "You are not an admin of the group"),
            Self::Announced => (400, "Only admins may write to the group"),
            Self::AlreadyIn => (400, "You are already in the group"),
            Self::TooLong => (400, "The group name is too long"),
        }
    }
}

impl From<Refusal> for Outcome {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// One call: the instance, the group by order of creation, and the action.
#[derive(Debug, Clone)]
struct Step {
    actor: usize,
    group: usize,
    call: Call,
}

#[derive(Debug, Clone)]
enum Call {
    Create(&'static str, Vec<&'static str>),
    Change(Change, Vec<&'static str>),
    Rename(&'static str),
    Describe(&'static str),
    Announce(bool),
    Lock(bool),
    Text,
    Join,
    Leave,
}

impl Call {
    fn name(&self) -> &'static str {
        match self {
            Self::Create(..) => "Create",
            Self::Change(..) => "Change",
            Self::Rename(_) => "Rename",
            Self::Describe(_) => "Describe",
            Self::Announce(_) => "Announce",
            Self::Lock(_) => "Lock",
            Self::Text => "Text",
            Self::Join => "Join",
            Self::Leave => "Leave",
        }
    }
}

#[derive(Debug, Clone, Default)]
struct Model {
    /// In the order of their creation; `None` where everybody has left.
    groups: Vec<Option<ModelGroup>>,
    messages: usize,
}

impl Model {
    fn call(&mut self, step: &Step) -> Outcome {
        let actor = ACTORS[step.actor].1;
        if let Call::Create(name, people) = &step.call {
            return self.create(actor, name, people);
        }
        let missing = match step.call {
            Call::Join => Refusal::NoLink,
            Call::Text => Refusal::NotIn,
            _ => Refusal::NoGroup,
        };
        let Some(Some(group)) = self.groups.get_mut(step.group) else { return missing.into() };
        let Some(rank) = group.members.get(actor).copied() else {
            if !matches!(step.call, Call::Join) {
                return missing.into();
            }
            group.members.insert(actor, Rank::Member);
            return Outcome::Done;
        };
        let is_admin = rank > Rank::Member;
        match step.call {
            Call::Join => return Refusal::AlreadyIn.into(),
            Call::Text if group.announce && !is_admin => return Refusal::Announced.into(),
            Call::Rename(_) | Call::Describe(_) if !group.locked => {}
            Call::Leave | Call::Text => {}
            _ if !is_admin => return Refusal::NotAdmin.into(),
            _ => {}
        }
        match &step.call {
            Call::Change(change, people) => {
                let codes =
                    people.iter().map(|person| (*person, group.change(*change, person))).collect();
                group.keep_an_admin();
                return Outcome::People(codes);
            }
            Call::Rename(name) if name.len() > 22 => return Refusal::TooLong.into(),
            Call::Rename(name) => group.name = (*name).to_owned(),
            Call::Describe(text) => group.description = (*text).to_owned(),
            Call::Announce(announce) => group.announce = *announce,
            Call::Lock(locked) => group.locked = *locked,
            Call::Text => self.messages += 1,
            Call::Leave => {
                group.members.remove(actor);
                group.keep_an_admin();
                if group.members.is_empty() {
                    self.groups[step.group] = None;
                }
            }
            Call::Create(..) | Call::Join => {}
        }
        Outcome::Done
    }

    fn create(&mut self, actor: &'static str, name: &str, people: &[&'static str]) -> Outcome {
        if name.len() > 22 {
            return Refusal::TooLong.into();
        }
        let mut group = ModelGroup {
            name: name.to_owned(),
            description: String::new(),
            locked: false,
            announce: false,
            members: BTreeMap::from([(actor, Rank::Creator)]),
        };
        let added = people.iter().map(|person| (*person, group.change(Change::Add, person)));
        let mut codes: Vec<_> = added.filter(|(_, code)| !matches!(code, 0 | 409)).collect();
        // The reply has the members first, then those who could not be added.
        codes.splice(0..0, group.members.keys().map(|member| (*member, 0)));
        self.groups.push(Some(group));
        Outcome::People(codes)
    }
}

impl ModelGroup {
    /// Changes one person, and returns the code.
    fn change(&mut self, change: Change, person: &'static str) -> i64 {
        match (change, self.members.get(person).copied()) {
            (Change::Add, Some(_)) => return 409,
            (Change::Add, None) if person == SHY => return 403,
            (Change::Add, None) if person == GONE => return 408,
            (Change::Add, None) => self.members.insert(person, Rank::Member),
            (_, None) => return 404,
            (Change::Remove | Change::Demote, Some(Rank::Creator)) => return 406,
            (Change::Remove, Some(_)) => self.members.remove(person),
            (Change::Demote, Some(_)) => self.members.insert(person, Rank::Member),
            (_, Some(Rank::Member)) => self.members.insert(person, Rank::Admin),
            (_, Some(_)) => None,
        };
        0
    }

    /// A group without an admin gets one: the member with the lowest number.
    fn keep_an_admin(&mut self) {
        if self.members.values().all(|rank| *rank == Rank::Member)
            && let Some(rank) = self.members.values_mut().next()
        {
            *rank = Rank::Admin;
        }
    }
}

/// Any call. Calls can refer to groups that have not been created, so that every sequence is valid. This also
/// allows proptest to shrink a failing one by dropping calls.
fn step() -> impl Strategy<Value = Step> {
    let people = || subsequence(PEOPLE.to_vec(), 1..=4).prop_shuffle();
    let change = select(vec![Change::Add, Change::Remove, Change::Promote, Change::Demote]);
    let call = prop_oneof![
        3 => (select(NAMES.to_vec()), people()).prop_map(|(name, people)| Call::Create(name, people)),
        8 => (change, people()).prop_map(|(change, people)| Call::Change(change, people)),
        2 => select(NAMES.to_vec()).prop_map(Call::Rename),
        2 => select(vec!["About", "us\nand\tyou 🎉"]).prop_map(Call::Describe),
        3 => prop::bool::weighted(0.75).prop_map(Call::Announce),
        2 => prop::bool::weighted(0.75).prop_map(Call::Lock),
        4 => Just(Call::Text),
        2 => Just(Call::Join),
        1 => Just(Call::Leave),
    ];
    let group = prop_oneof![4 => Just(0_usize), 2 => Just(1), 1 => Just(2)];
    (0..ACTORS.len(), group, call).prop_map(|(actor, group, call)| Step { actor, group, call })
}

/// The sandbox, and the ids of the groups in the order of their creation.
struct Program {
    sandbox: Sandbox,
    client: Client,
    ids: Vec<String>,
    codes: Vec<String>,
}

impl Program {
    fn groups(&self, actor: usize) -> Groups {
        self.client.instance(ACTORS[actor].0).groups()
    }

    fn group(&self, step: &Step) -> Group {
        let id = self.ids.get(step.group).map_or(NO_GROUP, String::as_str);
        self.groups(step.actor).group(id).unwrap()
    }

    fn call(&mut self, step: &Step) -> Outcome {
        let (group, groups) = (self.group(step), self.groups(step.actor));
        match &step.call {
            Call::Create(name, people) => match groups.create(name, people.iter().copied()) {
                Ok(reply) => {
                    let created = reply.data().unwrap();
                    let id = created.id().unwrap().to_string();
                    self.codes.push(self.sandbox.group(id.as_str()).unwrap().invite_code);
                    self.ids.push(id);
                    codes(&created.outcomes())
                }
                Err(error) => refused(&error),
            },
            Call::Change(change, people) => {
                let call: fn(&Participants, Vec<&str>) -> Result<Outcomes, Error> = match change {
                    Change::Add => |participants, people| participants.add(people),
                    Change::Remove => |participants, people| participants.remove(people),
                    Change::Promote => |participants, people| participants.promote(people),
                    _ => |participants, people| participants.demote(people),
                };
                match call(&group.participants(), people.clone()) {
                    Ok(outcomes) => codes(&outcomes),
                    Err(error) => refused(&error),
                }
            }
            Call::Rename(name) => outcome(group.set_name(name)),
            Call::Describe(text) => outcome(group.set_description(text)),
            Call::Announce(announce) => outcome(group.set_announce(*announce)),
            Call::Lock(locked) => outcome(group.set_locked(*locked)),
            Call::Leave => outcome(group.leave()),
            Call::Join => outcome(
                groups.join(self.codes.get(step.group).map_or("NoSuchCode", String::as_str)),
            ),
            Call::Text => {
                let messages = self.client.instance(ACTORS[step.actor].0).messages();
                outcome(messages.text(group.id().as_str(), "Hello"))
            }
        }
    }
}

fn outcome<T>(result: Result<T, Error>) -> Outcome {
    result.map_or_else(|error| refused(&error), |_| Outcome::Done)
}

fn refused(error: &Error) -> Outcome {
    let envelope = Envelope::from_error(error).unwrap_or_else(|| panic!("{error}"));
    let shown = (error.status().unwrap().as_u16(), envelope.message.as_deref().unwrap());
    let refusal = Refusal::ALL.into_iter().find(|refusal| refusal.shown() == shown);
    Outcome::Refused(refusal.unwrap_or_else(|| panic!("{error}")))
}

/// The code of each person, in the order of the reply.
fn codes(outcomes: &Outcomes) -> Outcome {
    let code = |phone: &str| *PEOPLE.iter().find(|person| **person == phone).unwrap();
    let entry = |entry: &whatsapi::ParticipantOutcome| {
        let person = entry.participant().unwrap();
        (code(phone_number(person)), person.error.unwrap())
    };
    Outcome::People(outcomes.iter().map(entry).collect())
}

/// The phone number of a member, whichever id the group addresses them by.
fn phone_number(member: &GroupParticipant) -> &str {
    member.phone_number.as_ref().and_then(Participant::phone_number).unwrap()
}

/// A group as a program sees it.
fn seen(info: &GroupInfo) -> ModelGroup {
    let members = info.participants.iter().flatten().map(|member| {
        let phone = phone_number(member);
        let phone = *PEOPLE.iter().find(|person| **person == phone).unwrap();
        let rank = match (member.is_super_admin, member.is_admin) {
            (Some(true), _) => Rank::Creator,
            (_, Some(true)) => Rank::Admin,
            _ => Rank::Member,
        };
        (phone, rank)
    });
    ModelGroup {
        name: info.name.clone().unwrap(),
        description: info.description.clone().unwrap(),
        locked: info.is_locked.unwrap(),
        announce: info.is_announce.unwrap(),
        members: members.collect(),
    }
}

impl Program {
    fn new(by_lid: bool) -> Self {
        let sandbox = Sandbox::start();
        if by_lid {
            sandbox.address_new_groups_by_lid();
        }
        for (key, phone) in ACTORS {
            assert_eq!(sandbox.instance(key).phone(), phone);
        }
        sandbox.refuse_to_be_added(SHY);
        sandbox.person(GONE).fails(Change::Add, 408);
        let client = sandbox.client_builder().retry(RetryPolicy::none()).build().unwrap();
        Self { sandbox, client, ids: Vec::new(), codes: Vec::new() }
    }

    /// Asserts that every instance sees the state of the model.
    fn assert_agrees(&self, model: &Model) {
        for (index, (_, phone)) in ACTORS.iter().enumerate() {
            let listed = self.groups(index).list().unwrap().data().unwrap();
            let listed: BTreeMap<String, ModelGroup> =
                listed.iter().map(|group| (group.id().unwrap().to_string(), seen(group))).collect();
            let expected = self.ids.iter().zip(&model.groups).filter_map(|(id, group)| {
                let group = group.clone().filter(|group| group.members.contains_key(phone));
                Some((id.clone(), group?))
            });
            assert_eq!(listed, expected.collect(), "the groups of {phone}");
            let administered =
                listed.values().filter(|group| group.members[phone] > Rank::Member).count();
            assert_eq!(
                self.groups(index).admin().unwrap().data().unwrap().len(),
                administered,
                "the groups that {phone} administers"
            );
        }
        assert_eq!(self.sandbox.groups().len(), model.groups.iter().flatten().count());
        assert_eq!(self.sandbox.messages().len(), model.messages);
    }
}

#[test]
fn random_programs_agree_with_the_model() {
    assert_programs_agree(false);
}

#[test]
fn random_programs_agree_with_the_model_if_groups_address_members_by_lid() {
    assert_programs_agree(true);
}

fn assert_programs_agree(by_lid: bool) {
    // The same programs in every run.
    let config = ProptestConfig {
        cases: 24,
        rng_seed: RngSeed::Fixed(0x5EED),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let reached = RefCell::new(BTreeSet::new());
    let outcome = TestRunner::new(config).run(&vec(step(), 1..60), |steps| {
        let (mut program, mut model) = (Program::new(by_lid), Model::default());
        for step in &steps {
            let expected = model.call(step);
            assert_eq!(program.call(step), expected, "{step:?}");
            if let Outcome::Refused(refusal) = expected {
                reached.borrow_mut().insert((step.call.name(), refusal));
            }
            program.assert_agrees(&model);
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    // Each rule was exercised at least once.
    let reached = reached.into_inner();
    for (call, refusal) in [
        ("Create", Refusal::TooLong),
        ("Change", Refusal::NoGroup),
        ("Change", Refusal::NotAdmin),
        ("Rename", Refusal::NotAdmin),
        ("Rename", Refusal::TooLong),
        ("Describe", Refusal::NotAdmin),
        ("Announce", Refusal::NotAdmin),
        ("Lock", Refusal::NotAdmin),
        ("Text", Refusal::Announced),
        ("Text", Refusal::NotIn),
        ("Join", Refusal::AlreadyIn),
        ("Join", Refusal::NoLink),
        ("Leave", Refusal::NoGroup),
    ] {
        assert!(reached.contains(&(call, refusal)), "{call} {refusal:?} is not in {reached:?}");
    }
}
