//! One row an operation, one row a frame: what each caller gets. The things are the school's: a request of Sam to Maya, their session,
//! its channel with a message of Sam's, its room, a sign-in of Sam's, and the application of somebody who has no part in all that.

/// They may: the answer is none of 401, 403 and 404.
pub const Y: &str = "";
/// As if it were not there.
const N: &str = "not_found";
/// They know that it is there, and may see it, or need a role that they do not have whatever they aim at.
const F: &str = "forbidden";
/// The other of the two is asked.
const T: &str = "not_your_turn";

/// The columns: of the school Sam (student), Maya (mentor), the admin, a member removed from the channel, and somebody who has no part in
/// it and has applied as a mentor; of the other organization a student, a mentor and the admin.
pub const COLUMNS: [&str; 8] =
    ["student", "mentor", "admin", "removed member", "stranger", "foreign student", "foreign mentor", "foreign admin"];
/// From here on callers have no part in the things.
pub const OUTSIDERS: usize = 3;
pub const FOREIGN: usize = 5;

pub type Cells = [&'static str; 8];

pub enum Who {
    /// Nobody needs to be signed in, and a token changes nothing: all get this code for this request.
    Public(&'static str),
    /// By the columns; whoever is not signed in gets 401.
    SignedIn(Cells),
}

use Who::{Public, SignedIn};

/// About the caller themselves, or what everybody of an organization may know of it.
const OWN: Who = SignedIn([Y; 8]);
/// For the two whom it is about.
const PAIR: Who = SignedIn([Y, Y, N, N, N, N, N, N]);
const HOST: Who = SignedIn([F, Y, N, N, N, N, N, N]);
const COLLEAGUES: Who = SignedIn([Y, Y, Y, Y, Y, N, N, N]);

pub const OPERATIONS: &[(&str, Who)] = &[
    // accounts
    ("change_password", OWN),
    ("delete_account", OWN),
    ("list_users", SignedIn([F, F, Y, F, F, F, F, Y])),
    ("delete_user", SignedIn([F, F, Y, F, F, F, F, N])),
    // the student's own, which they do not hold
    ("revoke_role", SignedIn([Y, F, Y, F, F, F, F, N])),
    ("export_me", OWN),
    ("show_me", OWN),
    ("update_me", OWN),
    ("delete_picture", OWN),
    ("put_picture", OWN),
    ("list_sign_ins", OWN),
    ("revoke_sign_in", SignedIn([Y, N, N, N, N, N, N, N])),
    ("show_user", COLLEAGUES),
    ("show_picture", Public(N)),
    ("list_notifications", OWN),
    ("read_notifications", OWN),
    // the mentor alone was told that much
    ("read_notification", SignedIn([N, Y, N, N, N, N, N, N])),
    // channels
    ("list_channels", OWN),
    ("show_channel", PAIR),
    ("list_messages", PAIR),
    ("post_message", PAIR),
    ("delete_message", SignedIn([Y, F, Y, N, N, N, N, N])),
    ("edit_message", SignedIn([Y, F, N, N, N, N, N, N])),
    ("react", PAIR),
    ("unreact", PAIR),
    ("mark_read", PAIR),
    // mentors
    ("list_mentor_applications", SignedIn([F, F, Y, F, F, F, F, Y])),
    ("apply_as_mentor", OWN),
    // whoever never applied has none
    ("show_my_mentor_application", SignedIn([N, Y, N, N, Y, N, Y, N])),
    ("approve_mentor_application", SignedIn([F, F, Y, F, F, F, F, N])),
    ("decline_mentor_application", SignedIn([F, F, Y, F, F, F, F, N])),
    ("list_topics", OWN),
    ("list_mentors", OWN),
    ("show_mentor", COLLEAGUES),
    // requests
    ("list_mentoring_requests", OWN),
    ("ask_mentor", COLLEAGUES),
    ("show_mentoring_request", PAIR),
    ("accept_mentoring_request", SignedIn([T, Y, N, N, N, N, N, N])),
    ("decline_mentoring_request", SignedIn([T, Y, N, N, N, N, N, N])),
    ("propose_mentoring_request", SignedIn([T, Y, N, N, N, N, N, N])),
    ("withdraw_mentoring_request", SignedIn([Y, T, N, N, N, N, N, N])),
    // sessions
    ("list_mentoring_sessions", OWN),
    ("show_mentoring_session", PAIR),
    ("cancel_mentoring_session", PAIR),
    ("complete_mentoring_session", HOST),
    ("rate_mentoring_session", SignedIn([Y, F, N, N, N, N, N, N])),
    // calls
    ("show_room", PAIR),
    ("ice_servers", PAIR),
    ("open_room", HOST),
    ("admit", HOST),
    ("mute", HOST),
    ("remove", HOST),
    ("end_room", HOST),
    // doors
    ("show_organization", Public(Y)),
    ("sign_in", Public("credentials_wrong")),
    ("sign_up", Public("password_weak")),
    ("redeem_password_reset", Public("reset_invalid")),
    ("refresh_session", Public("unauthorized")),
    ("sign_out", Public(Y)),
    ("sign_out_everywhere", OWN),
];

/// The topics that there are, as the realtime document writes them: one more needs a row of `subscribe` here.
pub const TOPICS: &str = "^(user|admin|(channel|room):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$";

/// Not an admin.
const A: &str = "not_allowed";
/// Neither is told whether there is such a channel or room.
const S: &str = "not_subscribed";
const C: &str = "not_in_call";
/// In the lobby.
const L: &str = "not_admitted";
/// Taken for what it is: the example is no real offer.
const B: &str = "bad_offer";

/// In this order on one socket of each caller; whoever says one of them without a `hello` is sent away.
pub const FRAMES: &[(&str, &str, Cells)] = &[
    ("hello", "", [Y; 8]),
    ("ping", "", [Y; 8]),
    ("subscribe", "user", [Y; 8]),
    ("subscribe", "admin", [A, A, Y, A, A, A, A, Y]),
    ("subscribe", "channel", [Y, Y, N, N, N, N, N, N]),
    ("subscribe", "room", [Y, Y, N, N, N, N, N, N]),
    ("typing", "", [Y, Y, S, S, S, S, S, S]),
    ("read", "", [Y, Y, S, S, S, S, S, S]),
    ("unsubscribe", "channel", [Y; 8]),
    ("call_join", "", [Y, Y, N, N, N, N, N, N]),
    ("call_offer", "", [L, B, C, C, C, C, C, C]),
    ("call_stats", "", [L, Y, C, C, C, C, C, C]),
    ("call_mute", "", [Y, Y, C, C, C, C, C, C]),
    ("call_leave", "", [Y; 8]),
    // without a room: whoever is signed in
    ("call_test", "", [B; 8]),
    ("token", "", [Y; 8]),
];
