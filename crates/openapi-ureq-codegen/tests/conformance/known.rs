//! Intended deviations from the document. Any other finding is a defect.

use super::report::{Finding, Kind, Report};

/// An expected finding.
struct Known {
    /// The document; any if empty.
    document: &'static str,
    kind: Kind,
    /// A part of the place or of the message.
    part: &'static str,
    reason: &'static str,
}

const KNOWN: &[Known] = &[
    Known {
        document: "",
        kind: Kind::Rejected,
        part: "in header (simple, explode false)",
        reason: "commas and percent signs in the elements of a header's list are percent-encoded, by decision: \
                 the specification leaves open how an element has a comma",
    },
    Known {
        document: "ferry.yaml",
        kind: Kind::Undecoded,
        part: "schema Grade",
        reason: "the type of a schema that accepts null is that of its other values; where it is used, it is in \
                 an Option",
    },
    Known {
        document: "schemas.yaml",
        kind: Kind::Undecoded,
        part: "schema Inner",
        reason: "the type of a schema that accepts null is that of its other values; where it is used, it is in \
                 an Option",
    },
    Known {
        document: "schemas.yaml",
        kind: Kind::Undecoded,
        part: "schema Nullable",
        reason: "the type of a schema that accepts null is that of its other values; where it is used, it is in \
                 an Option",
    },
];

impl Known {
    fn is(&self, document: &str, finding: &Finding) -> bool {
        (self.document.is_empty() || self.document == document)
            && self.kind == finding.kind
            && (finding.place.contains(self.part) || finding.message.contains(self.part))
    }
}

/// Fails for an unknown finding, and for an entry that no longer occurs.
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
    // With another seed, some may not occur.
    if std::env::var("OPENAPI_SEED").is_ok() {
        return;
    }
    for known in KNOWN {
        let is_found = reports
            .iter()
            .any(|report| report.findings.iter().any(|finding| known.is(&report.name, finding)));
        assert!(is_found, "is not found any more, so take it off the list: {}", known.reason);
    }
}
