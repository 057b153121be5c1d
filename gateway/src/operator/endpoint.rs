//! The operators' socket: health, metrics, commands. And a listener for who only watches.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use http::{StatusCode, header};
use poem::{
    Body, Endpoint, EndpointExt, IntoEndpoint, Request, Response, Route,
    endpoint::{BoxEndpoint, make, make_sync},
    get, post,
};
use prometheus_client::{encoding::text::encode, registry::Registry};
use serde::{Serialize, de::DeserializeOwned};

use super::{
    appoint, back_up, demo_people, dismiss, found, list_dead, list_entities, list_events, list_lanes, list_parked, log_end,
    reset, resume, serve, settle, show_entity, sign_out,
};
use crate::{
    api::Api,
    metrics::Looked,
    problem::{Problem, from_poem},
};

/// Largest command, bytes.
const COMMAND_MAX: usize = 16 * 1024;

/// Whether the process serves.
#[derive(Clone, Debug, Default)]
pub struct Health(Arc<AtomicBool>);

impl Health {
    pub fn set_ready(&self, ready: bool) {
        self.0.store(ready, Ordering::Release);
    }

    fn answer(&self, asks_ready: bool) -> Response {
        let (status, word) = if asks_ready && !self.0.load(Ordering::Acquire) {
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        } else {
            (StatusCode::OK, "ok\n")
        };
        Response::builder().status(status).content_type("text/plain").header(header::CACHE_CONTROL, "no-store").body(word)
    }
}

impl IntoEndpoint for Health {
    type Endpoint = BoxEndpoint<'static, Response>;

    fn into_endpoint(self) -> Self::Endpoint {
        make_sync(move |request| self.answer(request.original_uri().path() == "/readyz")).boxed()
    }
}

/// What is told to whoever asks: nothing of it commands, and nothing is anybody's.
#[derive(Clone)]
pub struct Watched {
    health: Health,
    metrics: Arc<BoxEndpoint<'static, Response>>,
}

impl Watched {
    pub fn new(api: &Api, health: &Health, registry: Registry, looked: Looked) -> Self {
        Self { health: health.clone(), metrics: Arc::new(metrics(api, registry, looked).boxed()) }
    }

    fn route(self) -> Route {
        Route::new().at("/healthz", self.health.clone()).at("/readyz", self.health).at("/metrics", get(self.metrics))
    }

    pub fn endpoint(self) -> BoxEndpoint<'static, Response> {
        explained(self.route())
    }
}

fn explained(route: Route) -> BoxEndpoint<'static, Response> {
    route.catch_all_error(|error| async move { Response::from(from_poem(&error)) }).map_to_response().boxed()
}

pub fn endpoint(api: &Api, watched: Watched) -> BoxEndpoint<'static, Response> {
    let commands = watched
        .route()
        .at("/organizations", post(command(api, |api, body| async move { found(&api, body).await })))
        .at("/admins", post(command(api, |api, body| async move { appoint(&api, body).await })))
        .at("/admins/remove", post(command(api, |api, body| async move { dismiss(&api, body).await })))
        .at("/password-resets", post(command(api, |api, body| async move { reset(&api, body).await })))
        .at("/sign-outs", post(command(api, |api, body| async move { sign_out(&api, body).await })))
        .at("/entities", post(command(api, |api, body| async move { list_entities(&api, body).await })))
        .at("/entities/show", post(command(api, |api, body| async move { show_entity(&api, body).await })))
        .at("/entities/events", post(command(api, |api, body| async move { list_events(&api, body).await })))
        .at("/entities/parked", post(command(api, |api, body| async move { list_parked(&api, body).await })))
        .at("/entities/serve", post(command(api, |api, body| async move { serve(&api, body).await })))
        .at("/demo", post(command(api, |api, body| async move { demo_people(&api, body).await })))
        .at("/log-end", post(command(api, |api, body| async move { log_end(&api, body).await })))
        .at("/backup", post(back_up_command(api)))
        .at("/effects", post(command(api, |api, body| async move { list_lanes(&api, body).await })))
        .at("/effects/resume", post(command(api, |api, body| async move { resume(&api, body).await })))
        .at("/dead", post(command(api, |api, body| async move { list_dead(&api, body).await })))
        .at("/dead/settle", post(command(api, |api, body| async move { settle(&api, body).await })));
    explained(commands)
}

fn metrics(api: &Api, registry: Registry, looked: Looked) -> impl Endpoint<Output = Response> + 'static {
    let (api, registry) = (api.clone(), Arc::new(registry));
    make(move |_| {
        let (api, registry, looked) = (api.clone(), Arc::clone(&registry), looked.clone());
        async move {
            looked.look(&api).await;
            let mut text = String::new();
            encode(&mut text, &registry).map_err(Problem::internal)?;
            let response = Response::builder().content_type("application/openmetrics-text; version=1.0.0; charset=utf-8");
            Ok::<_, poem::Error>(response.body(text))
        }
    })
}

/// JSON in, a tar out.
fn back_up_command(api: &Api) -> impl Endpoint<Output = Response> + 'static {
    let api = api.clone();
    make(move |mut request: Request| {
        let api = api.clone();
        async move { Ok::<_, poem::Error>(back_up(&api, read(&mut request).await?).await?) }
    })
}

async fn read<In: DeserializeOwned>(request: &mut Request) -> poem::Result<In> {
    let bytes = request.take_body().into_bytes_limit(COMMAND_MAX).await?;
    Ok(serde_json::from_slice(&bytes).map_err(|error| Problem::new("body_invalid", error.to_string()))?)
}

/// JSON in, JSON out.
fn command<In, Out, F, Fut>(api: &Api, run: F) -> impl Endpoint<Output = Response> + 'static
where
    In: DeserializeOwned + Send + 'static,
    Out: Serialize + Send + 'static,
    F: Fn(Api, In) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<Out, Problem>> + Send + 'static,
{
    let api = api.clone();
    make(move |mut request: Request| {
        let (api, run) = (api.clone(), run.clone());
        async move {
            let answer = run(api, read(&mut request).await?).await?;
            let json = serde_json::to_vec(&answer).map_err(Problem::internal)?;
            Ok::<_, poem::Error>(Response::builder().content_type("application/json").body(Body::from_vec(json)))
        }
    })
}
