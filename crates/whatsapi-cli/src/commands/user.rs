//! `whatsapi user`

use whatsapi::Picture;

use super::group::shown_picture;
use super::{Run, Session};
use crate::args::user::User;
use crate::failure::Failure;
use crate::output::Output;
use crate::output::record::Field;
use crate::views::people::{PICTURE, USER, user};

impl Run for User {
    fn fields(&self) -> Option<&'static [Field]> {
        Some(match self {
            Self::Info { .. } => USER,
            Self::Picture { .. } => PICTURE,
        })
    }

    fn run(&self, session: &Session<'_>) -> Result<Output, Failure> {
        let users = session.instance(None)?.users();
        match self {
            Self::Info { people } => Ok(Output::of_reply(&users.info(people)?, |found| {
                Output::list(found.iter().map(|(jid, info)| user(jid, info)).collect())
                    .or_nothing("nothing is known of them")
            })),
            Self::Picture { person } => {
                Ok(shown_picture(Picture::read(users.profile_picture(person))?))
            }
        }
    }
}
