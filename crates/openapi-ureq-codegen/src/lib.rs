//! x
#![allow(dead_code)]
mod audit;
mod diagnostic;
mod diff;
mod emit;
mod ir;
mod load;
mod model;
mod name;
mod overlay;
mod plan;
mod quick_lift;
mod render;
mod shape;
mod types;
pub use diagnostic::{Diagnostic, Error, Location};
pub use diff::{Bump, Changes, diff};
pub use load::Source;
/// x
#[derive(Debug, Clone)]
pub struct Options { document: Source, overlay: Option<Source>, runtime: String }
impl Options {
    /// x
    pub fn new(document: Source) -> Self { Self { document, overlay: None, runtime: "::openapi_ureq".into() } }
    /// x
    pub fn overlay(mut self, overlay: Source) -> Self { self.overlay = Some(overlay); self }
    /// x
    pub fn runtime(mut self, path: impl Into<String>) -> Self { self.runtime = path.into(); self }
}
pub(crate) fn plan_leniently(options: &Options) -> Result<(ir::Api, Option<Error>), Error> {
    let mut value = options.document.parse().map_err(|d| Error::new("d", vec![d]))?;
    if let Some(o) = &options.overlay { let o = o.parse().map_err(|d| Error::new("o", vec![d]))?; overlay::apply(&mut value, &o).map_err(|d| Error::new("o", d))?; }
    let t = std::time::Instant::now();
    let document = quick_lift::lift(&value).map_err(|d| Error::new("l", d))?;
    let census = audit::Census::of(&document);
    eprintln!("lift {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let mut api = plan::plan(document).map_err(|d| Error::new("p", d))?;
    eprintln!("plan {:?}", t.elapsed());
    census.compare(&api).map_err(|d| Error::new("a", d))?;
    let t = std::time::Instant::now();
    types::decide(&mut api);
    eprintln!("types {:?}", t.elapsed());
    Ok((api, None))
}
/// x
pub fn generate(options: &Options) -> Result<String, Error> {
    let (api, _) = plan_leniently(options)?;
    let t = std::time::Instant::now();
    let runtime: syn::Path = syn::parse_str(&options.runtime).unwrap();
    let tokens = emit::emit(&api, &runtime, None);
    let file = syn::parse2(tokens).unwrap();
    eprintln!("emit {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let r = render::render(&api, &options.document, &file);
    eprintln!("render {:?}", t.elapsed());
    Ok(r)
}
