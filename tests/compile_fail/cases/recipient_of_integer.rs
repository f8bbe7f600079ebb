//! A recipient is a phone number or a JID as a string, or a typed id.

fn main() -> Result<(), whatsapi::Error> {
    let client = whatsapi::Client::new("http://localhost", "key")?;
    client.instance("sales").messages().text(919876543210_u64, "Hello")?;
    Ok(())
}
