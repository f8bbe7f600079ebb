//! The signatures of events, in the headers of the two public servers that sign them.

use whatsapi::webhook::is_signature_valid;

/// From `printf '{"event":"message"}' | openssl dgst -sha256 -hmac secret`.
const BODY: &[u8] = br#"{"event":"message"}"#;
const SIGNATURE: &str = "224d011e83a8b6cd84c326b1cde108c033ca5b12a0d26c693329203600a3a777";

#[test]
fn signature_is_accepted_as_both_servers_write_it() {
    for header in [
        SIGNATURE.to_owned(),
        SIGNATURE.to_uppercase(),
        format!("sha256={SIGNATURE}"),
        format!(" sha256={SIGNATURE}\r\n"),
    ] {
        assert!(is_signature_valid("secret", BODY, &header), "{header:?}");
        assert!(is_signature_valid(b"secret", BODY, &header));
    }
}

#[test]
fn nothing_is_signed_without_a_secret() {
    // From `printf '{"event":"message"}' | openssl dgst -sha256 -hmac ''`.
    let signature = "b0dcb70cb3c3715693db28af6fe92a6db054a97d827c1a21e110be7ac4a6c2ca";
    assert!(!is_signature_valid("", BODY, signature));
}

#[test]
fn signature_of_something_else_is_not_valid() {
    assert!(!is_signature_valid("Secret", BODY, SIGNATURE));
    assert!(!is_signature_valid("", BODY, SIGNATURE));
    assert!(!is_signature_valid("secret", &BODY[1..], SIGNATURE));
    let last = SIGNATURE.len() - 1;
    for header in [
        "",
        "sha256=",
        "é",
        &SIGNATURE[..last],
        &SIGNATURE[..last - 1],
        &format!("{SIGNATURE}00"),
        &format!("0{}", &SIGNATURE[1..]),
        &format!("g{}", &SIGNATURE[1..]),
        &format!("+{}", &SIGNATURE[1..]),
        &format!("sha1={SIGNATURE}"),
        &format!("sha256=sha256={SIGNATURE}"),
    ] {
        assert!(!is_signature_valid("secret", BODY, header), "{header:?}");
    }
}
