mod list;
mod revoke;

use crate::api::table::operations;

operations!(list::ListSignIns, revoke::RevokeSignIn);
