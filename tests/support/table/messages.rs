//! The operations that send a message without a file.

use std::time::Duration;

use serde_json::{Value, json};
use whatsapi::SendGroupInviteOptions;
use whatsapi::models::{
    ButtonMessagePayload, ContactMessagePayload, ContactMessagePayloadVcard,
    GroupInviteMessagePayload, ListItem, ListMessagePayload, ListSection, LocationMessagePayload,
    LocationMessagePayloadLocation, PollMessagePayload, ReplyButton, TemplateButton,
    TemplateButtonPayload, TextMessage,
};

use super::{Handled, PERSON, Row, instance, row};

pub fn buttons() -> Vec<ReplyButton> {
    let button = |id: &str, text: &str| ReplyButton {
        button_id: Some(id.into()),
        button_text: Some(text.into()),
    };
    vec![button("y", "Yes"), button("n", "No")]
}

pub fn buttons_json() -> Value {
    json!([{ "button_id": "y", "button_text": "Yes" }, { "button_id": "n", "button_text": "No" }])
}

pub fn template_button() -> TemplateButton {
    TemplateButton {
        button_id: Some("u".into()),
        payload: Some("https://host/".into()),
        title: "Open".into(),
        type_: "urlButton".into(),
    }
}

pub fn template_button_json() -> Value {
    json!({ "button_id": "u", "payload": "https://host/", "title": "Open", "type": "urlButton" })
}

pub fn list() -> ListMessagePayload {
    let row = |id: &str, title: &str, description: Option<&str>| ListItem {
        description: description.map(str::to_owned),
        row_id: Some(id.into()),
        title: title.into(),
    };
    ListMessagePayload {
        button_text: Some("Open".into()),
        description: Some("of today".into()),
        multi_select: Some(false),
        sections: vec![ListSection {
            rows: vec![row("1", "Soup", Some("hot")), row("2", "Bread", None)],
            title: "Food".into(),
        }],
        text: Some("Choose".into()),
        title: Some("Menu".into()),
        to: "919876543210".into(),
    }
}

fn list_json() -> Value {
    json!({
        "button_text": "Open", "description": "of today", "multi_select": false,
        "sections": [{
            "rows": [
                { "description": "hot", "row_id": "1", "title": "Soup" },
                { "row_id": "2", "title": "Bread" },
            ],
            "title": "Food",
        }],
        "text": "Choose", "title": "Menu", "to": "919876543210",
    })
}

pub fn rows() -> Vec<Row> {
    vec![
        row("send_text_message", |client| {
            client.send_text_message(
                "sales",
                &TextMessage { text: "Grüße\n\"quoted\" 👋".into(), to: "919876543210".into() },
            )
        })
        .json(json!({ "text": "Grüße\n\"quoted\" 👋", "to": "919876543210" }))
        .handle(|client| {
            instance(client).messages().text(PERSON, "Grüße\n\"quoted\" 👋").map(Handled::from)
        }),
        row("send_contact", |client| {
            client.send_contact(
                "sales",
                &ContactMessagePayload {
                    to: "919876543210".into(),
                    vcard: ContactMessagePayloadVcard {
                        full_name: Some("Ada L".into()),
                        organization: Some("Engines".into()),
                        phone: Some("918888888888".into()),
                    },
                },
            )
        })
        .json(json!({
            "to": "919876543210",
            "vcard": {
                "full_name": "Ada L", "organization": "Engines", "phone": "918888888888",
            },
        }))
        .handle(|client| {
            instance(client)
                .messages()
                .contact(
                    PERSON,
                    ContactMessagePayloadVcard {
                        full_name: Some("Ada L".into()),
                        organization: Some("Engines".into()),
                        phone: Some("918888888888".into()),
                    },
                )
                .map(Handled::from)
        }),
        row("send_location", |client| {
            client.send_location(
                "sales",
                &LocationMessagePayload {
                    location: LocationMessagePayloadLocation {
                        address: None,
                        latitude: -0.25,
                        longitude: 36.5,
                        name: "Equator".into(),
                    },
                    to: "919876543210".into(),
                    url: None,
                },
            )
        })
        .json(json!({
            "location": { "latitude": -0.25, "longitude": 36.5, "name": "Equator" },
            "to": "919876543210",
        }))
        .handle(|client| {
            instance(client)
                .messages()
                .location(
                    PERSON,
                    LocationMessagePayloadLocation {
                        latitude: -0.25,
                        longitude: 36.5,
                        name: "Equator".into(),
                        ..Default::default()
                    },
                )
                .map(Handled::from)
        }),
        row("send_location", |client| {
            client.send_location(
                "sales",
                &LocationMessagePayload {
                    location: LocationMessagePayloadLocation {
                        address: Some("Road 1".into()),
                        latitude: 90.0,
                        longitude: 0.0,
                        name: "Pole".into(),
                    },
                    to: "919876543210".into(),
                    url: Some("https://host/pole".into()),
                },
            )
        })
        .json(json!({
            "location": {
                "address": "Road 1", "latitude": 90.0, "longitude": 0.0, "name": "Pole",
            },
            "to": "919876543210", "url": "https://host/pole",
        })),
        row("send_poll_message", |client| {
            client.send_poll_message(
                "sales",
                &PollMessagePayload {
                    options: vec!["Tea".into(), "Coffee".into()],
                    selectable_options_count: 1,
                    title: "What?".into(),
                    to: "919876543210".into(),
                },
            )
        })
        .json(json!({
            "options": ["Tea", "Coffee"], "selectable_options_count": 1, "title": "What?",
            "to": "919876543210",
        }))
        .handle(|client| {
            instance(client)
                .messages()
                .poll(PERSON, "What?", ["Tea", "Coffee"], 1)
                .map(Handled::from)
        }),
        row("send_list_message", |client| client.send_list_message("sales", &list()))
            .json(list_json())
            .handle(|client| instance(client).messages().list(PERSON, list()).map(Handled::from)),
        row("send_button_message", |client| {
            client.send_button_message(
                "sales",
                &ButtonMessagePayload {
                    buttons: Some(buttons()),
                    footer_text: Some("below".into()),
                    header_text: Some("above".into()),
                    text: Some("Well?".into()),
                    to: Some("919876543210".into()),
                },
            )
        })
        .json(json!({
            "buttons": buttons_json(), "footer_text": "below", "header_text": "above",
            "text": "Well?",
            "to": "919876543210",
        }))
        .handle(|client| {
            instance(client)
                .messages()
                .buttons(
                    PERSON,
                    ButtonMessagePayload {
                        buttons: Some(buttons()),
                        footer_text: Some("below".into()),
                        header_text: Some("above".into()),
                        text: Some("Well?".into()),
                        to: Some("is replaced".into()),
                    },
                )
                .map(Handled::from)
        }),
        row("send_template", |client| {
            client.send_template(
                "sales",
                &TemplateButtonPayload {
                    buttons: vec![template_button()],
                    content_text: Some("Well?".into()),
                    footer: Some("below".into()),
                    header: Some("above".into()),
                    to: "919876543210".into(),
                },
            )
        })
        .json(json!({
            "buttons": [template_button_json()], "content_text": "Well?", "footer": "below",
            "header": "above", "to": "919876543210",
        }))
        .handle(|client| {
            instance(client)
                .messages()
                .template(
                    PERSON,
                    TemplateButtonPayload {
                        buttons: vec![template_button()],
                        content_text: Some("Well?".into()),
                        footer: Some("below".into()),
                        header: Some("above".into()),
                        to: "is replaced".into(),
                    },
                )
                .map(Handled::from)
        }),
        row("send_group_invite", |client| {
            client.send_group_invite(
                "sales",
                &GroupInviteMessagePayload {
                    caption: Some("Join us".into()),
                    expiry_minutes: Some(60),
                    invite_code: Some("AbC".into()),
                    to: Some("919876543210".into()),
                },
            )
        })
        .json(json!({
            "caption": "Join us", "expiry_minutes": 60, "invite_code": "AbC",
            "to": "919876543210",
        }))
        .handle(|client| {
            instance(client)
                .messages()
                .group_invite(
                    PERSON,
                    "https://chat.whatsapp.com/AbC",
                    SendGroupInviteOptions {
                        caption: Some("Join us"),
                        expiry: Some(Duration::from_secs(3600)),
                    },
                )
                .map(Handled::from)
        }),
    ]
}
