//! The driver: a program that contains the generated clients, and calls their functions with arguments that it reads
//! as JSON. Its code is generated from the signatures of the functions.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use syn::Type;

use super::client::{Client, Function, Params, argument_of, is_called, text};

/// A client and its name in the driver.
pub(crate) struct Subject {
    /// The name of a module.
    pub(crate) name: String,
    /// Its name in reports.
    pub(crate) title: String,
    pub(crate) code: String,
    pub(crate) client: Client,
    /// The models to test: those with a schema.
    pub(crate) models: Vec<String>,
    /// The properties of each form, in the document's order.
    pub(crate) form_properties: Vec<(String, Vec<String>)>,
}

/// Writes the driver's crate, compiles it, and returns the path of the program.
pub(crate) fn compile(folder: &Path, subjects: &[Subject]) -> Result<PathBuf, String> {
    let failed = |error: std::io::Error| format!("the driver cannot be written: {error}");
    write(folder, subjects).map_err(failed)?;
    let target = target_folder();
    let build = |arguments: &[&str]| cargo(folder, &target, arguments);
    build(&["build", "--offline"]).or_else(|_| build(&["build"]))?;
    let program = folder.join("driver");
    std::fs::copy(target.join("debug/conformance-driver"), &program).map_err(failed)?;
    Ok(program)
}

fn write(folder: &Path, subjects: &[Subject]) -> std::io::Result<()> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let manifest = format!(
        "[workspace]\n\n\
         [package]\nname = \"conformance-driver\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nserde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n\
         openapi-ureq = {{ path = {:?}, default-features = false }}\n\n\
         [profile.dev]\ndebug = false\nincremental = false\n",
        crates.join("openapi-ureq")
    );
    let source = folder.join("src");
    std::fs::create_dir_all(&source)?;
    std::fs::write(folder.join("Cargo.toml"), manifest)?;
    std::fs::copy(crates.join("../Cargo.lock"), folder.join("Cargo.lock"))?;
    std::fs::write(source.join("support.rs"), include_str!("driver/support.rs"))?;
    let mut root = String::from("#![allow(warnings)]\nmod support;\n");
    let mut list = String::new();
    for subject in subjects {
        let Subject { name, code, .. } = subject;
        let _ = writeln!(root, "mod {name};");
        let _ = write!(list, "({name:?}, {name}::start as support::Start), ");
        std::fs::write(source.join(format!("{name}_api.rs")), code)?;
        std::fs::write(source.join(format!("{name}.rs")), driver(subject))?;
    }
    let _ = writeln!(root, "fn main() {{ support::run(&[{list}]); }}");
    std::fs::write(source.join("main.rs"), root)
}

fn cargo(folder: &Path, target: &Path, arguments: &[&str]) -> Result<(), String> {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .arg("--quiet")
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .output()
        .map_err(|error| format!("cargo cannot be started: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned())
}

/// A folder next to that of the profile, so that dependencies are compiled only once.
fn target_folder() -> PathBuf {
    let binary = std::env::current_exe().unwrap_or_default();
    // target/debug/deps/conformance-0123
    binary.ancestors().nth(3).unwrap_or(Path::new("target")).join("generated-clients")
}

/// The module that calls one client.
fn driver(subject: &Subject) -> String {
    let Subject { name, client, models, .. } = subject;
    let mut code = format!(
        "#[path = \"{name}_api.rs\"]\npub mod api;\n\
         use self::api::*;\nuse crate::support;\nuse ::serde_json::Value as Json;\n\n"
    );
    let mut arms = String::new();
    for (index, function) in client.functions.iter().enumerate() {
        code.push_str(&caller(subject, index, function));
        let _ = writeln!(arms, "        {:?} => call_{index}(&client, value),", function.name);
    }
    for model in models {
        let _ = writeln!(
            arms,
            "        {:?} => support::model::<api::models::{model}>(value),",
            format!("models::{model}")
        );
    }
    for (form, fields) in &client.forms {
        code.push_str(&form_maker(subject, form, fields));
    }
    let _ = write!(
        code,
        "pub fn start(url: &str, credentials: &[(::std::string::String, ::std::string::String)])\n    \
         -> ::std::result::Result<support::Call, ::std::string::String> {{\n    \
         let client = support::build(api::Client::builder(), url, credentials)?;\n    \
         ::std::result::Result::Ok(::std::boxed::Box::new(move |name: &str, value: &Json| match name {{\n\
         {arms}        \
         _ => ::std::result::Result::Err(::std::format!(\"there is no `{{name}}`\")),\n    }}))\n}}\n"
    );
    code
}

/// The function that creates the arguments of one function and calls it.
fn caller(subject: &Subject, index: usize, function: &Function) -> String {
    let mut code =
        format!("fn call_{index}(client: &api::Client, arguments: &Json) -> support::Outcome {{\n");
    let mut passed = Vec::new();
    for (index, ty) in function.arguments.iter().enumerate() {
        let in_params = function.params.as_ref().is_some_and(|params| {
            (params.start..params.start + params.fields.len()).contains(&index)
        });
        // The types of the fields are named from within the module of the models.
        let models = if in_params { "models" } else { "" };
        let made = make(subject, &owned(ty), "value", models);
        let made = match in_params {
            true => format!("{{ use self::api::models::*; {made} }}"),
            false => made,
        };
        let _ = writeln!(
            code,
            "    let a{index} = support::argument(arguments, {index}, |value| {made})?;"
        );
        if in_params {
            continue;
        }
        let (before, argument) = pass(ty, &format!("a{index}"));
        code.push_str(&before);
        passed.push((index, argument));
    }
    if let Some(Params { name, fields, start }) = &function.params {
        let fields = fields.iter().enumerate();
        let fields: Vec<String> =
            fields.map(|(index, field)| format!("{field}: a{}", start + index)).collect();
        passed.push((*start, format!("&models::{name} {{ {} }}", fields.join(", "))));
        passed.sort();
    }
    let passed: Vec<String> = passed.into_iter().map(|(_, argument)| argument).collect();
    let encoded = encode(&subject.client, &function.returns);
    let _ = writeln!(
        code,
        "    support::outcome(client.{}({}), |body| {encoded})\n}}\n",
        function.name,
        passed.join(", ")
    );
    code
}

/// The type of a variable that an argument can be borrowed from.
fn owned(ty: &Type) -> Type {
    match ty {
        Type::Reference(reference) => match &*reference.elem {
            Type::Slice(slice) => {
                let element = owned(&slice.elem);
                syn::parse_quote!(::std::vec::Vec<#element>)
            }
            Type::Path(path) if path.path.is_ident("str") => {
                syn::parse_quote!(::std::string::String)
            }
            other => other.clone(),
        },
        other if is_called(other, "Option") => match argument_of(other) {
            Some(inner) => {
                let inner = owned(&inner);
                syn::parse_quote!(::std::option::Option<#inner>)
            }
            None => other.clone(),
        },
        other => other.clone(),
    }
}

/// An expression that creates an owned value from JSON. `models` is the path of the models.
fn make(subject: &Subject, ty: &Type, value: &str, models: &str) -> String {
    let inner = argument_of(ty).map(|inner| make(subject, &inner, "value", models));
    match inner {
        Some(inner) if is_called(ty, "Option") => {
            return format!("support::optional({value}, |value| {inner})");
        }
        Some(inner) if is_called(ty, "Vec") && !inner.contains("read::<") => {
            return format!("support::list({value}, |value| {inner})");
        }
        _ => {}
    }
    if is_called(ty, "Upload") {
        return format!("support::upload({value})");
    }
    if let Some(form) = subject.client.form(ty) {
        return format!("make_{}({value})", form);
    }
    let may_be_empty =
        !models.is_empty() && ["Vec", "HashMap", "Map"].iter().any(|name| is_called(ty, name));
    let read = if may_be_empty { "read_or_empty" } else { "read" };
    format!("support::{read}::<{}>({value})", text(ty))
}

/// The expression that passes a variable as an argument of a type, and the statements before it.
fn pass(ty: &Type, variable: &str) -> (String, String) {
    let is_texts = |ty: &Type| text(ty).ends_with("&[&str]") || text(ty).contains("<&[&str]>");
    let inner = if is_called(ty, "Option") { argument_of(ty) } else { None };
    match (&inner, is_texts(ty)) {
        (None, true) => (
            format!(
                "    let {variable}: ::std::vec::Vec<&str> = {variable}.iter().map(|text| text.as_str()).collect();\n"
            ),
            format!("&{variable}"),
        ),
        (Some(_), true) => (
            format!(
                "    let {variable}: ::std::option::Option<::std::vec::Vec<&str>> =\n        \
                 {variable}.as_ref().map(|list| list.iter().map(|text| text.as_str()).collect());\n"
            ),
            format!("{variable}.as_deref()"),
        ),
        (Some(Type::Reference(reference)), false) => match &*reference.elem {
            Type::Slice(_) => (String::new(), format!("{variable}.as_deref()")),
            Type::Path(path) if path.path.is_ident("str") => {
                (String::new(), format!("{variable}.as_deref()"))
            }
            _ => (String::new(), format!("{variable}.as_ref()")),
        },
        (None, false) if matches!(ty, Type::Reference(_)) => {
            (String::new(), format!("&{variable}"))
        }
        _ => (String::new(), variable.to_owned()),
    }
}

/// An expression that encodes `body`, a reference to a value of the type.
fn encode(client: &Client, ty: &Type) -> String {
    if let Some((name, variants)) = client.by_status(ty) {
        let mut arms = String::new();
        for (variant, held) in variants {
            let (pattern, value) = match held {
                Some(ty) if is_called(ty, "RawBody") => ("(value)", "support::raw(value)"),
                Some(_) => ("(value)", "support::encode(value)?"),
                None => ("", "::serde_json::json!({ \"nothing\": true })"),
            };
            let _ = write!(arms, "{name}::{variant}{pattern} => ({variant:?}, {value}), ");
        }
        return format!(
            "{{ let (variant, mut body) = match body {{ {arms} }};\n        \
             body[\"variant\"] = ::serde_json::json!(variant);\n        \
             ::std::result::Result::Ok(body) }}"
        );
    }
    match text(ty).as_str() {
        "()" => "::std::result::Result::Ok(::serde_json::json!({ \"nothing\": true }))".to_owned(),
        "::std::vec::Vec<u8>" => {
            "::std::result::Result::Ok(::serde_json::json!({ \"bytes\": body }))".to_owned()
        }
        _ if is_called(ty, "RawBody") => "::std::result::Result::Ok(support::raw(body))".to_owned(),
        _ => "support::encode(body)".to_owned(),
    }
}

/// The function that creates a multipart form, which cannot be deserialized.
fn form_maker(subject: &Subject, form: &str, fields: &[(String, Type)]) -> String {
    let properties = subject.form_properties.iter().find(|(name, _)| name == form);
    let properties = properties.map(|(_, properties)| properties.as_slice()).unwrap_or_default();
    let mut made = String::new();
    let mut taken = HashSet::new();
    for (index, (field, ty)) in fields.iter().enumerate() {
        let same =
            properties.iter().find(|name| plain(name) == plain(field) && !taken.contains(*name));
        let property =
            same.or_else(|| properties.get(index)).map_or(field.as_str(), String::as_str);
        taken.insert(property.to_owned());
        let value = format!("(&value[{property:?}])");
        let _ = writeln!(made, "        {field}: {}?,", make(subject, ty, &value, "models"));
    }
    // The types of the fields are named from within the module of the models.
    format!(
        "fn make_{form}(value: &Json) -> ::std::result::Result<models::{form}, ::std::string::String> {{\n    \
         use self::api::models::*;\n    \
         ::std::result::Result::Ok(models::{form} {{\n{made}    }})\n}}\n"
    )
}

/// A name reduced to the characters that the document's and Rust's spelling have in common.
pub(crate) fn plain(name: &str) -> String {
    name.trim_start_matches("r#")
        .chars()
        .filter(|one| one.is_alphanumeric())
        .collect::<String>()
        .to_lowercase()
}
