//! A document or an overlay that environment variables select at build time.

#[cfg(feature = "codegen")]
mod dependent;
#[cfg(feature = "codegen")]
mod generated;

#[path = "../../build/documents.rs"]
mod documents;

use std::ffi::OsString;

use documents::{DOCUMENT, Documents, OVERLAY};

/// The documents that the build script selects for these variables.
fn choose(variables: &[(&str, &str)]) -> Result<Documents, String> {
    Documents::choose(|name| {
        let mut set = variables.iter().filter(|(variable, _)| *variable == name);
        set.next().map(|(_, value)| OsString::from(value))
    })
}

#[test]
fn relative_path_is_an_error_that_names_the_variable() {
    for variable in [DOCUMENT, OVERLAY] {
        let error = choose(&[(variable, "api/own.yaml")]).err().unwrap();
        let expected = format!(
            "error: {variable}: the path `api/own.yaml` is relative, and whatsapi does not know to what; \
             set an absolute path, or set it in [env] of .cargo/config.toml with `relative = true`, which \
             makes it relative to the folder that .cargo is in"
        );
        assert_eq!(error, expected);
    }
}

#[cfg(not(feature = "codegen"))]
#[test]
fn variable_without_the_generator_is_an_error() {
    let file = std::env::temp_dir().join("own.yaml");
    let file = file.to_str().unwrap();
    for (variables, name) in [
        (&[(DOCUMENT, file)][..], Some(DOCUMENT)),
        (&[(OVERLAY, file)], Some(OVERLAY)),
        (&[(OVERLAY, "")], Some(OVERLAY)),
        (&[(DOCUMENT, "")], None),
        (&[], None),
    ] {
        let expected = name.map(|name| {
            format!(
                "error: {name} is set, but the feature `codegen` of whatsapi is off, so that the client \
                 is not generated; enable the feature, or remove the variable"
            )
        });
        assert_eq!(choose(variables).unwrap().check_snapshot().err(), expected);
    }
}
