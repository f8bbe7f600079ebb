//! `whatsapi listen`

use std::net::IpAddr;

use clap::Args;

use super::Confirmation;

/// Print the events that a server posts to a webhook, as they come
#[derive(Debug, Args)]
#[command(after_help = "\
Receives them on this machine, until Ctrl-C. Each is a line; with --json, each line is a document.

A server elsewhere cannot reach this machine: forward a public address to it, such as by a tunnel,
and name that address with --url.

Examples:
  whatsapi listen --register                                # a sandbox on this machine
  whatsapi listen --port 4000 --url https://you.tunnel.example/hook --register
  whatsapi listen --port 4000 --json --fields sender,text")]
pub(crate) struct Listen {
    /// The port; by default, any that is free
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    pub(crate) port: u16,
    /// The address to receive at
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(crate) bind: IpAddr,
    /// Set the webhook of the instance to the URL of this command
    #[arg(long)]
    pub(crate) register: bool,
    /// The URL at which the server reaches this command
    #[arg(long, requires = "register")]
    pub(crate) url: Option<String>,
    #[command(flatten)]
    pub(crate) confirmation: Confirmation,
    /// End after this many events
    #[arg(long)]
    pub(crate) count: Option<usize>,
}
