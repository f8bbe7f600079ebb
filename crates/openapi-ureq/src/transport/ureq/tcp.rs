//! TCP connections: opened to the first address that accepts (RFC 8305), and able to check for
//! input without blocking.

use std::collections::HashMap;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::process;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use ureq::Timeout;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, ShutdownHandle,
    Transport,
};

use super::background::Background;
use super::lookup::look_up;

/// Delay before the next address is tried in parallel (RFC 8305, section 5).
const ATTEMPT_DELAY: Duration = Duration::from_millis(250);

/// Makes [`Transport::await_input`] return pending input without blocking: it times out if there is
/// none. No other timeout has this reason, since no request awaits a `100 Continue`.
pub(super) fn without_waiting() -> NextTimeout {
    let after = Duration::ZERO.into();
    NextTimeout { after, reason: Timeout::Await100, ..NextTimeout::default() }
}

/// Returns whether a connection can be checked [`without_waiting`]. Some libraries behind
/// native-tls cannot continue after that.
pub(super) fn can_be_checked(transport: &dyn Transport) -> bool {
    cfg!(feature = "rustls") || !transport.is_tls()
}

/// Resolves a host and connects to one of its addresses, unless already connected.
#[derive(Debug)]
pub(super) struct TcpConnector {
    background: Background,
    /// The address that last accepted, by authority. It is tried first.
    accepted: Mutex<HashMap<String, SocketAddr>>,
}

impl TcpConnector {
    pub(super) fn new(background: Background) -> Self {
        Self { background, accepted: Mutex::default() }
    }
}

impl<In: Transport> Connector<In> for TcpConnector {
    type Out = Either<In, TcpTransport>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        if let Some(connection) = chained {
            return Ok(Some(Either::A(connection)));
        }
        let authority = details.uri.authority().map(ToString::to_string).unwrap_or_default();
        let lock = || self.accepted.lock().unwrap_or_else(PoisonError::into_inner);
        let last = lock().get(&authority).copied();
        let (uri, timeout) = (details.uri.clone(), details.timeout);
        let deadline = Instant::now().checked_add(*timeout.after);
        let stream = self.background.run(timeout, move || {
            let addresses = in_turn(&look_up(&uri)?, last);
            connect_first(addresses, deadline, connect).map_err(|failure| match failure {
                Failure::Io(error) => error.into(),
                Failure::Timeout => ureq::Error::Timeout(timeout.reason),
            })
        })?;
        if let Ok(address) = stream.peer_addr() {
            lock().insert(authority, address);
        }
        stream.set_nodelay(true)?;
        let config = details.config;
        let buffers = LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size());
        let stream = Arc::new(Socket { stream, process: process::id() });
        let handle: Weak<dyn ShutdownHandle> = Arc::<Socket>::downgrade(&stream);
        (details.register_shutdown)(handle)?;
        Ok(Some(Either::B(TcpTransport {
            stream,
            buffers,
            read: None,
            write: None,
            asked_now: 0,
            broken: None,
        })))
    }
}

/// Orders the addresses to try: first the one that accepted last, then the address families
/// alternately, so that an unreachable family delays only one attempt.
fn in_turn(addresses: &[SocketAddr], last: Option<SocketAddr>) -> Vec<SocketAddr> {
    let first_is_v4 = addresses.first().is_some_and(SocketAddr::is_ipv4);
    let (preferred, other): (Vec<_>, Vec<_>) =
        addresses.iter().copied().partition(|address| address.is_ipv4() == first_is_v4);
    let mut ordered = Vec::with_capacity(addresses.len());
    let (mut preferred, mut other) = (preferred.into_iter(), other.into_iter());
    loop {
        let round = [preferred.next(), other.next()];
        if round == [None, None] {
            break;
        }
        ordered.extend(round.into_iter().flatten());
    }
    if let Some(index) = ordered.iter().position(|address| Some(*address) == last) {
        ordered[..=index].rotate_right(1);
    }
    ordered
}

/// Connects to an address.
type Connect = fn(SocketAddr, Option<Instant>) -> io::Result<TcpStream>;

#[derive(Debug)]
enum Failure {
    Io(io::Error),
    Timeout,
}

/// Connects to the first address that accepts. Unresponsive addresses are tried in parallel with
/// the next ones; a failure starts the next one immediately.
fn connect_first(
    addresses: Vec<SocketAddr>,
    deadline: Option<Instant>,
    connect: Connect,
) -> Result<TcpStream, Failure> {
    if let [address] = addresses[..] {
        return connect(address, deadline).map_err(|error| failure(error, deadline));
    }
    let (sender, receiver) = mpsc::channel();
    let mut waiting = addresses.into_iter().peekable();
    let (mut running, mut last_error) = (0, None);
    loop {
        if let Some(address) = waiting.next() {
            match try_beside(address, deadline, connect, &sender) {
                Ok(()) => running += 1,
                // If no thread can be started, the running attempts continue.
                Err(error) if running > 0 => last_error = Some(error),
                Err(error) => return Err(Failure::Io(error)),
            }
        }
        match next_outcome(&receiver, waiting.peek().is_some(), deadline) {
            Some(Ok(stream)) => return Ok(stream),
            Some(Err(error)) => {
                running -= 1;
                last_error = Some(error);
            }
            None if waiting.peek().is_none() => return Err(Failure::Timeout),
            None => {}
        }
        if running == 0 && waiting.peek().is_none() {
            let refused = || ErrorKind::ConnectionRefused.into();
            return Err(failure(last_error.unwrap_or_else(refused), deadline));
        }
    }
}

/// Returns the next outcome; `None` if it is time for the next address, or all have failed.
fn next_outcome(
    receiver: &Receiver<io::Result<TcpStream>>,
    is_address_left: bool,
    deadline: Option<Instant>,
) -> Option<io::Result<TcpStream>> {
    let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
    let patience = match (is_address_left, left) {
        (true, left) => left.map_or(ATTEMPT_DELAY, |left| left.min(ATTEMPT_DELAY)),
        (false, Some(left)) => left,
        (false, None) => return receiver.recv().ok(),
    };
    receiver.recv_timeout(patience).ok()
}

/// Tries an address on a separate thread, which is detached once another address has accepted.
fn try_beside(
    address: SocketAddr,
    deadline: Option<Instant>,
    connect: Connect,
    outcomes: &Sender<io::Result<TcpStream>>,
) -> io::Result<()> {
    let (outcomes, current) = (outcomes.clone(), thread::current());
    let name = current.name().unwrap_or_default().to_owned();
    thread::Builder::new().name(name).spawn(move || {
        // A late attempt has no receiver.
        let _ = outcomes.send(connect(address, deadline));
    })?;
    Ok(())
}

fn connect(address: SocketAddr, deadline: Option<Instant>) -> io::Result<TcpStream> {
    match deadline {
        None => TcpStream::connect(address),
        Some(deadline) => {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(ErrorKind::TimedOut.into());
            }
            TcpStream::connect_timeout(&address, left)
        }
    }
}

fn failure(error: io::Error, deadline: Option<Instant>) -> Failure {
    let is_over = deadline.is_some_and(|deadline| deadline <= Instant::now());
    match error.kind() {
        ErrorKind::TimedOut | ErrorKind::WouldBlock if is_over => Failure::Timeout,
        _ => Failure::Io(error),
    }
}

/// A socket that a shutdown of the client interrupts.
#[derive(Debug)]
struct Socket {
    stream: TcpStream,
    /// The process that created the socket. A forked child also has it, and must not interrupt its parent.
    process: u32,
}

impl ShutdownHandle for Socket {
    fn shutdown(&self) {
        if self.process == process::id() {
            // An error means that it is already closed.
            let _ = self.stream.shutdown(Shutdown::Both);
        }
    }
}

/// Timeout for output that TLS writes during a check [`without_waiting`].
const ANSWER_TIME: Duration = Duration::from_millis(100);

/// Maximum number of consecutive reads [`without_waiting`], for a server that keeps sending TLS records
/// without data.
const MAX_ASKED_NOW: usize = 64;

/// A TCP connection.
///
/// It can be checked for input [`without_waiting`], also through higher layers such as TLS.
#[derive(Debug)]
pub(super) struct TcpTransport {
    stream: Arc<Socket>,
    buffers: LazyBuffers,
    /// The current timeouts of the socket.
    read: Option<Duration>,
    write: Option<Duration>,
    /// Number of consecutive reads [`without_waiting`].
    asked_now: usize,
    /// The error that made writing impossible. Later output is discarded, so that TLS continues to read:
    /// the server may have responded before it closed the connection.
    broken: Option<io::Error>,
}

impl Transport for TcpTransport {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        // Output that TLS writes during a check is small, and must not be left unsent.
        let is_answer = timeout == without_waiting();
        let after = if is_answer { ANSWER_TIME.into() } else { timeout.after };
        if !is_answer {
            self.asked_now = 0;
        }
        let timeout = NextTimeout { after, ..timeout };
        let timed_out = || ureq::Error::Timeout(timeout.reason);
        if self.broken.is_some() {
            return Ok(());
        }
        let (mut stream, started) = (&self.stream.stream, Instant::now());
        let mut output = &self.buffers.output()[..amount];
        while !output.is_empty() {
            // The socket's timeout applies to each write, and there may be many.
            let Some(left) = remaining(timeout, started) else { return Err(timed_out()) };
            limit(&mut self.write, left, |limit| stream.set_write_timeout(limit))?;
            let problem = match stream.write(output) {
                Ok(0) => ErrorKind::WriteZero.into(),
                Ok(count) => {
                    output = &output[count..];
                    continue;
                }
                Err(error) => error,
            };
            match problem.kind() {
                ErrorKind::Interrupted => {}
                ErrorKind::TimedOut | ErrorKind::WouldBlock => return Err(timed_out()),
                _ => {
                    self.broken = Some(problem);
                    break;
                }
            }
        }
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        let mut stream = &self.stream.stream;
        let input = self.buffers.input_append_buf();
        let is_asked_now = timeout == without_waiting();
        self.asked_now = if is_asked_now { self.asked_now + 1 } else { 0 };
        let amount = if self.asked_now > MAX_ASKED_NOW {
            Err(ErrorKind::QuotaExceeded.into())
        } else if is_asked_now {
            read_now(stream, input)
        } else {
            let started = Instant::now();
            loop {
                let Some(left) = remaining(timeout, started) else {
                    break Err(ErrorKind::TimedOut.into());
                };
                limit(&mut self.read, left, |limit| stream.set_read_timeout(limit))?;
                match stream.read(input) {
                    // Interrupted by a signal; the timeout continues.
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    outcome => break outcome,
                }
            }
        };
        let amount = match (amount, &self.broken) {
            (Ok(amount @ 1..), _) | (Ok(amount), None) => amount,
            (Err(error), _)
                if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::WouldBlock) =>
            {
                return Err(ureq::Error::Timeout(timeout.reason));
            }
            (Ok(_) | Err(_), Some(broken)) => return Err(copy(broken).into()),
            (Err(error), None) => return Err(error.into()),
        };
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        // Whether the server closed the connection is checked by reading through all layers.
        self.broken.is_none()
    }
}

/// Clones an error.
fn copy(error: &io::Error) -> io::Error {
    error.raw_os_error().map_or_else(|| error.kind().into(), io::Error::from_raw_os_error)
}

/// Reads pending input without blocking.
fn read_now(mut stream: &TcpStream, input: &mut [u8]) -> io::Result<usize> {
    stream.set_nonblocking(true)?;
    let outcome = stream.read(input);
    stream.set_nonblocking(false)?;
    outcome
}

/// Sets a timeout of the socket, if it differs.
fn limit(
    current: &mut Option<Duration>,
    timeout: NextTimeout,
    set: impl FnOnce(Option<Duration>) -> io::Result<()>,
) -> io::Result<()> {
    let wanted = timeout.not_zero().map(|after| *after);
    if wanted == *current {
        return Ok(());
    }
    match set(wanted) {
        Ok(()) => *current = wanted,
        // macOS returns this error once the peer has closed; its response can still be read.
        Err(error) if cfg!(target_os = "macos") && error.kind() == ErrorKind::InvalidInput => {}
        Err(error) => return Err(error),
    }
    Ok(())
}

/// Returns the rest of a timeout that began at `started`; `None` if it has expired.
fn remaining(timeout: NextTimeout, started: Instant) -> Option<NextTimeout> {
    if timeout.after.is_not_happening() {
        return Some(timeout);
    }
    let left = timeout.after.saturating_sub(started.elapsed());
    (!left.is_zero()).then(|| NextTimeout { after: left.into(), ..timeout })
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    /// Local addresses that are simulated to be unresponsive, invalid, or refusing; others are
    /// connected to.
    const SILENT: &str = "127.0.0.2:1";
    const UNTRYABLE: &str = "127.0.0.3:1";
    const REFUSING: &str = "127.0.0.4:1";

    fn connect_fake(address: SocketAddr, deadline: Option<Instant>) -> io::Result<TcpStream> {
        match address.to_string().as_str() {
            SILENT => {
                let left = deadline.map(|deadline| deadline.duration_since(Instant::now()));
                thread::sleep(left.unwrap_or(Duration::from_secs(60)));
                Err(ErrorKind::TimedOut.into())
            }
            UNTRYABLE => Err(ErrorKind::PermissionDenied.into()),
            REFUSING => Err(ErrorKind::ConnectionRefused.into()),
            _ => connect(address, deadline),
        }
    }

    /// Connects to these addresses, with a timeout of 10 seconds.
    fn connect_to(addresses: &[&str]) -> Result<SocketAddr, Failure> {
        let addresses = addresses.iter().map(|address| address.parse().unwrap()).collect();
        let deadline = Some(Instant::now() + Duration::from_secs(10));
        connect_first(addresses, deadline, connect_fake).map(|it| it.peer_addr().unwrap())
    }

    #[test]
    fn unresponsive_address_does_not_delay_the_others() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let live = listener.local_addr().unwrap();
        let live_text = live.to_string();
        for dead in [[SILENT; 2], [UNTRYABLE, REFUSING], [REFUSING, SILENT]] {
            let start = Instant::now();
            assert_eq!(connect_to(&[dead[0], dead[1], &live_text]).unwrap(), live, "{dead:?}");
            assert!(start.elapsed() < Duration::from_secs(5), "{dead:?}");
        }
    }

    #[test]
    fn host_without_a_reachable_address_fails_with_the_last_error() {
        match connect_to(&[UNTRYABLE, REFUSING]) {
            Err(Failure::Io(error)) => assert_eq!(error.kind(), ErrorKind::ConnectionRefused),
            outcome => panic!("{outcome:?}"),
        }
        let soon = Some(Instant::now() + Duration::from_millis(300));
        let silent = vec![SILENT.parse().unwrap(); 2];
        match connect_first(silent, soon, connect_fake) {
            Err(Failure::Timeout) => {}
            outcome => panic!("{outcome:?}"),
        }
    }

    #[test]
    fn families_alternate_after_the_last_address_that_accepted() {
        let address =
            |text: &str| -> SocketAddr { text.parse().unwrap_or_else(|_| unreachable!()) };
        let addresses: Vec<_> =
            ["[::1]:1", "[::2]:1", "[::3]:1", "127.0.0.1:1"].map(address).to_vec();
        let ordered = |last: Option<SocketAddr>| -> Vec<String> {
            in_turn(&addresses, last).iter().map(ToString::to_string).collect()
        };
        assert_eq!(ordered(None), ["[::1]:1", "127.0.0.1:1", "[::2]:1", "[::3]:1"]);
        let last = Some(address("[::2]:1"));
        assert_eq!(ordered(last), ["[::2]:1", "[::1]:1", "127.0.0.1:1", "[::3]:1"]);
        let gone = Some(address("[::9]:1"));
        assert_eq!(ordered(gone), ordered(None));
        assert!(in_turn(&[], None).is_empty());
    }
}
