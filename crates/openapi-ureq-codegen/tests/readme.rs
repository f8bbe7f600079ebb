//! The README shows the code of the example `library`.

const README: &str = include_str!("../README.md");

#[test]
fn build_script_of_the_readme_is_that_of_the_example() {
    let (_, script) =
        include_str!("../examples/library/build.rs").split_once("\n\n").unwrap_or_default();
    assert!(script.starts_with("use std::path::Path;"), "{script}");
    assert!(README.contains(script), "the README does not have this script:\n{script}");
}

#[test]
fn module_of_the_readme_is_that_of_the_example() {
    let main = include_str!("../examples/library/src/main.rs");
    for line in [
        "#[allow(dead_code, unreachable_pub, reason = \"this program does not use all of the API\")]",
        "include!(concat!(env!(\"OUT_DIR\"), \"/client.rs\"));",
    ] {
        assert!(README.contains(line) && main.contains(line), "{line}");
    }
}
