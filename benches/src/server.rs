//! The server that is called: on loopback, a thread for each connection, replies made beforehand.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use whatsapi_benches::GROUP;

/// The size of the reply to `get_all_groups`, to which its last group is added whole.
pub(crate) const LARGE_REPLY: usize = 50_000_000;

pub(crate) struct Server {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Server {
    /// Serves until the process ends.
    pub(crate) fn start() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let server =
            Self { address: listener.local_addr()?, connections: Arc::new(AtomicUsize::new(0)) };
        let connections = Arc::clone(&server.connections);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                connections.fetch_add(1, Ordering::Relaxed);
                // A client that breaks off reports that itself.
                thread::spawn(move || serve(stream));
            }
        });
        Ok(server)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many connections were opened so far.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

fn serve(stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    while reader.read_line(&mut line)? > 0 {
        let target = line.split(' ').nth(1).unwrap_or_default().to_owned();
        let mut length = 0;
        while line.trim_end() != "" {
            line.clear();
            reader.read_line(&mut line)?;
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().map_err(io::Error::other)?;
            }
        }
        line.clear();
        io::copy(&mut reader.by_ref().take(length), &mut io::sink())?;
        writer.write_all(reply_to(&target))?;
    }
    Ok(())
}

fn reply_to(target: &str) -> &'static [u8] {
    static ONE_GROUP: OnceLock<Vec<u8>> = OnceLock::new();
    static ALL_GROUPS: OnceLock<Vec<u8>> = OnceLock::new();
    static DONE: OnceLock<Vec<u8>> = OnceLock::new();
    static NOT_FOUND: OnceLock<Vec<u8>> = OnceLock::new();
    match target.rsplit_once('/') {
        Some((_, GROUP)) => ONE_GROUP.get_or_init(|| reply(200, &one_group())),
        Some((path, "")) if path.ends_with("/groups") => {
            ALL_GROUPS.get_or_init(|| reply(200, &all_groups()))
        }
        Some((_, "profile-pic")) => DONE.get_or_init(|| reply(200, "null")),
        _ => NOT_FOUND.get_or_init(|| reply(404, "null")),
    }
}

fn reply(status: u16, data: &str) -> Vec<u8> {
    let body = format!(
        r#"{{"status":{status},"error":{},"message":"done","data":{data}}}"#,
        status != 200
    );
    let head = format!(
        "HTTP/1.1 {status} \r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    (head + &body).into_bytes()
}

/// A group of three.
fn one_group() -> String {
    let participants: Vec<String> = (0..3)
        .map(|index| {
            let admin = index == 0;
            format!(
                r#"{{"JID":"91987654321{index}@s.whatsapp.net","LID":"","IsAdmin":{admin},"IsSuperAdmin":{admin},"DisplayName":"","Error":0}}"#
            )
        })
        .collect();
    format!(
        r#"{{"JID":"{GROUP}","OwnerJID":"919876543210@s.whatsapp.net","Name":"The team","NameSetAt":"2024-01-02T03:04:05Z","Topic":"All who work on it","IsLocked":false,"IsAnnounce":true,"IsEphemeral":false,"DisappearingTimer":0,"GroupCreated":"2024-01-02T03:04:05Z","Participants":[{}]}}"#,
        participants.join(",")
    )
}

fn all_groups() -> String {
    let group = one_group();
    let groups = vec![group.as_str(); LARGE_REPLY / (group.len() + 1) + 1];
    format!("[{}]", groups.join(","))
}
