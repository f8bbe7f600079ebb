//! A running driver and its server.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tiny_http::{Request, Server};

/// The timeout of a call.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Process {
    child: Child,
    input: ChildStdin,
    lines: Receiver<String>,
    server: Server,
}

impl Process {
    /// Starts the driver of one client.
    pub(crate) fn start(program: &Path, name: &str, credentials: &Value) -> Result<Self, String> {
        let server = Server::http("127.0.0.1:0").map_err(|error| error.to_string())?;
        let address = server.server_addr().to_ip().ok_or("the server has no address")?;
        let failed = |error: std::io::Error| format!("the driver cannot be started: {error}");
        let mut child = Command::new(program)
            .args([name, &format!("http://{address}"), &credentials.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let input = child.stdin.take().ok_or("the driver has no input")?;
        let output = child.stdout.take().ok_or("the driver has no output")?;
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Self { child, input, lines, server })
    }

    /// Sends a command to the driver, and serves its requests meanwhile.
    pub(crate) fn call(
        &mut self,
        name: &str,
        value: &Value,
        mut serve: impl FnMut(Request),
    ) -> Result<Value, String> {
        let failed = |error: std::io::Error| format!("the driver does not read: {error}");
        writeln!(self.input, "{}", json!([name, value])).map_err(failed)?;
        self.input.flush().map_err(failed)?;
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            match self.server.recv_timeout(Duration::from_micros(200)) {
                Ok(Some(request)) => serve(request),
                Ok(None) => {}
                Err(error) => return Err(format!("the server failed: {error}")),
            }
            match self.lines.try_recv() {
                Ok(line) => {
                    return serde_json::from_str(&line)
                        .map_err(|error| format!("the driver printed no JSON: {error}"));
                }
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => {
                    return Err(
                        "the driver ended: the client panicked, or printed too much".to_owned()
                    );
                }
            }
        }
        Err("the driver did not finish the call".to_owned())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have exited already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
