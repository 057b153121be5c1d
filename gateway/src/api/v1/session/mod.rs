mod refresh;
mod sign_out;
mod sign_out_everywhere;

use crate::api::table::operations;

operations!(refresh::RefreshSession, sign_out::SignOut, sign_out_everywhere::SignOutEverywhere);
