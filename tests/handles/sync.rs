//! Synchronizing the members of a group with a list: the plan, when it is rejected, and the outcomes.

use serde_json::{Value, json};
use whatsapi::{
    Delivery, Error, ErrorKind, GroupParticipant, Outcome, Participant, Participants, SyncPlan,
};
use whatsapi_sandbox::{Change, Fault, GroupFixture, Sandbox};

use crate::mock::mock_client;
use crate::support::table::group;
use crate::support::{GROUP, KEY};

const ADA: &str = "919876543210";
const BOB: &str = "918888888888";
const CAY: &str = "917777777777";
const DAN: &str = "916666666666";
const OWN: &str = "15550000001";

fn jid(phone: &str) -> String {
    format!("{phone}@s.whatsapp.net")
}

/// A sandbox with a group of the instance `demo`, Ada, Bob and Cay, who is an admin.
fn team() -> (Sandbox, GroupFixture, Participants) {
    let sandbox = Sandbox::start();
    let team = sandbox.instance("demo").group("Team").member(ADA).member(BOB).admin(CAY);
    let groups = sandbox.client().instance("demo").groups();
    let people = groups.group(team.id()).unwrap().participants();
    (sandbox, team, people)
}

/// The plan where the server has these members, and this account of the instance.
fn plan(members: &Value, user: &Value, list: &[&str]) -> Result<SyncPlan, Error> {
    let body = |data: &Value| json!({ "error": false, "data": data }).to_string();
    let mut server = mockito::Server::new();
    let path = format!("/api/instances/sales/groups/{GROUP}/participants");
    let _members = server.mock("GET", path.as_str()).with_body(body(members)).create();
    let info = body(&json!({ "user": user }));
    let _info = server.mock("GET", "/api/instances/sales/").with_body(info).create();
    group(&mock_client(&server)).participants().plan_sync(list)
}

/// The plan of a group with these members besides the instance, which is known by its number.
fn plan_of(members: &[Value], list: &[&str]) -> Result<SyncPlan, Error> {
    let own = json!({ "JID": jid(OWN), "IsSuperAdmin": true });
    let all: Vec<Value> = members.iter().cloned().chain([own]).collect();
    plan(&all.into(), &json!({ "id": format!("{OWN}:7@s.whatsapp.net") }), list)
}

fn ids(members: &[GroupParticipant]) -> Vec<String> {
    members.iter().map(|member| member.id().unwrap().jid()).collect()
}

fn texts(people: &[Participant]) -> Vec<&str> {
    people.iter().map(Participant::as_str).collect()
}

#[test]
fn plan_names_everybody_and_changes_nothing() {
    let (sandbox, team, people) = team();
    let plan = people.plan_sync([ADA, "+91 66666-66666", "916666666666@c.us"]).unwrap();
    assert_eq!(texts(&plan.to_add), [DAN]);
    assert_eq!(ids(&plan.to_remove), [jid(CAY), jid(BOB)]);
    assert_eq!(ids(&plan.unchanged), [jid(ADA)]);
    assert_eq!(ids(&plan.kept), [jid(&sandbox.instance("demo").phone())]);
    assert!(!plan.is_empty());
    sandbox.assert_operations(["get_all_participants", "get_instance"]);

    plan.apply().all().unwrap();
    let members = sandbox.group(team.id()).unwrap().members;
    assert_eq!(
        members.keys().filter(|phone| phone.starts_with("91")).collect::<Vec<_>>(),
        [DAN, ADA]
    );
    let again = people.plan_sync([ADA, DAN]).unwrap();
    assert!(again.is_empty());
    let requests = sandbox.requests().len();
    again.apply().all().unwrap();
    assert_eq!(sandbox.requests().len(), requests);
}

#[test]
fn plan_that_removes_nobody_needs_one_call() {
    let (sandbox, _, people) = team();
    let own = sandbox.instance("demo").phone();
    let plan = people.plan_sync([ADA, BOB, CAY, DAN, &own]).unwrap();
    assert_eq!((texts(&plan.to_add), plan.to_remove.len(), plan.kept.len()), (vec![DAN], 0, 0));
    sandbox.assert_operations(["get_all_participants"]);
    let outcomes = plan.apply();
    assert!(outcomes.removed.is_none());
    assert_eq!(outcomes.added.unwrap().unwrap().len(), 1);
}

#[test]
fn plan_can_be_changed_before_it_is_applied() {
    let (sandbox, team, people) = team();
    let mut plan = people.plan_sync([DAN]).unwrap();
    let cay = CAY.parse().unwrap();
    plan.to_remove.retain(|member| !member.is(&cay));
    plan.to_add.clear();
    let outcomes = plan.apply();
    assert!(outcomes.added.is_none());
    outcomes.all().unwrap();
    let members = sandbox.group(team.id()).unwrap().members;
    assert!(members.contains_key(CAY) && !members.contains_key(ADA) && !members.contains_key(DAN));
}

#[test]
fn each_person_has_an_outcome_and_failures_stop_nobody_else() {
    let (sandbox, team, people) = team();
    sandbox.person(DAN).fails(Change::Add, 408);
    sandbox.person(BOB).is_left_out(Change::Remove);
    let outcomes = people.plan_sync([DAN, "915555555555", CAY]).unwrap().apply();
    let failed: Vec<_> =
        outcomes.failed().map(|it| (it.id().unwrap().jid(), it.outcome())).collect();
    assert_eq!(failed, [(jid(DAN), Outcome::LeftRecently), (jid(BOB), Outcome::Unknown)]);
    assert_eq!(outcomes.added.as_ref().unwrap().as_ref().unwrap().len(), 2);
    assert_eq!(outcomes.removed.as_ref().unwrap().as_ref().unwrap().len(), 2);
    let members = sandbox.group(team.id()).unwrap().members;
    assert!(members.contains_key("915555555555") && !members.contains_key(ADA));
    let error = outcomes.all().unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Done));
    assert!(error.to_string().starts_with("add_participant: 200 OK: 1 of 2 failed"), "{error}");
}

#[test]
fn nobody_is_removed_if_the_call_that_adds_people_fails() {
    let (sandbox, team, people) = team();
    let plan = people.plan_sync([DAN]).unwrap();
    sandbox.operation("add_participant").fault(Fault::Status(500));
    let outcomes = plan.apply();
    assert!(outcomes.removed.is_none());
    assert_eq!(outcomes.failed().count(), 0);
    assert!(outcomes.all().unwrap_err().to_string().starts_with("add_participant: 500"));
    assert_eq!(sandbox.group(team.id()).unwrap().members.len(), 4);

    // The additions are not lost with the error of the call that removes people.
    sandbox.operation("remove_participant").fault(Fault::Status(400));
    let outcomes = plan.apply();
    assert_eq!(outcomes.added.as_ref().unwrap().as_ref().unwrap().failed().count(), 0);
    assert!(outcomes.all().unwrap_err().to_string().starts_with("remove_participant: 400"));
    assert_eq!(sandbox.group(team.id()).unwrap().members.len(), 5);
}

#[test]
fn nobody_is_removed_if_nobody_could_be_added() {
    let (sandbox, team, people) = team();
    sandbox.person(DAN).fails(Change::Add, 403);
    let outcomes = people.plan_sync([DAN]).unwrap().apply();
    assert!(outcomes.removed.is_none());
    assert_eq!(outcomes.failed().count(), 1);
    assert_eq!(sandbox.group(team.id()).unwrap().members.len(), 4);
}

#[test]
fn error_of_removing_says_that_people_were_added() {
    let (sandbox, _team, people) = team();
    let plan = people.plan_sync([DAN]).unwrap();
    sandbox.operation("remove_participant").fault(Fault::Status(400));
    let error = plan.apply().all().unwrap_err();
    assert_eq!(error.delivery(), Delivery::Done, "{error}");
}

#[test]
fn creator_and_the_instance_itself_are_kept() {
    let sandbox = Sandbox::start();
    let team = sandbox.instance("owner").group("Team").member(ADA);
    let own = sandbox.instance("demo").phone();
    let team = team.admin(&own);
    let groups = sandbox.client().instance("demo").groups();
    let people = groups.group(team.id()).unwrap().participants();
    let plan = people.plan_sync([BOB]).unwrap();
    assert_eq!(ids(&plan.to_remove), [jid(ADA)]);
    let mut kept = ids(&plan.kept);
    kept.sort();
    assert_eq!(kept, [jid(&sandbox.instance("owner").phone()), jid(&own)]);
    plan.apply().all().unwrap();
}

#[test]
fn group_with_hidden_numbers_is_synchronized_by_numbers() {
    let sandbox = Sandbox::start();
    let team = sandbox.instance("demo").group("Team").member(ADA).member(BOB).by_lid();
    let groups = sandbox.client().instance("demo").groups();
    let plan = groups.group(team.id()).unwrap().participants().plan_sync([ADA, CAY]).unwrap();
    assert_eq!((texts(&plan.to_add), plan.unchanged.len(), plan.kept.len()), (vec![CAY], 1, 1));
    assert_eq!(ids(&plan.to_remove), [sandbox.person(BOB).lid()]);
    plan.apply().all().unwrap();
    let members = sandbox.group(team.id()).unwrap().members;
    assert!(members.contains_key(CAY) && !members.contains_key(BOB) && members.len() == 3);
}

#[test]
fn members_are_recognized_by_every_id() {
    let hidden = json!({ "JID": "44@lid", "PhoneNumber": jid(ADA) });
    let numbered = json!({ "JID": jid(BOB), "LID": "55@lid" });
    for list in [[ADA, BOB], ["44@lid", "55@lid"], [ADA, "55@lid"], ["44@lid", BOB]] {
        let plan = plan_of(&[hidden.clone(), numbered.clone()], &list).unwrap();
        assert!(plan.is_empty(), "{plan:?}");
        assert_eq!((plan.unchanged.len(), plan.kept.len()), (2, 1));
    }
    // The same person under two ids is neither added nor removed.
    let twice = plan_of(&[hidden, numbered], &[ADA, "44@lid", BOB, "55@lid", "+91 98765 43210"]);
    assert!(twice.unwrap().is_empty());
    // Where nothing but hidden ids is in use, they are enough.
    let members = json!([{ "JID": "44@lid" }, { "JID": "55@lid" }, { "JID": "66@lid" }]);
    let plan = plan(&members, &json!({ "id": "66:2@lid" }), &["44@lid", "77@lid"]).unwrap();
    assert_eq!(
        (texts(&plan.to_add), ids(&plan.to_remove)),
        (vec!["77@lid"], vec!["55@lid".into()])
    );
    assert_eq!(ids(&plan.kept), ["66@lid"]);
}

#[test]
fn plan_is_refused_where_it_could_remove_another_person() {
    let lid = json!({ "JID": "44@lid" });
    let nobody = json!({ "JID": "?", "DisplayName": "+91 98**" });
    let may_be = |member: &str, person: &str| {
        format!(
            "the member {member} may be {person}, since the reply has no id of the same kind for the \
             member; use the ids of the server in the list"
        )
    };
    for (members, list, problem) in [
        (vec![lid.clone()], vec![ADA], may_be("44@lid", ADA)),
        (vec![json!({ "JID": jid(ADA) })], vec!["44@lid"], may_be(&jid(ADA), "44@lid")),
        (vec![json!({ "JID": jid(ADA) }), lid.clone()], vec![BOB], may_be("44@lid", BOB)),
        (
            vec![json!({ "JID": jid("551187654321") })],
            vec!["+55 11 98765-4321"],
            "the member 551187654321@s.whatsapp.net may be 5511987654321, whose number may".into(),
        ),
        (
            vec![json!({ "JID": "44@lid", "PhoneNumber": jid("5215512345678") })],
            vec!["525512345678"],
            "the member 44@lid may be 525512345678, whose number may".into(),
        ),
        (
            vec![json!({ "JID": jid(ADA) })],
            vec!["98765 43210"],
            "the member 919876543210@s.whatsapp.net may be 9876543210, whose number may lack its country code"
                .into(),
        ),
        (vec![nobody], vec![ADA], "is a string that is not a phone number".into()),
        (vec![json!("?")], vec![ADA], "`JID` of the participant is missing".into()),
    ] {
        let error = plan_of(&members, &list).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert!(error.to_string().contains(&problem), "{error}");
    }
    // Where nobody else is to be added, they cannot be the same.
    let plan = plan_of(&[lid, json!({ "JID": jid(ADA) })], &[ADA]).unwrap();
    assert_eq!(ids(&plan.to_remove), ["44@lid"]);
    let brazilians = [json!({ "JID": jid("551187654321") }), json!({ "JID": jid("551187654320") })];
    let plan = plan_of(&brazilians, &["551187654321", "5521987654322"]).unwrap();
    assert_eq!(ids(&plan.to_remove), [jid("551187654320")]);
}

#[test]
fn plan_is_refused_where_it_could_remove_the_instance() {
    let members = json!([{ "JID": jid(ADA) }, { "JID": "44@lid" }]);
    for user in
        [json!(null), json!({ "id": "" }), json!({ "id": jid(OWN) }), json!({ "name": KEY })]
    {
        let error = plan(&members, &user, &[ADA]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(
            error.to_string(),
            "get_all_participants: 200 OK: the instance cannot be identified among the members, and must not \
             remove itself; add and remove people with `add` and `remove`"
        );
    }
    // With nobody to remove, it does not matter.
    assert!(plan(&members, &json!(null), &[ADA, "44@lid"]).unwrap().is_empty());
}

#[test]
fn empty_lists_are_refused() {
    let (sandbox, _, people) = team();
    let none: [&str; 0] = [];
    assert_eq!(people.plan_sync(none).unwrap_err().kind(), ErrorKind::InvalidArgument);
    assert_eq!(people.plan_sync([ADA, "ann"]).unwrap_err().kind(), ErrorKind::InvalidArgument);
    sandbox.assert_operations([]);
    for members in [json!([]), json!(null), json!({ "JID": GROUP, "Participants": [] })] {
        let error = plan(&members, &json!(null), &[ADA]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{members}");
        let problem = "the reply has no members, although the instance is one";
        assert_eq!(error.to_string(), format!("get_all_participants: 200 OK: {problem}"));
    }
}
