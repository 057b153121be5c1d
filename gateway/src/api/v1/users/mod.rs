mod delete;
mod list;
mod picture;
mod show;

use crate::api::table::operations;

operations!(show::ShowUser, list::ListUsers, picture::ShowPicture, delete::DeleteUser);
