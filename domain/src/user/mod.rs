//! A person's account in one organization: profile, roles, password, sign-ins.
//!
//! Registering is a saga that the account leads: claim the email's reservation → confirm it → active. A refusal or the end of
//! the time frees the email again. Only an active account signs in.
//!
//! A sign-in is a family of refresh tokens. The gateway derives each token as HMAC(secret, family, generation), so the account
//! keeps generations and times, and no hash that would be worth stealing.

mod answer;
mod change_password;
mod check_sign_in;
mod due;
pub mod email;
mod erase;
pub mod erasure;
mod grant_role;
mod list_sign_ins;
mod open_sign_in;
mod redeem_reset;
mod register;
mod rejection;
mod remove_picture;
mod revoke_all_sign_ins;
mod revoke_role;
mod revoke_sign_in;
mod rotate_sign_in;
mod set_picture;
mod set_reset;
mod show_credential;
mod show_me;
mod show_profile;
mod sign_in;
mod state;
mod update_profile;
mod views;

pub use answer::TakeAnswer;
pub use change_password::ChangePassword;
pub use check_sign_in::CheckSignIn;
pub use due::Due;
pub use erase::Erase;
pub use grant_role::GrantRole;
pub use list_sign_ins::ListSignIns;
pub use open_sign_in::{OpenSignIn, Opened};
pub use redeem_reset::RedeemReset;
pub use register::{REGISTRATION_TIME, Register};
pub use rejection::Rejection;
pub use remove_picture::RemovePicture;
pub use revoke_all_sign_ins::RevokeAllSignIns;
pub use revoke_role::RevokeRole;
pub use revoke_sign_in::RevokeSignIn;
pub use rotate_sign_in::{ROTATION_GRACE, RotateSignIn, Rotation};
pub use set_picture::SetPicture;
pub use set_reset::{RESET_TIME_MAX, SetReset};
pub use show_credential::{Credential, ShowCredential};
pub use show_me::{Me, ShowMe};
pub use show_profile::ShowProfile;
pub use sign_in::{IDLE_MAX, LIFETIME, Revocation, SIGN_INS_MAX, SignIn, SignInId};
pub use state::{Directory, Event, Refusal, User};
pub use update_profile::UpdateProfile;
pub use views::{PEOPLE, PROFILES, Profile, partition, people_partition, people_sort};

/// Namespace of reserved emails; the value is [`email::normalize`]d.
pub const EMAIL: &str = "email";

impl crate::core::Noun for User {
    fn commands<T: crate::core::CommandTable<Self>>(table: T) -> T {
        let table = table.command::<Register>().command::<TakeAnswer>().command::<Due>();
        let table = table.command::<ShowMe>().command::<ShowProfile>().command::<UpdateProfile>();
        let table = table.command::<SetPicture>().command::<RemovePicture>().command::<GrantRole>().command::<RevokeRole>();
        let table = table.command::<ShowCredential>().command::<ChangePassword>().command::<SetReset>().command::<RedeemReset>();
        let table = table.command::<OpenSignIn>().command::<RotateSignIn>().command::<CheckSignIn>().command::<ListSignIns>();
        table.command::<RevokeSignIn>().command::<RevokeAllSignIns>().command::<Erase>()
    }
}
