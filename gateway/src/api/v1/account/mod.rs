mod change_password;
mod delete;

use crate::api::table::operations;

operations!(change_password::ChangePassword, delete::DeleteAccount);
