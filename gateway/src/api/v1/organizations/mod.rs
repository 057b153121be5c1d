mod redeem_password_reset;
mod show;
mod sign_in;
mod sign_up;

use crate::api::table::operations;

pub use sign_in::{EXAMPLE as SIGNED_IN, SignedInAnswer, TokenDelivery, answer};

operations!(show::ShowOrganization, sign_up::SignUp, sign_in::SignIn, redeem_password_reset::RedeemPasswordReset);
