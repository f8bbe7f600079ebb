//! The call by each client. All send the key, accept gzip, decode the response's envelope and check its
//! status.

use std::time::Duration;

use crate::{Failure, GROUP, INSTANCE, KEY};

/// The time limit of a call, from its start to the end of its response.
const CALL_LIMIT: Duration = Duration::from_secs(60);
/// The time limit of connecting.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// Makes the call once. All threads share the client in it.
pub type Call = Box<dyn Fn() -> Result<(), Failure> + Send + Sync>;

/// Creates a client for the server at a URL.
pub type Connect = fn(server: &str, limits: TimeLimits) -> Result<Call, Failure>;

/// All clients, by name.
#[cfg(feature = "calls")]
pub const ALL: [(&str, Connect); 4] =
    [("ureq", ureq), ("generated", generated), ("handle", handle), ("reqwest", reqwest)];

/// Whether a client limits the time that a call and a connection may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeLimits {
    /// 60 seconds for a call, 10 to connect.
    On,
    /// No limits.
    Off,
}

impl TimeLimits {
    fn of(self, limit: Duration) -> Option<Duration> {
        (self == Self::On).then_some(limit)
    }
}

/// The `main` of a program that makes the call repeatedly: `PROGRAM URL CALLS [no-limits]`.
///
/// # Errors
///
/// If the arguments are wrong, or a call fails or does not return the group.
pub fn run(connect: Connect) -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (url, calls, limits) = match &arguments[..] {
        [url, calls] => (url, calls, TimeLimits::On),
        [url, calls, limits] if limits == "no-limits" => (url, calls, TimeLimits::Off),
        _ => return Err("usage: PROGRAM URL CALLS [no-limits]".into()),
    };
    let call = connect(url, limits)?;
    (0..calls.parse()?).try_for_each(|_: u32| call())
}

/// The envelope, with the same types as in the generated client.
#[cfg(any(feature = "ureq", feature = "reqwest"))]
#[derive(serde::Deserialize, Debug)]
#[expect(dead_code, reason = "an application would read all of it")]
struct ApiResponse {
    data: Option<serde_json::Value>,
    error: Option<bool>,
    message: Option<String>,
    status: Option<i64>,
}

fn check(status: Option<i64>) -> Result<(), Failure> {
    match status {
        Some(200) => Ok(()),
        status => Err(format!("the envelope has the status {status:?}").into()),
    }
}

/// By hand on `ureq` and serde.
///
/// # Errors
///
/// None; the type is that of every [`Connect`].
#[cfg(feature = "ureq")]
pub fn ureq(server: &str, limits: TimeLimits) -> Result<Call, Failure> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .user_agent("by-hand/1.0")
        .accept("application/json")
        .timeout_connect(limits.of(CONNECT_LIMIT))
        .timeout_global(limits.of(CALL_LIMIT))
        .build()
        .into();
    let server = server.to_owned();
    Ok(Box::new(move || {
        let url = format!("{server}/api/instances/{INSTANCE}/groups/{GROUP}");
        let mut response = agent.get(url).header("Authorization", KEY).call()?;
        let body = response.body_mut().read_to_vec()?;
        let envelope: ApiResponse = serde_json::from_slice(&body)?;
        check(envelope.status)
    }))
}

/// By hand on `reqwest::blocking` and serde.
///
/// # Errors
///
/// If the client cannot be built.
#[cfg(feature = "reqwest")]
pub fn reqwest(server: &str, limits: TimeLimits) -> Result<Call, Failure> {
    use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};

    let json = HeaderValue::from_static("application/json");
    let client = reqwest::blocking::Client::builder()
        .user_agent("by-hand/1.0")
        .default_headers(HeaderMap::from_iter([(ACCEPT, json)]))
        .connect_timeout(limits.of(CONNECT_LIMIT))
        .timeout(limits.of(CALL_LIMIT))
        .build()?;
    let server = server.to_owned();
    Ok(Box::new(move || {
        let url = format!("{server}/api/instances/{INSTANCE}/groups/{GROUP}");
        let response = client.get(url).header("Authorization", KEY).send()?.error_for_status()?;
        let envelope: ApiResponse = response.json()?;
        check(envelope.status)
    }))
}

/// With the generated function.
///
/// # Errors
///
/// If the client cannot be built.
#[cfg(feature = "whatsapi")]
pub fn generated(server: &str, limits: TimeLimits) -> Result<Call, Failure> {
    let client = client(server, limits)?;
    Ok(Box::new(move || check(client.get_group(INSTANCE, GROUP)?.into_body().status)))
}

/// With the handles, which are constructed for each call.
///
/// # Errors
///
/// If the client cannot be built.
#[cfg(feature = "whatsapi")]
pub fn handle(server: &str, limits: TimeLimits) -> Result<Call, Failure> {
    let client = client(server, limits)?;
    Ok(Box::new(move || {
        let group = client.instance(INSTANCE).groups().group(GROUP)?;
        check(Some(group.info()?.status().as_u16().into()))
    }))
}

#[cfg(feature = "whatsapi")]
fn client(server: &str, limits: TimeLimits) -> Result<whatsapi::Client, whatsapi::Error> {
    // The client always has limits; one that is never reached has the same effect as none.
    let limit = |limit| limits.of(limit).unwrap_or(Duration::MAX);
    whatsapi::Client::builder()
        .server(server)
        .api_key(KEY)
        .timeout(limit(CALL_LIMIT))
        .connect_timeout(limit(CONNECT_LIMIT))
        .build()
}
