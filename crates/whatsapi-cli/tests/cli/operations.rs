//! Each operation of the API's document is called by a command.

use std::collections::BTreeSet;

use whatsapi::operations;
use whatsapi_sandbox::Sandbox;

use crate::support::Cli;

const ANN: &str = "+919876543210";
const BOB: &str = "918888888888";

#[test]
fn each_operation_is_called_by_a_command() {
    let sandbox = Sandbox::start();
    let team = sandbox.instance("sales").product("Tea", "Green", 450, "EUR").group("Team");
    let group = team.member("919876543210").id().to_owned();
    sandbox.person("919876543210").name("Ann").picture(*b"\xFF\xD8\xFF");
    let cli = Cli::of(&sandbox);
    let image = cli.file("photo.jpg", b"\xFF\xD8\xFF and so on");
    let paper = cli.file("paper.pdf", "%PDF");
    let (keys, copy) = (cli.path("keys.json"), cli.path("copy.jpg"));
    let run = |command: &str| {
        let command = command
            .replace("GROUP", &group)
            .replace("IMAGE", &image)
            .replace("PAPER", &paper)
            .replace("KEYS", &keys)
            .replace("COPY", &copy);
        let arguments: Vec<&str> = command.split(' ').collect();
        let run = cli.run(&arguments);
        assert_eq!(run.code, 0, "{command}: {run:?}");
        run
    };

    let uploaded = run("media upload IMAGE --json");
    std::fs::write(&keys, uploaded.stdout).unwrap();
    for command in commands() {
        run(&command);
    }
    let link = run("group invite GROUP --fields link").stdout;
    for command in [
        "group preview LINK",
        "send invite 919876543210 LINK",
        "group leave GROUP --yes",
        "group join LINK",
        "instance logout sales --yes",
        "instance delete sales --yes",
    ] {
        run(&command.replace("LINK", link.trim()));
    }

    let called: BTreeSet<_> =
        sandbox.requests().iter().filter_map(|request| request.operation).collect();
    let missing: Vec<_> = operations::ALL
        .iter()
        .map(|known| known.name)
        .filter(|name| !called.contains(name))
        .collect();
    assert!(missing.is_empty(), "no command calls {missing:?}; add one, and a row here");
}

/// Commands that need nothing of each other but the order.
fn commands() -> Vec<String> {
    let people = format!("GROUP {ANN}");
    let mut commands: Vec<String> = [
        "instance create desk --webhook https://host/hook",
        "instance list",
        "instance info desk",
        "instance qr desk --once",
        "instance webhook desk --set https://host/new",
        "instance contacts",
        "group list",
        "group list --admin",
        "group show GROUP",
        "group name GROUP Team",
        "group description GROUP -all-of-us",
        "group picture GROUP IMAGE",
        "group picture GROUP",
        "group announce GROUP on",
        "group lock GROUP off",
        "group participants list GROUP",
        "send image GROUP IMAGE",
        "send video GROUP PAPER",
        "send audio GROUP PAPER",
        "send document GROUP PAPER --caption Read",
        "media upload --url https://host/clip.mp4 --type video",
        "media download KEYS --type image --output COPY",
        "profile picture IMAGE",
        "business catalog",
    ]
    .map(str::to_owned)
    .into();
    commands.extend([
        format!("group create New {ANN}"),
        format!("group participants add GROUP {BOB}"),
        format!("group participants promote {people}"),
        format!("group participants demote {people}"),
        format!("group participants remove GROUP {BOB} --yes"),
        format!("user info {ANN}"),
        format!("user picture {ANN}"),
        format!("business payment-request {ANN} 100 INR --expires 60"),
    ]);
    let messages = [
        "text TO Hello",
        "media TO KEYS --type image --caption Look",
        "contact TO --name Ada --phone +15550100",
        "location TO 48.8584 -2.2945 --name Tower",
        "poll TO Tea? Yes No",
        "list TO --title Menu --text Well? --button-text Choose --section Drinks=Tea,Coffee",
        "buttons TO Well? --button yes=Yes --button no=No",
        "buttons TO Well? --button yes=Yes --media KEYS",
        "template TO Well? --reply yes=Yes --link Site=https://host --call Us=+15550100",
        "template TO Well? --reply yes=Yes --media KEYS",
        "presence TO typing",
    ];
    commands.extend(messages.map(|message| format!("send {}", message.replace("TO", ANN))));
    commands
}
