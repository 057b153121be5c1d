//! Every code that a client may meet, in one place: the API's own and the domain's refusals.
//!
//! 400 shape · 401 who are you · 403 not your role · 404 not there, or another's · 409 state · 412 `ETag` · 413, 415 body ·
//! 422 never allowed · 429 limit · 503 try again.

use http::StatusCode;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    pub code: &'static str,
    pub status: StatusCode,
    pub title: &'static str,
}

const fn code(code: &'static str, status: StatusCode, title: &'static str) -> Code {
    Code { code, status, title }
}

use StatusCode as S;

pub const CODES: &[Code] = &[
    // before there is a request
    code("request_malformed", S::BAD_REQUEST, "Not a request"),
    code("https_wanted", S::BAD_REQUEST, "This address speaks https"),
    code("target_too_long", S::URI_TOO_LONG, "The address is too long"),
    code("head_too_large", S::REQUEST_HEADER_FIELDS_TOO_LARGE, "The head of the request is too large"),
    // shape
    code("body_invalid", S::BAD_REQUEST, "The body is not what this operation takes"),
    code("parameter_invalid", S::BAD_REQUEST, "A parameter is not what this operation takes"),
    code("host_invalid", S::BAD_REQUEST, "The request does not name its host once"),
    code("idempotency_key_missing", S::BAD_REQUEST, "An Idempotency-Key is wanted"),
    code("idempotency_key_invalid", S::BAD_REQUEST, "The Idempotency-Key is not 1 to 64 visible ASCII characters"),
    code("cursor_invalid", S::BAD_REQUEST, "The cursor is not one of ours"),
    // who
    code("unauthorized", S::UNAUTHORIZED, "Sign in first"),
    code("account_deleted", S::UNAUTHORIZED, "The account was deleted"),
    code("token_expired", S::UNAUTHORIZED, "The access token ran out"),
    code("credentials_wrong", S::UNAUTHORIZED, "The email or the password is wrong"),
    code("sign_in_gone", S::UNAUTHORIZED, "Signed out here"),
    code("refresh_token_reused", S::UNAUTHORIZED, "The refresh token was used before"),
    code("forbidden", S::FORBIDDEN, "Not yours to do"),
    code("origin_refused", S::FORBIDDEN, "This page's origin may not do that"),
    // what
    code("not_found", S::NOT_FOUND, "Not found"),
    code("method_not_allowed", S::METHOD_NOT_ALLOWED, "This address does not take that method"),
    code("request_timeout", S::REQUEST_TIMEOUT, "The request took too long"),
    code("body_too_large", S::PAYLOAD_TOO_LARGE, "The body is too large"),
    code("media_type_unsupported", S::UNSUPPORTED_MEDIA_TYPE, "This media type is not taken here"),
    code("upgrade_required", S::UPGRADE_REQUIRED, "This address speaks WebSocket"),
    code("key_reused", S::CONFLICT, "The Idempotency-Key was used for something else"),
    code("etag_stale", S::PRECONDITION_FAILED, "It has changed meanwhile"),
    // how much, when
    code("rate_limited", S::TOO_MANY_REQUESTS, "Too many requests"),
    code("busy", S::SERVICE_UNAVAILABLE, "Busy; try again soon"),
    code("unavailable", S::SERVICE_UNAVAILABLE, "Not available; try again soon"),
    code("outcome_unknown", S::SERVICE_UNAVAILABLE, "Not known to be done; try again with the same Idempotency-Key"),
    code("internal", S::INTERNAL_SERVER_ERROR, "Our fault"),
    // accounts
    code("account_pending", S::CONFLICT, "The account is not ready yet"),
    code("registration_refused", S::CONFLICT, "The account was refused"),
    code("credential_changed", S::CONFLICT, "The password was changed meanwhile"),
    code("credential_invalid", S::UNPROCESSABLE_ENTITY, "Not a password hash"),
    code("administrator", S::CONFLICT, "An administrator's account stays"),
    code("email_invalid", S::UNPROCESSABLE_ENTITY, "Not an email address"),
    code("password_weak", S::UNPROCESSABLE_ENTITY, "The password is too easy to guess"),
    code("password_wrong", S::UNPROCESSABLE_ENTITY, "The current password is wrong"),
    code("reset_invalid", S::CONFLICT, "The reset link is not valid"),
    code("zone_unknown", S::UNPROCESSABLE_ENTITY, "No such time zone"),
    code("slug_invalid", S::UNPROCESSABLE_ENTITY, "Not a name for links"),
    code("picture_invalid", S::UNPROCESSABLE_ENTITY, "Not a picture that can be read"),
    code("key_missing", S::CONFLICT, "A person concerned was erased"),
    // text
    code("text_empty", S::UNPROCESSABLE_ENTITY, "The text is empty"),
    code("text_too_long", S::UNPROCESSABLE_ENTITY, "The text is too long"),
    code("text_not_printable", S::UNPROCESSABLE_ENTITY, "The text has control characters"),
    // times
    code("time_invalid", S::UNPROCESSABLE_ENTITY, "Not a time that can be taken"),
    code("time_passed", S::CONFLICT, "The time has passed"),
    code("mentor_not_free", S::CONFLICT, "The mentor is not free then"),
    code("calendar_full", S::CONFLICT, "The calendar takes no more"),
    code("holder_busy", S::CONFLICT, "Already held"),
    code("times_invalid", S::UNPROCESSABLE_ENTITY, "Not times that can be offered"),
    code("time_not_offered", S::CONFLICT, "The time is not among those offered"),
    // mentors
    code("application_pending", S::CONFLICT, "The application waits for a decision"),
    code("application_decided", S::CONFLICT, "The application was decided"),
    code("already_mentor", S::CONFLICT, "A mentor already"),
    code("topics_invalid", S::UNPROCESSABLE_ENTITY, "Not topics that can be named"),
    code("topic_full", S::CONFLICT, "The topic takes no more mentors"),
    // requests
    code("own_request", S::UNPROCESSABLE_ENTITY, "Nobody asks themselves"),
    code("not_a_mentor", S::CONFLICT, "Not a mentor now"),
    code("not_your_turn", S::CONFLICT, "The other is asked"),
    code("request_accepting", S::CONFLICT, "The request is being accepted"),
    code("request_closed", S::CONFLICT, "The request is closed"),
    code("too_many_proposals", S::CONFLICT, "Times were proposed often enough"),
    // sessions
    code("session_too_early", S::CONFLICT, "The session has not begun"),
    code("session_in_progress", S::CONFLICT, "The session is under way"),
    code("session_over", S::CONFLICT, "The session is over"),
    code("too_late_to_cancel", S::CONFLICT, "Too late to cancel"),
    code("too_early_to_rate", S::CONFLICT, "Too early to rate"),
    code("already_rated", S::CONFLICT, "Rated already"),
    code("stars_invalid", S::UNPROCESSABLE_ENTITY, "A rating has 1 to 5 stars"),
    // rooms
    code("room_too_early", S::CONFLICT, "The room is not open yet"),
    code("room_ended", S::CONFLICT, "The call has ended"),
    code("removed_from_room", S::CONFLICT, "Removed from this call"),
    code("not_in_call", S::CONFLICT, "Not in the call"),
    code("not_waiting", S::CONFLICT, "Not waiting in the lobby"),
    code("too_many_participants", S::CONFLICT, "The call takes no more people"),
    // channels
    code("channel_closed", S::CONFLICT, "The channel is closed"),
    code("too_many_members", S::CONFLICT, "The channel takes no more members"),
    code("message_deleted", S::CONFLICT, "The message was deleted"),
    code("message_too_old", S::CONFLICT, "The message is too old to change"),
    code("sequence_gap", S::CONFLICT, "A message of this producer is missing before"),
    code("sequence_old", S::CONFLICT, "This producer's message is too long ago"),
    code("emoji_invalid", S::UNPROCESSABLE_ENTITY, "Not one emoji"),
    code("too_many_reactions", S::CONFLICT, "The message takes no more kinds of reactions"),
    // reservations
    code("taken", S::CONFLICT, "Taken"),
    code("not_held", S::CONFLICT, "Not held"),
    code("claim_too_long", S::UNPROCESSABLE_ENTITY, "The claim is too long"),
];

pub fn find(code: &str) -> Option<&'static Code> {
    CODES.iter().find(|known| known.code == code)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    #[test]
    fn every_code_is_listed_once() {
        let names: BTreeSet<_> = CODES.iter().map(|known| known.code).collect();
        assert_eq!(names.len(), CODES.len());
    }

    #[test]
    fn every_refusal_of_the_domain_has_a_status() {
        let mut missing = BTreeSet::new();
        visit(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../domain/src")), &mut |source| {
            for body in source.split("fn code(&self) -> &'static str {").skip(1) {
                let body = body.split("\n    }").next().unwrap_or_default();
                let codes = body.split('"').skip(1).step_by(2);
                missing.extend(codes.filter(|code| find(code).is_none()).map(str::to_owned));
            }
        });
        assert_eq!(missing, BTreeSet::new(), "add these to the list");
    }

    fn visit(folder: &Path, each: &mut dyn FnMut(&str)) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                visit(&path, each);
            } else {
                each(&fs::read_to_string(path).unwrap());
            }
        }
    }
}
