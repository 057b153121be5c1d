//! Who is asking: passwords, tokens, limits, origins. Roles and organization are checked here, relations by the entities.

mod allowance;
mod caller;
mod cookie;
mod limits;
mod origin;
mod password;
mod refresh;
mod tokens;
mod verify;

pub use allowance::{Allowance, Met, whole_seconds};
pub use caller::{Auth, Caller, Visitor, claims};
pub use cookie::RefreshCookie;
pub use limits::Limiter;
pub use origin::Origins;
pub use password::Passwords;
pub use refresh::{RefreshKey, RefreshToken};
pub use tokens::{Claims, LIFETIME as TOKEN_TIME, Tokens};
pub use verify::SignedIn;
