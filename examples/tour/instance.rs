//! The life cycle of an instance, its contacts, profile and catalog.

use std::time::Duration;

use whatsapi::{Error, Instance, Picture, Upload};

use crate::{ANN, BOB, PICTURE, Tour};

impl Tour {
    pub(crate) fn link(&mut self) -> Result<Instance, Error> {
        let instances = self.sandbox.client().instances();

        self.heading("Create an instance, and link it to a phone");
        let webhook = "https://example.com/hook";
        let created = self.show(instances.create_with_webhook("sales", webhook))?.data()?;
        self.check("it is not connected", created.is_connected == Some(false));
        let instance = self.instance("sales");
        let code = self.show(instance.qr_code())?.data()?;
        self.check("its QR code is an image", code.png().len() > 100);
        self.sandbox.scan_qr("sales"); // the user does this with their phone
        let info = self.show(instance.info())?.data()?;
        let has_user = info.user.is_some();
        self.check("it is connected now", info.is_connected == Some(true) && has_user);
        self.show(instance.set_webhook("https://example.com/events"))?;
        Ok(instance)
    }

    pub(crate) fn people(&mut self, instance: &Instance) -> Result<(), Error> {
        self.sandbox.person(ANN).name("Ann").picture(PICTURE);
        let friends = self.sandbox.instance("sales").group("Friends").member(ANN);

        self.heading("Look up contacts, users and pictures");
        self.show(instance.messages().text(friends.id(), "Hello, friends"))?;
        let contacts = self.show(instance.contacts())?.data()?;
        let ann = contacts.get(&format!("{ANN}@s.whatsapp.net"));
        self.check("Ann is a contact", ann.is_some_and(|ann| ann.name() == Some("Ann")));
        self.show(instance.users().info([ANN, BOB]))?;
        self.show(instance.users().profile_picture(ANN))?;
        let picture = Picture::read(self.show(instance.users().profile_picture(BOB)))?;
        self.check("Bob has no picture", picture == Picture::NotSet);
        self.show(instance.profile().set_picture(Upload::from_bytes(PICTURE)))?;

        self.heading("Read the catalog, and request a payment");
        self.sandbox.instance("sales").product("Soup", "Of the day", 350, "EUR");
        let products: Vec<serde_json::Value> =
            self.show(instance.business().catalog())?.data_as()?;
        self.check("the catalog has the product", products[0]["name"] == "Soup");
        let hour = Duration::from_secs(3600);
        self.show(instance.business().payment_request(BOB, 350, "EUR", hour))?;
        Ok(())
    }

    pub(crate) fn end(&mut self, instance: &Instance) -> Result<(), Error> {
        let instances = self.sandbox.client().instances();

        self.heading("Log out, and delete the instance");
        self.show(instance.logout())?;
        let error = self.show(instance.messages().text(ANN, "Are you there?")).err();
        self.check("it cannot send without a connection", error.is_some());
        let all = self.show(instances.list())?.data()?;
        let connected = all.iter().filter(|instance| instance.is_connected == Some(true)).count();
        self.check("one of two instances is connected", (connected, all.len()) == (1, 2));
        self.show(instance.delete())?;
        let error = self.show(instance.info()).err();
        self.check(
            "the instance is not found any more",
            error.is_some_and(|error| error.is_not_found()),
        );
        Ok(())
    }
}
