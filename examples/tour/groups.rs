//! Groups: their participants, settings and invites.

use whatsapi::{Error, Instance, InviteCode, Outcome, SendGroupInviteOptions, Upload};

use crate::{ANN, BOB, PICTURE, Tour};

impl Tour {
    pub(crate) fn groups(&mut self, instance: &Instance) -> Result<(), Error> {
        let groups = instance.groups();

        self.heading("Create a group with one other participant");
        let created = self.show(groups.create("Team", [ANN]))?.data()?;
        created.outcomes().all()?;
        self.check("it has two members", created.outcomes().len() == 2);
        let group = groups.group(created.id()?)?;
        let people = group.participants();

        self.heading("Add, promote, demote and remove participants");
        let added = self.show(people.add([BOB]))?;
        self.check("Bob was added", added.iter().all(|person| person.outcome() == Outcome::Done));
        self.show(people.promote([BOB]))?.all()?;
        let listed = self.show(people.list())?.data()?;
        self.check(
            "two of three are admins",
            listed.iter().filter(|person| person.is_admin == Some(true)).count() == 2,
        );
        self.show(people.demote([BOB]))?.all()?;
        self.show(people.remove([BOB]))?.all()?;
        let again = self.show(people.add([ANN]))?;
        self.check(
            "Ann was a participant already",
            again.iter().all(|person| person.outcome() == Outcome::AlreadyInState),
        );

        self.heading("Change name, description, picture and settings");
        self.show(group.set_name("The team"))?;
        self.show(group.set_description("All who work on it"))?;
        self.show(group.set_picture(Upload::from_bytes(PICTURE).file_name("team.jpg")))?;
        self.show(group.set_announce(true))?;
        self.show(group.set_locked(true))?;
        let info = self.show(group.info())?.data()?;
        self.check(
            "the settings are those that were set",
            info.name.as_deref() == Some("The team")
                && info.is_announce == Some(true)
                && info.is_locked == Some(true),
        );
        let picture = self.sandbox.group(group.id().as_str()).and_then(|group| group.picture);
        self.check("the server has the picture", picture.as_deref() == Some(PICTURE));

        self.heading("Send an invite, and join with another instance");
        let code = self.show(group.invite_code())?.data()?;
        let options = SendGroupInviteOptions { caption: Some("Join us"), ..Default::default() };
        self.show(instance.messages().group_invite(BOB, &code, options))?;
        self.join(&code)?;

        self.heading("List the groups, and leave this one");
        let all = self.show(groups.list())?.data()?;
        self.check(
            "there is one group with three participants",
            all.len() == 1 && all[0].participants.as_ref().is_some_and(|all| all.len() == 3),
        );
        self.show(groups.list_without_participants())?;
        let own = self.show(groups.admin())?.data()?;
        self.check("the instance is an admin of one group", own.len() == 1);
        self.show(group.leave())?;
        let error = self.show(group.info()).err();
        self.check(
            "the group is not found any more",
            error.is_some_and(|error| error.is_not_found()),
        );
        Ok(())
    }

    fn join(&mut self, code: &InviteCode) -> Result<(), Error> {
        self.sandbox.instance("support");
        let groups = self.instance("support").groups();
        let preview = self.show(groups.info_from_invite(code.link()))?.data()?;
        self.check("the link is of the group", preview.name.as_deref() == Some("The team"));
        self.show(groups.join(code))?;
        Ok(())
    }
}
