//! End to end: a client sets a webhook, the sandbox posts an event to it, and the receiver reads it and
//! answers.

use std::sync::mpsc;

use whatsapi::webhook::{Event, EventKind};
use whatsapi::{Client, Error, MediaType, Participant};
use whatsapi_sandbox::{Change, Content, Incoming, InstanceFixture, Sandbox};

use crate::support::{RawServer, header, response, split};
use crate::{ANN, ANN_JID, chat, person};

const BOB: &str = "918888888888";

/// A receiver of webhooks that calls this function for each event, and a channel of what it returned.
fn receiver<T: Send + 'static>(
    handle: impl Fn(&Event) -> T + Send + Sync + 'static,
) -> (RawServer, mpsc::Receiver<T>) {
    let (sender, results) = mpsc::channel();
    let server = RawServer::serving(move |connection| {
        let Some(request) = connection.request() else { return };
        let (head, body) = split(&request);
        assert_eq!(header(&head, "content-type").as_deref(), Some("application/json"));
        let event = Event::from_slice(&body).unwrap();
        sender.send(handle(&event)).unwrap();
        connection.send(&response("200 OK", ""));
    });
    (server, results)
}

/// A sandbox whose instance `sales` has this webhook.
fn sandbox_for(server: &RawServer) -> (Sandbox, InstanceFixture) {
    let sandbox = Sandbox::start();
    let sales = sandbox.instance("sales");
    let url = format!("{}/hook/5f1d", server.url());
    sandbox.client().instance("sales").set_webhook(&url).unwrap();
    (sandbox, sales)
}

/// Answers a message with its text.
fn echo(client: &Client, event: &Event) -> Result<(), Error> {
    let Some(message) = event.message.as_ref().filter(|it| it.is_from_me == Some(false)) else {
        return Ok(());
    };
    let sales = client.instance(event.instance.as_deref().unwrap());
    let text = format!("You said: {}", message.text.as_deref().unwrap_or("nothing"));
    sales.messages().text(message.answer_to().unwrap(), &text).map(drop)
}

/// A sandbox whose instance answers each message that it receives.
fn echoing() -> (Sandbox, InstanceFixture, RawServer, mpsc::Receiver<Result<(), Error>>) {
    let sandbox = Sandbox::start();
    let client = sandbox.client();
    let (server, results) = receiver(move |event| echo(&client, event));
    let sales = sandbox.instance("sales");
    sandbox.client().instance("sales").set_webhook(&server.url()).unwrap();
    (sandbox, sales, server, results)
}

#[test]
fn text_is_answered_in_its_chat() {
    let (sandbox, sales, server, results) = echoing();
    let team = sales.group("Team").member(ANN);
    let first = sales.receive(Incoming::text("+91 98765-43210", "Hello")).unwrap();
    let second = sales.receive(Incoming::text(ANN, "Hi, all").in_group(team.id())).unwrap();
    sales.receive(Incoming::text(ANN, "An own one").from_me()).unwrap();
    assert_eq!(results.iter().take(3).filter(Result::is_ok).count(), 3);
    sandbox.assert_text(ANN, "You said: Hello");
    sandbox.assert_text(team.id(), "You said: Hi, all");
    assert_eq!(sandbox.messages().len(), 2);
    assert_ne!(first, second);
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn event_has_what_the_sandbox_knows_of_the_message() {
    let (server, events) = receiver(Event::clone);
    let (sandbox, sales) = sandbox_for(&server);
    let team = sales.group("Team").member(ANN);
    sandbox.person(ANN).name("Ann");
    let id = sales.receive(Incoming::text(ANN, "Hello").in_group(team.id())).unwrap();
    let event = events.recv().unwrap();
    assert_eq!(
        (event.kind.clone(), event.instance.as_deref()),
        (EventKind::Message, Some("sales"))
    );
    assert_eq!((event.chat(), event.sender()), (chat(team.id()), person(ANN).as_ref()));
    let message = event.message.unwrap();
    assert_eq!((message.id.as_ref(), message.sender_name.as_deref()), (Some(&id), Some("Ann")));
    assert_eq!((message.is_from_me, message.is_in_group()), (Some(false), Some(true)));
    assert!(message.timestamp.is_some() && message.media.is_none());

    sales.receive(Incoming::text(ANN, "From my phone").name("Me").from_me()).unwrap();
    let message = events.recv().unwrap().message.unwrap();
    assert_eq!((message.chat, message.sender), (chat(ANN_JID), person(&sales.phone())));
    assert_eq!((message.is_from_me, message.sender_name.as_deref()), (Some(true), Some("Me")));
}

#[test]
fn members_of_a_group_with_hidden_numbers_have_both_ids() {
    let (server, events) = receiver(Event::clone);
    let (sandbox, sales) = sandbox_for(&server);
    let lid = sandbox.person(ANN).lid();
    let team = sales.group("Team").member(ANN).by_lid();
    sales.receive(Incoming::text(ANN, "Hello").in_group(team.id())).unwrap();
    let message = events.recv().unwrap().message.unwrap();
    assert_eq!((&message.sender, &message.sender_lid), (&person(&lid), &person(&lid)));
    assert_eq!(message.sender_phone_number, person(ANN));
    sales.receive_change(team.id(), Change::Promote, [ANN]).unwrap();
    let group = events.recv().unwrap().group.unwrap();
    assert_eq!(group.promoted[0].id().unwrap(), &person(&lid).unwrap());

    // The private answer to a message in a group is sent to the hidden JID.
    let messages = sandbox.client().instance("sales").messages();
    messages.text(message.sender.unwrap(), "Hello, Ann").unwrap();
    assert_eq!(sandbox.messages().len(), 1);
}

#[test]
fn received_file_is_downloaded_with_the_keys_of_its_event() {
    for (kind, content) in [
        (MediaType::Image, &b"\xFF\xD8\xFF a picture"[..]),
        (MediaType::Video, b"\0\0\0 ftyp"),
        (MediaType::Audio, b"OggS"),
        (MediaType::Document, b""),
    ] {
        let (server, events) = receiver(Event::clone);
        let (sandbox, sales) = sandbox_for(&server);
        let file = Incoming::file(ANN, kind, content).caption("Look").file_name("a.bin");
        sales.receive(file.content_type("application/x-test")).unwrap();
        let event = events.recv().unwrap();
        assert_eq!(event.text(), Some("Look"));
        let file = event.media().unwrap();
        assert_eq!((file.kind, file.file_name.as_deref()), (kind, Some("a.bin")));
        assert_eq!(file.mime_type.as_deref(), Some("application/x-test"));
        assert_eq!(file.length, Some(i64::try_from(content.len()).unwrap()));

        let keys = file.keys().unwrap();
        let media = sandbox.client().instance("sales").media();
        let downloaded = media.download(file.kind, &keys);
        let request = sandbox.operation("download_media").assert_one();
        assert_eq!(request.json::<whatsapi::models::FileUpload>(), keys);
        assert!(request.target.contains(&format!("file_type={kind}")), "{}", request.target);
        match content {
            // The handle cannot tell an empty file from none.
            b"" => assert!(downloaded.unwrap().data().is_err()),
            _ => assert_eq!(downloaded.unwrap().data().unwrap(), content),
        }
    }
}

#[test]
fn change_of_a_group_is_posted_after_it_was_made() {
    let (server, events) = receiver(Event::clone);
    let (sandbox, sales) = sandbox_for(&server);
    let team = sales.group("Team").member(ANN);
    let ids = |event: &Event| {
        let group = event.group.clone().unwrap();
        let people = [group.joined, group.left, group.promoted, group.demoted];
        people.map(|people| {
            people.iter().map(|it| it.id().unwrap().clone()).collect::<Vec<Participant>>()
        })
    };
    for (index, (change, phone, role)) in [
        (Change::Add, BOB, Some("Member")),
        (Change::Promote, BOB, Some("Admin")),
        (Change::Demote, BOB, Some("Member")),
        (Change::Remove, ANN, None),
    ]
    .into_iter()
    .enumerate()
    {
        sales.receive_change(team.id(), change, [phone]).unwrap();
        let event = events.recv().unwrap();
        assert_eq!((&event.kind, event.chat()), (&EventKind::GroupChanged, chat(team.id())));
        assert_eq!(event.sender(), person(&sales.phone()).as_ref());
        let mut expected: [Vec<Participant>; 4] = Default::default();
        expected[[0, 2, 3, 1][index]] = vec![phone.parse().unwrap()];
        assert_eq!(ids(&event), expected);
        let members = sandbox.group(team.id()).unwrap().members;
        assert_eq!(members.get(phone).map(|role| format!("{role:?}")).as_deref(), role);
    }
    assert!(matches!(sandbox.messages()[..], []));
}

#[test]
fn answer_with_a_file_reaches_the_sandbox() {
    let sandbox = Sandbox::start();
    let client = sandbox.client();
    let (server, sent) = receiver(move |event| {
        let sales = client.instance("sales");
        let (file, chat) = (event.media().unwrap(), event.chat().unwrap());
        // WhatsApp has the file already: its keys are enough to send it on.
        sales.messages().media(chat, file.kind, &file.keys()?, Default::default()).map(drop)
    });
    sandbox.client().instances().create_with_webhook("sales", &server.url()).unwrap();
    sandbox.scan_qr("sales");
    sandbox
        .instance("sales")
        .receive(Incoming::file(ANN, MediaType::Image, *b"\xFF\xD8\xFF"))
        .unwrap();
    sent.recv().unwrap().unwrap();
    let Content::Media(media) = &sandbox.messages()[0].content else { unreachable!() };
    assert_eq!(media.bytes.as_deref(), Some(&b"\xFF\xD8\xFF"[..]));
}
