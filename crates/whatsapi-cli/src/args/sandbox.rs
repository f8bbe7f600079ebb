//! `whatsapi sandbox`

use clap::Args;

/// Serve a WhatsAPI server to try commands on
///
/// It keeps state as a real server does, but is connected to nothing: no message reaches anybody. It has
/// the instance `sales`, which is linked, with a group. It runs until Ctrl-C.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  whatsapi sandbox                   # prints the variables to set in another terminal
  whatsapi sandbox --scan-after 5    # a phone scans each QR code after 5 seconds")]
pub(crate) struct Sandbox {
    /// Start without instances
    #[arg(long)]
    pub(crate) empty: bool,
    /// Link an instance this long after its QR code was first read
    #[arg(long, value_name = "SECONDS")]
    pub(crate) scan_after: Option<u64>,
}
