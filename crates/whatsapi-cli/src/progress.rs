//! Progress on stderr, for people at a terminal.

use std::borrow::Cow;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::args::global::Global;

/// A line with a spinner, until it is dropped. Where stderr is no terminal, nothing is drawn.
#[derive(Debug)]
pub(crate) struct Progress(ProgressBar);

impl Progress {
    pub(crate) fn start(global: &Global, message: impl Into<Cow<'static, str>>) -> Self {
        let target = match global.quiet || global.verbose {
            true => ProgressDrawTarget::hidden(),
            false => ProgressDrawTarget::stderr(),
        };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_style(ProgressStyle::default_spinner());
        bar.set_message(message);
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(bar)
    }

    pub(crate) fn message(&self, message: impl Into<Cow<'static, str>>) {
        self.0.set_message(message);
    }

    /// Writes to stderr with the line out of the way.
    pub(crate) fn suspend(&self, write: impl FnOnce()) {
        self.0.suspend(write);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
