//! Sending to many recipients: the order of the results, the limit of threads, and failures.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use whatsapi::{Error, ErrorKind, Messages, Recipient};
use whatsapi_sandbox::{Content, Fault, Sandbox};

const PHONES: [&str; 4] = ["919876543210", "918888888888", "917777777777", "916666666666"];

fn start() -> (Sandbox, Messages) {
    let sandbox = Sandbox::start();
    sandbox.instance("demo");
    let messages = sandbox.client().instance("demo").messages();
    (sandbox, messages)
}

#[test]
fn results_are_in_the_order_of_the_recipients() {
    let (_sandbox, messages) = start();
    for threads in [0, 1, 3, 100] {
        // The later they come, the sooner they are done.
        let results = messages.send_to_many(0..20_u64, threads, |_, number| {
            thread::sleep(Duration::from_millis(20 - number));
            Ok(number * 2)
        });
        let results: Vec<_> =
            results.into_iter().map(|(it, result)| (it, result.unwrap())).collect();
        assert_eq!(results, (0..20).map(|number| (number, number * 2)).collect::<Vec<_>>());
    }
    assert!(messages.send_to_many(PHONES.iter().take(0), 4, |_, _| Ok(())).is_empty());
}

#[test]
fn no_more_threads_than_asked_for_are_used_and_no_fewer() {
    let (_sandbox, messages) = start();
    for threads in [1, 2, 5] {
        let (active, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let _ = messages.send_to_many(0..50, threads, |_, _| {
            let now = active.fetch_add(1, Ordering::SeqCst) + 1;
            most.fetch_max(now, Ordering::SeqCst);
            let start = Instant::now();
            while most.load(Ordering::SeqCst) < threads && start.elapsed() < Duration::from_secs(10)
            {
                thread::yield_now();
            }
            active.fetch_sub(1, Ordering::SeqCst);
            Ok(())
        });
        assert_eq!(most.load(Ordering::SeqCst), threads);
    }
}

#[test]
fn failure_for_one_recipient_stops_no_other() {
    let (sandbox, messages) = start();
    let team = sandbox.instance("other").group("Other");
    let recipients = [PHONES[0], "ann", PHONES[1], team.id(), PHONES[2]];
    let results = messages.send_to_many(recipients, 2, |messages, to| messages.text(*to, "Hello"));
    let kinds: Vec<_> = results
        .iter()
        .map(|(to, result)| (*to, result.as_ref().map(|_| ()).map_err(Error::kind)))
        .collect();
    let expected = [
        (PHONES[0], Ok(())),
        ("ann", Err(ErrorKind::InvalidArgument)),
        (PHONES[1], Ok(())),
        (team.id(), Err(ErrorKind::Api)),
        (PHONES[2], Ok(())),
    ];
    assert_eq!(kinds, expected);
    for phone in &PHONES[..3] {
        sandbox.assert_text(phone, "Hello");
    }
    let ids: Vec<_> = results.into_iter().filter_map(|(_, sent)| sent.ok()?.data().ok()).collect();
    assert!(ids.iter().all(|sent| sent.id().is_ok()) && ids.len() == 3);
}

#[test]
fn calls_are_retried_as_the_client_is_set_to() {
    let (sandbox, messages) = start();
    sandbox.operation("send_text_message").faults([Fault::Status(429), Fault::Status(429)]);
    let people = PHONES.map(|phone| phone.parse::<Recipient>().unwrap());
    let results = messages.send_to_many(&people, 2, |messages, to| messages.text(to, "Hello"));
    assert!(results.iter().all(|(_, result)| result.is_ok()), "{results:?}");
    assert_eq!(sandbox.messages().len(), 4);
    assert!(sandbox.messages().iter().all(|it| it.content == Content::Text("Hello".into())));
    sandbox.operation("send_text_message").assert_count(6);
}

#[test]
fn panic_is_passed_on_and_no_more_is_sent() {
    let (_sandbox, messages) = start();
    for threads in [1, 4] {
        let made = AtomicUsize::new(0);
        let panic = catch_unwind(AssertUnwindSafe(|| {
            messages.send_to_many(0..1000, threads, |_, number| {
                assert!(*number != 7, "planted");
                made.fetch_add(1, Ordering::SeqCst);
                thread::sleep(Duration::from_millis(1));
                Ok(())
            })
        }));
        assert_eq!(panic.unwrap_err().downcast_ref(), Some(&"planted"));
        assert!(made.load(Ordering::SeqCst) < 500, "{made:?}");
    }
}
