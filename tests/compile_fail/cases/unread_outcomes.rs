//! A change of members can partially fail, so its outcomes must be used.

#![deny(unused_must_use)]

fn main() -> Result<(), whatsapi::Error> {
    let client = whatsapi::Client::new("http://localhost", "key")?;
    let group = client.instance("sales").groups().group("120363025246125486@g.us")?;
    group.participants().add(["919876543210"])?;
    Ok(())
}
