//! The server, the key and the default instance: from flags, the environment, or a profile of the
//! configuration file.

pub(crate) mod file;
pub(crate) mod settings;
