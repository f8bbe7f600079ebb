//! Threads with a large stack. The parsers, the stages and the destructors of syntax trees are recursive, and the
//! caller's thread may have a small stack. Slow work is split among as many threads as there are processors.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::diagnostic::{Diagnostic, Error, Place};

/// Enough for the deepest document that is accepted, in a debug build.
const SIZE: usize = 64 << 20;

/// Calls `work` on a thread with a large stack. `None` if it panics, or if no thread can be started.
pub(crate) fn with_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(SIZE).spawn_scoped(scope, work);
        thread.ok()?.join().ok()
    })
}

/// Calls a function of the public interface on such a thread.
pub(crate) fn guarded<T: Send>(work: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
    with_stack(work).unwrap_or_else(|| {
        let message = "this is a bug in the generator: it panicked, or could not start a thread";
        let remedy = "report it; what was printed before says where it happened";
        Err(Error::new(vec![Diagnostic::new(&Place::default(), message, remedy)]))
    })
}

/// Calls `work` for each item. The results are in the order of the items.
pub(crate) fn in_parallel<I: Sync, T: Send>(items: &[I], work: impl Fn(&I) -> T + Sync) -> Vec<T> {
    let (next, results) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(items.len())));
    let work_off = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { break };
            let result = work(item);
            results.lock().unwrap_or_else(PoisonError::into_inner).push((index, result));
        }
    };
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 1..processors.min(items.len()) {
            // If no thread can be started, the current one does all the work.
            let builder = std::thread::Builder::new().stack_size(SIZE);
            drop(builder.spawn_scoped(scope, work_off));
        }
        work_off();
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
