//! Ctrl-C: ends the process with 130.

use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::failure::Code;
use crate::output;

/// Whether a prompt handles Ctrl-C itself, since it has to restore the terminal first.
static IS_DEFERRED: AtomicBool = AtomicBool::new(false);

type Task = Box<dyn FnOnce() + Send>;

/// What is to be undone before the process ends.
static BEFORE_EXIT: Mutex<Option<Task>> = Mutex::new(None);

/// Makes Ctrl-C end the process with 130. Without it, a shell would see a signal instead of a code.
pub(crate) fn install() {
    let installed = ctrlc::set_handler(|| {
        if !IS_DEFERRED.load(Ordering::SeqCst) {
            // The terminal shows ^C, and there may be a progress line.
            eprintln!();
            output::message("error", "interrupted");
            run_before_exit();
            exit(Code::Interrupted as i32);
        }
    });
    if let Err(error) = installed {
        output::message("note", &format!("Ctrl-C will not end with the code 130: {error}"));
    }
}

/// Leaves Ctrl-C to the code that runs next.
pub(crate) fn defer() {
    IS_DEFERRED.store(true, Ordering::SeqCst);
}

/// Ends the process on Ctrl-C again.
pub(crate) fn resume() {
    IS_DEFERRED.store(false, Ordering::SeqCst);
}

/// Has a task done before Ctrl-C ends the process.
pub(crate) fn before_exit(task: impl FnOnce() + Send + 'static) {
    *slot() = Some(Box::new(task));
}

/// Does that task, once: whoever comes second waits until it is done.
pub(crate) fn run_before_exit() {
    let mut slot = slot();
    if let Some(task) = slot.take() {
        task();
    }
}

fn slot() -> MutexGuard<'static, Option<Task>> {
    BEFORE_EXIT.lock().unwrap_or_else(PoisonError::into_inner)
}
