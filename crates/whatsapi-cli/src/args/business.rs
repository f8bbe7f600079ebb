//! `whatsapi business`

use clap::Subcommand;

#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  whatsapi business catalog --json
  whatsapi business payment-request +919876543210 100 INR")]
pub(crate) enum Business {
    /// Show the products in the catalog
    Catalog,
    /// Request a payment
    #[command(after_help = "\
The API's document specifies neither the unit of the amount (the currency itself, a hundredth or a
thousandth of it) nor how long a request is valid by default: try it with a small amount first.

Examples:
  whatsapi business payment-request +919876543210 100 INR --expires 60")]
    PaymentRequest {
        /// A phone number with its country code, a JID, or the id of a group
        to: String,
        /// The amount
        amount: i64,
        /// The currency, such as INR
        currency: String,
        /// For how long the request is valid
        #[arg(long, value_name = "MINUTES")]
        expires: Option<u32>,
    },
}
