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

const KNOWN: [Known; 2] = [
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
    for known in &KNOWN {
        let is_found = reports.iter().any(|report| {
            report.findings.iter().any(|finding| known.is(&report.name, finding))
        });
        assert!(is_found, "is put right, so take it off the list: {}", known.reason);
    }
}
