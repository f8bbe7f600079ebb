//! What this crate adds to ureq's connections: it notes whether anything of a request has left, and
//! puts back what was masked for the log.

use std::cell::Cell;
use std::fmt;

use http::Uri;
use ureq::config::Config;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

use super::masking::unmask;

thread_local! {
    /// Whether bytes of this thread's request have been written.
    static HAS_LEFT: Cell<bool> = const { Cell::new(false) };
}

/// Watches one request of this thread. A request made while another is under way, as by the reader
/// of an upload, is watched apart.
pub(super) struct Watch {
    outer: bool,
}

impl Watch {
    pub(super) fn start() -> Self {
        Self { outer: HAS_LEFT.replace(false) }
    }

    /// Whether anything of the request has been written to the server. What was written to make the
    /// connection (TLS, a proxy) does not count.
    pub(super) fn has_left(&self) -> bool {
        HAS_LEFT.get()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        HAS_LEFT.set(self.outer);
    }
}

/// The last link of the chain of connectors.
#[derive(Debug)]
pub(super) struct LastLink;

impl<In: Transport> Connector<In> for LastLink {
    type Out = Watched<In>;

    fn connect(
        &self,
        _: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        Ok(chained.map(Watched))
    }
}

#[derive(Debug)]
pub(super) struct Watched<In>(In);

impl<In: Transport> Transport for Watched<In> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.0.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        HAS_LEFT.set(true);
        unmask(self.0.buffers(), amount);
        self.0.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.0.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.0.is_open()
    }

    fn is_tls(&self) -> bool {
        self.0.is_tls()
    }
}

/// Looks names up; a failure can be told from other failures of I/O.
#[derive(Debug, Default)]
pub(super) struct Lookup(DefaultResolver);

impl Resolver for Lookup {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        self.0.resolve(uri, config, timeout).map_err(|error| match error {
            ureq::Error::Io(error) => ureq::Error::Other(Box::new(LookupFailed(error))),
            error => error,
        })
    }
}

/// A name that could not be looked up.
#[derive(Debug)]
pub(super) struct LookupFailed(std::io::Error);

impl fmt::Display for LookupFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for LookupFailed {}
