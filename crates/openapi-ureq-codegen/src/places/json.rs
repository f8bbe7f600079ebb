//! The positions of nodes in JSON text.

use super::Node;
use crate::diagnostic::Location;

/// The nodes of `text`; `None` if it is not valid JSON.
pub(super) fn nodes(text: &str) -> Option<(Location, Node)> {
    let mut scanner = Scanner { rest: text, line: 1, column: 1 };
    scanner.skip_space();
    Some((scanner.location(), scanner.value()?))
}

struct Scanner<'a> {
    rest: &'a str,
    line: usize,
    column: usize,
}

impl<'a> Scanner<'a> {
    fn location(&self) -> Location {
        Location { line: self.line, column: self.column }
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let next = chars.next()?;
        self.rest = chars.as_str();
        if next == '\n' {
            (self.line, self.column) = (self.line + 1, 1);
        } else {
            self.column += 1;
        }
        Some(next)
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|next| next.is_ascii_whitespace()) {
            self.next();
        }
    }

    fn value(&mut self) -> Option<Node> {
        match self.peek()? {
            '{' => self.object(),
            '[' => self.list(),
            '"' => self.string().map(|_| Node::Scalar),
            _ => {
                let is_inside =
                    |next: char| !matches!(next, ',' | '}' | ']') && !next.is_ascii_whitespace();
                while self.peek().is_some_and(is_inside) {
                    self.next();
                }
                Some(Node::Scalar)
            }
        }
    }

    fn object(&mut self) -> Option<Node> {
        let mut members = Vec::new();
        while self.is_before_entry('}')? {
            let location = self.location();
            let name = serde_json::from_str(self.string()?).ok()?;
            self.skip_space();
            self.next().filter(|next| *next == ':')?;
            self.skip_space();
            members.push((name, location, self.value()?));
        }
        Some(Node::Object(members))
    }

    fn list(&mut self) -> Option<Node> {
        let mut items = Vec::new();
        while self.is_before_entry(']')? {
            items.push((self.location(), self.value()?));
        }
        Some(Node::List(items))
    }

    /// Skips the next bracket or comma. Returns false if it is the closing bracket, or directly followed by it.
    fn is_before_entry(&mut self, close: char) -> Option<bool> {
        self.skip_space();
        if self.next()? == close {
            return Some(false);
        }
        self.skip_space();
        if self.peek()? == close {
            self.next();
            return Some(false);
        }
        Some(true)
    }

    /// Skips a string, and returns it with its quotes and escapes.
    fn string(&mut self) -> Option<&'a str> {
        let start = self.rest;
        self.next()?;
        loop {
            match self.next()? {
                '"' => break,
                '\\' => self.next().map(drop)?,
                _ => {}
            }
        }
        start.get(..start.len() - self.rest.len())
    }
}
