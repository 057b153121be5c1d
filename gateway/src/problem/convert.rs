//! What poem says in its own words, said in ours.

use http::StatusCode;
use poem_openapi::error::{AuthorizationError, ContentTypeError, ParseParamError, ParsePathError, ParseRequestPayloadError};

use super::Problem;

/// Any error of a handler or the router as a problem.
pub fn from_poem(error: &poem::Error) -> Problem {
    if let Some(problem) = error.downcast_ref::<Problem>() {
        return problem.clone();
    }
    if let Some(wrong) = error.downcast_ref::<ParseParamError>() {
        return Problem::new("parameter_invalid", format!("`{}`: {}", wrong.name, wrong.reason));
    }
    if error.downcast_ref::<ParsePathError>().is_some() || error.downcast_ref::<poem::error::ParsePathError>().is_some() {
        return Problem::new("not_found", "there is nothing at this address");
    }
    if let Some(wrong) = error.downcast_ref::<ParseRequestPayloadError>() {
        return Problem::new("body_invalid", wrong.reason.clone());
    }
    if let Some(wrong) = error.downcast_ref::<ContentTypeError>() {
        return Problem::new("media_type_unsupported", wrong.to_string());
    }
    if error.downcast_ref::<AuthorizationError>().is_some() {
        return Problem::new("unauthorized", "an access token is wanted: `Authorization: Bearer …`");
    }
    match error.status() {
        StatusCode::NOT_FOUND => Problem::new("not_found", "there is nothing at this address"),
        StatusCode::METHOD_NOT_ALLOWED => Problem::new("method_not_allowed", "this address does not take that method"),
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new("body_too_large", "the body is larger than this operation takes"),
        StatusCode::BAD_REQUEST => Problem::new("body_invalid", error.to_string()),
        _ => Problem::internal(error),
    }
}
