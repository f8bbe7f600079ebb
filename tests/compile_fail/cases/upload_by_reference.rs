//! A request owns its upload, since one from a reader can be sent only once.

fn main() {
    let picture = whatsapi::Upload::from_bytes(*b"\xFF\xD8\xFF");
    let _ = whatsapi::models::SetGroupPictureRequest { file: &picture };
}
