//! Clients with one defect each, which the harness must find. They are created by editing the code of a correct one.

use super::report::Kind;

/// A defect.
pub(crate) struct Mutant {
    pub(crate) name: &'static str,
    /// The replacements. Each text occurs once.
    changes: &'static [(&'static str, &'static str)],
    /// The finding that the defect must cause.
    pub(crate) kind: Kind,
    pub(crate) place: &'static str,
}

pub(crate) const MUTANTS: [Mutant; 4] = [
    Mutant {
        name: "dropped_field",
        changes: &[(HUMIDITY, "")],
        kind: Kind::Lost,
        place: "request of addReading",
    },
    Mutant {
        name: "swapped_slots",
        changes: &[(
            "FIND_BED)\n            .path(\"bed\", bed)\n            .path(\"house\", house)",
            "FIND_BED)\n            .path(\"bed\", house)\n            .path(\"house\", bed)",
        )],
        kind: Kind::Rejected,
        place: "request of findBed",
    },
    Mutant {
        name: "unencoded_path",
        changes: &[(
            ".request(&operations::READ_LABEL)\n            .path(\"label\", label)",
            ".custom_request(&::openapi_ureq::Method::GET, &::std::format!(\"/labels/{label}\"))",
        )],
        kind: Kind::Rejected,
        place: "request of readLabel",
    },
    Mutant {
        name: "lost_alternative",
        changes: &[
            ("        Shrub(Shrub),\n", ""),
            ("            Shrub(Shrub) = [\"shrub\"],\n", ""),
            (FROM_SHRUB, ""),
        ],
        kind: Kind::Alternative,
        place: "schema Plant",
    },
];

/// The field that is dropped.
const HUMIDITY: &str =
    "        #[serde(default, skip_serializing_if = \"::std::option::Option::is_none\")]
        pub humidity: ::std::option::Option<f64>,
";

/// Other code for the removed alternative.
const FROM_SHRUB: &str = "    impl ::std::convert::From<Shrub> for Plant {
        fn from(value: Shrub) -> Self {
            Self::Shrub(value)
        }
    }
";

/// The code with the defect, or the text that does not occur exactly once.
pub(crate) fn apply(mutant: &Mutant, code: &str) -> Result<String, String> {
    let mut code = code.to_owned();
    for (from, to) in mutant.changes {
        if code.matches(from).count() != 1 {
            return Err(format!("{}: the code does not have once: {from}", mutant.name));
        }
        code = code.replace(from, to);
    }
    Ok(code)
}
