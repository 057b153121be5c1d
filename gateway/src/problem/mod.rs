//! Errors as outsiders read them: RFC 9457 problem documents with stable codes.

mod codes;
mod convert;

use http::{HeaderValue, StatusCode, header};
use poem::{IntoResponse, Response};
use poem_openapi::{
    Object,
    registry::{MetaMediaType, MetaResponse, MetaResponses, Registry},
    types::Type,
};

pub use codes::{CODES, Code, find};
pub use convert::from_poem;

/// A problem document.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Problem")]
struct Document {
    /// Where the code is explained.
    r#type: String,
    title: String,
    status: u16,
    /// What happened here, and what to do about it.
    detail: String,
    /// Stable, for programs.
    code: String,
    /// The fields at fault.
    #[oai(skip_serializing_if_is_none)]
    errors: Option<Vec<FieldError>>,
    /// Names this answer in the server's log.
    #[oai(skip_serializing_if_is_none)]
    trace: Option<String>,
}

/// One field at fault.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
pub struct FieldError {
    /// JSON pointer into the body.
    pub pointer: String,
    pub code: String,
    pub detail: String,
}

/// Why a request was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {detail}")]
pub struct Problem {
    code: &'static str,
    status: StatusCode,
    title: &'static str,
    detail: String,
    errors: Vec<FieldError>,
    retry_after_secs: Option<u64>,
    limit: Option<u32>,
    trace: Option<String>,
}

impl Problem {
    /// A code that [`CODES`] does not have is our bug and answers as one.
    pub fn new(code: &str, detail: impl Into<String>) -> Self {
        let Some(known) = find(code) else {
            tracing::error!(code, "a code is missing from the list");
            return Self::internal("a refusal without a public code");
        };
        Self {
            code: known.code,
            status: known.status,
            title: known.title,
            detail: detail.into(),
            errors: Vec::new(),
            retry_after_secs: None,
            limit: None,
            trace: None,
        }
    }

    /// Our fault: the log has the cause under the trace, the client only the trace.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        let trace = uuid::Uuid::new_v4().simple().to_string();
        tracing::error!(trace, %cause, "a request failed");
        let known = find("internal").expect("the list has `internal`");
        Self {
            code: known.code,
            status: known.status,
            title: known.title,
            detail: "this is our fault; it was noted under the trace".to_owned(),
            errors: Vec::new(),
            retry_after_secs: None,
            limit: None,
            trace: Some(trace),
        }
    }

    pub fn field(code: &str, pointer: &str, detail: impl Into<String>) -> Self {
        let mut problem = Self::new(code, detail);
        let error = FieldError { pointer: pointer.to_owned(), code: problem.code.to_owned(), detail: problem.detail.clone() };
        problem.errors.push(error);
        problem
    }

    #[must_use]
    pub fn retry_after(mut self, after: std::time::Duration) -> Self {
        self.retry_after_secs = Some(after.as_secs() + u64::from(after.subsec_nanos() > 0));
        self
    }

    /// A limit was met: the answer says which and when it is over.
    #[must_use]
    pub fn limited(mut self, allowance: crate::auth::Allowance) -> Self {
        self.limit = Some(allowance.limit);
        self.retry_after(allowance.reset)
    }

    pub const fn code(&self) -> &'static str {
        self.code
    }

    pub const fn status(&self) -> StatusCode {
        self.status
    }

    pub fn detail(&self) -> &str {
        &self.detail
    }

    fn document(&self) -> Document {
        Document {
            r#type: format!("urn:lyceum:problem:{}", self.code),
            title: self.title.to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.clone(),
            code: self.code.to_owned(),
            errors: (!self.errors.is_empty()).then(|| self.errors.clone()),
            trace: self.trace.clone(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        use poem_openapi::types::ToJSON;
        let mut response = Response::builder()
            .status(self.status)
            .content_type("application/problem+json")
            .body(self.document().to_json_string());
        if let Some(secs) = self.retry_after_secs {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(secs));
        }
        if let (Some(limit), Some(secs)) = (self.limit, self.retry_after_secs) {
            let headers = response.headers_mut();
            headers.insert("ratelimit-limit", HeaderValue::from(limit));
            headers.insert("ratelimit-remaining", HeaderValue::from(0));
            headers.insert("ratelimit-reset", HeaderValue::from(secs));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<Problem> for Response {
    fn from(problem: Problem) -> Self {
        problem.into_response()
    }
}

impl poem::error::ResponseError for Problem {
    fn status(&self) -> StatusCode {
        self.status
    }

    fn as_response(&self) -> Response {
        self.clone().into_response()
    }
}

impl poem_openapi::ApiResponse for Problem {
    /// Makes the schema known; the document replaces this `default` by the errors that each operation names.
    fn meta() -> MetaResponses {
        let schema = <Document as Type>::schema_ref();
        let content = vec![MetaMediaType { content_type: "application/problem+json", schema }];
        let any = MetaResponse { description: "Refused", status: None, status_range: None, content, headers: vec![] };
        MetaResponses { responses: vec![any] }
    }

    fn register(registry: &mut Registry) {
        <Document as Type>::register(registry);
    }
}
