mod delete;
mod picture;
mod show;

use crate::api::table::operations;

operations!(show::ShowUser, picture::ShowPicture, delete::DeleteUser);
