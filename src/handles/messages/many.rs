//! Sending to many recipients.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use super::Messages;
use openapi_ureq::Error;

impl Messages {
    /// Sends something to each recipient, by calls on up to this many threads at a time, and returns what
    /// came of each, in the order of the recipients. A failure for one stops none of the others.
    ///
    /// `send` gets this handle and a recipient: any [`IntoRecipient`](crate::IntoRecipient), or anything
    /// else that a message can be made of, such as a row of a table. It can make several calls, and whatever
    /// is set on the client applies to them. There is at least one thread, even if `threads` is 0.
    ///
    /// Keep `threads` low: WhatsApp bans accounts for a time that write to too many people who do not have
    /// them in their address books, or the same to too many (`TempBanReason` in
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
    /// If `send` panics, with the same panic. The calls that are under way are finished, and no others are
    /// made.
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
            // This thread is one of them. Where the system has no more threads, there are fewer.
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

/// The numbers up to a count, which threads take one by one.
struct Queue {
    count: usize,
    next: AtomicUsize,
    has_panicked: AtomicBool,
}

impl Queue {
    fn new(count: usize) -> Self {
        Self { count, next: AtomicUsize::new(0), has_panicked: AtomicBool::new(false) }
    }

    /// Takes numbers until none is left or a thread has panicked, and returns what was made of each.
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

/// Notices that its thread panics.
struct Watch<'a>(&'a Queue);

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.has_panicked.store(true, Ordering::Relaxed);
        }
    }
}
