//! What each answer tells a browser to keep to, letter by letter: a word more or less here is a decision.

use std::fs;

use http::{HeaderMap, Method};

use crate::support::Server;

const CONSOLE: &str = "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types worker";
const API: &str = "default-src 'none'; frame-ancestors 'none'";

fn said<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_says_what_a_browser_may_do_with_it() {
    let server = Server::start(|config| {
        config.public_url = "https://school.example".into();
        fs::write(config.console.join("index.html"), "page").unwrap();
        fs::create_dir(config.console.join("assets")).unwrap();
        fs::write(config.console.join("assets/a-1f.js"), "1").unwrap();
        fs::write(config.console.join("worker.js"), "1").unwrap();
    })
    .await;
    let nimal = server.sign_up("Nimal").await;
    let (nobody, html) = (server.nobody(), ("accept", "text/html"));
    let answers = [
        ("/", CONSOLE, "no-cache"),
        ("/chat", CONSOLE, "no-cache"),
        // a worker of the root may serve every page, and is looked at again each time
        ("/worker.js", CONSOLE, "no-cache"),
        ("/assets/a-1f.js", CONSOLE, "public, max-age=31536000, immutable"),
        ("/v1/me", API, "no-store"),
        ("/v1/organizations/elsewhere", API, "no-store"),
        ("/v1/nothing", API, "no-store"),
        ("/openapi.json", API, "no-cache"),
    ];
    for (path, policy, cache) in answers {
        let headers = nimal.call(Method::GET, path, None, &[html]).await.headers;
        assert_eq!(said(&headers, "content-security-policy"), policy, "{path}");
        assert_eq!(said(&headers, "cache-control"), cache, "{path}");
        assert_eq!(said(&headers, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(said(&headers, "x-frame-options"), "DENY", "{path}");
        assert_eq!(said(&headers, "referrer-policy"), "same-origin", "{path}");
        assert_eq!(said(&headers, "strict-transport-security"), "max-age=31536000", "{path}");
        let permissions = if policy == CONSOLE {
            "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), geolocation=()"
        } else {
            ""
        };
        assert_eq!(said(&headers, "permissions-policy"), permissions, "{path}");
    }
    let docs = nobody.call(Method::GET, "/docs", None, &[html]).await.headers;
    let policy = said(&docs, "content-security-policy");
    for part in
        ["default-src 'none'; ", "base-uri 'none'; ", "form-action 'none'; ", "frame-ancestors 'none'", "script-src 'sha256-"]
    {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
    server.running.stop().await;
}
