//! `whatsapi profile`

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum Profile {
    /// Replace the picture of the instance's account
    Picture {
        /// The new picture
        file: PathBuf,
    },
}
