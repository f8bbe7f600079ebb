//! `whatsapi instance`

use std::path::PathBuf;

use clap::Subcommand;

use super::Confirmation;

#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  whatsapi instance create sales --webhook https://example.com/hook
  whatsapi instance qr sales
  whatsapi instance list --json")]
pub(crate) enum Instance {
    /// Create an instance
    Create {
        /// The key of the new instance, a name of your choice
        key: String,
        /// The URL that its events are sent to
        #[arg(long, value_name = "URL")]
        webhook: Option<String>,
    },
    /// List the instances of the server
    List,
    /// Show an instance
    Info {
        /// The key; default: that of --instance
        key: Option<String>,
    },
    /// Show the QR code that links an instance to a phone, until it is linked
    #[command(after_help = "\
The code is renewed while you scan it: on the phone, WhatsApp > Linked devices > Link a device.

Examples:
  whatsapi instance qr sales
  whatsapi instance qr sales --png code.png --once")]
    Qr {
        /// The key; default: that of --instance
        key: Option<String>,
        /// Write the code to a PNG file instead of the terminal
        #[arg(long, value_name = "FILE")]
        png: Option<PathBuf>,
        /// Show one code, and do not wait
        #[arg(long)]
        once: bool,
        /// How long to wait for the phone
        #[arg(long, value_name = "SECONDS", default_value_t = 120, conflicts_with = "once")]
        wait: u64,
    },
    /// List the contacts of an instance
    Contacts {
        /// The key; default: that of --instance
        key: Option<String>,
    },
    /// Show or set the URL that the events of an instance are sent to
    #[command(after_help = "\
Examples:
  whatsapi instance webhook sales
  whatsapi instance webhook sales --set https://example.com/hook
  whatsapi instance webhook sales --remove")]
    Webhook {
        /// The key; default: that of --instance
        key: Option<String>,
        /// The new URL
        #[arg(long, value_name = "URL")]
        set: Option<String>,
        /// Send the events nowhere
        #[arg(long, conflicts_with = "set")]
        remove: bool,
    },
    /// Log an instance out, which unlinks its phone
    Logout {
        /// The key
        key: String,
        #[command(flatten)]
        confirmation: Confirmation,
    },
    /// Delete an instance
    Delete {
        /// The key
        key: String,
        #[command(flatten)]
        confirmation: Confirmation,
    },
}
