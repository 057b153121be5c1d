mod change_password;

use crate::api::table::operations;

operations!(change_password::ChangePassword);
