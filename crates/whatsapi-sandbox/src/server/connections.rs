//! The open connections: limits their number, tracks which are idle, and closes them.

use std::collections::BTreeMap;
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// The server has stopped.
#[derive(Debug)]
pub(crate) struct Stopped;

pub(crate) struct Connections {
    state: Mutex<State>,
    /// Notified when a connection closes or becomes idle, and when the server stops.
    changed: Condvar,
    limit: usize,
}

#[derive(Default)]
struct State {
    stopped: bool,
    /// The reserved places, including those of open connections.
    places: usize,
    opened: u64,
    open: BTreeMap<u64, Entry>,
    threads: Vec<JoinHandle<()>>,
}

struct Entry {
    stream: TcpStream,
    is_idle: bool,
}

impl Connections {
    pub(super) fn new(limit: usize) -> Self {
        Self { state: Mutex::default(), changed: Condvar::new(), limit }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a free place for another connection. If there is none, closes an idle connection,
    /// since clients keep connections open for their next request.
    pub(super) fn reserve(self: &Arc<Self>) -> Result<Place, Stopped> {
        let mut state = self.state();
        loop {
            if state.stopped {
                return Err(Stopped);
            }
            if state.places < self.limit {
                state.places += 1;
                return Ok(Place { connections: Arc::clone(self) });
            }
            if let Some(idle) = state.open.values_mut().find(|entry| entry.is_idle) {
                idle.is_idle = false;
                let _ = idle.stream.shutdown(Shutdown::Both);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Sleeps, unless the server stops.
    pub(crate) fn sleep(&self, time: Duration) -> Result<(), Stopped> {
        let start = Instant::now();
        let mut state = self.state();
        while !state.stopped {
            let left = time.saturating_sub(start.elapsed());
            if left.is_zero() {
                return Ok(());
            }
            let waited = self.changed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        Err(Stopped)
    }

    /// Closes all connections, and prevents new ones.
    pub(super) fn stop(&self) {
        let mut state = self.state();
        state.stopped = true;
        for entry in state.open.values() {
            let _ = entry.stream.shutdown(Shutdown::Both);
        }
        self.changed.notify_all();
    }

    /// Waits for the threads of all connections.
    pub(super) fn join(&self) {
        let threads = std::mem::take(&mut self.state().threads);
        for thread in threads {
            let _ = thread.join();
        }
    }
}

/// A place for a connection, released on drop.
pub(super) struct Place {
    connections: Arc<Connections>,
}

impl Place {
    /// Runs `serve` for a connection on a new thread, unless the server has stopped.
    pub(super) fn spawn(self, stream: TcpStream, serve: impl FnOnce(&Open) + Send + 'static) {
        let connections = Arc::clone(&self.connections);
        let mut state = connections.state();
        if state.stopped {
            drop(state);
            return;
        }
        state.opened += 1;
        let number = state.opened;
        state.open.insert(number, Entry { stream, is_idle: false });
        drop(state);
        let open = Open { place: self, number };
        // If no thread can be started, the connection is closed.
        if let Ok(thread) = thread::Builder::new().spawn(move || serve(&open)) {
            let mut state = connections.state();
            state.threads.retain(|thread| !thread.is_finished());
            state.threads.push(thread);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.connections.state().places -= 1;
        self.connections.changed.notify_all();
    }
}

/// An open connection, closed on drop.
pub(super) struct Open {
    place: Place,
    number: u64,
}

impl Open {
    pub(super) fn connections(&self) -> &Connections {
        &self.place.connections
    }

    /// Records whether the connection waits for its next request.
    pub(super) fn set_idle(&self, is_idle: bool) {
        if let Some(entry) = self.connections().state().open.get_mut(&self.number) {
            entry.is_idle = is_idle;
        }
        if is_idle {
            self.connections().changed.notify_all();
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(entry) = self.connections().state().open.remove(&self.number) {
            let _ = entry.stream.shutdown(Shutdown::Both);
        }
    }
}
