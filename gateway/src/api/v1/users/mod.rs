mod delete;
mod list;
mod picture;
mod revoke_role;
mod show;

use crate::api::table::operations;

operations!(show::ShowUser, list::ListUsers, picture::ShowPicture, delete::DeleteUser, revoke_role::RevokeRole);
