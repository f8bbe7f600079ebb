//! The handle for the features of business accounts.

use std::time::Duration;

use serde_json::Value;

use super::Context;
use super::validate::{minutes, recipient, refusal};
use crate::generated::models::PaymentRequestPayload;
use crate::generated::operations;
use crate::ids::recipient::IntoRecipient;
use crate::replies::message::SentMessage;
use crate::replies::reply::Reply;
use openapi_ureq::Error;

/// The features of an [`Instance`](crate::Instance) that is logged in with a business account.
#[derive(Debug, Clone)]
pub struct Business {
    context: Context,
}

impl Business {
    pub(super) fn new(context: Context) -> Self {
        Self { context }
    }

    /// The products in the catalog. Their shape is not part of the API's document: decode them with
    /// [`Reply::data_as`].
    ///
    /// Calls [`fetch_catalog`](crate::Client::fetch_catalog), which is idempotent: it is retried
    /// after any transient failure.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let business = sandbox.client().instance("demo").business();
    /// let products: Vec<serde_json::Value> = business.catalog()?.data_as()?;
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance does not exist (404) or its
    /// account is not a business account.
    pub fn catalog(&self) -> Result<Reply<Value>, Error> {
        self.context.call(|client, key| client.fetch_catalog(key))
    }

    /// Requests a payment. The vendor calls this a beta feature.
    ///
    /// The API's document does not specify the unit of the amount (the currency itself, a hundredth
    /// or a thousandth of it), the format of the currency, or how long a request without an expiry is
    /// valid. Try it with a small amount first. The currency is sent as three capital letters
    /// (ISO 4217), the expiry in minutes, rounded up.
    ///
    /// Calls [`send_payment_request`](crate::Client::send_payment_request), which is not
    /// idempotent: it is retried only if an attempt had no effect.
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
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
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the recipient is not a
    /// [`Recipient`](crate::Recipient), the amount is not positive, the currency is not three
    /// letters, or the expiry is zero. [`ErrorKind::Api`](crate::ErrorKind::Api) if the instance
    /// does not exist (404) or may not write to the recipient.
    pub fn payment_request(
        &self,
        to: impl IntoRecipient,
        amount: i64,
        currency: &str,
        expiry: impl Into<Option<Duration>>,
    ) -> Result<Reply<SentMessage>, Error> {
        let operation = &operations::SEND_PAYMENT_REQUEST;
        let to = recipient(to, operation)?;
        if amount <= 0 {
            let message = format!("the amount is {amount}; pass one that is more than 0");
            return Err(refusal(message, operation));
        }
        let currency = currency.trim().to_ascii_uppercase();
        if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
            let message = "the currency is not three letters; pass one such as INR";
            return Err(refusal(message, operation));
        }
        let data = PaymentRequestPayload {
            amount: Some(amount),
            currency: Some(currency),
            expiry_minutes: minutes(expiry.into(), operation)?,
            to: Some(to),
            ..Default::default()
        };
        self.context.call(|client, key| client.send_payment_request(key, &data))
    }
}
