//! What happens to a request: it is recorded, and answered by its handler or with a fault.

use serde_json::Value;

use crate::handlers::{envelope, serve};
use crate::route::route;
use crate::server::{Connections, Delivery, Request, Response, Service, Stopped};
use crate::{Fault, RecordedRequest, Shared};

impl Service for Shared {
    fn answer(
        &self,
        request: Request,
        connections: &Connections,
    ) -> Result<Option<(Response, Delivery)>, Stopped> {
        let fault = self.state().faults.pop_front();
        if fault == Some(Fault::DropBefore) {
            return Ok(None);
        }
        self.state().requests.push(recorded(&request));
        let handle = || serve(&mut self.state(), &request);
        Ok(match fault {
            Some(Fault::Status(status)) => {
                let body = envelope(status, "A fault of the sandbox", &Value::Null);
                Some((Response::new(status, "application/json", body), Delivery::Whole))
            }
            Some(Fault::Garbage) => {
                let body = "<html>garbage</html>";
                Some((Response::new(200, "text/html", body), Delivery::Whole))
            }
            Some(Fault::Delay(time)) => {
                connections.sleep(time)?;
                Some((handle(), Delivery::Whole))
            }
            Some(Fault::DropAfter) => {
                handle();
                None
            }
            Some(Fault::SlowBody(pause)) => Some((handle(), Delivery::Slow(pause))),
            Some(Fault::DropBefore) | None => Some((handle(), Delivery::Whole)),
        })
    }
}

fn recorded(request: &Request) -> RecordedRequest {
    let Request { method, target, body, .. } = request.clone();
    let operation = route(&method, &target).map(|route| route.operation.name);
    RecordedRequest { operation, method, target, body }
}
