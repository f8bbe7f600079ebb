//! The life of a group.

use whatsapi::{Error, Instance, InviteCode, Outcome, Upload};

use crate::{ANN, BOB, PICTURE, Tour};

impl Tour {
    pub(crate) fn groups(&mut self, instance: &Instance) -> Result<(), Error> {
        let groups = instance.groups();

        self.heading("A group is created, with one person besides oneself");
        let created = self.show(groups.create("Team", [ANN]))?.group()?;
        self.check("it has two members", created.participants.len() == 2);
        let group = groups.group(&created.id)?;
        let people = group.participants();

        self.heading("People come, rise, fall and go");
        let added = self.show(people.add([BOB]))?.participants()?;
        self.check("Bob was added", added.iter().all(|person| person.outcome() == Outcome::Done));
        self.show(people.promote([BOB]))?;
        let listed = self.show(people.list())?.participants()?;
        self.check(
            "two of three are admins",
            listed.iter().filter(|person| person.is_admin).count() == 2,
        );
        self.show(people.demote([BOB]))?;
        self.show(people.remove([BOB]))?;
        let again = self.show(people.add([ANN]))?.participants()?;
        self.check(
            "Ann was in already",
            again.iter().all(|person| person.outcome() == Outcome::AlreadyInState),
        );

        self.heading("Its name, description, picture and settings change");
        self.show(group.set_name("The team"))?;
        self.show(group.set_description("All who work on it"))?;
        self.show(group.set_picture(Upload::from_bytes(PICTURE).file_name("team.jpg")))?;
        self.show(group.set_announce(true))?;
        self.show(group.set_locked(true))?;
        let info = self.show(group.info())?.group()?;
        self.check(
            "it is as it was set",
            info.name == "The team" && info.is_announce && info.is_locked,
        );
        let picture = self.sandbox.group(group.id()).and_then(|group| group.picture);
        self.check("the server has the picture", picture.as_deref() == Some(PICTURE));

        self.heading("Somebody is invited; another instance looks, and joins");
        let code = self.show(group.invite_code())?.invite_code()?;
        self.show(instance.messages().group_invite(BOB, &code, "Join us", None))?;
        self.join(&code)?;

        self.heading("The groups are listed, and this one is left");
        let all = self.show(groups.list())?.groups()?;
        self.check("there is one group of three", all.len() == 1 && all[0].participants.len() == 3);
        self.show(groups.list_without_participants())?;
        let own = self.show(groups.admin())?.groups()?;
        self.check("one administers it", own.len() == 1);
        self.show(group.leave())?;
        let gone = self.show(group.info()).err();
        self.check("it is not to be seen any more", gone.is_some_and(|error| error.is_not_found()));
        Ok(())
    }

    fn join(&mut self, code: &InviteCode) -> Result<(), Error> {
        self.sandbox.instance("support");
        let groups = self.instance("support").groups();
        let seen = self.show(groups.info_from_invite(code.link()))?.group()?;
        self.check("the link leads to the group", seen.name == "The team");
        self.show(groups.join(code))?;
        Ok(())
    }
}
