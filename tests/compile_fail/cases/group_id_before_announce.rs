//! The document's order of parameters: `announce` comes before `group_id`.

fn main() -> Result<(), whatsapi::Error> {
    let client = whatsapi::Client::new("http://localhost", "key")?;
    client.set_group_announce("sales", "120363025246125486@g.us", true)?;
    Ok(())
}
