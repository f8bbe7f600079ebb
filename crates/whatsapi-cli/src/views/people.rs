//! People, and pictures of people and groups.

use whatsapi::{ProfilePicture, UserInfo};

use super::text;
use crate::output::record::{Field, Record, shown};

pub(crate) const USER: &[Field; 4] =
    &[shown("id"), shown("status"), shown("picture_id"), shown("lid")];

pub(crate) fn user(jid: &str, info: &UserInfo) -> Record {
    Record::new(
        USER,
        [
            jid.into(),
            text(info.status.as_ref()),
            text(info.picture_id.as_ref()),
            text(info.lid.as_ref()),
        ],
    )
}

pub(crate) const PICTURE: &[Field; 3] = &[shown("state"), shown("url"), shown("id")];

/// A picture, or why there is none.
pub(crate) fn picture(state: &str, picture: Option<&ProfilePicture>) -> Record {
    let url = picture.and_then(|picture| picture.url.as_ref());
    let id = picture.and_then(|picture| picture.id.as_ref());
    Record::new(PICTURE, [state.into(), text(url), text(id)])
}
