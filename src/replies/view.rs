//! The common implementation of all views.

/// Implements the conversion of a view to its original value, which is also its serialized form. With
/// `data`, the view can also be the type of the `data` of a reply.
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
