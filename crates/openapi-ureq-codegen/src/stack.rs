//! Room for recursion. The parsers, the stages and what drops syntax trees call themselves for each level of
//! nesting, and the thread of the caller may have a small stack.

use crate::diagnostic::{Diagnostic, Error, Place};

/// Enough for the deepest document that is read, without optimizations.
pub(crate) const SIZE: usize = 64 << 20;

/// Calls `work` on a thread with a large stack; `None` if it panics, or if there is no thread for it.
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
