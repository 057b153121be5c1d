//! Traces: where the time of a request goes, from the click that a browser names (W3C Trace Context) to the commit in the journal,
//! sent to a collector by OTLP. How many are kept is ours to say, whatever a client asks for.

mod collector;

use std::collections::HashMap;

use http::HeaderMap;
use lyceum_cluster::TRACES;
use opentelemetry::{propagation::TextMapPropagator, trace::TracerProvider};
use opentelemetry_otlp::{ExporterBuildError, Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::{
    Resource,
    propagation::TraceContextPropagator,
    trace::{Sampler, SdkTracerProvider},
};
use tracing::{Span, Subscriber, debug_span};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::{Layer, filter::filter_fn, registry::LookupSpan};

use crate::config;

/// W3C Trace Context.
const PARENT: &str = "traceparent";

/// What is traced on its way to the collector.
pub struct Traces(SdkTracerProvider);

impl Traces {
    /// `None` where no collector is set. Wants tokio.
    pub fn start(settings: &config::Traces) -> Result<Option<Self>, ExporterBuildError> {
        let Some(endpoint) = &settings.endpoint else { return Ok(None) };
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(collector::Collector::here())
            .with_endpoint(format!("{}/v1/traces", endpoint.trim_end_matches('/')))
            .with_protocol(Protocol::HttpJson)
            .build()?;
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_sampler(Sampler::TraceIdRatioBased(settings.ratio))
            .with_resource(Resource::builder_empty().with_service_name("lyceum").build())
            .build();
        Ok(Some(Self(provider)))
    }

    pub fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        let layer = tracing_opentelemetry::layer().with_tracer(self.0.tracer("lyceum"));
        let layer = layer.with_location(false).with_threads(false).with_tracked_inactivity(false);
        layer.with_filter(filter_fn(|metadata| metadata.target() == TRACES))
    }

    /// Sends what is left.
    pub fn stop(self) {
        if let Err(error) = self.0.shutdown() {
            tracing::warn!(%error, "the last traces did not reach the collector");
        }
    }
}

/// One request, under what its sender names as the cause.
pub fn request(operation: &str, headers: &HeaderMap) -> Span {
    let span = debug_span!(target: TRACES, "request", otel.name = operation, otel.kind = "server", http.response.status_code = tracing::field::Empty);
    // not with `tracestate`, whose text may be anybody's
    let parent = headers.get(PARENT).filter(|_| !span.is_disabled()).and_then(|parent| parent.to_str().ok());
    if let Some(parent) = parent {
        let carrier = HashMap::from([(PARENT.to_owned(), parent.to_owned())]);
        // refused only once the span has begun, which it has not
        let _ = span.set_parent(TraceContextPropagator::new().extract(&carrier));
    }
    span
}
