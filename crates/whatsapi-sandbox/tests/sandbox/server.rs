//! The server: faults, recorded requests, shutdown, and isolation.

use std::time::Duration;

use whatsapi::{Client, ErrorKind, Group, RetryPolicy, StatusCode};
use whatsapi_sandbox::{Fault, Sandbox};

use crate::{ANN, send_raw, with_group};

#[test]
fn faults_apply_to_the_next_requests_in_order() {
    let (sandbox, group) = with_group();
    sandbox.fault(Fault::Status(503));
    sandbox.fault(Fault::Garbage);
    sandbox.fault(Fault::DropBefore);
    sandbox.fault(Fault::DropAfter);
    assert_eq!(group.set_name("One").unwrap_err().status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    assert_eq!(group.set_name("Two").unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(group.set_name("Three").unwrap_err().kind(), ErrorKind::Io);
    assert_eq!(sandbox.group(group.id().as_str()).unwrap().name, "Team");
    let lost = group.set_name("Four").unwrap_err();
    assert!(lost.kind() == ErrorKind::Io && lost.may_have_been_applied());
    assert_eq!(sandbox.group(group.id().as_str()).unwrap().name, "Four");
    group.set_name("Five").unwrap();
    assert_eq!(sandbox.requests().len(), 4);
}

#[test]
fn slow_responses_time_out() {
    let (sandbox, group) = with_group();
    let client = sandbox.client_builder().timeout(Duration::from_millis(300)).build().unwrap();
    // Without the timeout, each response would take minutes.
    for fault in [Fault::Delay(Duration::from_secs(300)), Fault::SlowBody(Duration::from_secs(1))] {
        sandbox.fault(fault.clone());
        let error = client.get_group("demo", group.id().as_str()).unwrap_err();
        assert!(error.is_timeout(), "{fault:?}: {error}");
    }
}

#[test]
fn idempotent_call_is_retried_after_a_fault() {
    let (sandbox, group) = with_group();
    sandbox.fault(Fault::Status(503));
    sandbox.client().get_group("demo", group.id().as_str()).unwrap();
    assert_eq!(sandbox.requests().len(), 2);
}

#[test]
fn only_idempotent_calls_are_retried_after_a_dropped_response() {
    let (sandbox, group) = with_group();
    let groups = sandbox.client().instance("demo").groups();
    sandbox.fault(Fault::DropAfter);
    let error = groups.create("Another", [ANN]).unwrap_err();
    assert!(error.may_have_been_applied());
    assert_eq!((sandbox.requests().len(), sandbox.groups().len()), (1, 2));

    sandbox.fault(Fault::DropAfter);
    groups.group(group.id().as_str()).unwrap().set_name("Again").unwrap();
    assert_eq!(sandbox.requests().len(), 3);
}

#[test]
fn requests_are_recorded_with_operation_and_body() {
    let (sandbox, group) = with_group();
    group.set_name("New").unwrap();
    let request = &sandbox.requests()[0];
    assert_eq!((request.operation, request.method.as_str()), (Some("set_group_name"), "PUT"));
    assert_eq!(request.target, format!("/api/instances/demo/groups/{}/name", group.id().as_str()));
    assert_eq!(request.body, br#"{"name":"New"}"#);
}

#[test]
fn dropped_sandbox_closes_its_connections() {
    let (sandbox, _) = with_group();
    let address = sandbox.url().replace("http://", "");
    let mut idle = std::net::TcpStream::connect(&address).unwrap();
    send_raw(&sandbox, "GET", "/", "");
    drop(sandbox);
    idle.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    assert_eq!(std::io::Read::read(&mut idle, &mut [0]).unwrap_or(0), 0);
    assert!(std::net::TcpStream::connect(&address).is_err());
}

#[test]
fn sandboxes_are_isolated_from_each_other() {
    let all: Vec<(Sandbox, Group)> = (0..60).map(|_| with_group()).collect();
    for (number, (_, group)) in all.iter().enumerate() {
        group.set_name(&format!("Group {number}")).unwrap();
    }
    for (number, (sandbox, _)) in all.iter().enumerate() {
        assert_eq!(sandbox.groups()[0].name, format!("Group {number}"));
    }
    let url = all[59].0.url();
    drop(all);
    let client =
        Client::builder().server(url).api_key("k").retry(RetryPolicy::none()).build().unwrap();
    assert_eq!(client.get_group("demo", "1").unwrap_err().kind(), ErrorKind::Connect);
}
