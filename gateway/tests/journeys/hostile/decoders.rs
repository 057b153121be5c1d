//! Requests and bodies by the million, through all of the API but its sockets.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use lyceum_gateway::{
    api::endpoint,
    metrics::Requests,
    operator::Health,
    serve::{Peer, PeerAddress},
};
use lyceum_soak::Corpus;
use poem::{Body, Endpoint, Request, Response, endpoint::BoxEndpoint};
use prometheus_client::registry::Registry;
use serde_json::Value;
use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::support::{Person, Server};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus");
/// Longest refusal, bytes: its ten faults are cut, whatever the names in the request are.
const REFUSAL_MAX: usize = 8 * 1024;
/// No request of the corpus is more work than this, on the slowest machine that tests run on.
const PATIENCE: Duration = Duration::from_secs(20);

struct Ground {
    runtime: Runtime,
    server: Server,
    endpoint: BoxEndpoint<'static, Response>,
    nimal: Person,
    document: Value,
}

impl Ground {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let server = runtime.block_on(Server::start(|config| {
            config.limits.requests_per_minute = u32::MAX;
            // what costs a password's hash is refused here after a few, as it is anywhere
            config.limits.sign_in_per_minute = 5;
            config.limits.account_sign_in_per_minute = 5;
        }));
        let nimal = runtime.block_on(server.sign_up("Nimal"));
        let requests = Requests::register(&mut Registry::default());
        let endpoint = endpoint(&server.running.api, Health::default(), requests);
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/openapi.json");
        let document = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        Self { runtime, server, endpoint, nimal, document }
    }

    /// Every operation with a JSON body: its method, its path about nobody, and the example.
    fn operations(&self) -> Vec<(Method, String, Value)> {
        let paths = self.document["paths"].as_object().unwrap().iter();
        let all = paths.flat_map(|(path, said)| said.as_object().unwrap().iter().map(move |(method, said)| (path, method, said)));
        // the example is a right password, and whoever asks would be gone
        let all = all.filter(|(path, ..)| *path != "/account/deletion");
        let with_body = all.filter_map(|(path, method, said)| {
            let example = said["requestBody"]["content"]["application/json"]["example"].clone();
            Some((method.to_uppercase().parse().unwrap(), filled(path), example)).filter(|(.., example)| !example.is_null())
        });
        with_body.collect()
    }

    /// As the edge hands a request to the API.
    fn ask(&self, method: Method, target: Uri, headers: HeaderMap, body: &[u8]) {
        let asked = format!("{method} {target}");
        let mut request = Request::builder().method(method).uri(target).body(Body::from(body.to_vec()));
        *request.headers_mut() = headers;
        let address = PeerAddress::Ip(([192, 0, 2, 1], 4000).into());
        request.set_data(Peer { address, client: address.ip() });
        let answered = self.runtime.block_on(async {
            let response = self.endpoint.get_response(request).await;
            let (status, headers) = (response.status(), response.headers().clone());
            (status, headers, response.into_body().into_bytes().await.unwrap())
        });
        let (status, headers, body) = answered;
        let text = String::from_utf8_lossy(&body);
        assert!(!status.is_server_error(), "{asked}: {status} {text}");
        if status.is_client_error() && status != StatusCode::RANGE_NOT_SATISFIABLE {
            assert_eq!(headers["content-type"], "application/problem+json", "{asked}: {status} {text}");
            let problem: Value = serde_json::from_slice(&body).unwrap();
            assert!(problem["code"].as_str().is_some_and(|code| !code.is_empty()), "{asked}: {text}");
            assert!(body.len() <= REFUSAL_MAX, "{asked}: {} bytes refuse it", body.len());
        }
        assert_eq!(headers["x-content-type-options"], "nosniff", "{asked}");
    }

    /// The server serves as before.
    fn end(self) {
        let Self { runtime, server, nimal, .. } = self;
        assert_eq!(runtime.block_on(nimal.get("/v1/me")).status, StatusCode::OK);
        runtime.block_on(async { tokio::time::timeout(PATIENCE, server.running.stop()).await.unwrap() });
    }
}

/// About things that are not there, so that nothing grows.
fn filled(path: &str) -> String {
    let path = path.replace("{slug}", "nowhere").replace("{position}", "7");
    let nobody = Uuid::from_u128(0x018f_0c1e_7c00_7000_8000_0000_0000_0001).to_string();
    let parts = path.split('/').map(|part| if part.starts_with('{') { nobody.clone() } else { part.to_owned() });
    format!("/v1{}", parts.collect::<Vec<_>>().join("/"))
}

fn signed_in(person: &Person) -> HeaderMap {
    let token = format!("Bearer {}", person.token.as_ref().unwrap());
    let key = Uuid::new_v4().to_string();
    let headers =
        [("host", "school"), ("authorization", &*token), ("content-type", "application/json"), ("idempotency-key", &*key)];
    headers.into_iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
}

#[test]
fn bodies_are_taken_or_refused_in_few_words() {
    let ground = Ground::new();
    let operations = ground.operations();
    assert!(operations.len() > 20, "{} operations with a body", operations.len());
    let examples = operations.iter().zip(0_u8..).map(|((.., example), n)| [vec![n], example.to_string().into_bytes()].concat());
    Corpus::new(format!("{CORPUS}/bodies"), examples).check("http.bodies", |bytes| {
        let Some((which, body)) = bytes.split_first() else { return };
        let (method, path, _) = &operations[usize::from(*which) % operations.len()];
        ground.ask(method.clone(), path.parse().unwrap(), signed_in(&ground.nimal), body);
    });
    ground.end();
}

#[test]
fn requests_are_answered_or_refused_in_few_words() {
    let ground = Ground::new();
    let paths = ground.document["paths"].as_object().unwrap().iter();
    let examples = paths.flat_map(|(path, said)| said.as_object().unwrap().keys().map(move |method| (method, path)));
    let examples: Vec<_> =
        examples.map(|(method, path)| format!("{} {}\n", method.to_uppercase(), filled(path)).into_bytes()).collect();
    Corpus::new(format!("{CORPUS}/requests"), examples).check("http.requests", |bytes| {
        // what is no request line or header at all does not come past hyper
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\n\n").unwrap_or((&*text, ""));
        let mut lines = head.lines();
        let Some((method, target)) = lines.next().and_then(|line| line.split_once(' ')) else { return };
        let (Ok(method), Ok(target)) = (method.parse::<Method>(), target.parse::<Uri>()) else { return };
        let mut headers = if bytes.len().is_multiple_of(2) { signed_in(&ground.nimal) } else { HeaderMap::new() };
        for (name, value) in lines.filter_map(|line| line.split_once(':')).take(100) {
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value.trim())) {
                headers.append(name, value);
            }
        }
        ground.ask(method, target, headers, body.as_bytes());
    });
    ground.end();
}
