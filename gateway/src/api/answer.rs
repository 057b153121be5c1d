//! What operations answer.

use http::StatusCode;
use poem::IntoResponse;
use poem_openapi::{
    ApiResponse,
    payload::{Json, Response},
    registry::{MetaResponse, MetaResponses, Registry},
};

use crate::problem::Problem;

/// A JSON object or a problem.
pub type Answer<T> = Result<Response<Json<T>>, Problem>;

pub fn json<T>(value: T) -> Response<Json<T>> {
    Response::new(Json(value)).header("cache-control", "no-store")
}

/// One thing with its position as `ETag`.
pub fn tagged<T>(position: u64, value: T) -> Response<Json<T>> {
    json(value).header("etag", format!("\"{position}\""))
}

pub fn created<T>(value: T) -> Response<Json<T>> {
    json(value).status(StatusCode::CREATED)
}

/// Under way: look again.
pub fn accepted<T>(value: T) -> Response<Json<T>> {
    json(value).status(StatusCode::ACCEPTED)
}

/// `204 No Content`, with a cookie to set where the session changed.
#[derive(Debug, Default)]
pub struct Empty {
    pub cookie: Option<String>,
}

impl IntoResponse for Empty {
    fn into_response(self) -> poem::Response {
        let mut response = StatusCode::NO_CONTENT.into_response();
        if let Some(cookie) = self.cookie.and_then(|cookie| cookie.parse().ok()) {
            response.headers_mut().insert(http::header::SET_COOKIE, cookie);
        }
        response
    }
}

impl ApiResponse for Empty {
    fn meta() -> MetaResponses {
        let done = MetaResponse { description: "Done", status: Some(204), status_range: None, content: vec![], headers: vec![] };
        MetaResponses { responses: vec![done] }
    }

    fn register(_: &mut Registry) {}
}
