//! The id of a group is a string, or a typed id.

fn main() -> Result<(), whatsapi::Error> {
    let client = whatsapi::Client::new("http://localhost", "key")?;
    client.instance("sales").groups().group(120363025246125486_u64)?;
    Ok(())
}
