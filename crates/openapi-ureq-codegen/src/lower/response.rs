//! Responses: the type that a successful call returns, and the documented errors.

use serde_json::Value;

use super::{Lowering, Taken, text};
use crate::document::OperationNode;
use crate::ir::{ErrorResponse, ResponseKind, StatusVariant, Success};
use crate::media_type::{Encoding, preferred};
use crate::name::{RustName, WireName};

impl Lowering<'_> {
    pub(super) fn success(
        &self,
        operation: &OperationNode<'_>,
        id: &WireName,
        names: &mut Taken,
    ) -> Success {
        let responses = operation.responses(self.document);
        let successes = responses.iter().filter(|(_, status, _)| status.starts_with('2'));
        let mut variants: Vec<StatusVariant> = successes
            .map(|(_, status, node)| StatusVariant {
                // A range (`2XX`) sorts after all single statuses.
                status: status.parse().unwrap_or(u16::MAX),
                name: variant_name(status),
                description: text(node, "description"),
                kind: self.success_kind(operation, status, node),
            })
            .collect();
        if variants.iter().all(|variant| variant.kind == variants[0].kind) {
            let kind = match (
                variants.pop(),
                responses.iter().find(|(_, status, _)| *status == "default"),
            ) {
                (Some(variant), _) => variant.kind,
                (None, Some((_, status, node))) => self.success_kind(operation, status, node),
                (None, None) if is_head(operation) => ResponseKind::Empty,
                // The response is not described, so that all of it is returned.
                (None, None) => ResponseKind::Raw,
            };
            return Success::One(kind);
        }
        variants.sort_by_key(|variant| variant.status);
        let name = WireName(format!("{id} success")).to_type();
        Success::ByStatus { name: name.made_unique(&mut names.types), variants }
    }

    pub(super) fn errors(&self, operation: &OperationNode<'_>) -> Vec<ErrorResponse> {
        let responses = operation.responses(self.document);
        let has_success = responses.iter().any(|(_, status, _)| status.starts_with('2'));
        responses
            .into_iter()
            .filter(|(_, status, _)| {
                !status.starts_with('2') && (has_success || *status != "default")
            })
            .map(|(_, status, node)| ErrorResponse {
                status: status.to_owned(),
                description: text(node, "description"),
                ty: match self.response_kind(node) {
                    ResponseKind::Json(ty) => Some(ty),
                    ResponseKind::Text
                    | ResponseKind::Binary
                    | ResponseKind::Raw
                    | ResponseKind::Empty => None,
                },
            })
            .collect()
    }

    /// The kind of a success: `Empty` only where HTTP allows no body.
    fn success_kind(
        &self,
        operation: &OperationNode<'_>,
        status: &str,
        node: &Value,
    ) -> ResponseKind {
        if is_head(operation) || matches!(status, "204" | "205") {
            return ResponseKind::Empty;
        }
        self.response_kind(node)
    }

    fn response_kind(&self, node: &Value) -> ResponseKind {
        match preferred(self.document, node) {
            Some((_, Some(schema), Encoding::Json)) => ResponseKind::Json(self.type_of(schema)),
            Some((_, None, Encoding::Json)) => ResponseKind::Json(crate::ir::Type::Json),
            Some((_, _, Encoding::Text)) => ResponseKind::Text,
            Some((_, _, Encoding::Binary | Encoding::Form | Encoding::Multipart)) => {
                ResponseKind::Binary
            }
            None => ResponseKind::Raw,
        }
    }
}

fn is_head(operation: &OperationNode<'_>) -> bool {
    operation.method == "head"
}

fn variant_name(status: &str) -> RustName {
    let phrase = match status {
        "200" => "Ok",
        "201" => "Created",
        "202" => "Accepted",
        "203" => "NonAuthoritativeInformation",
        "204" => "NoContent",
        "205" => "ResetContent",
        "206" => "PartialContent",
        "207" => "MultiStatus",
        other => return WireName(format!("Status{other}")).to_type(),
    };
    WireName::from(phrase).to_type()
}
