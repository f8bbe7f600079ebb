//! The handle of what only business accounts have.

use std::time::Duration;

use crate::Recipient;
use crate::checks::{minutes, recipient, refusal};
use crate::instance::{Instance, Reply};
use crate::models::PaymentRequestPayload;
use crate::runtime::Error;

/// What an [`Instance`] that is logged in with a business account has.
#[derive(Debug, Clone)]
pub struct Business {
    instance: Instance,
}

impl Business {
    pub(crate) fn new(instance: Instance) -> Self {
        Self { instance }
    }

    /// The products on offer. How the server describes them is not part of its document: read them
    /// with [`ApiResponse::data_as`](crate::models::ApiResponse::data_as).
    ///
    /// ```
    /// # let sandbox = whatsapi::sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let business = sandbox.client().instance("demo").business();
    /// let products: Vec<serde_json::Value> = business.catalog()?.data_as()?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As every call; see [`ErrorKind`](crate::ErrorKind).
    pub fn catalog(&self) -> Reply {
        self.instance.call(|client, key| client.fetch_catalog(key))
    }

    /// Asks somebody to pay an amount of money. The vendor calls this a beta feature.
    ///
    /// The API's document says neither in which unit the amount is (the currency itself, a hundredth
    /// or a thousandth of it), nor how the currency is written, nor how long a request without an
    /// expiry is good: try it with a small amount first. The currency is sent as the three capital
    /// letters of ISO 4217, the expiry in minutes, rounded up.
    ///
    /// ```
    /// # let sandbox = whatsapi::sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let business = sandbox.client().instance("demo").business();
    /// use std::time::Duration;
    ///
    /// business.payment_request("919876543210", 100, "INR", Duration::from_secs(3600))?;
    /// assert!(business.payment_request("919876543210", 0, "INR", None).is_err());
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if it is no [`Recipient`],
    /// the amount is not more than 0, the currency is not three letters, or the expiry is zero;
    /// otherwise as every call.
    pub fn payment_request<R>(
        &self,
        to: R,
        amount: i64,
        currency: &str,
        expiry: impl Into<Option<Duration>>,
    ) -> Reply
    where
        R: TryInto<Recipient>,
        Error: From<R::Error>,
    {
        const OPERATION: &str = "send_payment_request";
        let to = recipient(to, OPERATION)?;
        if amount <= 0 {
            let message = format!("the amount is {amount}; pass one that is more than 0");
            return Err(refusal(message, OPERATION));
        }
        let currency = currency.trim().to_ascii_uppercase();
        if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
            let message = "the currency is not three letters; pass one such as INR";
            return Err(refusal(message, OPERATION));
        }
        let data = PaymentRequestPayload {
            amount: Some(amount),
            currency: Some(currency),
            expiry_minutes: minutes(expiry.into(), OPERATION)?,
            to: Some(to),
        };
        self.instance.call(|client, key| client.send_payment_request(key, &data))
    }
}
