//! Prints the parts of the generated module in parallel, since building syntax trees takes most of the time.

use crate::emit::{Emitter, Part};
use crate::ir::Api;
use crate::render::formatted;
use crate::threads::in_parallel;

/// The number of types or operations per batch.
const AT_ONCE: usize = 64;

/// The paths that generated code uses, as text, since syntax trees are not `Send`.
#[derive(Clone, Copy)]
pub(crate) struct Paths<'a> {
    pub(crate) runtime: &'a str,
    pub(crate) classifier: Option<&'a str>,
}

/// Prints the module. Fails if the emitted tokens are not valid Rust.
pub(crate) fn print(api: &Api, paths: Paths<'_>) -> syn::Result<String> {
    let types = api.types.chunks(AT_ONCE).map(Part::Models);
    let functions = api.operations.chunks(AT_ONCE).map(Part::Functions);
    let parts: Vec<Part<'_>> = std::iter::once(Part::Frame).chain(types).chain(functions).collect();
    let texts = in_parallel(&parts, |part| print_part(api, paths, *part));
    let (mut frame, mut models, mut functions) = (String::new(), String::new(), String::new());
    for (part, text) in parts.iter().zip(texts) {
        let text = text?;
        match part {
            Part::Frame => frame = text,
            Part::Models(_) => models.push_str(inside(&text)),
            Part::Functions(_) => functions.push_str(inside(&text)),
        }
    }
    // The functions are appended to the `impl Client` block, the last item of the frame.
    let frame = frame.trim_end().trim_end_matches('}');
    let frame = match models.is_empty() {
        true => frame.to_owned(),
        false => frame.replacen("pub mod models {}", &format!("pub mod models {{\n{models}}}"), 1),
    };
    Ok(format!("{frame}{functions}}}\n"))
}

fn print_part(api: &Api, paths: Paths<'_>, part: Part<'_>) -> syn::Result<String> {
    let runtime = syn::parse_str(paths.runtime)?;
    let classifier = paths.classifier.map(syn::parse_str).transpose()?;
    let emitter = Emitter::new(api, &runtime, classifier.as_ref());
    Ok(formatted(&syn::parse2(emitter.emit(part))?))
}

/// The lines inside the single item of a part.
fn inside(text: &str) -> &str {
    let (_, inside) = text.split_once("{\n").unwrap_or_default();
    inside.trim_end().trim_end_matches('}')
}
