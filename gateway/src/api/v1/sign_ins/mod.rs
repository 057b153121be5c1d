mod list;
mod revoke;

use crate::api::table::operations;

pub use list::{SignIn, sign_ins};

operations!(list::ListSignIns, revoke::RevokeSignIn);
