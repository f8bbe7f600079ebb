//! What the measured programs have in common: the call's arguments, the loop around it, and the model
//! that the hand-written ones decode the reply into.

use std::error::Error;
use std::thread;
use std::time::Instant;

/// The instance that is asked.
pub const INSTANCE: &str = "sales";
/// The group that is asked for.
pub const GROUP: &str = "120363025246125486@g.us";
/// The key that is sent.
pub const KEY: &str = "the-key-of-the-bench";

/// Whatever goes wrong in a measured program ends it.
pub type Failure = Box<dyn Error + Send + Sync>;

/// The envelope, as the generated client has it.
#[cfg(feature = "by-hand")]
#[derive(serde::Deserialize, Debug)]
#[allow(missing_docs)]
pub struct ApiResponse {
    pub data: Option<serde_json::Value>,
    pub error: Option<bool>,
    pub message: Option<String>,
    pub status: Option<i64>,
}

/// The `main` of a program that makes one call over and over: `PROGRAM URL CALLS [THREADS]`, each
/// thread making so many calls. Prints how many nanoseconds all of them took together.
///
/// # Errors
///
/// If the arguments are wrong, or a call fails or returns another status than 200.
pub fn measure<C>(connect: impl FnOnce(String) -> Result<C, Failure>) -> Result<(), Failure>
where
    C: Fn() -> Result<Option<i64>, Failure> + Sync,
{
    const USAGE: &str = "usage: PROGRAM URL CALLS [THREADS]";
    let mut arguments = std::env::args().skip(1);
    let call = connect(arguments.next().ok_or(USAGE)?)?;
    let calls: usize = arguments.next().ok_or(USAGE)?.parse()?;
    let threads: usize = arguments.next().as_deref().unwrap_or("1").parse()?;
    let work = || {
        (0..calls).try_for_each(|_| match call()? {
            Some(200) => Ok(()),
            status => Err(Failure::from(format!("the envelope has the status {status:?}"))),
        })
    };
    let start = Instant::now();
    if threads == 1 {
        work()?;
    } else {
        thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            workers.into_iter().try_for_each(|worker| {
                worker.join().unwrap_or_else(|_| Err("a thread panicked".into()))
            })
        })?;
    }
    println!("{}", start.elapsed().as_nanos());
    Ok(())
}
