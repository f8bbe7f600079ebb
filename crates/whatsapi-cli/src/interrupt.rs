//! Ctrl-C: ends the process with 130.

use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::failure::Code;
use crate::output;

/// Whether a prompt handles Ctrl-C itself, since it has to restore the terminal first.
static IS_DEFERRED: AtomicBool = AtomicBool::new(false);

/// Makes Ctrl-C end the process with 130. Without it, a shell would see a signal instead of a code.
pub(crate) fn install() {
    let installed = ctrlc::set_handler(|| {
        if !IS_DEFERRED.load(Ordering::SeqCst) {
            // The terminal shows ^C, and there may be a progress line.
            eprintln!();
            output::message("error", "interrupted");
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
