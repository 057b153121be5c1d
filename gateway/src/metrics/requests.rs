//! Requests by operation: how many, how they were answered, how long that took.

use std::{sync::Arc, time::Duration};

use http::StatusCode;
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, histogram::Histogram},
    registry::Registry,
};

/// The operation's id in the API document; what is no operation (the console's files, strangers' guesses) is `other`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Operation {
    operation: Arc<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    operation: Arc<String>,
    status: u16,
}

/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Requests {
    answered: Family<Answered, Counter>,
    seconds: Family<Operation, Histogram, fn() -> Histogram>,
}

/// With the bounds that promises are about: a read in 20 ms, a booking in 500.
fn seconds() -> Histogram {
    Histogram::new([0.005, 0.02, 0.1, 0.5, 2.0, 5.0])
}

impl Requests {
    pub fn register(registry: &mut Registry) -> Self {
        let registry = registry.sub_registry_with_prefix("http");
        let requests = Self { answered: Family::default(), seconds: Family::new_with_constructor(seconds) };
        registry.register("requests", "Requests answered, by operation and status", requests.answered.clone());
        registry.register("request_seconds", "From a request's head to its answer's", requests.seconds.clone());
        requests
    }

    pub fn answered(&self, operation: Arc<String>, status: StatusCode, took: Duration) {
        let answered = Answered { operation: Arc::clone(&operation), status: status.as_u16() };
        self.answered.get_or_create(&answered).inc();
        self.seconds.get_or_create(&Operation { operation }).observe(took.as_secs_f64());
    }
}
