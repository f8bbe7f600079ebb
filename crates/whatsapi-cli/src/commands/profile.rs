//! `whatsapi profile`

use super::session::upload;
use super::{Run, Session};
use crate::args::profile::Profile;
use crate::failure::Failure;
use crate::output::record::Field;
use crate::output::{DONE, Output};

impl Run for Profile {
    fn fields(&self) -> Option<&'static [Field]> {
        Some(DONE)
    }

    fn run(&self, session: &Session<'_>) -> Result<Output, Failure> {
        let Self::Picture { file } = self;
        let (profile, picture) = (session.instance(None)?.profile(), upload(file)?);
        let _progress = session.progress("sending the picture");
        Ok(Output::done(&profile.set_picture(picture)?, "the picture is replaced"))
    }
}
