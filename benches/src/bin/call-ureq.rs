//! The call as one would write it by hand on `ureq` and serde.

use std::time::Duration;

use ureq::Agent;
use whatsapi_benches::{ApiResponse, Failure, GROUP, INSTANCE, KEY, measure};

fn main() -> Result<(), Failure> {
    measure(|server| {
        let agent: Agent = Agent::config_builder()
            .user_agent("by-hand/1.0")
            .accept("application/json")
            .timeout_connect(Some(Duration::from_secs(10)))
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .into();
        Ok(move || {
            let url = format!("{server}/api/instances/{INSTANCE}/groups/{GROUP}");
            let mut reply = agent.get(url).header("Authorization", KEY).call()?;
            let body = reply.body_mut().read_to_vec()?;
            let envelope: ApiResponse = serde_json::from_slice(&body)?;
            Ok(envelope.status)
        })
    })
}
