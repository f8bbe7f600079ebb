//! Responses: the return type of an operation, and the documented errors.

use super::media_type::Encoding;
use super::{Hint, Planner};
use crate::ir::{ErrorResponse, ResponseKind, Status, StatusVariant, Success, Type};
use crate::model::{self, Response};
use crate::name::{RustName, WireName};

impl Planner<'_> {
    pub(super) fn success(&mut self, operation: &model::Operation, hint: &Hint) -> Success {
        let is_head = operation.method == "HEAD";
        let successes: Vec<&Response> =
            operation.responses.iter().filter(|response| is_success(response.status)).collect();
        if successes.is_empty() {
            let default = operation.responses.iter().find(|one| one.status == Status::Default);
            return Success::One(match default {
                Some(response) => self.response_kind(response, is_head, &hint.child("response")),
                // Without documented content, the body is returned unchanged.
                None if is_head => ResponseKind::Empty,
                None => ResponseKind::Raw,
            });
        }
        let is_only = successes.len() == 1;
        let mut variants = Vec::with_capacity(successes.len());
        for response in successes {
            let suffix = if is_only { String::new() } else { response.status.text() };
            let hint = hint.child(format!("response {suffix}"));
            variants.push(StatusVariant {
                status: response.status,
                name: variant_name(response.status),
                description: response.description.clone(),
                kind: self.response_kind(response, is_head, &hint),
            });
        }
        if variants.iter().all(|variant| variant.kind == variants[0].kind) {
            return Success::One(variants.swap_remove(0).kind);
        }
        // `Status` orders single statuses before ranges.
        variants.sort_by_key(|variant| variant.status);
        let name = WireName(format!("{} success", hint.text));
        Success::ByStatus { name: self.type_names.unique(&name, WireName::to_type), variants }
    }

    pub(super) fn errors(
        &mut self,
        operation: &model::Operation,
        hint: &Hint,
    ) -> Vec<ErrorResponse> {
        let has_success = operation.responses.iter().any(|response| is_success(response.status));
        let is_error = |status| !is_success(status) && (has_success || status != Status::Default);
        let errors = operation.responses.iter().filter(|response| is_error(response.status));
        errors
            .map(|response| {
                let hint = hint.child(format!("response {}", response.status.text()));
                let kind = self.response_kind(response, false, &hint);
                ErrorResponse {
                    status: response.status,
                    description: response.description.clone(),
                    ty: match kind {
                        ResponseKind::Json(ty) => Some(ty),
                        ResponseKind::Text | ResponseKind::Binary => None,
                        ResponseKind::Raw | ResponseKind::Empty => None,
                    },
                }
            })
            .collect()
    }

    fn response_kind(&mut self, response: &Response, is_head: bool, hint: &Hint) -> ResponseKind {
        if is_head || matches!(response.status, Status::Code(204 | 205 | 304)) {
            return ResponseKind::Empty;
        }
        match self.preferred(&response.content) {
            Some((media_type, Encoding::Json)) => ResponseKind::Json(match media_type.schema {
                Some(schema) => self.type_of(schema, hint),
                None => Type::Json,
            }),
            Some((_, Encoding::Text)) => ResponseKind::Text,
            Some((_, Encoding::Binary | Encoding::Form | Encoding::Multipart)) => {
                ResponseKind::Binary
            }
            None if response.content.is_empty() => ResponseKind::Raw,
            // Without a decoder, the bytes are returned unchanged.
            None => ResponseKind::Binary,
        }
    }
}

fn is_success(status: Status) -> bool {
    matches!(status, Status::Code(200..=299) | Status::Range(2))
}

fn variant_name(status: Status) -> RustName {
    let phrase = match status {
        Status::Code(200) => "Ok",
        Status::Code(201) => "Created",
        Status::Code(202) => "Accepted",
        Status::Code(203) => "NonAuthoritativeInformation",
        Status::Code(204) => "NoContent",
        Status::Code(205) => "ResetContent",
        Status::Code(206) => "PartialContent",
        Status::Code(207) => "MultiStatus",
        other => return WireName(format!("Status{}", other.text())).to_type(),
    };
    WireName::from(phrase).to_type()
}
