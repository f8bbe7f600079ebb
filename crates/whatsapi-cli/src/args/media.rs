//! `whatsapi media`

use std::path::PathBuf;

use clap::Subcommand;

use super::values::Kind;

#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  whatsapi media upload logo.png --json > logo.json
  whatsapi send media +919876543210 logo.json --type image
  whatsapi media download logo.json --type image --output copy.png")]
pub(crate) enum Media {
    /// Upload a file, and print the media keys with which it can be sent
    Upload {
        /// The file
        #[arg(required_unless_present = "url")]
        file: Option<PathBuf>,
        /// A URL that the server fetches the file from
        #[arg(long, conflicts_with = "file", requires = "kind")]
        url: Option<String>,
        /// The kind; by default, by the name of the file
        #[arg(long = "type", value_name = "KIND")]
        kind: Option<Kind>,
    },
    /// Download a file
    Download {
        /// The media keys, as JSON; - reads them from stdin
        keys: PathBuf,
        /// The kind that it was sent as
        #[arg(long = "type", value_name = "KIND")]
        kind: Kind,
        /// Where to write it; - writes it to stdout
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
}
