//! Typed ids: the texts that they accept and reject, and how they are displayed.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[path = "support/mock.rs"]
mod mock;
mod support;

use std::collections::BTreeSet;
use std::fmt::{Debug, Display};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};
use std::str::FromStr;

use mock::MockServer;
use proptest::prelude::*;
use support::hostile::assert_id_is_sound;
use whatsapi::models::UploadMediaType;
use whatsapi::{Error, ErrorKind, GroupId, InviteCode, MediaType, Participant, Recipient};
use whatsapi_sandbox::Sandbox;

#[track_caller]
fn assert_parses<T: FromStr<Err = Error> + Display>(text: &str, shown: &str) {
    assert_eq!(text.parse::<T>().unwrap_or_else(|error| panic!("{error}")).to_string(), shown);
}

#[track_caller]
fn assert_rejected<T: FromStr<Err = Error> + Debug>(text: &str, like: &str) {
    let error = text.parse::<T>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert!(error.to_string().contains(like) && !error.to_string().contains('\n'), "{error}");
}

#[test]
fn group_ids_are_parsed_leniently_and_displayed_canonically() {
    for text in ["120363025246125486@g.us", "120363025246125486", " 120363025246125486@G.us\n"] {
        assert_parses::<GroupId>(text, "120363025246125486@g.us");
    }
    assert_parses::<GroupId>("919876543210-1550000000", "919876543210-1550000000@g.us");
    for text in [
        "",
        "admin",
        "create",
        "join",
        "invite-info",
        "1/2",
        "..",
        "1@c.us",
        "1-2-3",
        "-1",
        "1-",
        "@g.us",
        "１２３",
        "1 2",
        "1?a",
    ] {
        assert_rejected::<GroupId>(text, "120363025246125486@g.us");
    }
}

#[test]
fn participants_are_parsed_leniently_and_displayed_canonically() {
    for text in
        ["919876543210", "+919876543210", "+91 98765-43210", "(91) 98765.43210", " 91 9876 543210 "]
    {
        assert_parses::<Participant>(text, "919876543210");
    }
    for text in ["919876543210@s.whatsapp.net", "123456789012345678@lid"] {
        assert_parses::<Participant>(text, text);
    }
    assert_parses::<Participant>("919876543210@c.us", "919876543210@s.whatsapp.net");
    assert_parses::<Participant>("919876543210:12@s.whatsapp.net", "919876543210@s.whatsapp.net");
    assert_parses::<Participant>("919876543210.0:12@S.WhatsApp.net", "919876543210@s.whatsapp.net");
    for text in [
        "",
        "+",
        "1234",
        "0919876543210",
        "1234567890123456",
        "1@g.us",
        "a@c.us",
        "@lid",
        "91+98765",
        "me",
        "1:x@lid",
    ] {
        assert_rejected::<Participant>(text, "919876543210");
    }
    assert_eq!("+1 555 0100".parse::<Participant>().unwrap().phone_number(), Some("15550100"));
    assert_eq!("1@lid".parse::<Participant>().unwrap().phone_number(), None);
}

#[test]
fn recipient_is_a_person_or_a_group() {
    for (text, shown, jid) in [
        ("+91 98765-43210", "919876543210", "919876543210@s.whatsapp.net"),
        ("123456789012345", "123456789012345", "123456789012345@s.whatsapp.net"),
        ("91:3@s.whatsapp.net", "91@s.whatsapp.net", "91@s.whatsapp.net"),
        ("1@c.us", "1@s.whatsapp.net", "1@s.whatsapp.net"),
        ("44@lid", "44@lid", "44@lid"),
    ] {
        let recipient: Recipient = text.parse().unwrap();
        assert!(matches!(recipient, Recipient::Person(_)), "{text}");
        assert_eq!((recipient.to_string().as_str(), recipient.jid().as_str()), (shown, jid));
    }
    for (text, shown) in [
        ("120363025246125486@G.us", "120363025246125486@g.us"),
        ("120363025246125486", "120363025246125486@g.us"),
        ("919876543210-1550000000", "919876543210-1550000000@g.us"),
        ("12345@g.us", "12345@g.us"),
    ] {
        let recipient: Recipient = text.parse().unwrap();
        assert!(matches!(recipient, Recipient::Group(_)), "{text}");
        assert_eq!((recipient.to_string().as_str(), recipient.jid().as_str()), (shown, shown));
    }
    for (text, shown) in [
        ("120363144038483540@Newsletter", "120363144038483540@newsletter"),
        ("\u{200e}120363144038483540@newsletter ", "120363144038483540@newsletter"),
        ("status@broadcast", "status@broadcast"),
        (" Status@Broadcast", "status@broadcast"),
        ("1693000000@broadcast", "1693000000@broadcast"),
    ] {
        let recipient: Recipient = text.parse().unwrap();
        assert_eq!((recipient.to_string().as_str(), recipient.jid().as_str()), (shown, shown));
        assert_rejected::<Participant>(text, "919876543210");
        assert_rejected::<GroupId>(text, "120363025246125486@g.us");
    }
    // Invalid phone numbers are not taken for group ids.
    for text in ["", "1234", "0171-1234567", "0919876543210", "+1234567890123456", "me@broadcast"] {
        assert_rejected::<Recipient>(text, "120363025246125486@g.us");
    }
}

#[test]
fn invite_code_is_parsed_from_a_link() {
    for text in [
        "AbC-d_1",
        "https://chat.whatsapp.com/AbC-d_1",
        "http://chat.whatsapp.com/AbC-d_1/",
        "HTTPS://chat.whatsapp.com/AbC-d_1/?mode=ac_t",
        "https://chat.whatsapp.com/invite/AbC-d_1/",
        "https://chat.whatsapp.com/invite/AbC-d_1?mode=ac_t",
        "chat.whatsapp.com/AbC-d_1?mode=ac_t&x=/y",
        "https://CHAT.whatsapp.com/invite/AbC-d_1#top",
        " AbC-d_1 ",
    ] {
        assert_parses::<InviteCode>(text, "AbC-d_1");
    }
    for text in [
        "",
        "chat.whatsapp.com",
        "https://chat.whatsapp.com",
        "https://chat.whatsapp.com/",
        "https://chat.whatsapp.com/?mode=ac_t",
        "https://chat.whatsapp.com/invite",
        "https://chat.whatsapp.com/invite?mode=ac_t",
        "https://chat.whatsapp.com/invite#AbC",
        "https://chat.whatsapp.com/invite/",
        "https://chat.whatsapp.com/invite//",
        "https://chat.whatsapp.com/invite/?mode=ac_t",
        "https://chat.whatsapp.com/invite/invite",
        "https://CHAT.whatsapp.com/Invite",
        "https://chat.whatsapp.com//AbC",
        "https://chat.whatsapp.com/AbC/d",
        "https://chat.whatsapp.com.example.com/AbC",
        "https://user@chat.whatsapp.com/AbC",
        "ftp://chat.whatsapp.com/AbC",
        "invite",
        "https://example.com/AbC",
        "a/b",
        "a b",
        "a?b",
        "..",
        "ä",
    ] {
        assert_rejected::<InviteCode>(text, "https://chat.whatsapp.com/AbCdEf123");
    }
}

#[test]
fn spelling_of_a_participant_is_kept_for_display() {
    for (text, written) in [
        (" +91 98765-43210\r\n", "+91 98765-43210"),
        ("919876543210:12@S.WhatsApp.net", "919876543210:12@S.WhatsApp.net"),
        ("919876543210@c.us", "919876543210@c.us"),
    ] {
        assert_eq!(text.parse::<Participant>().unwrap().as_written(), written);
    }
}

#[test]
fn numbers_from_a_file_match_the_members_that_a_server_lists() {
    const FILE: &str = "name,phone\nAnn,+91 98765-43210\nBob,918888888888\nCy,917777777777@c.us\n";

    let sandbox = Sandbox::start();
    let seed = sandbox.instance("sales");
    let own: Participant = seed.phone().parse().unwrap();
    let team = seed.group("Team").member("919876543210").member("918888888888");
    let team = team.member("917777777777");
    let group = sandbox.client().instance("sales").groups().group(team.id()).unwrap();
    let members = || -> BTreeSet<Participant> {
        let listed = group.participants().list().unwrap().data().unwrap();
        listed.iter().map(|person| person.id().unwrap().clone()).filter(|it| *it != own).collect()
    };

    let wanted: BTreeSet<Participant> =
        FILE.lines().skip(1).map(|line| line.split(',').nth(1).unwrap().parse().unwrap()).collect();
    assert_eq!(members().symmetric_difference(&wanted).count(), 0);

    group.participants().remove(["918888888888@s.whatsapp.net"]).unwrap().all().unwrap();
    let missing: Vec<Participant> = wanted.difference(&members()).cloned().collect();
    assert_eq!(missing.iter().map(Participant::as_written).collect::<Vec<_>>(), ["918888888888"]);
}

#[test]
fn ids_and_enums_are_padded() {
    let group: GroupId = "1-2".parse().unwrap();
    let person: Participant = "919876543210".parse().unwrap();
    let code: InviteCode = "AbC".parse().unwrap();
    assert_eq!(format!("{group:>10}|{group:.3}|"), "  1-2@g.us|1-2|");
    assert_eq!(format!("{person:*<14}|"), "919876543210**|");
    assert_eq!(format!("{:^16}|", Recipient::from(person)), "  919876543210  |");
    assert_eq!(format!("{code:5}|"), "AbC  |");
    assert_eq!(format!("{:>8}|", MediaType::Audio), "   audio|");
    assert_eq!(
        format!("{:>8}|{:8}|", UploadMediaType::Video, UploadMediaType::from("gif")),
        "   video|gif     |"
    );
}

#[test]
fn ids_are_serialized_as_strings() {
    let id: GroupId = serde_json::from_str("\"1-2\"").unwrap();
    assert_eq!(serde_json::to_string(&id).unwrap(), "\"1-2@g.us\"");
    for (text, sent) in [("+91 98765-43210", "919876543210"), ("1:2@c.us", "1@s.whatsapp.net")] {
        let person: Participant = serde_json::from_value(text.into()).unwrap();
        assert_eq!(serde_json::to_value(&person).unwrap(), sent);
        assert_eq!(String::from(person), sent);
    }
    assert!(
        serde_json::from_str::<Participant>("\"nobody\"")
            .unwrap_err()
            .to_string()
            .contains("919876543210")
    );
}

/// Text that resembles an id.
fn almost() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[+0-9 ().:/@-]{0,20}(@g\\.us|@c\\.us|@lid|@s\\.whatsapp\\.net)?",
        "(https://)?(chat\\.whatsapp\\.com/)?(invite/)?[A-Za-z0-9_./?-]{0,12}",
    ]
}

/// A phone number, and all spellings of the user who has it.
fn spellings() -> impl Strategy<Value = (String, Vec<String>)> {
    ("91[1-9][0-9]{3,12}", 0..100_u8).prop_map(|(number, device)| {
        let (start, end) = number.split_at(2);
        let spellings = vec![
            number.clone(),
            format!("+{number}"),
            format!("+{start} ({end})"),
            format!("{start}-{end}"),
            format!("{number}@s.whatsapp.net"),
            format!("{number}:{device}@s.whatsapp.net"),
            format!("{number}.0:{device}@S.WHATSAPP.NET"),
            format!("{number}@c.us"),
        ];
        (number, spellings)
    })
}

fn hash_of(value: &impl Hash) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(value)
}

/// Asserts that equality, order and hash agree on whether these are the same.
fn assert_consistent<T: Ord + Hash + Debug>(a: &T, b: &T, is_same: bool) {
    assert_eq!(a == b, is_same, "{a:?} and {b:?}");
    assert_eq!(a.cmp(b).is_eq(), is_same, "{a:?} and {b:?}");
    assert_eq!(a.partial_cmp(b), Some(a.cmp(b)));
    assert_eq!(a.cmp(b), b.cmp(a).reverse());
    assert!(!is_same || hash_of(a) == hash_of(b), "{a:?} and {b:?}");
}

proptest! {
    #[test]
    fn spellings_of_a_user_are_one_identity((number, spellings) in spellings()) {
        let people: Vec<Participant> = spellings.iter().map(|text| text.parse().unwrap()).collect();
        let hidden: Participant = format!("{number}@lid").parse().unwrap();
        for (person, text) in people.iter().zip(&spellings) {
            let recipient: Recipient = text.parse().unwrap();
            for other in &people {
                assert_consistent(person, other, true);
                assert_consistent(&recipient, &other.clone().into(), true);
                prop_assert_eq!(person.jid(), other.jid());
            }
            assert_consistent(person, &hidden, false);
            let group: GroupId = number.parse().unwrap();
            assert_consistent(&recipient, &group.into(), false);
        }
    }

    #[test]
    fn different_users_are_different_identities(
        (a, spellings_of_a) in spellings(), (b, spellings_of_b) in spellings(),
    ) {
        for (one, other) in spellings_of_a.iter().zip(spellings_of_b.iter().rev()) {
            let one: Participant = one.parse().unwrap();
            assert_consistent(&one, &other.parse().unwrap(), a == b);
        }
    }

    #[test]
    fn parsed_id_round_trips_through_display(text in almost()) {
        assert_id_is_sound::<GroupId>(&text);
        assert_id_is_sound::<Participant>(&text);
        assert_id_is_sound::<Recipient>(&text);
        assert_id_is_sound::<InviteCode>(&text);
    }

    #[test]
    fn every_participant_and_suffixed_group_id_is_a_recipient(text in almost()) {
        let recipient = text.parse::<Recipient>();
        if let Ok(person) = text.parse::<Participant>() {
            prop_assert_eq!(recipient.unwrap(), Recipient::Person(person));
        } else if let (Ok(group), true) = (text.parse::<GroupId>(), text.contains('@')) {
            prop_assert_eq!(recipient.unwrap(), Recipient::Group(group));
        }
    }

    #[test]
    fn group_id_never_matches_another_endpoint(text in almost()) {
        if let Ok(id) = text.parse::<GroupId>() {
            let segment = id.to_string();
            prop_assert!(!["admin", "create", "join", "invite-info", ".", ".."].contains(&segment.as_str()));
            prop_assert!(segment.ends_with("@g.us"));
        }
    }
}

#[test]
fn group_id_is_sent_as_one_path_segment() {
    let server = MockServer::ok();
    let id: GroupId = "919876543210-1550000000".parse().unwrap();
    server.client().get_group("sales", &id.to_string()).unwrap();
    assert_eq!(
        server.only_request().line,
        "GET /api/instances/sales/groups/919876543210-1550000000@g.us"
    );
}
