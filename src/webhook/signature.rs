//! Signatures of events.

use ring::hmac;

/// Whether the signature is that of the body and the secret. The comparison takes constant time.
///
/// **The vendor's document does not describe signatures.** Two public servers of this family send the
/// HMAC-SHA256 of the body in hexadecimal: wuzapi in the header `x-hmac-signature` (`generateHmacSignature` in
/// <https://github.com/asternic/wuzapi/blob/main/helpers.go>), go-whatsapp-web-multidevice in
/// `X-Hub-Signature-256`, after `sha256=` (`submitWebhook` in
/// `src/infrastructure/whatsapp/webhook.go` of
/// <https://github.com/aldinokemal/go-whatsapp-web-multidevice>). `signature` is the value of either header.
/// wuzapi signs `multipart/form-data` differently, which is not supported. Without a secret, no signature is
/// valid, since anybody could compute it.
///
/// ```
/// use whatsapi::webhook::is_signature_valid;
///
/// let body = b"{}";
/// let header = "sha256=77325902caca812dc259733aacd046b73817372c777b8d95b402647474516e13";
/// assert!(is_signature_valid("secret", body, header));
/// assert!(!is_signature_valid("secret", b"{ }", header));
/// assert!(!is_signature_valid("another", body, header));
/// ```
#[must_use]
pub fn is_signature_valid(secret: impl AsRef<[u8]>, body: &[u8], signature: &str) -> bool {
    if secret.as_ref().is_empty() {
        return false;
    }
    let signature = signature.trim();
    let hexadecimal = signature.strip_prefix("sha256=").unwrap_or(signature);
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_ref());
    decode(hexadecimal).is_some_and(|tag| hmac::verify(&key, body, &tag).is_ok())
}

fn decode(hexadecimal: &str) -> Option<Vec<u8>> {
    let digits = hexadecimal.chars().map(|c| c.to_digit(16)?.try_into().ok());
    let digits: Vec<u8> = digits.collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}
