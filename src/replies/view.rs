//! What all views have in common.

/// Implements the conversion of a view back to the value that it was read from, which is what is
/// serialized. With `data`, the view is also what the object in `data` of a reply is read as.
macro_rules! view {
    ($view:ident) => {
        impl From<$view> for serde_json::Value {
            fn from(view: $view) -> Self {
                view.raw
            }
        }
    };
    ($view:ident, data) => {
        $crate::replies::view::view!($view);

        impl $crate::replies::reply::sealed::FromReply for $view {
            fn from_reply(reply: &$crate::replies::reply::Reply<Self>) -> Result<Self, String> {
                $crate::replies::decode::object(reply.value())
            }
        }
    };
}

pub(crate) use view;
