use crate::core::{TextError, personal::SealError};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("there is no such person here")]
    NotFound,
    #[error("you may not do this")]
    Forbidden,
    #[error("the account is not ready yet; try again in a moment")]
    Pending,
    #[error("the account was refused: its address is another's, or it was not ready in time")]
    Refused,
    #[error("it has changed since you saw it; fetch it again")]
    Stale,
    #[error("this is not an email address; write one like name@example.org")]
    Email,
    #[error("there is no such time zone; use an IANA name like Asia/Colombo")]
    Zone,
    #[error("this is not an argon2 hash in PHC form")]
    Credential,
    #[error("the password was changed meanwhile; sign in with the new one")]
    CredentialChanged,
    #[error(
        "you are an administrator, and the organization must not be left without one; have the operator name another, who deletes your \
         account"
    )]
    Administrator,
    #[error("this reset link is not valid, was used, or ran out; ask for a new one")]
    Reset,
    #[error("you are signed out here; sign in again")]
    SignInGone,
    #[error(transparent)]
    Text(#[from] TextError),
    #[error(transparent)]
    Seal(#[from] SealError),
}

impl crate::core::Rejection for Rejection {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Refused => "registration_refused",
            Self::Forbidden => "forbidden",
            Self::Pending => "account_pending",
            Self::Stale => "etag_stale",
            Self::Email => "email_invalid",
            Self::Zone => "zone_unknown",
            Self::Credential => "credential_invalid",
            Self::CredentialChanged => "credential_changed",
            Self::Administrator => "administrator",
            Self::Reset => "reset_invalid",
            Self::SignInGone => "sign_in_gone",
            Self::Text(error) => error.code(),
            Self::Seal(_) => "key_missing",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Text(error) => Some(error.field()),
            Self::Zone => Some("zone"),
            Self::Email => Some("email"),
            _ => None,
        }
    }
}
