//! Reports how much of a body was transferred, to a function of the caller.

use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;

use crate::observe::run_caught;

type Report = dyn Fn(u64, Option<u64>) + Send + Sync;

/// A caller's function that receives the number of bytes transferred so far, and that of all bytes if
/// it is known. A panic in it does not fail the call.
#[derive(Clone)]
pub(crate) struct Progress(Arc<Report>);

impl Progress {
    pub(crate) fn new(report: impl Fn(u64, Option<u64>) + Send + Sync + 'static) -> Self {
        Self(Arc::new(report))
    }

    /// Returns the reader of a body, which reports what is read from it. The start is reported now.
    pub(crate) fn of<R: Read>(&self, reader: R, total: Option<u64>) -> Reported<R> {
        let reported = Reported { reader, progress: self.clone(), done: 0, total };
        reported.report();
        reported
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Progress(..)")
    }
}

/// A body whose progress is reported.
pub(crate) struct Reported<R> {
    reader: R,
    progress: Progress,
    done: u64,
    total: Option<u64>,
}

impl<R> Reported<R> {
    fn report(&self) {
        run_caught(|| (self.progress.0)(self.done, self.total));
    }
}

impl<R: Read> Read for Reported<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        if count > 0 {
            self.done += count as u64;
            self.report();
        }
        Ok(count)
    }
}
