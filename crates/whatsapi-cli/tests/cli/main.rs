//! The command, run as a program: its requests, output, questions and exit codes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod configuration;
mod destructive;
mod errors;
mod operations;
mod output;
mod qr;
mod request;
mod serving;
mod support;
mod sync;
#[cfg(unix)]
mod terminal;
mod transcripts;
