//! `whatsapi user`

use clap::Subcommand;

#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  whatsapi user info +919876543210 +918888888888
  whatsapi user picture +919876543210 --fields url")]
pub(crate) enum User {
    /// Show what is known of people
    Info {
        /// Phone numbers with their country code, or JIDs
        #[arg(required = true, value_name = "PERSON")]
        people: Vec<String>,
    },
    /// Show the URL of a profile picture
    Picture {
        /// A phone number with its country code, or a JID
        person: String,
    },
}
