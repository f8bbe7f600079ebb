//! Query parameters of the call options, in addition to those of the operation.

use std::fmt;

use crate::auth::Credentials;
use crate::encode::percent::{QUERY, push};
use crate::error::{Error, ErrorKind};

/// Parameters as they are sent, separated by `&`.
#[derive(Clone, Default)]
pub(crate) struct ExtraQuery(String);

impl fmt::Debug for ExtraQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A value may be secret.
        f.debug_list().entries(names(&self.0)).finish()
    }
}

impl ExtraQuery {
    /// Adds a parameter. Returns why it cannot be one.
    pub(crate) fn add(
        &mut self,
        name: &str,
        value: &str,
        credentials: &Credentials,
    ) -> Result<(), &'static str> {
        if name.is_empty() {
            return Err("has no name");
        }
        if credentials.use_query(name) {
            return Err("is set by the client itself; leave it out");
        }
        if !self.0.is_empty() {
            self.0.push('&');
        }
        push(&mut self.0, QUERY, name);
        self.0.push('=');
        push(&mut self.0, QUERY, value);
        Ok(())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Appends the parameters to the target of a request, unless it has one of them.
    pub(crate) fn append_to(&self, target: &mut String) -> Result<(), Error> {
        let before = target.split_once('?').map(|(_, query)| query);
        let is_before = |name: &&str| names(before.unwrap_or_default()).any(|other| other == *name);
        if let Some(name) = names(&self.0).find(is_before) {
            let message = format!(
                "the query parameter `{name}` of the call options is one of the operation, too; pass it there alone"
            );
            return Err(Error::new(ErrorKind::Configuration, message));
        }
        target.push(if before.is_some() { '&' } else { '?' });
        target.push_str(&self.0);
        Ok(())
    }
}

/// The names of the parameters, as they are sent.
fn names(query: &str) -> impl Iterator<Item = &str> {
    query.split('&').filter_map(|parameter| parameter.split('=').next())
}
