//! What is known to be wrong with the generator and its runtime: each entry goes once it is put right.

use super::report::{Finding, Kind, Report};

/// A kind of finding that is expected.
struct Known {
    /// The document, or any if this is empty.
    document: &'static str,
    kind: Kind,
    /// What the place or the message has in it.
    part: &'static str,
    reason: &'static str,
}

const KNOWN: &[Known] = &[
    Known {
        document: "",
        kind: Kind::NullLost,
        part: "",
        reason: "a property that is optional and may be null is an `Option`, which cannot tell the two",
    },
    Known {
        document: "",
        kind: Kind::EmptyLost,
        part: "",
        reason: "an optional list or map is not an `Option`: without elements it is not sent",
    },
    Known {
        document: "",
        kind: Kind::Undecoded,
        part: "invalid type: null, expected a ",
        reason: "null is refused in place of an optional list or map that is absent",
    },
    Known {
        document: "garden.yaml",
        kind: Kind::Undecoded,
        part: "another shape than expected at `",
        reason: "the same, in a reply",
    },
    Known {
        document: "documentation.yaml",
        kind: Kind::NotSent,
        part: "request of ticks",
        reason: "characters of the path itself are not percent-encoded",
    },
    Known {
        document: "names.yaml",
        kind: Kind::Added,
        part: "/inside",
        reason: "a schema called Box is taken for Rust's own, and an absent property is written as null",
    },
    Known {
        document: "parameters.yaml",
        kind: Kind::Rejected,
        part: "parameter `codes` in path",
        reason: "a comma in an element of a list in the path is not percent-encoded",
    },
    Known {
        document: "schemas.yaml",
        kind: Kind::Undecoded,
        part: "schema Inner",
        reason: "an enum with null in it does not decode null",
    },
    Known {
        document: "schemas.yaml",
        kind: Kind::Alternative,
        part: "schema Animal",
        reason: "alternatives are tried in turn, and the open enum that tells them apart takes any value",
    },
    Known {
        document: "schemas.yaml",
        kind: Kind::Lost,
        part: "/length",
        reason: "the same: a snake is decoded to a fish",
    },
    Known {
        document: "schemas.yaml",
        kind: Kind::Lost,
        part: "/ghost",
        reason: "what is required but not among the properties has no field",
    },
    Known {
        document: "garden.yaml",
        kind: Kind::Alternative,
        part: "schema Visitor",
        reason: "a discriminator is not read: the alternatives are tried in turn",
    },
    Known {
        document: "garden.yaml",
        kind: Kind::Lost,
        part: "/age",
        reason: "the same: a child is decoded to an adult",
    },
    Known {
        document: "garden.yaml",
        kind: Kind::Rejected,
        part: "request of visit",
        reason: "the same, in a request",
    },
    Known {
        document: "nursery.yaml",
        kind: Kind::Rejected,
        part: "/{area}/seeds",
        reason: "the variables of a server are not replaced by their defaults",
    },
];

impl Known {
    fn is(&self, document: &str, finding: &Finding) -> bool {
        (self.document.is_empty() || self.document == document)
            && self.kind == finding.kind
            && (finding.place.contains(self.part) || finding.message.contains(self.part))
    }
}

/// Fails for a finding that is not known, and for an entry that is not found any more.
pub(crate) fn assert_known(reports: &[Report]) {
    let mut unknown = String::new();
    for report in reports {
        let mut rest = Report::new(&report.name);
        for finding in &report.findings {
            if !KNOWN.iter().any(|known| known.is(&report.name, finding)) {
                let Finding { kind, place, message } = finding;
                let (kind, place, message) = (*kind, place.clone(), message.clone());
                rest.findings.push(Finding { kind, place, message });
            }
        }
        if !rest.findings.is_empty() {
            unknown.push_str(&format!("{}\n{}", rest.name, rest.summary(40)));
        }
    }
    assert!(unknown.is_empty(), "findings that are not known:\n{unknown}");
    // Other values may not show all of them.
    if std::env::var("OPENAPI_SEED").is_ok() {
        return;
    }
    for known in KNOWN {
        let is_found = reports
            .iter()
            .any(|report| report.findings.iter().any(|finding| known.is(&report.name, finding)));
        assert!(is_found, "is put right, so take it off the list: {}", known.reason);
    }
}
