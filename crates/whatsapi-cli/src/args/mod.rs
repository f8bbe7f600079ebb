//! The command line.

pub(crate) mod business;
pub(crate) mod config;
pub(crate) mod global;
pub(crate) mod group;
pub(crate) mod instance;
pub(crate) mod listen;
pub(crate) mod media;
pub(crate) mod profile;
pub(crate) mod request;
pub(crate) mod sandbox;
pub(crate) mod send;
pub(crate) mod user;
pub(crate) mod values;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use self::global::Global;

/// WhatsApp from the command line: instances, groups, messages and media of a WhatsAPI server.
#[derive(Debug, Parser)]
#[command(name = "whatsapi", version, max_term_width = 100, after_help = AFTER_HELP)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    #[command(flatten)]
    pub(crate) global: Global,
}

const AFTER_HELP: &str = "\
Examples:
  whatsapi login                                     # once: stores the server and its API key
  whatsapi instance create sales
  whatsapi instance qr sales                         # scan it with the phone
  whatsapi send text +919876543210 \"Hello\" -i sales
  whatsapi group list --fields id,name --json

Exit codes:
  0    done
  1    a call failed, or a file could not be read or written
  2    the command line or the configuration is wrong; nothing was sent
  3    done, but not for everybody
  4    there is no API key, or the server refused it
  130  interrupted by Ctrl-C";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Login(config::Login),
    /// Sessions of WhatsApp accounts: create, link, inspect, delete
    #[command(subcommand)]
    Instance(instance::Instance),
    /// Groups: create, change, invite, leave
    #[command(subcommand)]
    Group(group::Group),
    /// Send messages to people and groups
    #[command(subcommand)]
    Send(send::Send),
    /// Files at WhatsApp: upload once, send to many
    #[command(subcommand)]
    Media(media::Media),
    /// What is known of people
    #[command(subcommand)]
    User(user::User),
    /// The profile of the instance's own account
    #[command(subcommand)]
    Profile(profile::Profile),
    /// Features of business accounts
    #[command(subcommand)]
    Business(business::Business),
    Request(request::Request),
    /// Servers, keys and defaults, and where each comes from
    #[command(subcommand)]
    Config(config::Config),
    Listen(listen::Listen),
    Sandbox(sandbox::Sandbox),
    Completions(Completions),
    Man(Man),
}

/// Print the code that completes commands in a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  whatsapi completions bash > ~/.local/share/bash-completion/completions/whatsapi
  whatsapi completions fish > ~/.config/fish/completions/whatsapi.fish")]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: Shell,
}

/// Print the manual page of the command, or write those of all commands
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  whatsapi man | man -l -
  whatsapi man --folder ~/.local/share/man/man1")]
pub(crate) struct Man {
    /// Write a page for each command to this folder
    #[arg(long, value_name = "FOLDER")]
    pub(crate) folder: Option<PathBuf>,
}

/// The answer to the question of a destructive command.
#[derive(Debug, Args)]
pub(crate) struct Confirmation {
    /// Do not ask
    #[arg(short, long)]
    pub(crate) yes: bool,
}
