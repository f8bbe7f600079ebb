//! `whatsapi group`

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Confirmation;
use super::values::Switch;

const MEMBERS_HELP: &str = "Phone numbers with their country code, or JIDs";

#[derive(Debug, Subcommand)]
#[command(after_help = "\
GROUP is the id of a group, such as 120363025246125486@g.us; `whatsapi group list` has them.

Examples:
  whatsapi group list --admin
  whatsapi group create \"Team\" +919876543210 +918888888888
  whatsapi group participants add 120363025246125486@g.us +917777777777
  whatsapi group invite 120363025246125486@g.us")]
pub(crate) enum Group {
    /// List the groups of the instance
    List {
        /// Only those that it is an admin of
        #[arg(long)]
        admin: bool,
        /// Do not ask the server for the members
        #[arg(long, conflicts_with = "admin")]
        without_members: bool,
    },
    /// Create a group of these people
    Create {
        /// The name, of up to 22 characters
        name: String,
        #[arg(required = true, value_name = "PERSON", help = MEMBERS_HELP)]
        people: Vec<String>,
    },
    /// Show a group
    #[command(visible_alias = "info")]
    Show {
        /// The id of the group
        group: String,
    },
    /// Leave a group
    Leave {
        /// The id of the group
        group: String,
        #[command(flatten)]
        confirmation: Confirmation,
    },
    /// Rename a group
    Name {
        /// The id of the group
        group: String,
        /// The new name, of up to 22 characters
        #[arg(allow_hyphen_values = true)]
        text: String,
    },
    /// Replace the description of a group
    Description {
        /// The id of the group
        group: String,
        /// The new description
        #[arg(allow_hyphen_values = true)]
        text: String,
    },
    /// Show or replace the picture of a group
    Picture {
        /// The id of the group
        group: String,
        /// The new picture, a JPEG
        file: Option<PathBuf>,
    },
    /// Set whether only admins may write
    Announce {
        /// The id of the group
        group: String,
        /// Whether only admins may
        state: Switch,
    },
    /// Set whether only admins may edit the name, the picture and so on
    Lock {
        /// The id of the group
        group: String,
        /// Whether only admins may
        state: Switch,
    },
    /// Print the link with which others can join
    Invite {
        /// The id of the group
        group: String,
    },
    /// Show what is behind an invite link, without joining
    Preview {
        /// The link, or the code in it
        link: String,
    },
    /// Join the group behind an invite link
    Join {
        /// The link, or the code in it
        link: String,
    },
    Sync(Sync),
    /// The members of a group
    #[command(subcommand, visible_alias = "members")]
    Participants(Participants),
}

#[derive(Debug, Subcommand)]
#[command(after_help = "\
The exit code is 3 if a change failed for some of the people.

Examples:
  whatsapi group participants list 120363025246125486@g.us
  whatsapi group participants add 120363025246125486@g.us +919876543210
  whatsapi group participants remove 120363025246125486@g.us +919876543210 --yes")]
pub(crate) enum Participants {
    /// List the members
    List {
        /// The id of the group
        group: String,
    },
    /// Add people
    Add(People),
    /// Remove people
    Remove {
        #[command(flatten)]
        people: People,
        #[command(flatten)]
        confirmation: Confirmation,
    },
    /// Make members admins
    Promote(People),
    /// Make admins ordinary members
    Demote(People),
}

/// People and a group.
#[derive(Debug, Args)]
pub(crate) struct People {
    /// The id of the group
    pub(crate) group: String,
    #[arg(required = true, value_name = "PERSON", help = MEMBERS_HELP)]
    pub(crate) people: Vec<String>,
}

/// Make the members of a group those of a CSV file
#[derive(Debug, Args)]
#[command(after_help = "\
Shows who would be added and removed, and asks before it is done. The instance itself and the
creator of the group are never removed. Every row of the file needs a phone number or JID, since
whoever is left out would be removed.

The column is that named phone, phone number, mobile, whatsapp, person or jid. A file without names
of columns needs no more than the numbers. The exit code is 3 if a change failed for some people.

Examples:
  whatsapi group sync 120363025246125486@g.us people.csv --dry-run
  whatsapi group sync 120363025246125486@g.us people.csv --column Telefon
  whatsapi group sync 120363025246125486@g.us people.csv --keep-others --yes")]
pub(crate) struct Sync {
    /// The id of the group
    pub(crate) group: String,
    /// The CSV file; - reads stdin
    pub(crate) file: PathBuf,
    /// The column with the phone numbers or JIDs: its name, or its number from 1
    #[arg(long, value_name = "NAME")]
    pub(crate) column: Option<String>,
    /// Add people only, and remove nobody
    #[arg(long)]
    pub(crate) keep_others: bool,
    /// Print the plan, and change nothing
    #[arg(long, conflicts_with = "yes")]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) confirmation: Confirmation,
}
