//! Communities, groups that address their members by LID, approval, and disappearing messages.

use std::time::Duration;

use serde_json::{Value, json};
use whatsapi::{GroupInfo, Outcome, Participant, RetryPolicy};
use whatsapi_sandbox::{GroupKind, Role, Sandbox};

use crate::{ANN, ANN_JID, BOB, handle, status, with_group};

const BOB_JID: &str = "918888888888@s.whatsapp.net";

/// A group as this instance sees it.
fn info(sandbox: &Sandbox, instance: &str, id: &str) -> GroupInfo {
    handle(sandbox, instance, id).info().unwrap().data().unwrap()
}

/// The entry of a person in the JSON of a group.
fn entry(group: &GroupInfo, person: &str) -> Value {
    let person: Participant = person.parse().unwrap();
    let mut members = group.participants.as_ref().unwrap().iter();
    members.find(|member| member.is(&person)).unwrap().raw.clone()
}

#[test]
fn community_has_an_announcement_group_and_linked_groups() {
    let sandbox = Sandbox::start();
    let guest = sandbox.instance("guest").phone();
    let customers = sandbox.instance("sales").community("Customers");
    let berlin = customers.group("Berlin").member(ANN);
    let paris = customers.group("Paris").member(&guest);

    let community = info(&sandbox, "sales", customers.id());
    assert_eq!(
        (community.name.as_deref(), community.is_community),
        (Some("Customers"), Some(true))
    );
    assert_eq!((&community.community, community.is_announcement_group), (&None, Some(false)));
    assert_eq!(community.raw["DefaultMembershipApprovalMode"], "request_required");

    let id = Some(customers.id().parse().unwrap());
    let announcements = info(&sandbox, "sales", customers.announcements().id());
    assert_eq!((&announcements.community, announcements.is_community), (&id, Some(false)));
    assert_eq!(
        (announcements.is_announcement_group, announcements.is_announce),
        (Some(true), Some(true))
    );
    // Whoever is in one of the groups.
    assert_eq!(announcements.participants.unwrap().len(), 3);

    for group in [&berlin, &paris] {
        let linked = info(&sandbox, "sales", group.id());
        assert_eq!((&linked.community, linked.is_announcement_group), (&id, Some(false)));
        assert_eq!((linked.is_community, linked.participants.unwrap().len()), (Some(false), 2));
    }
    // By the API, too.
    handle(&sandbox, "sales", berlin.id()).participants().add([BOB]).unwrap().all().unwrap();
    let state = sandbox.group(customers.announcements().id()).unwrap();
    assert_eq!((state.members[BOB], state.kind), (Role::Member, GroupKind::Announcements));
    let listed = sandbox.client().instance("guest").groups().list().unwrap().data().unwrap();
    let ids: Vec<_> = listed.iter().map(|group| group.id().unwrap().as_str()).collect();
    assert_eq!(ids, [customers.announcements().id(), paris.id()]);
}

#[test]
fn only_admins_of_a_community_write_announcements_and_see_numbers() {
    let sandbox = Sandbox::start();
    let guest = sandbox.instance("guest").phone();
    let sales = sandbox.instance("sales").phone();
    let customers = sandbox.instance("sales").community("Customers");
    let _ = customers.group("Berlin").member(ANN).member(&guest);
    let id = customers.announcements().id().to_owned();
    let client = sandbox.client_builder().retry(RetryPolicy::none()).build().unwrap();
    client.instance("sales").messages().text(id.as_str(), "News").unwrap();
    let refused = client.instance("guest").messages().text(id.as_str(), "News").unwrap_err();
    assert!(refused.to_string().ends_with("Only admins may write to the group"), "{refused}");

    let ann = sandbox.person(ANN).lid();
    let seen = entry(&info(&sandbox, "sales", &id), &ann);
    assert_eq!((&seen["PhoneNumber"], &seen["DisplayName"]), (&json!(ANN_JID), &json!("")));
    let group = info(&sandbox, "guest", &id);
    let seen = entry(&group, &ann);
    assert_eq!((&seen["JID"], &seen["LID"]), (&json!(ann), &json!(ann)));
    assert_eq!(
        (&seen["PhoneNumber"], &seen["DisplayName"]),
        (&json!(""), &json!("+91\u{2219}\u{2219}10"))
    );
    // Their own number, and those of admins.
    for phone in [&guest, &sales] {
        assert_eq!(entry(&group, phone)["LID"], sandbox.person(phone).lid());
    }
}

#[test]
fn group_by_lid_addresses_members_by_it_and_is_changed_by_either_id() {
    let sandbox = Sandbox::start();
    let sales = sandbox.instance("sales").phone();
    let team = sandbox.instance("sales").group("Team").member(ANN).by_lid();
    let (group, ann) = (handle(&sandbox, "sales", team.id()), sandbox.person(ANN).lid());
    group.set_description("Who works on it").unwrap();

    let seen = info(&sandbox, "sales", team.id());
    let owner = sandbox.person(&sales).lid();
    assert_eq!(seen.owner.as_ref().unwrap().as_str(), owner);
    assert_eq!(seen.owner_lid, seen.owner);
    assert_eq!(seen.owner_phone_number.as_ref().unwrap().phone_number(), Some(sales.as_str()));
    assert_eq!((&seen.raw["NameSetBy"], &seen.raw["TopicSetBy"]), (&json!(owner), &json!(owner)));
    assert_eq!(seen.raw["AddressingMode"], "lid");
    let expected = json!({
        "JID": ann, "PhoneNumber": ANN_JID, "LID": ann, "IsAdmin": false, "IsSuperAdmin": false,
        "DisplayName": "", "Error": 0, "AddRequest": null,
    });
    assert_eq!(entry(&seen, ANN), expected);

    let people = group.participants();
    people.promote([ann.as_str()]).unwrap().all().unwrap();
    people.demote([ANN]).unwrap().all().unwrap();
    let again = people.add([ann.as_str(), BOB]).unwrap();
    let outcomes: Vec<Outcome> = again.iter().map(|person| person.outcome()).collect();
    assert_eq!(outcomes, [Outcome::AlreadyInState, Outcome::Done]);
    let bob = again.iter().nth(1).unwrap();
    assert!(
        bob.is(&BOB_JID.parse().unwrap()) && bob.is(&sandbox.person(BOB).lid().parse().unwrap())
    );
    people.remove([ann.as_str()]).unwrap().all().unwrap();
    assert!(!sandbox.group(team.id()).unwrap().members.contains_key(ANN));
    // It is not known whom this hides.
    let error = people.add(["55@lid"]).unwrap_err();
    assert!(error.to_string().ends_with("55@lid is not a phone number"), "{error}");
}

#[test]
fn new_groups_address_members_by_lid_if_the_sandbox_says_so() {
    let sandbox = Sandbox::start();
    sandbox.instance("sales");
    sandbox.address_new_groups_by_lid();
    sandbox.refuse_to_be_added(BOB);
    let client = sandbox.client();
    let groups = client.instance("sales").groups();
    let created = groups.create("Team", [ANN, BOB]).unwrap().data().unwrap();
    // Whom the program named by number, it recognizes.
    let outcomes = created.outcomes();
    assert_eq!(outcomes.len(), 3);
    let failed: Vec<_> = outcomes.failed().collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].id().unwrap().as_str(), sandbox.person(BOB).lid());
    assert!(failed[0].is(&BOB.parse().unwrap()));
    assert_eq!(created.participants.as_ref().unwrap().len(), 2);
    // The invitation goes to the number, or to the id that hides it.
    client.instance("sales").messages().invite(failed[0], Default::default()).unwrap();
    assert_eq!(sandbox.messages()[0].to, BOB_JID);
    let code = failed[0].add_request().unwrap().code.clone().unwrap();
    let lid = sandbox.person(BOB).lid();
    client.instance("sales").messages().group_invite(lid, code, Default::default()).unwrap();
}

#[test]
fn people_who_join_are_members_after_an_admin_approves() {
    let sandbox = Sandbox::start();
    let guest = sandbox.instance("guest").phone();
    let team = sandbox.instance("sales").group("Team").approval_required();
    assert_eq!(info(&sandbox, "sales", team.id()).is_approval_required, Some(true));
    let code = handle(&sandbox, "sales", team.id()).invite_code().unwrap().data().unwrap();
    let groups = sandbox.client().instance("guest").groups();
    // The reply is that of a group that is joined.
    for _ in 0..2 {
        assert_eq!(groups.join(&code).unwrap().data().unwrap().as_str(), team.id());
    }
    let state = sandbox.group(team.id()).unwrap();
    assert!(state.join_requests.contains(&guest) && !state.members.contains_key(&guest));
    assert_eq!(status(&handle(&sandbox, "guest", team.id()).info().unwrap_err()), 404);

    team.approve(&guest);
    assert!(sandbox.group(team.id()).unwrap().join_requests.is_empty());
    assert_eq!(info(&sandbox, "guest", team.id()).participants.unwrap().len(), 2);
    assert_eq!(status(&groups.join(&code).unwrap_err()), 400);
}

#[test]
#[should_panic(expected = "919876543210 has not asked to join the group")]
fn only_people_who_have_asked_can_be_approved() {
    Sandbox::start().instance("sales").group("Team").approval_required().approve(ANN);
}

#[test]
fn messages_of_a_group_disappear_after_the_timer() {
    const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);
    let (sandbox, group) = with_group();
    let timer = |id: &str| {
        let group = info(&sandbox, "demo", id);
        (group.disappearing_timer.unwrap(), group.raw["IsEphemeral"].clone())
    };
    assert_eq!(timer(group.id().as_str()), (Duration::ZERO, json!(false)));
    let brief = sandbox.instance("demo").group("Brief").disappearing(WEEK);
    assert_eq!(timer(brief.id()), (WEEK, json!(true)));
    assert_eq!(sandbox.group(brief.id()).unwrap().disappearing_timer, WEEK);
}

#[test]
#[should_panic(expected = "messages disappear after 1, 7 or 90 days: 60s")]
fn timer_that_whatsapp_does_not_have_panics() {
    let _ = Sandbox::start().instance("demo").group("Team").disappearing(Duration::from_secs(60));
}

#[test]
fn seeded_group_is_one_in_which_only_admins_write() {
    let sandbox = Sandbox::start();
    let group = sandbox.instance("demo").group("News").announce();
    assert_eq!(info(&sandbox, "demo", group.id()).is_announce, Some(true));
}
