//! `whatsapi sandbox`

use clap::{Args, Subcommand};

/// Serve a WhatsAPI server to try commands on
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
It keeps state as a real server does, but is connected to nothing: no message reaches anybody. It has
the instance `sales`, which is linked, with a group. It runs until Ctrl-C.

Examples:
  whatsapi sandbox                   # prints the variables to set in another terminal
  whatsapi sandbox --scan-after 5    # a phone scans each QR code after 5 seconds
  whatsapi sandbox trigger message \"Hello\""
)]
pub(crate) struct Sandbox {
    #[command(subcommand)]
    pub(crate) action: Option<Action>,
    /// Start without instances
    #[arg(long)]
    pub(crate) empty: bool,
    /// Link an instance this long after its QR code was first read
    #[arg(long, value_name = "SECONDS")]
    pub(crate) scan_after: Option<u64>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    /// Post an event to the webhook of the instance, as a server does
    #[command(subcommand)]
    Trigger(Trigger),
}

/// An event.
#[derive(Debug, Subcommand)]
#[command(after_help = "\
The webhook has to be on this machine, so that no program elsewhere takes the event for a real one.

Examples:
  whatsapi listen --register            # in another terminal
  whatsapi sandbox trigger message \"Hello\" --from +919876543210 --name Ann")]
pub(crate) enum Trigger {
    /// Somebody writes a text
    Message {
        /// The text
        #[arg(allow_hyphen_values = true)]
        text: String,
        /// Who writes: a phone number with its country code
        #[arg(long, value_name = "PERSON", default_value = "919876543210")]
        from: String,
        /// The name of who writes
        #[arg(long)]
        name: Option<String>,
        /// The group in which they write
        #[arg(long)]
        group: Option<String>,
    },
}
