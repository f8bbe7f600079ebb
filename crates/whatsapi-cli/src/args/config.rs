//! `whatsapi login` and `whatsapi config`

use clap::{Args, Subcommand, ValueEnum};

use super::Confirmation;

/// Store the server and the API key of a profile
#[derive(Debug, Args)]
#[command(after_help = "\
Asks for the key without showing it, and checks it with a call before it is stored. The key is
never an argument: those are in the history of the shell, and other users can see them.

Examples:
  whatsapi login
  whatsapi login --server https://whatsapi.example --profile work --instance sales
  pass whatsapi | whatsapi login --server https://whatsapi.example --key-stdin")]
pub(crate) struct Login {
    /// Read the key from stdin
    #[arg(long)]
    pub(crate) key_stdin: bool,
}

#[derive(Debug, Subcommand)]
#[command(after_help = "\
Options come before environment variables, and these before the profile.

Examples:
  whatsapi config list
  whatsapi config set instance sales
  whatsapi config use work")]
pub(crate) enum Config {
    /// Show each setting and where it comes from
    List,
    /// List the profiles
    Profiles,
    /// Change a setting of the profile
    Set {
        /// The setting
        setting: SettingName,
        /// The value
        value: String,
    },
    /// Use a profile where none is named
    Use {
        /// The name of the profile
        name: String,
    },
    /// Remove a profile and its key
    Remove {
        /// The name of the profile
        name: String,
        #[command(flatten)]
        confirmation: Confirmation,
    },
    /// Print the path of the configuration file
    Path,
}

/// A setting that can be changed. The key is not one: `login` checks it.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum SettingName {
    Server,
    Instance,
    AllowHttp,
}
