//! The options that every command takes.

use clap::Args;

/// The options that every command takes.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// The server, such as https://whatsapi.example [env: WHATSAPI_URL]
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) server: Option<String>,

    /// The key of the instance [env: WHATSAPI_INSTANCE]
    #[arg(short, long, global = true, value_name = "KEY")]
    pub(crate) instance: Option<String>,

    /// A profile of the configuration file [env: WHATSAPI_PROFILE]
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) profile: Option<String>,

    /// Allow plain http to a host that is not this machine [env: WHATSAPI_ALLOW_HTTP]
    #[arg(long, global = true)]
    pub(crate) allow_http: bool,

    /// How long a call may take with its retries, in seconds
    #[arg(
        long,
        global = true,
        value_name = "SECONDS",
        value_parser = clap::value_parser!(u64).range(1..),
    )]
    pub(crate) timeout: Option<u64>,

    /// Print one JSON document
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// Print these fields only; a single one without a header
    #[arg(long, global = true, value_name = "A,B", value_delimiter = ',')]
    pub(crate) fields: Vec<String>,

    /// Print data and errors only, no notes
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Print each attempt of a call to stderr
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,

    /// Whether the command may name a profile that does not exist yet.
    #[arg(skip)]
    pub(crate) makes_profile: bool,
}
