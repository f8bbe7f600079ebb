use super::*;
use crate::model::{ParameterFormat, SecurityKind, Status, Style};

fn style(operation: &Operation, index: usize) -> (Style, bool) {
    match operation.parameters[index].format {
        ParameterFormat::Style { style, explode, .. } => (style, explode),
        ParameterFormat::Content { .. } => unreachable!(),
    }
}

#[test]
fn every_style_of_the_specification_has_its_default_of_explode() {
    let operation = operation(
        "/k/{a}/{b}/{c}",
        "parameters:\n\
         - { name: a, in: path, schema: {} }\n\
         - { name: b, in: path, style: label, schema: {} }\n\
         - { name: c, in: path, style: matrix, explode: true, schema: {} }\n\
         - { name: d, in: query, schema: {} }\n\
         - { name: e, in: query, style: spaceDelimited, schema: {} }\n\
         - { name: f, in: query, style: pipeDelimited, schema: {} }\n\
         - { name: g, in: query, style: deepObject, schema: {} }\n\
         - { name: h, in: query, style: form, explode: false, schema: {} }\n\
         - { name: i, in: header, schema: {} }\n\
         - { name: j, in: cookie, schema: {} }",
    );
    let styles: Vec<_> =
        (0..operation.parameters.len()).map(|index| style(&operation, index)).collect();
    let expected = [
        (Style::Simple, false),
        (Style::Label, false),
        (Style::Matrix, true),
        (Style::Form, true),
        (Style::SpaceDelimited, false),
        (Style::PipeDelimited, false),
        (Style::DeepObject, true),
        (Style::Form, false),
        (Style::Simple, false),
        (Style::Form, true),
    ];
    assert_eq!(styles, expected);
}

#[test]
fn parameter_by_content_keeps_its_media_type() {
    let operation = operation(
        "/k",
        "parameters: [{ name: a, in: query, content: { application/json: { schema: { type: object } } } }]",
    );
    let ParameterFormat::Content { media_type, .. } = &operation.parameters[0].format else {
        unreachable!()
    };
    assert_eq!(media_type, "application/json");
}

#[test]
fn operation_parameter_replaces_that_of_the_path_item() {
    let document = document(
        "paths:\n  /k/{id}:\n    parameters:\n    - { name: X-Trace, in: header, schema: {} }\n    \
         - { name: id, in: path, schema: {} }\n    get:\n      parameters:\n      \
         - { name: page, in: query, schema: {} }\n      - { name: x-trace, in: header, required: true, schema: {} }",
    );
    let parameters = &document.operations[0].parameters;
    let names: Vec<_> = parameters.iter().map(|one| (one.name.as_str(), one.required)).collect();
    assert_eq!(names, [("x-trace", true), ("id", true), ("page", false)]);
}

#[test]
fn parameter_that_is_malformed_is_an_error() {
    let lines = "parameters:\n\
         - { name: a, in: query, schema: {} }\n\
         - { name: a, in: query, schema: {} }\n\
         - { in: query, schema: {} }\n\
         - { name: b, in: body, schema: {} }\n\
         - { name: c, in: header, style: form, schema: {} }\n\
         - { $ref: '#/components/parameters/Gone' }";
    let at = "#/paths/~1k/get/parameters";
    let expected = [
        format!("{at}/1: the parameter `a` is declared twice"),
        format!("{at}/2: the parameter has no name"),
        format!("{at}/3/in: \"body\" is not a location of parameters"),
        format!("{at}/4/style: the style `form` is not one of a parameter in header"),
        format!("{at}/5/$ref: `#/components/parameters/Gone` refers to nothing"),
    ];
    assert_eq!(operation_problems("/k", lines), expected);
}

#[test]
fn problem_of_a_shared_parameter_is_reported_once() {
    let rest = "paths:\n  /a: { get: { parameters: [&p { $ref: '#/components/parameters/P' }] } }\n  \
                /b: { get: { parameters: [*p] } }\ncomponents: { parameters: { P: { name: p, in: hat } } }";
    let expected = ["#/components/parameters/P/in: \"hat\" is not a location of parameters"];
    assert_eq!(problems(rest), expected);
}

#[test]
fn path_that_does_not_match_its_parameters_is_an_error() {
    let at = "#/paths/~1k~1{a}~1{a}/get";
    let lines = "parameters: [{ name: b, in: path, schema: {} }]";
    let expected = [
        format!(
            "{at}: the path has a slot `{{a}}`, but no path parameter of that name is declared"
        ),
        format!("{at}/parameters/0: the path parameter `b` has no slot in `/k/{{a}}/{{a}}`"),
        "#/paths/~1k~1{a}~1{a}: the path has the slot `{a}` twice".to_owned(),
    ];
    let mut found = operation_problems("/k/{a}/{a}", lines);
    found.dedup();
    assert_eq!(found, expected);
    for (path, message) in [
        ("k", "the path does not start with a slash"),
        ("/k?a=1", "the path has a query or a fragment"),
        ("/k#a", "the path has a query or a fragment"),
        ("/k}", "the path has a brace without its counterpart"),
    ] {
        let found = operation_problems(&format!("'{path}'"), "{}");
        assert!(found.len() == 1 && found[0].ends_with(message), "{path}: {found:?}");
    }
}

#[test]
fn skipped_operation_is_listed_and_not_checked() {
    let document = document(
        "paths:\n  /k?a={b}:\n    get: { operationId: getK, x-skip: the path has a query, parameters: 3 }\n    \
         put: { x-skip: the same }",
    );
    assert!(document.operations.is_empty());
    let skipped: Vec<_> =
        document.skipped.iter().map(|one| (one.operation.as_str(), one.reason.as_str())).collect();
    assert_eq!(skipped, [("getK", "the path has a query"), ("PUT /k?a={b}", "the same")]);
}

#[test]
fn extension_with_another_value_than_expected_is_an_error() {
    let lines = "x-skip: true\nx-idempotent: 1\nx-params: maybe\nx-codegen-request-body-name: []\nx-deprecated-names: [1]";
    let at = "#/paths/~1k/get";
    let expected = [
        format!("{at}/x-skip: `x-skip` has no reason"),
        format!("{at}/x-idempotent: `x-idempotent` is 1, not a boolean"),
        format!("{at}/x-deprecated-names/0: 1 cannot be a former `operationId`"),
        format!(
            "{at}/x-codegen-request-body-name: `x-codegen-request-body-name` is [], not a name"
        ),
        format!("{at}/x-params: `x-params` is \"maybe\", not a boolean"),
    ];
    assert_eq!(operation_problems("/k", lines), expected);
}

#[test]
fn referenced_path_item_is_merged_with_the_keywords_beside_the_reference() {
    let document = document(
        "paths:\n  /k/{id}:\n    $ref: '#/components/pathItems/K'\n    put: { operationId: mine }\n    \
         parameters: [{ name: id, in: path, schema: {}, description: mine }]\n\
         components:\n  pathItems:\n    K:\n      parameters: [{ name: id, in: path, schema: {} }, { name: q, in: query, schema: {} }]\n      \
         servers: [{ url: 'https://k.test' }]\n      get: { operationId: theirs }\n      put: { operationId: hidden }",
    );
    let ids: Vec<_> = document.operations.iter().map(|one| one.id.as_deref().unwrap()).collect();
    assert_eq!(ids, ["mine", "theirs"]);
    for operation in &document.operations {
        let parameters: Vec<_> = operation
            .parameters
            .iter()
            .map(|one| (one.name.as_str(), one.description.as_str()))
            .collect();
        assert_eq!(parameters, [("id", "mine"), ("q", "")]);
        assert_eq!(operation.server.as_ref().unwrap().url, "https://k.test");
    }
}

#[test]
fn path_item_that_refers_to_itself_is_an_error() {
    let found = problems("paths: { /k: { $ref: '#/paths/~1k' } }");
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("leads back to itself"), "{found:?}");
}

#[test]
fn description_beside_a_reference_takes_precedence() {
    let rest = "paths: { /k: { get: { parameters: [{ $ref: '#/components/parameters/P', description: mine }], \
                responses: { 200: { $ref: '#/components/responses/R' } } } } }\n\
                components: { parameters: { P: { name: p, in: query, description: theirs } }, responses: { R: { description: theirs } } }";
    let operation = &document(rest).operations[0];
    assert_eq!(operation.parameters[0].description, "mine");
    assert_eq!(operation.responses[0].description, "theirs");
}

#[test]
fn statuses_are_codes_ranges_and_default() {
    let operation =
        operation("/k", "responses: { 200: {}, '4XX': {}, 5xx: {}, default: {}, x-more: {} }");
    let statuses: Vec<_> = operation.responses.iter().map(|one| one.status).collect();
    assert_eq!(statuses, [Status::Code(200), Status::Range(4), Status::Range(5), Status::Default]);
}

#[test]
fn status_that_is_unknown_or_repeated_is_an_error() {
    let at = "#/paths/~1k/get/responses";
    let expected = [
        format!("{at}/OK: \"OK\" is not a status"),
        format!("{at}/4xx: the status 4XX is documented twice"),
    ];
    assert_eq!(operation_problems("/k", "responses: { OK: {}, 4XX: {}, 4xx: {} }"), expected);
}

#[test]
fn encoding_distinguishes_absent_from_default() {
    let operation = operation(
        "/k",
        "requestBody:\n  content:\n    multipart/form-data:\n      schema: { type: object }\n      \
         encoding: { a: { contentType: image/png }, b: { style: pipeDelimited, explode: false } }",
    );
    let [a, b] = &operation.body.as_ref().unwrap().content[0].encoding[..] else { unreachable!() };
    assert_eq!((a.content_type.as_deref(), a.style, a.explode), (Some("image/png"), None, None));
    assert_eq!(
        (b.content_type.as_deref(), b.style, b.explode),
        (None, Some(Style::PipeDelimited), Some(false))
    );
}

const SCHEMES: &str = "components:\n  securitySchemes:\n    key: { type: apiKey, in: header, name: X-Key }\n    \
     token: { type: oauth2, flows: {} }\n    tls: { type: mutualTLS }\n";

#[test]
fn security_is_inherited_and_can_be_replaced() {
    let document = document(&format!(
        "security: [{{ key: [], token: [] }}, {{}}]\npaths:\n  /a: {{ get: {{}}, put: {{ security: [] }}, post: {{ security: [{{ token: [] }}] }} }}\n{SCHEMES}",
    ));
    let security: Vec<_> = document.operations.iter().map(|one| one.security.clone()).collect();
    assert_eq!(security, [vec![vec![0, 1], vec![]], vec![], vec![vec![1]]]);
    let kinds: Vec<_> = document.security_schemes.iter().map(|one| one.kind.clone()).collect();
    assert_eq!(kinds, [SecurityKind::Header("X-Key".to_owned()), SecurityKind::Bearer]);
}

#[test]
fn unsupported_scheme_is_an_error_only_without_alternatives() {
    let with = |security: &str| {
        format!("paths: {{ /a: {{ get: {{ security: {security} }} }} }}\n{SCHEMES}")
    };
    assert!(document(&with("[{ key: [] }]")).notes.is_empty());
    let either = document(&with("[{ tls: [] }, { key: [] }]"));
    assert_eq!(either.operations[0].security, [[0]]);
    assert_eq!(either.notes[0].pointer, "#/components/securitySchemes/tls");
    let found = problems(&with("[{ tls: [], key: [] }]"));
    assert_eq!(
        found,
        [
            "#/components/securitySchemes/tls: the security scheme `tls` is of a kind that is not supported"
        ]
    );
}

#[test]
fn security_requirement_that_is_malformed_is_an_error() {
    let rest = format!(
        "security: {{ key: [] }}\npaths: {{ /a: {{ get: {{ security: [key, {{ gate: [] }}] }} }} }}\n{SCHEMES}"
    );
    let at = "#/paths/~1a/get/security";
    let expected = [
        "#/security: `security` is not a list".to_owned(),
        format!("{at}/0: \"key\" does not say which security schemes are needed"),
        format!("{at}/1/gate: the security scheme `gate` is not declared"),
    ];
    assert_eq!(problems(&rest), expected);
}

#[test]
fn server_has_variables_and_that_of_the_operation_takes_precedence() {
    let document = document(
        "servers: [{ url: 'https://{host}/v{n}', variables: { host: { default: a.test }, n: { enum: [1, 2] } } }]\n\
         paths: { /a: { servers: [{ url: /path }], get: { servers: [{ url: /own }] }, put: {} } }",
    );
    assert_eq!(document.servers[0].default_url(), "https://a.test/v1");
    let own: Vec<_> =
        document.operations.iter().map(|one| one.server.as_ref().unwrap().url.as_str()).collect();
    assert_eq!(own, ["/own", "/path"]);
    assert!(document.notes.is_empty());
}

#[test]
fn slot_of_a_server_without_a_variable_is_a_note() {
    let document = document("servers: [{ url: 'https://{host}/' }]");
    assert_eq!(document.notes.len(), 1);
    assert_eq!(document.notes[0].pointer, "#/servers/0");
}
