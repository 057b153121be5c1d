//! From a request to its operation: body limits, origin, headers, problems instead of poem's own errors.

use std::{sync::Arc, time::Instant};

use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header};
use poem::{
    Body, Endpoint, EndpointExt, IntoEndpoint, IntoResponse, Request, Response, Route,
    endpoint::{BoxEndpoint, make_sync},
    error::ReadBodyError,
};
use poem_openapi::OpenApiService;
use tokio::sync::SemaphorePermit;
use tracing::Instrument;

use super::{
    Api, Merged,
    cors::Sharing,
    docs::{docs, within_script},
    document,
    expected::Expected,
    media, v1,
};
use crate::serve::harden;
use crate::{
    auth::{Allowance, Met, claims},
    console::Console,
    lan,
    metrics::Requests,
    packed::Packed,
    problem::Problem,
    serve::Crowded,
    traces,
};

/// Hash of what is asked, path and body as they came, for idempotent retries. Keyed: entities remember it, and a body may have a
/// password in it.
#[derive(Clone, Copy, Debug)]
pub struct AskedHash(pub [u8; 32]);

/// Everything that people reach, but the sockets.
pub fn endpoint(
    api: &Api,
    health: impl IntoEndpoint<Endpoint = BoxEndpoint<'static, Response>>,
    requests: Requests,
) -> BoxEndpoint<'static, Response> {
    let service = OpenApiService::new(Merged(v1::apis(api)), "Lyceum", "1").server("/v1");
    let document = document(&service);
    let described = serde_json::to_string(&document).expect("the document is plain JSON");
    let expected = Arc::new(Expected::new(document));
    // drawn by poem around its own document, which says less
    let page = service.swagger_ui_html().replace(&service.spec(), &within_script(&described));
    let jwks = Bytes::from(serde_json::to_vec(api.tokens().keys()).expect("keys are plain JSON"));
    let console = Console::new(&api.config().console);
    let health = Arc::new(health.into_endpoint());
    let route = Route::new()
        .nest("/v1", service.data(api.clone()))
        .at("/openapi.json", fixed("application/json", described.into()))
        .at("/docs", docs(page))
        .at(lan::AUTHORITY, vouching(lan::authority(api.config())))
        .at("/.well-known/jwks.json", fixed("application/jwk-set+json", jwks))
        .at("/healthz", Arc::clone(&health))
        .at("/readyz", health)
        // a browser too is told that it is not here, but on the operators' listener
        .at("/metrics", make_sync(|_| Response::from(Problem::new("not_found", "metrics are on the operators' listener"))))
        .at("/*", console);
    let (api, other) = (api.clone(), Arc::new("other".to_owned()));
    route
        .around(move |next, request| {
            let (api, expected, requests) = (api.clone(), Arc::clone(&expected), requests.clone());
            let operation = expected.id(request.method(), request.uri().path()).unwrap_or_else(|| Arc::clone(&other));
            let span = traces::request(&operation, request.headers());
            async move {
                let began = Instant::now();
                let response = guarded(&api, &expected, &*next, request).instrument(span.clone()).await;
                span.record("http.response.status_code", response.status().as_u16());
                requests.answered(operation, response.status(), began.elapsed());
                Ok(response)
            }
        })
        .map_to_response()
        .boxed()
}

async fn guarded(api: &Api, expected: &Expected, next: &impl Endpoint, mut request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let met = Met::default();
    request.set_data(met.clone());
    let sharing = Sharing::of(api.origins(), request.headers());
    let mut response = match sharing.preflight(&request) {
        Some(response) => response,
        None => match admit(api, expected, &mut request).await {
            Ok(body) => match place(api, &path) {
                Ok(_place) => {
                    let method = request.method().clone();
                    let explain = |error| expected.explain(&error, &method, &path, &body).into();
                    next.call(request).await.map_or_else(explain, IntoResponse::into_response)
                }
                Err(problem) => {
                    let mut response: Response = problem.into();
                    response.extensions_mut().insert(Crowded);
                    response
                }
            },
            Err(problem) => problem.into(),
        },
    };
    if response.status() == StatusCode::METHOD_NOT_ALLOWED
        && let Ok(methods) = HeaderValue::try_from(expected.methods(&path))
    {
        response.headers_mut().insert(header::ALLOW, methods);
    }
    let headers = response.headers_mut();
    sharing.tell(headers);
    if let Some(allowance) = met.get().filter(|_| !headers.contains_key(Allowance::LIMIT)) {
        allowance.tell(headers);
    }
    if path.starts_with("/v1/") && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    harden(headers, api.config().is_https());
    response
}

/// The API's own work is bounded: a slow body waits outside, and whoever looks at the server's health is always answered.
fn place<'a>(api: &'a Api, path: &str) -> Result<Option<SemaphorePermit<'a>>, Problem> {
    path.starts_with("/v1/").then(|| api.place_for_work()).transpose()
}

async fn admit(api: &Api, expected: &Expected, request: &mut Request) -> Result<Bytes, Problem> {
    api.origins().check(request.method(), request.headers())?;
    expected.check_address(request.method(), request.uri().path(), request.uri().query().unwrap_or_default())?;
    media::check_coding(request.headers())?;
    if expected.wants_json(request.method(), request.uri().path()) {
        media::check_json(request.headers())?;
    }
    let body = take_body(api, request).await?;
    expected.check_body(request.method(), request.uri().path(), &body)?;
    Ok(body)
}

/// Nobody's body: signing up and in take less, and everybody who can connect may hold one in memory.
const STRANGERS_BYTES: usize = 16 * 1024;

/// Reads the body once, up to its limit: extractors have none of their own.
async fn take_body(api: &Api, request: &mut Request) -> Result<Bytes, Problem> {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(Bytes::new());
    }
    let picture = request.uri().path() == "/v1/me/picture";
    let limits = &api.config().limits;
    let declared = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let limit = match declared {
        _ if picture => limits.picture_bytes,
        Some(length) if length <= STRANGERS_BYTES => limits.body_bytes,
        _ if claims(api, request).is_ok() => limits.body_bytes,
        _ => STRANGERS_BYTES,
    };
    let too_large = || Problem::new("body_too_large", format!("a body here has at most {limit} bytes"));
    if declared.is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    // what is large is read of people only, and of few at a time
    let _upload = picture.then(|| claims(api, request).and_then(|claims| api.place_for_upload(claims.sub))).transpose()?;
    let bytes = request.take_body().into_bytes_limit(limit).await.map_err(|error| match error {
        ReadBodyError::PayloadTooLarge => too_large(),
        _ => Problem::new("body_invalid", "the body did not come whole"),
    })?;
    let mut hash = blake3::Hasher::new_keyed(api.reservations());
    hash.update(request.uri().path().as_bytes()).update(&[0]).update(&bytes);
    request.set_data(AskedHash(*hash.finalize().as_bytes()));
    request.set_body(Body::from_bytes(bytes.clone()));
    Ok(bytes)
}

/// The certificate that phones install to trust this machine.
fn vouching(authority: Option<Vec<u8>>) -> impl Endpoint<Output = Response> {
    make_sync(move |_| match &authority {
        Some(pem) => Response::builder().content_type("application/x-x509-ca-cert").body(pem.clone()),
        None => Problem::new("not_found", "this server's certificate is not one that it made itself").into(),
    })
}

fn fixed(media: &'static str, body: Bytes) -> impl Endpoint<Output = Response> {
    let body = Packed::new(body);
    make_sync(move |request| {
        let response = Response::builder().content_type(media).header(header::CACHE_CONTROL, "no-cache").finish();
        body.body(request.headers(), response)
    })
}
