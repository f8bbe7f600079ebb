//! Creates a testable client from a document.

use openapi_ureq_codegen::{Options, Source, generate};

use super::client::Client;
use super::document::{Document, Node};
use super::driver::{Subject, plain};
use super::models;

/// A document with its generated client.
pub(crate) struct Tested {
    pub(crate) document: Document,
    pub(crate) subject: Subject,
}

/// Generates the client of a document. If that fails, the result is a report.
pub(crate) fn generated(title: &str, name: &str, text: &str) -> Result<Tested, String> {
    let code = generate(&Options::new(Source::new(title, text))).map_err(|error| {
        let count = error.diagnostics().len();
        let plural = if count == 1 { "" } else { "s" };
        let first = error.diagnostics().first().map(ToString::to_string).unwrap_or_default();
        let first = first.lines().next().unwrap_or_default().to_owned();
        format!("refused: {count} problem{plural}, the first: {first}")
    })?;
    from_code(title, name, text, code)
}

/// A client with existing code.
pub(crate) fn from_code(
    title: &str,
    name: &str,
    text: &str,
    code: String,
) -> Result<Tested, String> {
    let document = Document::parse(text)?;
    let client = Client::read(&code)?;
    let all: Vec<String> = client.models.keys().cloned().collect();
    let models = models::with_types(&document, &all).into_keys().collect();
    let form_properties =
        client.forms.keys().map(|form| (form.clone(), properties(&document, form))).collect();
    let (name, title) = (name.to_owned(), title.to_owned());
    let subject = Subject { name, title, code, client, models, form_properties };
    Ok(Tested { document, subject })
}

/// The properties of the schema of a form, if it can be found by name.
fn properties(document: &Document, form: &str) -> Vec<String> {
    let schema = document.schemas().into_iter().find(|(name, _)| plain(name) == plain(form));
    let bodies = || {
        document.operations().into_iter().filter_map(|operation| {
            let is_own = plain(&format!("{}Request", operation.id)) == plain(form);
            operation.body.filter(|_| is_own)?.content.into_iter().find_map(|media| media.schema)
        })
    };
    let schema = schema.map(|(_, node)| node).or_else(|| document.node(&bodies().next()?));
    let properties = schema.and_then(|schema: Node<'_>| schema.child("properties"));
    let members = properties.map(|properties| properties.members()).unwrap_or_default();
    members.into_iter().map(|(name, _)| name.to_owned()).collect()
}
