//! Errors as outsiders read them: RFC 9457 problem documents with stable codes.

mod codes;
mod convert;

use std::time::Duration;

use http::{HeaderValue, StatusCode, header};
use poem::{IntoResponse, Response};
use poem_openapi::{
    Object,
    registry::{MetaMediaType, MetaResponse, MetaResponses, Registry},
    types::Type,
};

pub use codes::{CODES, Code, find};
pub use convert::from_poem;

use crate::auth::{Allowance, whole_seconds};

/// When to try again, where nobody knows better.
const SOON: Duration = Duration::from_secs(1);

/// A problem document.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Problem")]
struct Document {
    /// The code as a URN, which names the kind of problem and leads nowhere.
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
    /// JSON pointer into the body, or the name of a parameter.
    pub pointer: String,
    pub code: String,
    pub detail: String,
}

/// Why a request was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {detail}", known.code)]
pub struct Problem {
    known: &'static Code,
    detail: String,
    errors: Vec<FieldError>,
    retry_after: Option<Duration>,
    allowance: Option<Allowance>,
    trace: Option<String>,
}

/// Refusals name what they refuse; whoever sends a giant name gets its beginning back.
const DETAIL_MAX: usize = 1_000;
const POINTER_MAX: usize = 120;

/// At a character, with a sign that there was more.
fn cut(mut text: String, max: usize) -> String {
    if text.len() > max {
        text.truncate(text.floor_char_boundary(max));
        text.push('…');
    }
    text
}

impl Problem {
    /// A code that [`CODES`] does not have is our bug and answers as one.
    pub fn new(code: &str, detail: impl Into<String>) -> Self {
        let Some(known) = find(code) else {
            tracing::error!(code, "a code is missing from the list");
            return Self::internal("a refusal without a public code");
        };
        Self {
            known,
            detail: cut(detail.into(), DETAIL_MAX),
            errors: Vec::new(),
            retry_after: None,
            allowance: None,
            trace: None,
        }
    }

    /// Our fault: the log has the cause under the trace, the client only the trace.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        let trace = uuid::Uuid::new_v4().simple().to_string();
        tracing::error!(trace, %cause, "a request failed");
        let known = find("internal").expect("the list has `internal`");
        let detail = "this is our fault; it was noted under the trace".to_owned();
        Self { known, detail, errors: Vec::new(), retry_after: None, allowance: None, trace: Some(trace) }
    }

    pub fn field(code: &str, pointer: &str, detail: impl Into<String>) -> Self {
        let problem = Self::new(code, detail);
        let error = FieldError { pointer: pointer.to_owned(), code: problem.code().to_owned(), detail: problem.detail.clone() };
        problem.at(vec![error])
    }

    /// The fields at fault.
    #[must_use]
    pub fn at(mut self, errors: Vec<FieldError>) -> Self {
        self.errors = errors
            .into_iter()
            .map(|error| FieldError {
                pointer: cut(error.pointer, POINTER_MAX),
                detail: cut(error.detail, DETAIL_MAX),
                code: error.code,
            })
            .collect();
        self
    }

    #[must_use]
    pub fn retry_after(mut self, after: Duration) -> Self {
        self.retry_after = Some(after);
        self
    }

    /// A limit was met: the answer says which and when it is over.
    #[must_use]
    pub fn limited(mut self, allowance: Allowance) -> Self {
        self.allowance = Some(allowance);
        self.retry_after(allowance.reset)
    }

    pub const fn code(&self) -> &'static str {
        self.known.code
    }

    pub const fn status(&self) -> StatusCode {
        self.known.status
    }

    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The body of the answer.
    pub fn to_json(&self) -> String {
        use poem_openapi::types::ToJSON;
        self.document().to_json_string()
    }

    fn document(&self) -> Document {
        Document {
            r#type: format!("urn:lyceum:problem:{}", self.code()),
            title: self.known.title.to_owned(),
            status: self.status().as_u16(),
            detail: self.detail.clone(),
            code: self.code().to_owned(),
            errors: (!self.errors.is_empty()).then(|| self.errors.clone()),
            trace: self.trace.clone(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response =
            Response::builder().status(self.status()).content_type("application/problem+json").body(self.to_json());
        // who is told to try again is told when
        let again = matches!(self.status(), StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
        if let Some(after) = self.retry_after.or(again.then_some(SOON)) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(whole_seconds(after)));
        }
        if let Some(allowance) = self.allowance {
            allowance.tell(response.headers_mut());
        }
        if self.status() == StatusCode::UNAUTHORIZED {
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
        self.known.status
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
