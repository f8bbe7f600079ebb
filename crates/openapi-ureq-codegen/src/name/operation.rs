//! Names of operations: from their `operationId`, or else from method and path.

use heck::ToLowerCamelCase;

use super::{RustName, Scope, WireName};

/// The source of the name of an operation's function.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// From the `operationId`.
    Id,
    /// Method and path, since there is no `operationId`.
    Path,
    /// Method and path, since another operation already has the function name of the `operationId`.
    Repeated { function: RustName },
}

/// The id and the function name of an operation. Method and path are unique, so that the name does not change
/// when other operations are added.
pub(crate) fn operation_name(
    id: Option<&str>,
    method: &str,
    path: &str,
    functions: &mut Scope,
) -> (WireName, RustName, Origin) {
    let origin = match id {
        Some(id) => {
            let id = WireName::from(id);
            let function = id.to_function();
            if !functions.contains(&function) {
                functions.unique(&id, WireName::to_function);
                return (id, function, Origin::Id);
            }
            Origin::Repeated { function }
        }
        None => Origin::Path,
    };
    let made = WireName(from_path(method, path));
    let function = functions.unique(&made, WireName::to_function);
    (made, function, origin)
}

/// `GET /pets/{petId}/photos` is `getPetsByPetIdPhotos`.
fn from_path(method: &str, path: &str) -> String {
    let words = path.replace('{', " by ").replace('}', " ");
    format!("{} {words}", method.to_ascii_lowercase()).to_lower_camel_case()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operation_without_an_id_is_named_from_method_and_path() {
        let mut functions = Scope::default();
        let (id, function, origin) =
            operation_name(None, "GET", "/pets/{petId}/photos", &mut functions);
        assert_eq!(id.as_str(), "getPetsByPetIdPhotos");
        assert_eq!((function.as_str(), origin), ("get_pets_by_pet_id_photos", Origin::Path));
    }

    #[test]
    fn repeated_id_stays_with_the_first_operation() {
        let mut functions = Scope::default();
        let mut name = |path| operation_name(Some("list"), "GET", path, &mut functions);
        assert_eq!(name("/a").1.as_str(), "list");
        let (id, function, origin) = name("/b");
        assert_eq!((id.as_str(), function.as_str()), ("getB", "get_b"));
        assert!(matches!(origin, Origin::Repeated { .. }));
    }
}
