//! Temporary.
use std::collections::HashMap;
use serde_json::Value;
use crate::diagnostic::{Diagnostic, Place};
use crate::model::*;

struct Lift<'a> { root: &'a Value, is_31: bool, schemas: Schemas, memo: HashMap<String, SchemaId>, problems: Vec<Diagnostic> }

fn text(n: &Value, k: &str) -> String { n.get(k).and_then(Value::as_str).unwrap_or_default().trim().to_owned() }
fn opt(n: &Value, k: &str) -> Option<String> { n.get(k).and_then(Value::as_str).map(|s| s.trim().to_owned()) }
fn flag(n: &Value, k: &str) -> Option<bool> { n.get(k).and_then(Value::as_bool) }
fn list<'v>(n: &'v Value, k: &str) -> &'v [Value] { n.get(k).and_then(Value::as_array).map_or(&[], Vec::as_slice) }
fn members<'v>(n: &'v Value, k: &str) -> Vec<(&'v String, &'v Value)> { n.get(k).and_then(Value::as_object).map(|o| o.iter().collect()).unwrap_or_default() }

impl<'a> Lift<'a> {
    fn resolve(&self, node: &'a Value, at: &Place) -> (&'a Value, Place) {
        let (mut node, mut at) = (node, at.clone());
        for _ in 0..32 {
            let Some(r) = node.get("$ref").and_then(Value::as_str) else { break };
            let Some(p) = r.strip_prefix('#') else { break };
            let Some(t) = self.root.pointer(p) else { break };
            node = t;
            at = Place { file: at.file, pointer: crate::diagnostic::Pointer::from(p) };
        }
        (node, at)
    }
    fn schema(&mut self, node: &'a Value, at: &Place) -> SchemaId {
        let key = at.pointer.as_str().to_owned();
        if let Some(id) = self.memo.get(&key) { return *id; }
        let id = self.schemas.add(Schema::default());
        self.memo.insert(key, id);
        let schema = self.read(node, at);
        self.schemas[id] = schema;
        id
    }
    fn read(&mut self, node: &'a Value, at: &Place) -> Schema {
        let mut s = Schema { at: at.clone(), ..Schema::default() };
        if let Some(b) = node.as_bool() { s.never = !b; return s; }
        s.title = opt(node, "title"); s.description = opt(node, "description");
        s.deprecated = flag(node, "deprecated").unwrap_or(false);
        s.default = node.get("default").cloned();
        s.read_only = flag(node, "readOnly").unwrap_or(false);
        s.write_only = flag(node, "writeOnly").unwrap_or(false);
        s.rust_name = opt(node, "x-rust-name");
        if let Some(r) = node.get("$ref").and_then(Value::as_str) {
            let p = r.strip_prefix('#').unwrap_or("");
            if let Some(t) = self.root.pointer(p) {
                let tat = Place { file: at.file, pointer: crate::diagnostic::Pointer::from(p) };
                s.reference = Some(self.schema(t, &tat));
            } else { self.problems.push(Diagnostic::new(at, format!("unresolved {r}"), "fix")); }
            if !self.is_31 { return s; }
        }
        let name = |t: &str| Some(match t { "boolean" => TypeName::Boolean, "integer" => TypeName::Integer, "number" => TypeName::Number, "string" => TypeName::String, "array" => TypeName::Array, "object" => TypeName::Object, _ => return None });
        match node.get("type") {
            Some(Value::String(t)) if t == "null" => { s.nullable = true; s.types = Some(Types::default()); }
            Some(Value::String(t)) => s.types = name(t).map(|t| Types::default().with(t)),
            Some(Value::Array(ts)) => {
                s.nullable = ts.iter().any(|t| t == "null");
                s.types = Some(ts.iter().filter_map(|t| name(t.as_str()?)).collect());
            }
            _ => {}
        }
        s.nullable |= flag(node, "nullable").unwrap_or(false);
        s.format = opt(node, "format"); s.content_encoding = opt(node, "contentEncoding"); s.content_media_type = opt(node, "contentMediaType");
        let mut values = node.get("enum").and_then(Value::as_array).cloned();
        if let Some(c) = node.get("const") { values = Some(vec![c.clone()]); }
        if let Some(v) = &mut values { if v.iter().any(Value::is_null) { s.nullable = true; v.retain(|x| !x.is_null()); } }
        s.values = values.filter(|v| !v.is_empty());
        let bound = |k: &str| node.get(k).and_then(|v| v.as_number()).map(|n| Number { value: n.clone(), exclusive: false });
        s.minimum = bound("minimum"); s.maximum = bound("maximum");
        for (n, p) in members(node, "properties") {
            let schema = self.schema(p, &at.child("properties").child(n));
            s.properties.push(Property { name: n.clone(), schema });
        }
        s.required = list(node, "required").iter().filter_map(|v| v.as_str().map(str::to_owned)).collect();
        for k in ["unevaluatedProperties", "additionalProperties"] {
            if let Some(a) = node.get(k) { s.additional = Some(self.schema(a, &at.child(k))); }
        }
        for (n, p) in members(node, "patternProperties") {
            s.additional = Some(self.schema(p, &at.child("patternProperties").child(n)));
        }
        if let Some(i) = node.get("items") { s.items = Some(self.schema(i, &at.child("items"))); }
        for (i, p) in list(node, "prefixItems").iter().enumerate() { let id = self.schema(p, &at.child("prefixItems").child(i)); s.prefix_items.push(id); }
        s.min_items = node.get("minItems").and_then(Value::as_u64); s.max_items = node.get("maxItems").and_then(Value::as_u64);
        for k in ["allOf", "anyOf", "oneOf"] {
            let mut ids = Vec::new();
            for (i, p) in list(node, k).iter().enumerate() {
                if k != "allOf" && p.get("type").and_then(Value::as_str) == Some("null") { s.nullable = true; continue; }
                ids.push(self.schema(p, &at.child(k).child(i)));
            }
            match k { "allOf" => s.all_of = ids, "anyOf" => s.any_of = ids, _ => s.one_of = ids }
        }
        if let Some(d) = node.get("discriminator") {
            let mut mapping = Vec::new();
            for (v, t) in members(d, "mapping") {
                let t = t.as_str().unwrap_or_default();
                let p = t.strip_prefix('#').map(str::to_owned).unwrap_or_else(|| format!("/components/schemas/{t}"));
                if let Some(n) = self.root.pointer(&p) { let id = self.schema(n, &Place { file: at.file, pointer: p.as_str().into() }); mapping.push((v.clone(), id)); }
            }
            let property = text(d, "propertyName");
            if !property.is_empty() { s.discriminator = Some(Discriminator { property, mapping }); }
        }
        s
    }
    fn content(&mut self, holder: &'a Value, at: &Place) -> Vec<MediaType> {
        let mut out = Vec::new();
        for (name, m) in members(holder, "content") {
            let at = at.child("content").child(name);
            let schema = m.get("schema").map(|s| self.schema(s, &at.child("schema")));
            let encoding = members(m, "encoding").into_iter().map(|(p, e)| PartEncoding { property: p.clone(), content_type: opt(e, "contentType"), style: opt(e, "style").and_then(|s| style(&s)), explode: flag(e, "explode"), allow_reserved: flag(e, "allowReserved") }).collect();
            out.push(MediaType { at, name: name.clone(), schema, encoding });
        }
        out
    }
    fn parameter(&mut self, node: &'a Value, at: &Place) -> Parameter {
        let location = match text(node, "in").as_str() { "path" => Location::Path, "header" => Location::Header, "cookie" => Location::Cookie, _ => Location::Query };
        let default = match location { Location::Path | Location::Header => Style::Simple, _ => Style::Form };
        let st = opt(node, "style").and_then(|s| style(&s)).unwrap_or(default);
        let format = match members(node, "content").first() {
            Some((n, m)) => ParameterFormat::Content { media_type: (*n).clone(), schema: self.schema(m.get("schema").unwrap_or(&Value::Bool(true)), &at.child("content").child(n).child("schema")) },
            None => ParameterFormat::Style { schema: self.schema(node.get("schema").unwrap_or(&Value::Bool(true)), &at.child("schema")), style: st, explode: flag(node, "explode").unwrap_or(st == Style::Form), allow_reserved: flag(node, "allowReserved").unwrap_or(false) },
        };
        Parameter { at: at.clone(), name: text(node, "name"), location, required: location == Location::Path || flag(node, "required").unwrap_or(false), deprecated: flag(node, "deprecated").unwrap_or(false), description: text(node, "description"), rust_name: opt(node, "x-rust-name"), format }
    }
}
fn style(s: &str) -> Option<Style> { Some(match s { "simple" => Style::Simple, "label" => Style::Label, "matrix" => Style::Matrix, "form" => Style::Form, "spaceDelimited" => Style::SpaceDelimited, "pipeDelimited" => Style::PipeDelimited, "deepObject" => Style::DeepObject, _ => return None }) }
fn server(n: &Value) -> Server { Server { url: text(n, "url"), description: text(n, "description"), variables: members(n, "variables").into_iter().map(|(k, v)| ServerVariable { name: k.clone(), default: text(v, "default"), values: list(v, "enum").iter().filter_map(|v| v.as_str().map(str::to_owned)).collect(), description: text(v, "description") }).collect() } }

pub(crate) fn lift(root: &Value) -> Result<Document, Vec<Diagnostic>> {
    let mut l = Lift { root, is_31: text(root, "openapi").starts_with("3.1"), schemas: Schemas::default(), memo: HashMap::new(), problems: Vec::new() };
    let p = Place::default();
    let mut components = Vec::new();
    let cat = p.child("components");
    let comps = root.get("components").unwrap_or(&Value::Null);
    for (n, s) in members(comps, "schemas") { let schema = l.schema(s, &cat.child("schemas").child(n)); components.push(Component { name: n.clone(), schema }); }
    let mut security_schemes = Vec::new();
    for (n, s) in members(comps, "securitySchemes") {
        let at = cat.child("securitySchemes").child(n);
        let (s, _) = l.resolve(s, &at);
        let name = text(s, "name");
        let kind = match (text(s, "type").as_str(), text(s, "in").as_str()) { ("apiKey", "query") => SecurityKind::Query(name), ("apiKey", "cookie") => SecurityKind::Cookie(name), ("apiKey", _) => SecurityKind::Header(name), ("http", _) if text(s, "scheme").eq_ignore_ascii_case("basic") => SecurityKind::Basic, _ => SecurityKind::Bearer };
        security_schemes.push(SecurityScheme { at, name: n.clone(), kind });
    }
    let (mut operations, mut skipped) = (Vec::new(), Vec::new());
    for (path, item) in members(root, "paths") {
        let pat = p.child("paths").child(path);
        let (item, iat) = l.resolve(item, &pat);
        for (m, node) in item.as_object().into_iter().flatten() {
            let Some(method) = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"].into_iter().find(|x| x.to_ascii_lowercase() == *m) else { continue };
            let at = iat.child(m);
            let id = opt(node, "operationId").filter(|s| !s.is_empty());
            if let Some(reason) = opt(node, "x-skip") { skipped.push(Skipped { operation: id.unwrap_or_else(|| format!("{method} {path}")), reason }); continue; }
            let mut parameters: Vec<Parameter> = Vec::new();
            for (holder, hat) in [(item, &iat), (node, &at)] {
                for (i, n) in list(holder, "parameters").iter().enumerate() {
                    let (n, nat) = l.resolve(n, &hat.child("parameters").child(i));
                    let one = l.parameter(n, &nat);
                    match parameters.iter_mut().find(|o| o.name == one.name && o.location == one.location) { Some(o) => *o = one, None => parameters.push(one) }
                }
            }
            let body = node.get("requestBody").map(|b| { let (b, bat) = l.resolve(b, &at.child("requestBody")); Body { required: flag(b, "required").unwrap_or(false), description: text(b, "description"), content: l.content(b, &bat), at: bat } });
            let mut responses = Vec::new();
            for (s, r) in members(node, "responses") {
                let status = match s.as_str() { "default" => Status::Default, s if s.len() == 3 && s.to_ascii_uppercase().ends_with("XX") => Status::Range(s.as_bytes()[0] - b'0'), s => match s.parse() { Ok(c) => Status::Code(c), Err(_) => continue } };
                let (r, rat) = l.resolve(r, &at.child("responses").child(s));
                responses.push(Response { status, description: text(r, "description"), content: l.content(r, &rat), at: rat });
            }
            let reqs = node.get("security").or_else(|| root.get("security")).and_then(Value::as_array);
            let security = reqs.into_iter().flatten().map(|r| r.as_object().into_iter().flatten().filter_map(|(n, _)| security_schemes.iter().position(|s| s.name == *n)).collect()).collect();
            operations.push(Operation { id, method, path: path.clone(), tags: list(node, "tags").iter().filter_map(|v| v.as_str().map(str::to_owned)).collect(), summary: text(node, "summary"), description: text(node, "description"), deprecated: flag(node, "deprecated").unwrap_or(false), idempotent: flag(node, "x-idempotent"), former_ids: list(node, "x-deprecated-names").iter().filter_map(|v| v.as_str().map(|s| (at.clone(), s.to_owned()))).collect(), body_name: opt(node, "x-codegen-request-body-name"), params: flag(node, "x-params"), parameters, body, responses, security, server: list(node, "servers").first().or_else(|| list(item, "servers").first()).map(server), at });
        }
    }
    if !l.problems.is_empty() { return Err(l.problems); }
    let info = root.get("info").unwrap_or(&Value::Null);
    let mut servers: Vec<Server> = list(root, "servers").iter().map(server).collect();
    if servers.is_empty() { servers.push(Server { url: "/".into(), description: String::new(), variables: vec![] }); }
    Ok(Document { title: text(info, "title"), version: text(info, "version"), description: text(info, "description"), servers, operations, skipped, webhooks: Vec::new(), security_schemes, schemas: l.schemas, components })
}
