//! Rules: which requests have which faults.

use std::collections::VecDeque;

use crate::fault::Fault;

/// The requests that a rule applies to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Matcher {
    /// Requests with this method and path, and this query if the path has one.
    Path(String, String),
    /// Requests of the operation with this name.
    Operation(&'static str),
    Any,
}

impl Matcher {
    pub(crate) fn matches(&self, method: &str, target: &str, operation: Option<&str>) -> bool {
        match self {
            Self::Any => true,
            Self::Operation(name) => operation == Some(*name),
            Self::Path(of, path) => {
                let without_query = target.split('?').next().unwrap_or_default();
                method == of && (target == path || without_query == path)
            }
        }
    }

    /// More specific matchers apply first.
    fn precedence(&self) -> u8 {
        match self {
            Self::Path(..) => 0,
            Self::Operation(_) => 1,
            Self::Any => 2,
        }
    }
}

/// The faults of some requests.
#[derive(Debug)]
struct Rule {
    matcher: Matcher,
    /// Each affects one request.
    next: VecDeque<Fault>,
    /// Affects all later requests.
    always: Option<Fault>,
}

#[derive(Debug, Default)]
pub(crate) struct Rules(Vec<Rule>);

impl Rules {
    /// Adds a fault for one request.
    pub(crate) fn push(&mut self, matcher: &Matcher, fault: Fault) {
        self.rule(matcher).next.push_back(fault);
    }

    /// Sets the fault for all requests without a queued one.
    pub(crate) fn set_always(&mut self, matcher: &Matcher, fault: Fault) {
        self.rule(matcher).always = Some(fault);
    }

    pub(crate) fn remove(&mut self, matcher: &Matcher) {
        self.0.retain(|rule| rule.matcher != *matcher);
    }

    /// The fault of a request. A queued fault is removed.
    pub(crate) fn take(&mut self, method: &str, target: &str, operation: Option<&str>) -> Fault {
        let matching =
            self.0.iter_mut().filter(|rule| rule.matcher.matches(method, target, operation));
        let mut faults =
            matching.filter_map(|rule| rule.next.pop_front().or_else(|| rule.always.clone()));
        faults.next().unwrap_or(Fault::Pass)
    }

    fn rule(&mut self, matcher: &Matcher) -> &mut Rule {
        let precedence = matcher.precedence();
        let at = self.0.iter().position(|rule| rule.matcher == *matcher).unwrap_or_else(|| {
            let at = self.0.partition_point(|rule| rule.matcher.precedence() <= precedence);
            let rule = Rule { matcher: matcher.clone(), next: VecDeque::new(), always: None };
            self.0.insert(at, rule);
            at
        });
        &mut self.0[at]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_specific_fault_applies_and_others_are_kept() {
        let mut rules = Rules::default();
        let path = Matcher::Path("GET".into(), "/a".into());
        let operation = Matcher::Operation("get");
        rules.push(&Matcher::Any, Fault::Status(503));
        rules.set_always(&operation, Fault::Status(502));
        rules.push(&operation, Fault::Status(501));
        rules.push(&path, Fault::Status(500));
        let mut take = |target: &str| rules.take("GET", target, Some("get"));
        assert_eq!(take("/a?x=1"), Fault::Status(500));
        assert_eq!(take("/a"), Fault::Status(501));
        assert_eq!(take("/b"), Fault::Status(502));
        assert_eq!(take("/a"), Fault::Status(502));
        assert_eq!(rules.take("GET", "/a", None), Fault::Status(503));
        assert_eq!(rules.take("GET", "/a", None), Fault::Pass);
        rules.remove(&operation);
        assert_eq!(rules.take("GET", "/a", Some("get")), Fault::Pass);
    }

    #[test]
    fn path_with_a_query_matches_this_query_only() {
        let matcher = Matcher::Path("GET".into(), "/a?x=1".into());
        assert!(matcher.matches("GET", "/a?x=1", None));
        assert!(!matcher.matches("GET", "/a?x=2", None) && !matcher.matches("GET", "/a", None));
        assert!(!matcher.matches("PUT", "/a?x=1", None));
    }
}
