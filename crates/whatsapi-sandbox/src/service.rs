//! Records requests, and answers them by their handler or with a fault.

use serde_json::Value;

use crate::Shared;
use crate::envelope::envelope;
use crate::fault::{Fault, FixedResponse};
use crate::handlers::serve;
use crate::recorded_request::RecordedRequest;
use crate::route::route;
use crate::server::{Connections, Delivery, Request, Response, Service, Stopped};

impl Service for Shared {
    fn answer(
        &self,
        request: Request,
        connections: &Connections,
    ) -> Result<Option<(Response, Delivery)>, Stopped> {
        let fault = self.record(&request);
        let handle = || serve(&mut self.state(), &request);
        Ok(match fault {
            Fault::Pass => Some((handle(), Delivery::Whole)),
            Fault::Status(status) => {
                let body = envelope(status, "A fault of the sandbox", &Value::Null);
                Some((Response::new(status, "application/json", body), Delivery::Whole))
            }
            Fault::Respond(FixedResponse { response, delivery }) => Some((response, delivery)),
            Fault::Garbage => {
                let body = "<html>garbage</html>";
                Some((Response::new(200, "text/html", body), Delivery::Whole))
            }
            Fault::Delay(time) => {
                connections.sleep(time)?;
                Some((handle(), Delivery::Whole))
            }
            Fault::DropBefore => None,
            Fault::DropAfter => {
                handle();
                None
            }
            Fault::CutAfter(bytes) => Some((handle(), Delivery::Cut(bytes))),
            Fault::SlowBody(pause) => Some((handle(), Delivery::Slow(pause))),
        })
    }
}

impl Shared {
    /// Records a request and returns its fault, under one lock: both have the same order.
    fn record(&self, request: &Request) -> Fault {
        let Request { method, target, .. } = request;
        let operation = route(method, target).map(|route| route.operation.name);
        let mut state = self.state();
        let fault = state.rules.take(method, target, operation);
        if fault != Fault::DropBefore {
            state.requests.push(RecordedRequest::new(request, operation));
        }
        fault
    }
}
