//! The reply of `info` is a group, and cannot be read as another type.

fn main() -> Result<(), whatsapi::Error> {
    let client = whatsapi::Client::new("http://localhost", "key")?;
    let group = client.instance("sales").groups().group("120363025246125486@g.us")?;
    let _groups: Vec<whatsapi::GroupInfo> = group.info()?.data()?;
    Ok(())
}
