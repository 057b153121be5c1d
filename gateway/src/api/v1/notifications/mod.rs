mod list;
mod read;

use crate::api::table::operations;

operations!(list::ListNotifications, read::ReadNotifications);
