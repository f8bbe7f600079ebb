//! The harness's own reading of the document: plain JSON, and the operations in it. It shares no code with the
//! generator, so that a mistake in either is noticed.

use percent_encoding::percent_decode_str;
use serde_json::Value;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An OpenAPI document.
pub(crate) struct Document {
    root: Value,
}

/// A node of the document, and the JSON pointer to it.
#[derive(Clone)]
pub(crate) struct Node<'a> {
    pub(crate) pointer: String,
    pub(crate) value: &'a Value,
}

impl<'a> Node<'a> {
    pub(crate) fn child(&self, key: &str) -> Option<Node<'a>> {
        let value = match self.value {
            Value::Array(items) => items.get(key.parse::<usize>().ok()?)?,
            other => other.get(key)?,
        };
        let key = key.replace('~', "~0").replace('/', "~1");
        Some(Node { pointer: format!("{}/{key}", self.pointer), value })
    }

    pub(crate) fn members(&self) -> Vec<(&'a str, Node<'a>)> {
        let members = self.value.as_object().into_iter().flatten();
        members.filter_map(|(key, _)| Some((key.as_str(), self.child(key)?))).collect()
    }

    fn items(&self) -> Vec<Node<'a>> {
        let count = self.value.as_array().map_or(0, Vec::len);
        (0..count).filter_map(|index| self.child(&index.to_string())).collect()
    }

    pub(crate) fn text(&self, key: &str) -> Option<&'a str> {
        self.value.get(key)?.as_str()
    }

    fn flag(&self, key: &str) -> Option<bool> {
        self.value.get(key)?.as_bool()
    }
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

/// A parameter, with the defaults of the specification filled in.
#[derive(Debug, Clone)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) location: Location,
    pub(crate) required: bool,
    pub(crate) style: String,
    pub(crate) explode: bool,
    pub(crate) allow_reserved: bool,
    /// Whether the value is JSON (`content`), regardless of the style.
    pub(crate) is_json: bool,
    /// The pointer to the schema. It leads nowhere if there is none.
    pub(crate) schema: String,
}

/// A body of one media type.
#[derive(Debug, Clone)]
pub(crate) struct Media {
    pub(crate) media_type: String,
    /// The pointer to the schema, if there is one.
    pub(crate) schema: Option<String>,
    /// How the properties of a form are encoded.
    pub(crate) encoding: Value,
}

/// A request body.
#[derive(Debug, Clone)]
pub(crate) struct Body {
    pub(crate) required: bool,
    pub(crate) content: Vec<Media>,
}

/// The documentation of a status, a range of statuses, or all others.
#[derive(Debug, Clone)]
pub(crate) struct Response {
    /// Such as `200`, `2XX` or `default`.
    pub(crate) status: String,
    pub(crate) content: Vec<Media>,
}

/// An operation.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    /// Its `operationId`, or else its method and path.
    pub(crate) id: String,
    /// In upper case.
    pub(crate) method: String,
    /// The template as written in the document.
    pub(crate) path: String,
    /// The path of its server.
    pub(crate) server: String,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) responses: Vec<Response>,
    /// The alternatives, each a list of schemes.
    pub(crate) security: Vec<Vec<String>>,
    /// Whether the document tells the generator to omit it.
    pub(crate) skipped: bool,
}

impl Document {
    /// Reads JSON or YAML.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim_start_matches('\u{feff}');
        let root = if text.trim_start().starts_with('{') {
            serde_json::from_str(text).map_err(|error| error.to_string())?
        } else {
            let options = serde_saphyr::options! { strict_booleans: true, with_snippet: false };
            serde_saphyr::from_str_with_options(text, options).map_err(|error| error.to_string())?
        };
        Ok(Self { root })
    }

    pub(crate) fn root(&self) -> &Value {
        &self.root
    }

    /// Whether the schemas use the dialect of OpenAPI 3.0 instead of JSON Schema.
    pub(crate) fn is_3_0(&self) -> bool {
        self.root["openapi"].as_str().is_some_and(|version| version.starts_with("3.0"))
    }

    pub(crate) fn node(&self, pointer: &str) -> Option<Node<'_>> {
        let value = self.root.pointer(pointer)?;
        Some(Node { pointer: pointer.to_owned(), value })
    }

    /// The node at the end of the references.
    fn resolve<'a>(&'a self, mut node: Node<'a>) -> Option<Node<'a>> {
        for _ in 0..32 {
            let Some(reference) = node.text("$ref") else { return Some(node) };
            node = self.node(&pointer_of(reference)?)?;
        }
        None
    }

    /// All operations, in the document's order.
    pub(crate) fn operations(&self) -> Vec<Operation> {
        let paths = self.node("/paths").map(|paths| paths.members()).unwrap_or_default();
        let mut operations = Vec::new();
        for (path, item) in paths.into_iter().filter(|(path, _)| path.starts_with('/')) {
            let Some(item) = self.resolve(item) else { continue };
            for (method, node) in item.members() {
                if METHODS.contains(&method) {
                    operations.push(self.operation(path, &item, method, &node));
                }
            }
        }
        operations
    }

    fn operation(&self, path: &str, item: &Node<'_>, method: &str, node: &Node<'_>) -> Operation {
        let method = method.to_uppercase();
        let id = node.text("operationId").map_or_else(|| format!("{method} {path}"), str::to_owned);
        let body = node.child("requestBody").and_then(|body| self.resolve(body));
        let responses = node.child("responses").map(|node| node.members()).unwrap_or_default();
        Operation {
            id,
            method,
            path: path.to_owned(),
            server: self.server(item, node),
            parameters: self.parameters(item, node),
            body: body.map(|body| Body {
                required: body.flag("required").unwrap_or(false),
                content: media(&body),
            }),
            responses: responses
                .into_iter()
                .filter(|(status, _)| !status.starts_with("x-"))
                .filter_map(|(status, node)| Some((status, self.resolve(node)?)))
                .map(|(status, node)| Response { status: status.into(), content: media(&node) })
                .collect(),
            security: self.security(node),
            skipped: node.value.get("x-skip").is_some(),
        }
    }

    /// The parameters of the path item first. A parameter of the operation replaces that of the path item in place.
    fn parameters(&self, item: &Node<'_>, node: &Node<'_>) -> Vec<Parameter> {
        let list = |holder: &Node<'_>| -> Vec<Parameter> {
            let nodes = holder.child("parameters").map(|list| list.items()).unwrap_or_default();
            let resolved = nodes.into_iter().filter_map(|node| self.resolve(node));
            resolved.filter_map(|node| parameter(&node)).collect()
        };
        let mut parameters = list(item);
        for parameter in list(node) {
            let same = |other: &&mut Parameter| {
                other.name == parameter.name && other.location == parameter.location
            };
            match parameters.iter_mut().find(same) {
                Some(replaced) => *replaced = parameter,
                None => parameters.push(parameter),
            }
        }
        parameters
    }

    /// The path of the first server at the level closest to the operation.
    fn server(&self, item: &Node<'_>, node: &Node<'_>) -> String {
        let root = Node { pointer: String::new(), value: &self.root };
        let mut servers = [node, item, &root].into_iter();
        let first = servers.find_map(|holder| holder.child("servers")?.child("0"));
        let Some(server) = first else { return String::new() };
        let mut url = server.text("url").unwrap_or_default().to_owned();
        let variables = server.child("variables").map(|node| node.members()).unwrap_or_default();
        for (name, variable) in variables {
            url = url.replace(&format!("{{{name}}}"), variable.text("default").unwrap_or_default());
        }
        let path = match url.split_once("://") {
            Some((_, rest)) => rest.find('/').map_or("", |start| &rest[start..]),
            None => &url,
        };
        path.trim_end_matches('/').to_owned()
    }

    fn security(&self, node: &Node<'_>) -> Vec<Vec<String>> {
        let security = node.value.get("security").or_else(|| self.root.get("security"));
        let alternatives = security.and_then(Value::as_array).into_iter().flatten();
        alternatives
            .filter_map(Value::as_object)
            .map(|schemes| schemes.keys().cloned().collect())
            .collect()
    }

    /// The security schemes by name, references resolved.
    pub(crate) fn security_schemes(&self) -> Vec<(&str, Node<'_>)> {
        let schemes = self.node("/components/securitySchemes");
        let schemes = schemes.map(|schemes| schemes.members()).unwrap_or_default();
        schemes.into_iter().filter_map(|(name, node)| Some((name, self.resolve(node)?))).collect()
    }

    /// The schemas among the components.
    pub(crate) fn schemas(&self) -> Vec<(&str, Node<'_>)> {
        let schemas = self.node("/components/schemas");
        schemas.map(|schemas| schemas.members()).unwrap_or_default()
    }
}

/// The pointer of a reference within the document.
pub(crate) fn pointer_of(reference: &str) -> Option<String> {
    let fragment = reference.strip_prefix('#')?;
    Some(percent_decode_str(fragment).decode_utf8_lossy().into_owned())
}

fn parameter(node: &Node<'_>) -> Option<Parameter> {
    let (location, default_style) = match node.text("in")? {
        "path" => (Location::Path, "simple"),
        "query" => (Location::Query, "form"),
        "header" => (Location::Header, "simple"),
        "cookie" => (Location::Cookie, "form"),
        _ => return None,
    };
    let style = node.text("style").unwrap_or(default_style);
    let content = media(node).into_iter().next();
    let is_json = content.is_some();
    let schema = match content {
        Some(media) => media.schema,
        None => node.child("schema").map(|schema| schema.pointer),
    };
    Some(Parameter {
        name: node.text("name")?.to_owned(),
        location,
        required: location == Location::Path || node.flag("required").unwrap_or(false),
        style: style.to_owned(),
        explode: node.flag("explode").unwrap_or(style == "form"),
        allow_reserved: node.flag("allowReserved").unwrap_or(false),
        is_json,
        schema: schema.unwrap_or_else(|| "/-".to_owned()),
    })
}

fn media(holder: &Node<'_>) -> Vec<Media> {
    let content = holder.child("content").map(|content| content.members()).unwrap_or_default();
    content
        .into_iter()
        .map(|(media_type, node)| Media {
            media_type: media_type.to_owned(),
            schema: node.child("schema").map(|schema| schema.pointer),
            encoding: node.value.get("encoding").cloned().unwrap_or_default(),
        })
        .collect()
}
