//! `whatsapi business`

use std::time::Duration;

use super::send::shown;
use super::{Run, Session};
use crate::args::business::Business;
use crate::failure::Failure;
use crate::output::Output;
use crate::output::record::Field;
use crate::views::message::SENT;

impl Run for Business {
    fn fields(&self) -> Option<&'static [Field]> {
        match self {
            // The shape of products is not part of the API's document.
            Self::Catalog => None,
            Self::PaymentRequest { .. } => Some(SENT),
        }
    }

    fn run(&self, session: &Session<'_>) -> Result<Output, Failure> {
        let business = session.instance(None)?.business();
        match self {
            Self::Catalog => Ok(Output::of_reply(&business.catalog()?, Output::raw)),
            Self::PaymentRequest { to, amount, currency, expires } => {
                let expiry = expires.map(|minutes| Duration::from_secs(60 * u64::from(minutes)));
                Ok(shown(&business.payment_request(to, *amount, currency, expiry)?))
            }
        }
    }
}
