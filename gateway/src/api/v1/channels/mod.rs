mod list;
mod mark_read;
mod messages;
mod show;

use crate::api::table::operations;

operations!(
    list::ListChannels,
    show::ShowChannel,
    mark_read::MarkRead,
    messages::list::ListMessages,
    messages::post::PostMessage,
    messages::edit::EditMessage,
    messages::delete::DeleteMessage,
    messages::react::React,
    messages::unreact::Unreact,
);
