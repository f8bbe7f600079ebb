//! The client generated from the documents in the environment variables.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::path::{Path, PathBuf};

use crate::choose;
use crate::documents::{DOCUMENT, OVERLAY};

pub(crate) const OWN_DOCUMENT: &str = include_str!("../../openapi.yaml");
const OWN_OVERLAY: &str = include_str!("../../openapi.overlay.yaml");

/// An operation that the package's document does not have.
const PING: &str = "
  /instances/{instance_key}/ping:
    get:
      operationId: pingInstance
      parameters:
      - { name: instance_key, in: path, required: true, schema: { type: string } }
      responses:
        '200':
          description: Pong
          content: { application/json: { schema: { $ref: '#/components/schemas/APIResponse' } } }
      security: [{ ApiKeyAuth: [] }]
";

/// The text with one occurrence of `from` replaced.
fn edited(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replace(from, to)
}

/// The package's document with an additional operation, and an additional optional property in each model that
/// implements `Default`.
pub(crate) fn grown_document() -> String {
    let properties = "\n      properties:\n";
    let added = "        added_property: { type: string }\n";
    let grown = OWN_DOCUMENT.replace(properties, &format!("{properties}{added}"));
    // A form with a file does not implement `Default`.
    let grown = grown.replace(&format!("{added}        file:\n"), "        file:\n");
    assert!(grown.matches(added).count() > 20);
    edited(&grown, "\npaths:\n", &format!("\npaths:{PING}"))
}

/// A file of the test, with this content.
fn file(name: &str, content: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, content).unwrap();
    path
}

fn generate(variables: &[(&str, &Path)]) -> Result<String, String> {
    let variables: Vec<_> =
        variables.iter().map(|(name, path)| (*name, path.to_str().unwrap())).collect();
    choose(&variables).unwrap().generate().map(|generated| generated.code)
}

/// The code without the header, which has a hash of the document.
fn body(code: &str) -> &str {
    code.split_once("\n\n").unwrap().1
}

#[test]
fn empty_document_variable_means_the_package_s_document() {
    let expected = generate(&[]).unwrap();
    assert_eq!(generate(&[(DOCUMENT, Path::new(""))]).unwrap(), expected);
}

#[test]
fn another_document_is_corrected_by_the_package_s_overlay() {
    let copy = file("copy.yaml", &format!("# A comment.\n{OWN_DOCUMENT}"));
    let expected = generate(&[]).unwrap();
    assert_eq!(body(&generate(&[(DOCUMENT, &copy)]).unwrap()), body(&expected));
}

#[test]
fn added_operation_and_optional_properties_are_generated() {
    let grown = file("grown.yaml", &grown_document());
    let code = generate(&[(DOCUMENT, &grown)]).unwrap();
    assert!(code.contains("pub fn ping_instance("), "{code}");
    assert!(code.contains("pub added_property: "), "{code}");
}

#[test]
fn overlay_alone_corrects_the_package_s_document() {
    let ping = edited(PING.trim_end(), "\n  /instances/{instance_key}/ping:\n", "");
    let ping: String = ping.lines().map(|line| format!("      {line}\n")).collect();
    let action = format!(
        "actions:\n- target: $.paths\n  x-reason: It is missing.\n  update:\n    \
         '/instances/{{instance_key}}/ping':\n{ping}"
    );
    let overlay = file("extended.overlay.yaml", &edited(OWN_OVERLAY, "actions:\n", &action));
    assert!(generate(&[(OVERLAY, &overlay)]).unwrap().contains("pub fn ping_instance("));
}

#[test]
fn empty_overlay_variable_means_no_overlay() {
    let error = generate(&[(OVERLAY, Path::new(""))]).unwrap_err();
    assert!(error.contains("the path parameter `announce` has no slot"), "{error}");
    assert!(error.contains(OVERLAY), "{error}");
}

#[test]
fn missing_file_is_an_error_that_names_the_variable_and_the_path() {
    let missing = Path::new(env!("CARGO_TARGET_TMPDIR")).join("missing.yaml");
    for variable in [DOCUMENT, OVERLAY] {
        let error = generate(&[(variable, &missing)]).unwrap_err();
        let start = format!("error: {variable}: {}: the file cannot be read: ", missing.display());
        assert!(error.starts_with(&start), "{error}");
        assert!(error.ends_with("; correct the path or the file"), "{error}");
    }
}

/// The lines of the error, each with something that the document lacks.
fn lacking(name: &str, document: &str) -> Vec<String> {
    let error = generate(&[(DOCUMENT, &file(name, document))]).unwrap_err();
    let (problems, rest) = error.split_once("\n    help: ").unwrap();
    assert!(rest.contains("note: WHATSAPI_OPENAPI is set; the README of whatsapi"), "{rest}");
    let mut lines = problems.lines().map(|line| line.trim_start().to_owned());
    let start =
        "error: the client of the document does not have what the handles of whatsapi need:";
    assert_eq!(lines.next().unwrap(), start);
    lines.collect()
}

#[test]
fn operation_that_a_handle_calls_cannot_be_missing_or_have_another_name() {
    let contacts = "/instances/{instance_key}/contacts:\n    get:";
    let document = edited(OWN_DOCUMENT, contacts, &contacts.replace("get:", "x-get:"));
    let document = edited(&document, "operationId: setGroupName", "operationId: renameGroup");
    let expected = [
        "get_contacts: removed  GET /instances/{instance_key}/contacts",
        "set_group_name: renamed to rename_group",
    ];
    assert_eq!(lacking("operations.yaml", &document), expected);
}

#[test]
fn argument_property_and_type_that_a_handle_uses_cannot_be_missing_or_of_another_type() {
    let parameter = "operationId: getContacts\n      parameters:\n";
    let limit = "      - { name: limit, in: query, schema: { type: string } }\n";
    let document = edited(OWN_DOCUMENT, parameter, &format!("{parameter}{limit}"));
    let property = "properties:\n        group_name:\n          type: string";
    let document = edited(&document, property, &property.replace("group_name", "subject"));
    let lacking = lacking("properties.yaml", &document);
    let expected = [
        "get_contacts: argument `limit: Option<&str>` added",
        "GroupCreatePayload.group_name: removed",
    ];
    assert_eq!(lacking, expected);
}

#[test]
fn property_cannot_be_added_to_a_form_that_has_no_default() {
    let form = "setGroupPicture_request:\n      properties:\n";
    let added = format!("{form}        crop: {{ type: string }}\n");
    let document = edited(OWN_DOCUMENT, form, &added);
    let expected = ["SetGroupPictureRequest.crop: Option<String> added"];
    assert_eq!(lacking("form.yaml", &document), expected);
}

#[test]
fn former_name_of_an_operation_is_not_needed() {
    let former = "    x-deprecated-names: [fetchCatlog]\n";
    let overlay = file("former.overlay.yaml", &edited(OWN_OVERLAY, former, ""));
    assert!(!generate(&[(OVERLAY, &overlay)]).unwrap().contains("fetch_catlog"));
}

#[test]
fn operation_cannot_have_the_name_of_a_function_of_this_crate() {
    let document = edited(&grown_document(), "operationId: pingInstance", "operationId: instances");
    let expected = "instances: an operation has this name, which is that of a function of whatsapi";
    assert_eq!(lacking("taken.yaml", &document), [expected]);
}

#[test]
fn all_files_are_watched_for_changes() {
    let files = |variables: &[_]| choose(variables).unwrap().files();
    let own = [PathBuf::from("openapi.yaml"), "openapi.overlay.yaml".into()];
    assert_eq!(files(&[]), own);
    assert_eq!(files(&[(DOCUMENT, ""), (OVERLAY, "")]), own);
    let [document, overlay] = ["a.yaml", "b.yaml"].map(|name| std::env::temp_dir().join(name));
    let variables = [(DOCUMENT, document.to_str().unwrap()), (OVERLAY, overlay.to_str().unwrap())];
    assert_eq!(files(&variables), [own.as_slice(), &[document.clone(), overlay.clone()]].concat());
}
