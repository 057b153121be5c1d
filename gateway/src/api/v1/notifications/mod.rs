mod list;
mod read;
mod read_one;

use crate::api::table::operations;

operations!(list::ListNotifications, read::ReadNotifications, read_one::ReadNotification);
