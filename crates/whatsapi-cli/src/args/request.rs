//! `whatsapi request`

use std::path::PathBuf;

use clap::Args;

use super::values::Pair;

/// Call any endpoint of the API
#[derive(Debug, Args)]
#[command(after_help = "\
The key, the retries and the errors are those of all commands. PATH is relative to the API, such
as /instances/list; {instance} in it stands for the default instance.

Fields go to the query of GET, HEAD and DELETE, and to a JSON body otherwise.

Examples:
  whatsapi request GET /instances/list
  whatsapi request POST '/instances/{instance}/send/text' -f to=919876543210 -f text=Hello
  whatsapi request PUT '/instances/{instance}/brand-new' -F count=3 -F tags='[\"a\"]'
  whatsapi request POST /instances/create --input instance.json")]
pub(crate) struct Request {
    /// The method, such as GET
    pub(crate) method: String,
    /// The path, and a query if there is one
    pub(crate) path: String,
    /// A field, read as JSON if it is JSON; @FILE reads the value from a file
    #[arg(short = 'F', long = "field", value_name = "KEY=VALUE")]
    pub(crate) typed: Vec<Pair>,
    /// A field that is a text, whatever it looks like
    #[arg(short = 'f', long = "text-field", value_name = "KEY=TEXT")]
    pub(crate) texts: Vec<Pair>,
    /// A header, such as X-Trace:1
    #[arg(short = 'H', long = "header", value_name = "NAME:VALUE")]
    pub(crate) headers: Vec<String>,
    /// A file with a JSON body; - reads stdin. Fields then go to the query
    #[arg(long, value_name = "FILE")]
    pub(crate) input: Option<PathBuf>,
}
