//! A change of members can fail for some of them, so that its outcomes have to be read.

#![deny(unused_must_use)]

fn main() -> Result<(), whatsapi::Error> {
    let client = whatsapi::Client::new("http://localhost", "key")?;
    let group = client.instance("sales").groups().group("120363025246125486@g.us")?;
    group.participants().add(["919876543210"])?;
    Ok(())
}
