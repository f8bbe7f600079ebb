//! Every method that takes a person or a recipient: how these are sent, and that the sandbox refuses the
//! spellings that servers do not take.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use whatsapi::models::{
    ButtonMessagePayload, ButtonMessageWithMediaPayload, ContactMessagePayloadVcard, FileUpload,
    LocationMessagePayloadLocation, TemplateButtonPayload, TemplateButtonWithMediaPayload,
};
use whatsapi::{
    Error, Instance, MediaType, Participants, Presence, SendGroupInviteOptions, SendMediaOptions,
    Upload,
};
use whatsapi_sandbox::{RecordedRequest, Sandbox};

use crate::support::table::messages::{buttons, list, template_button};

const ADA: &str = "919876543210";

/// A sandbox in which every method of the table succeeds.
struct Scene {
    sandbox: Sandbox,
    instance: Instance,
    group: String,
    code: String,
    keys: FileUpload,
}

impl Scene {
    fn new() -> Self {
        let sandbox = Sandbox::start();
        let group = sandbox.instance("sales").group("Team").member(ADA).id().to_owned();
        sandbox.person(ADA).picture(*b"\xFF\xD8\xFF");
        let instance = sandbox.client().instance("sales");
        let keys = instance.media().upload(MediaType::Image, file()).unwrap().data().unwrap();
        let code = sandbox.group(group.as_str()).unwrap().invite_code;
        Self { sandbox, instance, group, code, keys }
    }

    fn participants(&self) -> Participants {
        self.instance.groups().group(&self.group).unwrap().participants()
    }

    /// The request that a method sends for this person.
    fn request(&self, name: &str, call: Call, person: &str) -> RecordedRequest {
        let result = call(self, person);
        result.unwrap_or_else(|error| panic!("{name} of {person}: {error}"));
        self.sandbox.requests().pop().unwrap()
    }
}

fn file() -> Upload {
    Upload::from_bytes(*b"content").file_name("a.png")
}

fn place() -> LocationMessagePayloadLocation {
    LocationMessagePayloadLocation { name: "Here".into(), ..Default::default() }
}

type Call = fn(&Scene, &str) -> Result<(), Error>;

/// Each method, with the handle that has it.
fn methods() -> Vec<(&'static str, Call)> {
    let mut methods: Vec<(&'static str, Call)> = vec![
        ("Business::payment_request", |scene, person| {
            scene.instance.business().payment_request(person, 1, "INR", None).map(drop)
        }),
        ("Groups::create", |scene, person| {
            scene.instance.groups().create("Friends", [person]).map(drop)
        }),
        ("Participants::add", |scene, person| scene.participants().add([person]).map(drop)),
        ("Participants::demote", |scene, person| scene.participants().demote([person]).map(drop)),
        ("Participants::plan_sync", |scene, person| {
            let participants = scene.participants();
            // Only those who are not members are sent.
            participants.remove([ADA])?.all()?;
            participants.plan_sync([person])?.apply().all()
        }),
        ("Participants::promote", |scene, person| scene.participants().promote([person]).map(drop)),
        ("Participants::remove", |scene, person| scene.participants().remove([person]).map(drop)),
        ("Users::info", |scene, person| scene.instance.users().info([person]).map(drop)),
        ("Users::profile_picture", |scene, person| {
            scene.instance.users().profile_picture(person).map(drop)
        }),
    ];
    methods.extend(messages());
    methods.extend(messages_with_files());
    methods
}

fn messages() -> Vec<(&'static str, Call)> {
    vec![
        ("Messages::buttons", |scene, person| {
            let message = ButtonMessagePayload {
                buttons: Some(buttons()),
                text: Some("Well?".into()),
                ..Default::default()
            };
            scene.instance.messages().buttons(person, message).map(drop)
        }),
        ("Messages::contact", |scene, person| {
            let contact =
                ContactMessagePayloadVcard { phone: Some(person.into()), ..Default::default() };
            let named = ContactMessagePayloadVcard { full_name: Some("Ada".into()), ..contact };
            scene.instance.messages().contact(person, named).map(drop)
        }),
        ("Messages::group_invite", |scene, person| {
            let options = SendGroupInviteOptions::default();
            scene.instance.messages().group_invite(person, &scene.code, options).map(drop)
        }),
        ("Messages::list", |scene, person| {
            scene.instance.messages().list(person, list()).map(drop)
        }),
        ("Messages::location", |scene, person| {
            scene.instance.messages().location(person, place()).map(drop)
        }),
        ("Messages::location_with_url", |scene, person| {
            let messages = scene.instance.messages();
            messages.location_with_url(person, place(), "https://host/").map(drop)
        }),
        ("Messages::poll", |scene, person| {
            scene.instance.messages().poll(person, "What?", ["Tea", "Coffee"], 1).map(drop)
        }),
        ("Messages::presence", |scene, person| {
            scene.instance.messages().presence(person, Presence::Typing).map(drop)
        }),
        ("Messages::template", |scene, person| {
            let message = TemplateButtonPayload {
                buttons: vec![template_button()],
                content_text: Some("Well?".into()),
                ..Default::default()
            };
            scene.instance.messages().template(person, message).map(drop)
        }),
        ("Messages::text", |scene, person| {
            scene.instance.messages().text(person, "Hello").map(drop)
        }),
    ]
}

fn messages_with_files() -> Vec<(&'static str, Call)> {
    vec![
        ("Messages::audio", |scene, person| {
            scene.instance.messages().audio(person, file(), None).map(drop)
        }),
        ("Messages::buttons_with_media", |scene, person| {
            let message = ButtonMessageWithMediaPayload {
                buttons: Some(buttons()),
                media_data: Some(scene.keys.clone()),
                ..Default::default()
            };
            scene.instance.messages().buttons_with_media(person, message).map(drop)
        }),
        ("Messages::document", |scene, person| {
            scene.instance.messages().document(person, file(), None).map(drop)
        }),
        ("Messages::image", |scene, person| {
            scene.instance.messages().image(person, file(), None).map(drop)
        }),
        ("Messages::media", |scene, person| {
            let (messages, options) = (scene.instance.messages(), SendMediaOptions::default());
            messages.media(person, MediaType::Image, &scene.keys, options).map(drop)
        }),
        ("Messages::template_with_media", |scene, person| {
            let message = TemplateButtonWithMediaPayload {
                buttons: vec![template_button()],
                media: scene.keys.clone(),
                ..Default::default()
            };
            scene.instance.messages().template_with_media(person, message).map(drop)
        }),
        ("Messages::video", |scene, person| {
            scene.instance.messages().video(person, file(), None).map(drop)
        }),
    ]
}

/// The public methods with an argument of one of these types, in the sources of the handles.
fn methods_in(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            methods_in(&path, found);
            continue;
        }
        let (source, mut handle) = (std::fs::read_to_string(&path).unwrap(), "");
        let mut rest = source.as_str();
        while let Some((line, after)) = rest.split_once('\n') {
            if let Some(name) = line.strip_prefix("impl ") {
                handle = name.trim_end_matches(" {");
            }
            if let Some(name) = line.trim_start().strip_prefix("pub fn ") {
                let signature = &rest[..rest.find(" {\n").unwrap()];
                if signature.contains("IntoRecipient") || signature.contains("IntoParticipant") {
                    let name = name.split(['(', '<']).next().unwrap();
                    found.insert(format!("{handle}::{name}"));
                }
            }
            rest = after;
        }
    }
}

#[test]
fn every_method_that_takes_a_person_is_in_the_table() {
    let mut found = BTreeSet::new();
    methods_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/handles"), &mut found);
    let table: BTreeSet<String> = methods().iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(table, found, "add the method to the table in tests/handles/people.rs");
}

/// Whether a request names the person by this id, in its target or its body.
fn names(request: &RecordedRequest, id: &str) -> bool {
    let target = request.target.replace("%40", "@");
    target.contains(id) || String::from_utf8_lossy(&request.body).contains(id)
}

#[test]
fn every_method_sends_a_person_in_the_form_that_servers_take() {
    let (jid, legacy) = (format!("{ADA}@s.whatsapp.net"), format!("{ADA}@c.us"));
    let scene = Scene::new();
    for (name, call) in methods() {
        for spelling in [&legacy, "919876543210@C.US", "919876543210:7@S.WhatsApp.net", &jid] {
            // Whoever was removed is there again.
            let _ = scene.participants().add([ADA]).unwrap();
            let request = scene.request(name, call, spelling);
            assert!(names(&request, &jid), "{name} of {spelling}: {request}");
            let lower = request.to_string().to_lowercase();
            assert!(!lower.contains("c.us") && !names(&request, ":7@"), "{name}: {request}");
        }
        let _ = scene.participants().add([ADA]).unwrap();
        let request = scene.request(name, call, "\u{202a}+91 98765-43210\u{202c}");
        assert!(names(&request, ADA), "{name}: {request}");
        assert!(!names(&request, "98765-"), "{name}: {request}");
    }
}

/// The response to a recorded request in which the person is named by another id.
fn replayed(scene: &Scene, request: &RecordedRequest, id: &str) -> String {
    let jid = format!("{ADA}@s.whatsapp.net");
    let target = request.target.replace(&jid.replace('@', "%40"), &id.replace('@', "%40"));
    let body = String::from_utf8(request.body.clone()).unwrap().replace(&jid, id);
    let content_type = request.header("content-type").unwrap_or("text/plain");
    let (method, key) = (&request.method, scene.sandbox.api_key());
    let address = scene.sandbox.url().replace("http://", "");
    let mut stream = TcpStream::connect(&address).unwrap();
    write!(
        stream,
        "{method} {target} HTTP/1.1\r\nHost: {address}\r\nAuthorization: {key}\r\n\
         Content-Type: {content_type}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len(),
    )
    .unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    response
}

#[test]
fn sandbox_refuses_a_person_whom_no_server_finds_in_every_operation() {
    for (name, call) in methods() {
        let scene = Scene::new();
        let request = scene.request(name, call, &format!("{ADA}@s.whatsapp.net"));
        let messages = scene.sandbox.messages().len();
        for (id, reason) in [
            ("919876543210@c.us", "can't send message to unknown server c.us"),
            ("919876543210@S.WhatsApp.net", "can't send message to unknown server S.WhatsApp.net"),
            ("919876543210:7@s.whatsapp.net", "must be a user JID with no device part"),
        ] {
            let response = replayed(&scene, &request, id);
            assert!(response.starts_with("HTTP/1.1 400 "), "{name} of {id}: {response}");
            assert!(response.contains(reason), "{name} of {id}: {response}");
        }
        assert_eq!(scene.sandbox.messages().len(), messages, "{name}");
    }
}
