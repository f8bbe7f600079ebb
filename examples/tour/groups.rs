//! Groups: their participants, settings and invites.

use whatsapi::{Error, Instance, InviteCode, Outcome, Upload};

use crate::{ANN, BOB, PICTURE, Tour};

impl Tour {
    pub(crate) fn groups(&mut self, instance: &Instance) -> Result<(), Error> {
        let groups = instance.groups();

        self.heading("Create a group with one other participant");
        let created = self.show(groups.create("Team", [ANN]))?.into_body().group()?;
        self.check("it has two members", created.participants.len() == 2);
        let group = groups.group(&created.id)?;
        let people = group.participants();

        self.heading("Add, promote, demote and remove participants");
        let added = self.show(people.add([BOB]))?.into_body().participants()?;
        self.check("Bob was added", added.iter().all(|person| person.outcome() == Outcome::Done));
        self.show(people.promote([BOB]))?;
        let listed = self.show(people.list())?.into_body().participants()?;
        self.check(
            "two of three are admins",
            listed.iter().filter(|person| person.is_admin).count() == 2,
        );
        self.show(people.demote([BOB]))?;
        self.show(people.remove([BOB]))?;
        let again = self.show(people.add([ANN]))?.into_body().participants()?;
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
        let info = self.show(group.info())?.into_body().group()?;
        self.check(
            "the settings are those that were set",
            info.name == "The team" && info.is_announce && info.is_locked,
        );
        let picture = self.sandbox.group(group.id()).and_then(|group| group.picture);
        self.check("the server has the picture", picture.as_deref() == Some(PICTURE));

        self.heading("Send an invite, and join with another instance");
        let code = self.show(group.invite_code())?.into_body().invite_code()?;
        self.show(instance.messages().group_invite(BOB, &code, "Join us", None))?;
        self.join(&code)?;

        self.heading("List the groups, and leave this one");
        let all = self.show(groups.list())?.into_body().groups()?;
        self.check(
            "there is one group with three participants",
            all.len() == 1 && all[0].participants.len() == 3,
        );
        self.show(groups.list_without_participants())?;
        let own = self.show(groups.admin())?.into_body().groups()?;
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
        let preview = self.show(groups.info_from_invite(code.link()))?.into_body().group()?;
        self.check("the link is of the group", preview.name == "The team");
        self.show(groups.join(code))?;
        Ok(())
    }
}
