//! `whatsapi send`

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::values::{Activity, Kind, Pair};

const TO_HELP: &str = "A phone number with its country code, a JID, or the id of a group";

#[derive(Debug, Subcommand)]
#[command(after_help = "\
TO is a phone number with its country code, a JID, or the id of a group.

Examples:
  whatsapi send text +919876543210 \"Hello\"
  date | whatsapi send text +919876543210 -
  whatsapi send image +919876543210 logo.png --caption \"Our new logo\"
  whatsapi send poll 120363025246125486@g.us \"Tea or coffee?\" Tea Coffee")]
pub(crate) enum Send {
    /// Send a text
    Text {
        #[arg(help = TO_HELP)]
        to: String,
        /// The text; - reads it from stdin
        #[arg(allow_hyphen_values = true)]
        text: String,
    },
    /// Send a picture
    Image(File),
    /// Send a video
    Video(File),
    /// Send an audio file, such as a voice message
    Audio(File),
    /// Send any file, which is offered as a download
    Document(File),
    Media(Media),
    Contact(Contact),
    Location(Location),
    Poll(Poll),
    /// Send a list to choose from
    List(List),
    Buttons(Buttons),
    Template(Template),
    Invite(Invite),
    /// Show that you type or record
    Presence {
        #[arg(help = TO_HELP)]
        to: String,
        /// What is shown
        activity: Activity,
    },
}

/// Send a file that was uploaded before
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  whatsapi media upload logo.png --json > logo.json
  whatsapi send media +919876543210 logo.json --type image --caption \"Our new logo\"")]
pub(crate) struct Media {
    #[arg(help = TO_HELP)]
    pub(crate) to: String,
    /// The media keys that `whatsapi media upload --json` has printed; - reads them from stdin
    pub(crate) keys: PathBuf,
    /// The kind that it was uploaded as
    #[arg(long = "type", value_name = "KIND")]
    pub(crate) kind: Kind,
    /// The text under it
    #[arg(long)]
    pub(crate) caption: Option<String>,
    /// The name that the recipient sees
    #[arg(long, value_name = "NAME")]
    pub(crate) file_name: Option<String>,
}

/// Send a contact
#[derive(Debug, Args)]
pub(crate) struct Contact {
    #[arg(help = TO_HELP)]
    pub(crate) to: String,
    /// The name of the contact
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// The phone number of the contact
    #[arg(long, required_unless_present = "name")]
    pub(crate) phone: Option<String>,
    /// Where the contact works
    #[arg(long)]
    pub(crate) organization: Option<String>,
}

/// Send a place
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  whatsapi send location +919876543210 48.8584 2.2945 --name \"Eiffel Tower\"")]
pub(crate) struct Location {
    #[arg(help = TO_HELP)]
    pub(crate) to: String,
    /// Degrees to the north, as a decimal
    #[arg(allow_negative_numbers = true)]
    pub(crate) latitude: f64,
    /// Degrees to the east, as a decimal
    #[arg(allow_negative_numbers = true)]
    pub(crate) longitude: f64,
    /// What the place is called
    #[arg(long)]
    pub(crate) name: String,
    /// The postal address
    #[arg(long)]
    pub(crate) address: Option<String>,
    /// A link
    #[arg(long)]
    pub(crate) url: Option<String>,
}

/// Send a poll
#[derive(Debug, Args)]
pub(crate) struct Poll {
    #[arg(help = TO_HELP)]
    pub(crate) to: String,
    /// The question
    pub(crate) question: String,
    /// What can be chosen
    #[arg(required = true, num_args = 2.., value_name = "OPTION")]
    pub(crate) options: Vec<String>,
    /// How many options one may choose; 0 means any number
    #[arg(long, value_name = "COUNT", default_value_t = 1)]
    pub(crate) selectable: u32,
}

/// Send a text with buttons that reply
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  whatsapi send buttons +919876543210 \"Are you in?\" --button yes=Yes --button no=No")]
pub(crate) struct Buttons {
    #[arg(help = TO_HELP)]
    pub(crate) to: String,
    /// The text
    pub(crate) text: String,
    /// A button: its id and what is on it
    #[arg(long = "button", required = true, value_name = "ID=TEXT")]
    pub(crate) buttons: Vec<Pair>,
    #[command(flatten)]
    pub(crate) frame: Frame,
}

/// Send a text with buttons that reply, open a link or call a number
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  whatsapi send template +919876543210 \"Your order\" --reply \"ok=Thanks\" \\
    --link \"Track it=https://example.com/track\" --call \"Call us=+15550100\"")]
pub(crate) struct Template {
    #[arg(help = TO_HELP)]
    pub(crate) to: String,
    /// The text
    pub(crate) text: String,
    /// A button that replies: its id and what is on it
    #[arg(long, value_name = "ID=TEXT", required_unless_present_any = ["link", "call"])]
    pub(crate) reply: Vec<Pair>,
    /// A button that opens a link
    #[arg(long, value_name = "TEXT=URL")]
    pub(crate) link: Vec<Pair>,
    /// A button that calls a number
    #[arg(long, value_name = "TEXT=NUMBER")]
    pub(crate) call: Vec<Pair>,
    #[command(flatten)]
    pub(crate) frame: Frame,
}

/// Send an invitation to a group
#[derive(Debug, Args)]
pub(crate) struct Invite {
    #[arg(help = TO_HELP)]
    pub(crate) to: String,
    /// The invite link, or the code in it
    pub(crate) link: String,
    /// The text under it
    #[arg(long)]
    pub(crate) caption: Option<String>,
    /// For how long it is valid
    #[arg(long, value_name = "MINUTES")]
    pub(crate) expires: Option<u32>,
}

/// A file for somebody.
#[derive(Debug, Args)]
pub(crate) struct File {
    #[arg(help = TO_HELP)]
    pub(crate) to: String,
    /// The file
    pub(crate) file: PathBuf,
    /// The text under it
    #[arg(long)]
    pub(crate) caption: Option<String>,
}

/// What is around a text with buttons.
#[derive(Debug, Args)]
pub(crate) struct Frame {
    /// A line above the text
    #[arg(long, value_name = "TEXT", conflicts_with = "media")]
    pub(crate) header: Option<String>,
    /// A line below the text
    #[arg(long, value_name = "TEXT")]
    pub(crate) footer: Option<String>,
    /// A file above the text: the media keys that `whatsapi media upload --json` has printed
    #[arg(long, value_name = "FILE")]
    pub(crate) media: Option<PathBuf>,
}

/// A list to choose from.
#[derive(Debug, Args)]
#[command(after_help = "\
The id of each row is its title. With --input, the list is read from a JSON file in the form of the
API, where rows have ids and descriptions too.

Examples:
  whatsapi send list +919876543210 --title Menu --text \"What would you like?\" \\
    --button-text Choose --section \"Drinks=Tea,Coffee\" --section \"Food=Cake\"
  whatsapi send list +919876543210 --input list.json")]
pub(crate) struct List {
    #[arg(help = TO_HELP)]
    pub(crate) to: String,
    /// The title
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// The text
    #[arg(long)]
    pub(crate) text: Option<String>,
    /// The description
    #[arg(long)]
    pub(crate) description: Option<String>,
    /// What is on the button that opens the list
    #[arg(long, value_name = "TEXT")]
    pub(crate) button_text: Option<String>,
    /// A section and its rows
    #[arg(long = "section", value_name = "TITLE=ROW,ROW", required_unless_present = "input")]
    pub(crate) sections: Vec<Pair>,
    /// Let people choose several rows
    #[arg(long)]
    pub(crate) multi_select: bool,
    /// Read the list from a JSON file; - reads stdin
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = [
            "title", "text", "description", "button_text", "sections", "multi_select",
        ],
    )]
    pub(crate) input: Option<PathBuf>,
}
