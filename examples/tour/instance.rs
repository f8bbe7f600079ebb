//! The life of an instance, and the people around it.

use std::time::Duration;

use whatsapi::{Error, Instance, Upload};

use crate::{ANN, BOB, PICTURE, Tour};

impl Tour {
    pub(crate) fn link(&mut self) -> Result<Instance, Error> {
        let instances = self.sandbox.client().instances();

        self.heading("An instance is created, and linked to a phone");
        let webhook = "https://example.com/hook";
        let created = self.show(instances.create_with_webhook("sales", webhook))?.instance()?;
        self.check("it is not connected", !created.is_connected);
        let instance = self.instance("sales");
        let code = self.show(instance.qr_code())?.qr_code()?;
        self.check("its QR code is a picture", code.png().len() > 100);
        self.sandbox.scan_qr("sales"); // which is done with a phone
        let info = self.show(instance.info())?.instance()?;
        self.check("it is connected now", info.is_connected && info.user.is_some());
        self.show(instance.set_webhook("https://example.com/events"))?;
        Ok(instance)
    }

    pub(crate) fn people(&mut self, instance: &Instance) -> Result<(), Error> {
        self.sandbox.person(ANN).name("Ann").picture(PICTURE);
        let friends = self.sandbox.instance("sales").group("Friends").member(ANN);

        self.heading("Others are looked at, and see a new picture");
        self.show(instance.messages().text(friends.id(), "Hello, friends"))?;
        let contacts: Vec<serde_json::Value> = self.show(instance.contacts())?.data_as()?;
        self.check("Ann is a contact", contacts.iter().any(|contact| contact["name"] == "Ann"));
        self.show(instance.users().info([ANN, BOB]))?;
        self.show(instance.users().profile_picture(ANN))?;
        let none = self.show(instance.users().profile_picture(BOB)).err();
        self.check("Bob has no picture", none.is_some_and(|error| error.is_not_found()));
        self.show(instance.profile().set_picture(Upload::from_bytes(PICTURE)))?;

        self.heading("Business is done");
        self.sandbox.instance("sales").product("Soup", "Of the day", 350, "EUR");
        let products: Vec<serde_json::Value> =
            self.show(instance.business().catalog())?.data_as()?;
        self.check("there is soup on offer", products[0]["name"] == "Soup");
        let hour = Duration::from_secs(3600);
        self.show(instance.business().payment_request(BOB, 350, "EUR", hour))?;
        Ok(())
    }

    pub(crate) fn end(&mut self, instance: &Instance) -> Result<(), Error> {
        let instances = self.sandbox.client().instances();

        self.heading("The instance is logged out, and deleted");
        self.show(instance.logout())?;
        let refused = self.show(instance.messages().text(ANN, "Are you there?")).err();
        self.check("it sends no more", refused.is_some());
        let all = self.show(instances.list())?.instances()?;
        let connected = all.iter().filter(|instance| instance.is_connected).count();
        self.check("one of two is connected", (connected, all.len()) == (1, 2));
        self.show(instance.delete())?;
        let gone = self.show(instance.info()).err();
        self.check("it is gone", gone.is_some_and(|error| error.is_not_found()));
        Ok(())
    }
}
