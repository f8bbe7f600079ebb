//! Calls every operation of a client, and compares requests and decoded responses with the document.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};
use tiny_http::{Header, Request};

use super::arguments::{self, Slot, slots};
use super::client::Function;
use super::document::{Document, Operation, Response};
use super::driver::Subject;
use super::examine::examine;
use super::models;
use super::process::Process;
use super::received::Received;
use super::reply::{self, Reply};
use super::report::{Kind, Problem, Report};
use super::schemas::{Direction, Schemas};
use super::security::{self, Scheme};
use super::values::{Plan, Values};

/// Rounds per documented success: each plan once, and two random ones.
const ROUNDS: usize = 8;

/// The context of the checks of all operations.
struct Checker<'a> {
    operations: &'a [Operation],
    schemes: Vec<Scheme>,
    requests: &'a Schemas,
    replies: &'a Schemas,
    arguments: Values<'a>,
    values: Values<'a>,
    process: Process,
    report: Report,
}

/// One call of a function.
struct Call<'a> {
    operation: &'a Operation,
    function: &'a Function,
    slots: &'a [Slot<'a>],
    arguments: Vec<Value>,
    response: Option<&'a Response>,
    plan: Plan,
}

/// What the server received in a call.
#[derive(Default)]
struct Served {
    requests: usize,
    problems: Vec<Problem>,
    reply: Option<Reply>,
}

/// Calls all operations of a client, then decodes values of its models.
pub(crate) fn check(document: &Document, subject: &Subject, program: &Path, seed: u64) -> Report {
    run(document, subject, program, seed)
        .unwrap_or_else(|problem| Report::broken(&subject.title, "broken", problem))
}

fn run(
    document: &Document,
    subject: &Subject,
    program: &Path,
    seed: u64,
) -> Result<Report, String> {
    let requests = Schemas::new(document, Direction::Request)?;
    let replies = Schemas::new(document, Direction::Reply)?;
    let operations = document.operations();
    let schemes = security::schemes(document);
    let process = Process::start(program, &subject.name, &security::for_driver(&schemes))?;
    let mut checker = Checker {
        operations: &operations,
        schemes,
        requests: &requests,
        replies: &replies,
        arguments: Values::new(&requests, Direction::Request, seed),
        values: Values::new(&replies, Direction::Reply, seed.wrapping_add(1)),
        process,
        report: Report::new(&subject.title),
    };
    checker.report.tally.operations = operations.len();
    for operation in &operations {
        if operation.skipped {
            checker.report.tally.skipped += 1;
        } else {
            checker.operation(operation, subject)?;
        }
    }
    let Checker { mut process, mut values, mut report, .. } = checker;
    models::check(document, &replies, subject, &mut process, &mut values, &mut report)?;
    Ok(report)
}

/// The plan of each call, and the documented response that the server sends.
fn rounds(operation: &Operation) -> Vec<(Plan, Option<&Response>)> {
    let successes = reply::successes(operation);
    let successes: Vec<Option<&Response>> =
        if successes.is_empty() { vec![None] } else { successes.into_iter().map(Some).collect() };
    let mut rounds = Vec::new();
    for success in successes {
        rounds.extend((0..ROUNDS).map(|round| (Plan::of_round(round), success)));
    }
    rounds.extend(reply::errors(operation).into_iter().map(|error| (Plan::Random, Some(error))));
    rounds
}

impl Checker<'_> {
    fn operation(&mut self, operation: &Operation, subject: &Subject) -> Result<(), String> {
        let place = format!("request of {}", operation.id);
        let client = &subject.client;
        // The client may have the encoded path.
        let decoded = |path: &str| {
            percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned()
        };
        let path = decoded(&operation.path);
        let same = |one: &&Function| one.method == operation.method && decoded(&one.path) == path;
        let Some(function) = client.functions.iter().find(same) else {
            self.report.add(&place, Problem::new(Kind::Missing, "there is no function for it"));
            return Ok(());
        };
        let Some(slots) = slots(operation, function, client, self.requests) else {
            let count = function.arguments.len();
            let message = format!("the function's {count} arguments are not the document's");
            self.report.add(&place, Problem::new(Kind::Missing, message));
            return Ok(());
        };
        let mut variants = BTreeMap::new();
        let mut was_called = false;
        for (plan, response) in rounds(operation) {
            let drawn = arguments::draw(&slots, plan, &mut self.arguments, self.requests);
            let Some(arguments) = drawn else {
                let problem = Problem::new(Kind::Untested, "no valid arguments were found");
                self.report.add(&place, problem);
                continue;
            };
            let slots = slots.as_slice();
            let call = Call { operation, function, slots, arguments, response, plan };
            was_called |= self.call(&call, &mut variants)?;
        }
        self.report.tally.called += usize::from(was_called);
        Ok(())
    }

    /// Makes a call and checks it. Returns whether a request was sent.
    fn call(
        &mut self,
        call: &Call<'_>,
        variants: &mut BTreeMap<String, String>,
    ) -> Result<bool, String> {
        let mut served = Served::default();
        let arguments = json!(call.arguments);
        let Self { operations, schemes, requests, replies, values, process, .. } = self;
        let outcome = process.call(&call.function.name, &arguments, |request| {
            let examined = |received: &Received| {
                let Call { operation, slots, arguments, .. } = call;
                examine(operations, operation, slots, arguments, received, requests, schemes)
            };
            serve(request, &mut served, examined, |accept| {
                let Call { operation, response, plan, .. } = call;
                reply::make(operation, *response, accept, *plan, values, replies)
            });
        })?;
        let place = format!("request of {}", call.operation.id);
        let tally = &mut self.report.tally;
        tally.calls += 1;
        tally.accepted += usize::from(served.requests == 1 && served.problems.is_empty());
        for problem in served.problems {
            self.report.add(&place, problem);
        }
        if served.requests > 1 {
            let message = format!("{} requests came of one call", served.requests);
            self.report.add(&place, Problem::new(Kind::Rejected, message));
        }
        if let Some(problem) = outcome["argument"].as_str() {
            self.report.add(&place, Problem::new(Kind::Argument, problem));
        } else if served.requests == 0 {
            let message = outcome["error"]["message"].as_str().unwrap_or_default();
            let message = format!("{message}; the arguments: {arguments}");
            self.report.add(&place, Problem::new(Kind::NotSent, message));
        }
        match served.reply {
            Some(reply) => self.reply(call.operation, &reply, &outcome, variants),
            None if served.requests > 0 => {
                let problem = Problem::new(Kind::Untested, "no valid reply was found");
                self.report.add(&place, problem);
            }
            None => {}
        }
        Ok(served.requests > 0)
    }

    /// Checks the client's result for a reply.
    fn reply(
        &mut self,
        operation: &Operation,
        reply: &Reply,
        outcome: &Value,
        variants: &mut BTreeMap<String, String>,
    ) {
        let place = format!("reply {} of {}", reply.documented, operation.id);
        self.report.tally.replies += 1;
        let error = &outcome["error"];
        let got_status = if error.is_null() { &outcome["status"] } else { &error["status"] };
        if error.is_null() != reply.is_success || *got_status != json!(reply.status) {
            let body = String::from_utf8_lossy(&reply.bytes()).into_owned();
            let message = error["message"].as_str().unwrap_or("taken for a success");
            let body: String = body.chars().take(200).collect();
            let message = format!("{message}; the reply: {} {body}", reply.status);
            self.report.add(&place, Problem::new(Kind::Undecoded, message));
            return;
        }
        if let Some(problem) = outcome["unencoded"].as_str() {
            self.report.add(&place, Problem::new(Kind::Undecoded, problem));
            return;
        }
        self.report.tally.decoded += 1;
        let mut problems = if reply.is_success {
            reply.problems(&outcome["body"])
        } else if reply.is_error_body(&error["body"]) {
            Vec::new()
        } else {
            vec![Problem::new(Kind::Changed, "the body of the error is another")]
        };
        if let Some(variant) = outcome["body"]["variant"].as_str() {
            problems.extend(alternative(variants, &reply.documented, variant));
        }
        self.report.tally.equal += usize::from(problems.is_empty());
        for problem in problems {
            self.report.add(&place, problem);
        }
    }
}

/// Each documented status has its own variant.
fn alternative(
    variants: &mut BTreeMap<String, String>,
    status: &str,
    variant: &str,
) -> Option<Problem> {
    let known = variants.entry(variant.to_owned()).or_insert_with(|| status.to_owned());
    let message = format!("the variant `{variant}` stands for both {known} and {status}");
    let is_new = known != status;
    is_new.then(|| Problem::new(Kind::Alternative, message))
}

/// Examines a request, and answers it.
fn serve(
    mut request: Request,
    served: &mut Served,
    examine: impl Fn(&Received) -> Vec<Problem>,
    make: impl FnOnce(&str) -> Option<Reply>,
) {
    served.requests += 1;
    let mut accept = String::new();
    match Received::read(&mut request) {
        Ok(received) => {
            served.problems.extend(examine(&received));
            accept = received.header("accept").unwrap_or_default().to_owned();
        }
        Err(message) => served.problems.push(Problem::new(Kind::Rejected, message)),
    }
    let reply = make(&accept);
    let (status, body, media_type) = match &reply {
        Some(reply) => (reply.status, reply.bytes(), reply.media_type.clone()),
        None => (500, Vec::new(), None),
    };
    let mut response = tiny_http::Response::from_data(body).with_status_code(status);
    if let Some(Ok(header)) =
        media_type.map(|media_type| Header::from_bytes("Content-Type", media_type))
    {
        response.add_header(header);
    }
    // If the client does not read it, the outcome of the call shows that.
    let _ = request.respond(response);
    served.reply = reply;
}
