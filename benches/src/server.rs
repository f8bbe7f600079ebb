//! The server of the calls: on loopback, with a thread for each connection, which is kept open.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::{Value, json};

use crate::GROUP;

/// The minimum size of the list of all groups, in bytes.
const LARGE_RESPONSE: usize = 50_000_000;

/// A server that runs until the process ends.
#[derive(Debug)]
pub struct Server {
    url: String,
    connections: Arc<AtomicUsize>,
}

impl Server {
    /// Starts a server on a free port.
    ///
    /// # Errors
    ///
    /// If no port can be opened.
    pub fn start() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}", listener.local_addr()?);
        let connections = Arc::new(AtomicUsize::new(0));
        let server = Self { url, connections: Arc::clone(&connections) };
        thread::spawn(move || {
            let group: Arc<[u8]> = response(&group()).into();
            for stream in listener.incoming().flatten() {
                connections.fetch_add(1, Ordering::Relaxed);
                let group = Arc::clone(&group);
                // A connection that fails is reported by the client.
                thread::spawn(move || serve(&stream, &group));
            }
        });
        Ok(server)
    }

    /// The address that it listens on.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How many connections were opened since the last call of this function.
    #[must_use]
    pub fn take_connections(&self) -> usize {
        self.connections.swap(0, Ordering::Relaxed)
    }
}

fn serve(mut stream: &TcpStream, group: &[u8]) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while reader.read_line(&mut head)? > 0 {
        if !head.ends_with("\r\n\r\n") {
            continue;
        }
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse())
        });
        let length = length.transpose().map_err(io::Error::other)?.unwrap_or(0);
        io::copy(&mut reader.by_ref().take(length), &mut io::sink())?;
        match head.split(' ').nth(1) {
            Some(path) if path.ends_with(GROUP) => stream.write_all(group)?,
            Some(path) if path.ends_with("/groups/") => {
                stream.write_all(&response(&all_groups()))?
            }
            _ => stream.write_all(&response(&Value::Null))?,
        }
        head.clear();
    }
    Ok(())
}

fn response(data: &Value) -> Vec<u8> {
    let body =
        json!({ "status": 200, "error": false, "message": "done", "data": data }).to_string();
    let length = body.len();
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length";
    format!("{head}: {length}\r\n\r\n{body}").into_bytes()
}

/// A group of three people.
fn group() -> Value {
    let participant = |index| {
        json!({
            "JID": format!("91987654321{index}@s.whatsapp.net"),
            "LID": "",
            "IsAdmin": index == 0,
            "IsSuperAdmin": index == 0,
            "DisplayName": "",
            "Error": 0,
        })
    };
    json!({
        "JID": GROUP,
        "OwnerJID": "919876543210@s.whatsapp.net",
        "Name": "The team",
        "NameSetAt": "2024-01-02T03:04:05Z",
        "Topic": "All who work on it",
        "IsLocked": false,
        "IsAnnounce": true,
        "IsEphemeral": false,
        "DisappearingTimer": 0,
        "GroupCreated": "2024-01-02T03:04:05Z",
        "Participants": [participant(0), participant(1), participant(2)],
    })
}

fn all_groups() -> Value {
    let group = group();
    vec![group.clone(); LARGE_RESPONSE / group.to_string().len() + 1].into()
}
