//! Values of arguments.

use clap::ValueEnum;
use whatsapi::{MediaType, Presence};

/// A setting of a group.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Switch {
    On,
    Off,
}

impl Switch {
    pub(crate) fn is_on(self) -> bool {
        matches!(self, Self::On)
    }
}

/// The kind of a file.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Kind {
    Image,
    Video,
    Audio,
    Document,
}

impl From<Kind> for MediaType {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Image => Self::Image,
            Kind::Video => Self::Video,
            Kind::Audio => Self::Audio,
            Kind::Document => Self::Document,
        }
    }
}

/// What is shown in a chat.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Activity {
    Typing,
    Recording,
    Paused,
}

impl From<Activity> for Presence {
    fn from(activity: Activity) -> Self {
        match activity {
            Activity::Typing => Self::Typing,
            Activity::Recording => Self::Recording,
            Activity::Paused => Self::Paused,
        }
    }
}

/// Two texts in one argument, such as `yes=Count me in`.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) value: String,
}

impl std::str::FromStr for Pair {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once('=').ok_or("there is no = in it")?;
        if name.is_empty() {
            return Err("there is nothing before the =".to_owned());
        }
        Ok(Self { name: name.to_owned(), value: value.to_owned() })
    }
}
