//! Phone numbers are strings: an integer would lose a leading plus sign, and cannot be a JID.

fn main() -> Result<(), whatsapi::Error> {
    let client = whatsapi::Client::new("http://localhost", "key")?;
    let group = client.instance("sales").groups().group("120363025246125486@g.us")?;
    group.participants().add([919876543210_u64])?;
    Ok(())
}
