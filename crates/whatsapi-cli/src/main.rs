#![doc = include_str!("../README.md")]

mod args;
mod commands;
mod config;
mod failure;
mod interrupt;
mod local;
mod output;
mod people;
mod progress;
mod prompt;
mod session;
mod views;

use std::process::ExitCode;

use clap::Parser;

use args::Cli;
use failure::Code;

fn main() -> ExitCode {
    interrupt::install();
    // clap prints help and errors itself, and ends with 0 or 2.
    let cli = Cli::parse();
    match commands::run(&cli) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => Code::Partial.into(),
        Err(failure) => {
            if failure.code != Code::ClosedPipe {
                output::message("error", &failure.message);
            }
            failure.code.into()
        }
    }
}
