//! The arguments of the handles that accept an id: text in any spelling, or a typed id.

use std::str::FromStr;

use openapi_ureq::Error;

/// An argument that converts to a `T`. The module is private, which seals the public traits of
/// arguments, such as [`IntoParticipant`](crate::IntoParticipant).
pub trait Argument<T> {
    /// The id, if the argument is valid.
    fn to_id(&self) -> Result<T, Error>;
}

impl<T: FromStr<Err = Error>> Argument<T> for str {
    fn to_id(&self) -> Result<T, Error> {
        self.parse()
    }
}

impl<T: FromStr<Err = Error>> Argument<T> for String {
    fn to_id(&self) -> Result<T, Error> {
        self.parse()
    }
}

impl<T, A: Argument<T> + ?Sized> Argument<T> for &A {
    fn to_id(&self) -> Result<T, Error> {
        (**self).to_id()
    }
}

/// Implements a trait of arguments for text, for these typed ids, and for references to them.
///
/// The trait's own diagnostic lists these types. Without `do_not_recommend`, the compiler would also show
/// the code of this macro.
macro_rules! accepts {
    ($argument:ident($id:ident): $($typed:ident),+) => {
        $(
            impl $crate::ids::argument::Argument<$id> for $typed {
                fn to_id(&self) -> Result<$id, $crate::Error> {
                    Ok(self.clone().into())
                }
            }

            #[diagnostic::do_not_recommend]
            impl $argument for $typed {}
        )+

        #[diagnostic::do_not_recommend]
        impl $argument for str {}
        #[diagnostic::do_not_recommend]
        impl $argument for String {}
        #[diagnostic::do_not_recommend]
        impl<T: $argument + ?Sized> $argument for &T {}
    };
}

pub(super) use accepts;
