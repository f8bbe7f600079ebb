//! Sending to many recipients.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use super::Messages;
use openapi_ureq::Error;

impl Messages {
    /// Calls `send` for each recipient, on up to `threads` threads, and returns the results in the order of
    /// the recipients. A failure for one recipient does not affect the others.
    ///
    /// The arguments of `send` are this handle and a recipient: an [`IntoRecipient`](crate::IntoRecipient),
    /// or any other value from which it makes a message, such as a row of a table. It can make several calls,
    /// to which the settings of the client apply. At least one thread is used, even if `threads` is 0.
    ///
    /// WhatsApp temporarily bans accounts that send too many messages to people who do not have them in
    /// their address books, or the same message to too many people (`TempBanReason` in
    /// <https://github.com/tulir/whatsmeow/blob/main/types/events/events.go>).
    ///
    /// ```
    /// # let sandbox = whatsapi_sandbox::Sandbox::start();
    /// # sandbox.instance("demo");
    /// # let messages = sandbox.client().instance("demo").messages();
    /// let guests = [("919876543210", "Ann"), ("918888888888", "Bob")];
    /// let sent = messages.send_to_many(guests, 2, |messages, (phone, name)| {
    ///     messages.text(phone, &format!("Hello {name}, we are open again."))
    /// });
    /// for ((phone, _), result) in &sent {
    ///     match result {
    ///         Ok(reply) => println!("{phone}: sent as {}", reply.data()?.id()?),
    ///         Err(error) => println!("{phone}: {error}"),
    ///     }
    /// }
    /// # assert_eq!(sandbox.messages().len(), 2);
    /// # Ok::<(), whatsapi::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If `send` panics, with the same payload. Calls in progress complete, and no more are started.
    pub fn send_to_many<R, T>(
        &self,
        recipients: impl IntoIterator<Item = R>,
        threads: usize,
        send: impl Fn(&Self, &R) -> Result<T, Error> + Sync,
    ) -> Vec<(R, Result<T, Error>)>
    where
        R: Send + Sync,
        T: Send,
    {
        let recipients: Vec<R> = recipients.into_iter().collect();
        let queue = Queue::new(recipients.len());
        let work = || queue.work(|index| send(self, &recipients[index]));
        let mut results = thread::scope(|scope| {
            // The current thread is one of them. If no more threads can be spawned, fewer are used.
            let others = 1..threads.min(recipients.len());
            let spawn = |_| thread::Builder::new().spawn_scoped(scope, work).ok();
            let others: Vec<_> = others.map_while(spawn).collect();
            let mut results = work();
            for other in others {
                results.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
            }
            results
        });
        results.sort_by_key(|(index, _)| *index);
        recipients.into_iter().zip(results.into_iter().map(|(_, result)| result)).collect()
    }
}

/// The indexes below a count, which threads take one by one.
struct Queue {
    count: usize,
    next: AtomicUsize,
    has_panicked: AtomicBool,
}

impl Queue {
    fn new(count: usize) -> Self {
        Self { count, next: AtomicUsize::new(0), has_panicked: AtomicBool::new(false) }
    }

    /// Takes indexes until none is left or a thread has panicked, and returns the result for each.
    fn work<T>(&self, mut make: impl FnMut(usize) -> T) -> Vec<(usize, T)> {
        let _watch = Watch(self);
        let mut made = Vec::new();
        while !self.has_panicked.load(Ordering::Relaxed) {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            if index >= self.count {
                break;
            }
            made.push((index, make(index)));
        }
        made
    }
}

/// Records a panic of its thread.
struct Watch<'a>(&'a Queue);

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.has_panicked.store(true, Ordering::Relaxed);
        }
    }
}
