//! The webhook of an instance, for as long as `whatsapi listen` runs.

use whatsapi::Instance;

use super::Session;
use crate::address::is_local;
use crate::args::global::Global;
use crate::args::listen::Listen;
use crate::failure::Failure;
use crate::interrupt;
use crate::output::message;
use crate::prompt::confirm;

/// A webhook that was set. Dropped, or at Ctrl-C, the former one is set again.
pub(crate) struct Registration;

impl Registration {
    /// Sets the webhook of the instance to the URL of the command.
    pub(crate) fn new(arguments: &Listen, global: &Global, own_url: &str) -> Result<Self, Failure> {
        let session = Session::new(global)?;
        let instance = session.instance(None)?;
        let url = arguments.url.as_deref().unwrap_or(own_url);
        if is_local(url) && !is_local(session.settings.server()?) {
            let message = format!("the server is elsewhere, where {url} is not this machine");
            let remedy = "pass --url with an address at which the server reaches this command";
            return Err(Failure::usage(format!("{message}; {remedy}")));
        }
        let former = webhook(&instance)?;
        if let Some(former) = former.as_deref().filter(|former| *former != url) {
            let key = instance.key();
            let question = format!("Replace the webhook of {key}, {former}, while this listens?");
            confirm(arguments.confirmation.yes, &question)?;
        }
        if former.as_deref() != Some(url) {
            let (instance, url, quiet) = (instance.clone(), url.to_owned(), global.quiet);
            interrupt::before_exit(move || restore(&instance, &url, former.as_deref(), quiet));
        }
        // Undone even if the reply is lost, or Ctrl-C comes before it.
        let registration = Self;
        instance.set_webhook(url)?;
        if !global.quiet {
            let key = instance.key();
            message("note", &format!("the events of {key} go to {url} until this ends"));
        }
        Ok(registration)
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        interrupt::run_before_exit();
    }
}

fn webhook(instance: &Instance) -> Result<Option<String>, Failure> {
    Ok(instance.info()?.data()?.webhook_url.filter(|url| !url.is_empty()))
}

/// Sets the former webhook again, unless somebody has set another one meanwhile.
fn restore(instance: &Instance, url: &str, former: Option<&str>, quiet: bool) {
    let restored = webhook(instance).and_then(|now| {
        if now.as_deref() != Some(url) {
            return Ok(false);
        }
        match former {
            Some(former) => instance.set_webhook(former)?,
            None => instance.remove_webhook()?,
        };
        Ok(true)
    });
    let key = instance.key();
    match (restored, former) {
        (Ok(true), Some(former)) if !quiet => {
            message("note", &format!("the webhook of {key} is {former} again"));
        }
        (Ok(true), None) if !quiet => message("note", &format!("{key} has no webhook again")),
        (Ok(_), _) => {}
        (Err(failure), _) => {
            let former =
                former.map_or_else(|| "there was none".to_owned(), |it| format!("it was {it}"));
            let state = format!("the webhook of {key} may still be {url}, before {former}");
            message("error", &format!("{state}: {}", failure.message));
        }
    }
}
