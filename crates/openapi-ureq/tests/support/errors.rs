//! Properties of errors.

use std::error::Error as _;

use openapi_ureq::{Error, ErrorKind};

use super::KEY;

/// All output of an error: `Display` and `Debug` of the error and its sources.
pub fn shown(error: &Error) -> String {
    let mut shown = format!("{error}\n{error:?}\n{error:#?}");
    let mut next = error.source();
    while let Some(source) = next {
        shown.push_str(&format!("\n{source}\n{source:?}"));
        next = source.source();
    }
    shown
}

/// Asserts that an error shows no key, and displays as one line that starts with the operation.
#[track_caller]
pub fn assert_presentable(error: &Error, operation: Option<&str>) {
    let shown = shown(error);
    assert!(!shown.contains(KEY), "{shown}");
    let text = error.to_string();
    let start = operation.map(|operation| format!("{operation}: ")).unwrap_or_default();
    assert!(text.starts_with(&start) && text.len() > start.len(), "{text}");
    assert!(!text.contains(|c: char| c.is_control()), "{text:?}");
    assert_eq!(error.operation(), operation);
}

/// Asserts the properties of every error that a server can cause.
#[track_caller]
pub fn assert_caused_by_the_server(error: &Error, operation: &str) {
    assert_presentable(error, Some(operation));
    let has_status = match error.kind() {
        ErrorKind::Api
        | ErrorKind::Redirect
        | ErrorKind::UnexpectedResponse
        | ErrorKind::Decode
        | ErrorKind::ResponseTooLarge => Some(true),
        // Before or after the head of the response.
        ErrorKind::Io | ErrorKind::Timeout => None,
        other => panic!("a server cannot cause {other:?}: {error:?}"),
    };
    assert!(has_status.is_none_or(|expected| error.status().is_some() == expected), "{error:?}");
    assert_eq!(error.status().is_some(), error.body().is_some(), "{error:?}");
    let _ = (error.retry_after(), error.may_have_been_applied());
}
