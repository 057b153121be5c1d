//! Pages of the setting `origins` call the API and read its answers; to pages of any other origin nothing is said.

use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use poem::{Request, Response};

use crate::auth::Origins;

const METHODS: &str = "GET, HEAD, POST, PUT, PATCH, DELETE";
const SENT: &str = "authorization, content-type, idempotency-key, if-match, traceparent";
const READ: &str = "etag, location, ratelimit-limit, ratelimit-remaining, ratelimit-reset, retry-after";
/// Seconds that a browser remembers what it may: after a change of the setting it is wrong for as long.
const REMEMBERED: &str = "600";

/// What one request's answer says of origins.
pub struct Sharing {
    origin: Option<HeaderValue>,
    varies: bool,
}

impl Sharing {
    pub fn of(origins: &Origins, headers: &HeaderMap) -> Self {
        Self { origin: origins.shared(headers), varies: origins.is_shared() }
    }

    /// The answer to a browser's question before the request itself, if this is one that we answer.
    pub fn preflight(&self, request: &Request) -> Option<Response> {
        let asks = *request.method() == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        (asks && self.origin.is_some()).then(|| {
            Response::builder()
                .status(StatusCode::NO_CONTENT)
                .header(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                .header(header::ACCESS_CONTROL_ALLOW_HEADERS, SENT)
                .header(header::ACCESS_CONTROL_MAX_AGE, REMEMBERED)
                .finish()
        })
    }

    pub fn tell(self, headers: &mut HeaderMap) {
        if self.varies {
            // no cache may give one origin's answer to another
            headers.append(header::VARY, HeaderValue::from_static("origin"));
        }
        let Some(origin) = self.origin else { return };
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let say = |name: HeaderName, value| (name, HeaderValue::from_static(value));
        // the session's cookie is sent along
        headers.extend([say(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, "true"), say(header::ACCESS_CONTROL_EXPOSE_HEADERS, READ)]);
    }
}
