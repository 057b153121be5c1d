//! What the edge refuses before anybody decides anything.

use std::time::Duration;

use bytes::Bytes;
use futures_util::future::select_all;
use http::{Method, StatusCode};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::support::{Answer, Server, problem};

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_never_finishes_its_headers_is_cut_off() {
    let server = Server::start(|config| config.limits.header_secs = 1).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: sch").await.unwrap();
    let mut rest = Vec::new();
    timeout(Duration::from_secs(5), stream.read_to_end(&mut rest)).await.expect("the server closes").unwrap();
    assert!(!String::from_utf8_lossy(&rest).contains("200"));
    server.running.stop().await;
}

/// The status of the first that is answered, and the others.
async fn earliest(mut streams: Vec<TcpStream>) -> (String, Vec<TcpStream>) {
    let mut byte = vec![[0; 1]; streams.len()];
    let told = select_all(streams.iter().zip(&mut byte).map(|(stream, byte)| Box::pin(stream.peek(byte))));
    let (_, answered, _) = timeout(Duration::from_secs(15), told).await.expect("an answer");
    let mut head = [0; 12];
    streams.swap_remove(answered).read_exact(&mut head).await.unwrap();
    (String::from_utf8_lossy(&head[9..]).into_owned(), streams)
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_read_of_people_only_and_of_few_at_a_time() {
    let server = Server::start(|_| {}).await;
    let nimal = server.sign_up("Nimal").await;
    let mut pupils = Vec::new();
    for n in 0..18 {
        pupils.push(server.sign_up(&format!("Pupil{n}")).await.token.unwrap());
    }
    let upload = async |token: &str| {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let head = format!(
            "PUT /v1/me/picture HTTP/1.1\r\nhost: school\r\nauthorization: Bearer {token}\r\ncontent-type: image/png\r\n\
             content-length: 5000000\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&vec![0; 1_000_000]).await.ok();
        stream
    };
    assert_eq!(earliest(vec![upload("nobody's").await]).await.0, "401", "before its body is there");

    // Which of two that come at once is let in is the server's choice; the other is told.
    let own = nimal.token.as_deref().unwrap();
    let (refused, mut coming) = earliest(vec![upload(own).await, upload(own).await]).await;
    assert_eq!((refused.as_str(), coming.len()), ("503", 1), "one of each person at a time");
    for pupil in &pupils {
        coming.push(upload(pupil).await);
    }
    while coming.len() > 16 {
        let (refused, rest) = earliest(coming).await;
        assert_eq!(refused, "503", "somebody is sent away");
        coming = rest;
    }
    assert!(timeout(Duration::from_millis(300), earliest(coming)).await.is_err(), "the others are waited for");
    assert_eq!(nimal.get("/v1/me").await.status, StatusCode::OK, "the rest is served");
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_too_large_or_of_another_shape_are_refused() {
    let server = Server::start(|_| {}).await;
    let nimal = server.sign_up("Nimal").await;
    let large = nimal.send(Method::PATCH, "/v1/me", Some(Bytes::from(vec![b' '; 300 * 1024])), &[]).await;
    assert_eq!((large.status, large.code()), (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large"));
    let unknown = nimal.call(Method::PATCH, "/v1/me", Some(&json!({ "role": "admin" })), &[]).await;
    assert_eq!((unknown.status, unknown.code()), (StatusCode::BAD_REQUEST, "body_invalid"));
    let text = nimal.send(Method::PATCH, "/v1/me", Some(Bytes::from("hi")), &[("content-type", "text/plain")]).await;
    assert_eq!(text.code(), "media_type_unsupported");
    for (name, value) in [
        ("content-type", "application/merge-patch+json"),
        ("content-type", "application/json; charset=utf-16"),
        ("content-encoding", "gzip"),
    ] {
        let refused = nimal.send(Method::PATCH, "/v1/me", Some(Bytes::from("{}")), &[(name, value)]).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::UNSUPPORTED_MEDIA_TYPE, "media_type_unsupported"), "{value}");
    }
    assert_eq!(nimal.get("/v1/users/not-an-id").await.status.as_u16() / 100, 4);
    assert_eq!(nimal.get("/v1/nothing").await.code(), "not_found");
    let not_allowed = nimal.call(Method::DELETE, "/v1/me", None, &[]).await;
    assert_eq!((not_allowed.code(), &not_allowed.headers["allow"]), ("method_not_allowed", &"GET, PATCH".parse().unwrap()));
    for page in ["/", "/mentors", "/assets/a-1f.js"] {
        let not_allowed = nimal.call(Method::DELETE, page, None, &[]).await;
        let read_only = ("method_not_allowed", &"GET, HEAD".parse().unwrap());
        assert_eq!((not_allowed.code(), &not_allowed.headers["allow"]), read_only, "{page}");
    }
    assert_eq!(nimal.get("/v1/mentors?cursor=!").await.code(), "cursor_invalid");
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_request_says_which_field_it_is_and_what_is_wanted_there() {
    let server = Server::start(|_| {}).await;
    let nimal = server.sign_up("Nimal").await;
    let ask = json!({ "mentor_id": null, "topic": "Algebra", "message": "Hi", "times": [{ "start": "soon", "end": "2026-03-01T09:30:00Z" }] });
    let refused = nimal.post("/v1/mentoring-requests", &ask).await;
    let told = |answer: &Answer, nth: usize| {
        let fault = &answer.body["errors"][nth];
        (fault["pointer"].as_str().unwrap_or_default().to_owned(), fault["detail"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!((refused.status, refused.code()), (StatusCode::BAD_REQUEST, "body_invalid"));
    let (pointer, detail) = told(&refused, 0);
    assert!(pointer == "/mentor_id" && detail.contains("an id like"), "{detail}");
    let (pointer, detail) = told(&refused, 1);
    assert!(pointer == "/times/0/start" && detail.contains("a time like"), "{detail}");
    for no_text in [json!(false), json!(7)] {
        let refused = nimal.call(Method::PATCH, "/v1/me", Some(&json!({ "display_name": no_text })), &[]).await;
        let (pointer, detail) = told(&refused, 0);
        assert!(
            refused.code() == "body_invalid" && pointer == "/display_name" && detail.contains("a text of at most"),
            "{detail}"
        );
    }
    let broken = nimal.send(Method::PATCH, "/v1/me", Some(Bytes::from("{")), &[]).await;
    assert!(broken.code() == "body_invalid" && broken.body["detail"].as_str().unwrap().contains("not JSON"));
    let twice = r#"{"display_name":"Nimal","display_name":"Kamala"}"#;
    let twice = nimal.send(Method::PATCH, "/v1/me", Some(Bytes::from(twice)), &[]).await;
    assert!(twice.code() == "body_invalid" && twice.body["detail"].as_str().unwrap().contains("`display_name` comes twice"));

    for (change, field, code) in [
        (json!({ "display_name": " " }), "/display_name", "text_empty"),
        (json!({ "zone": "Mars/Olympus" }), "/zone", "zone_unknown"),
    ] {
        let refused = nimal.call(Method::PATCH, "/v1/me", Some(&change), &[]).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::UNPROCESSABLE_ENTITY, code));
        assert_eq!(told(&refused, 0).0, field);
    }

    for (query, name, advice) in [
        ("", "role", "one of `student`, `mentor`"),
        ("role=nobody", "role", "one of `student`, `mentor`"),
        ("role=student&limit=0", "limit", "a whole number from 1 to 100"),
        ("role=student&limit=1000", "limit", "a whole number from 1 to 100"),
        ("role=student&limit=many", "limit", "a whole number from 1 to 100"),
        ("role=student&limit=%2B7", "limit", "a whole number from 1 to 100"),
        ("role=student&limit=07", "limit", "a whole number from 1 to 100"),
        ("role=student&role=mentor", "role", "comes twice"),
        ("role=student&cursor=%ff%fe", "cursor", "no UTF-8"),
        ("role=student&rolle=mentor", "rolle", "there is `role`, `state`, `cursor`, `limit`"),
    ] {
        let refused = nimal.get(&format!("/v1/mentoring-requests?{query}")).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::BAD_REQUEST, "parameter_invalid"), "{query}");
        let (pointer, detail) = told(&refused, 0);
        assert!(pointer == name && detail.contains(advice), "{query}: {pointer} {detail}");
    }
    assert_eq!(nimal.get("/v1/mentoring-requests?role=student&limit=%3100").await.status, StatusCode::OK);
    let simple = nimal.id.replace('-', "");
    for (path, name) in [
        (format!("users/{simple}"), "id"),
        (format!("users/%7B{}%7D", nimal.id), "id"),
        (format!("users/urn:uuid:{}", nimal.id), "id"),
        (format!("channels/{}/messages?after=+1", nimal.id), "after"),
    ] {
        let refused = nimal.get(&format!("/v1/{path}")).await;
        assert_eq!(
            (refused.status, refused.code(), told(&refused, 0).0.as_str()),
            (StatusCode::BAD_REQUEST, "parameter_invalid", name),
            "{path}"
        );
    }
    for position in ["+3", "03", "-0", "3.0", ""] {
        let refused = nimal.call(Method::POST, &format!("/v1/notifications/{position}/read"), None, &[]).await;
        assert_eq!((refused.status, told(&refused, 0).0.as_str()), (StatusCode::BAD_REQUEST, "position"), "{position}");
    }
    assert_eq!(nimal.get(&format!("/v1/users/{}", nimal.id.to_uppercase().replace('-', "%2D"))).await.status, StatusCode::OK);
    assert_eq!(nimal.get("/v1/me?verbose=1").await.code(), "parameter_invalid");
    let head = nimal.call(Method::HEAD, "/v1/me?verbose=1", None, &[]).await;
    assert_eq!(head.status, StatusCode::BAD_REQUEST, "as if it were read");
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_floods_mentors_with_requests() {
    let server = Server::start(|config| config.limits.mentoring_requests_per_hour = 2).await;
    let (nimal, mira) = (server.sign_up("Nimal").await, server.sign_up("Mira").await);
    let time = json!({ "start": "2030-03-01T09:00:00Z", "end": "2030-03-01T10:00:00Z" });
    let ask = json!({ "mentor_id": mira.id, "topic": "Algebra", "message": "Hi", "times": [time] });
    for code in ["not_found", "not_found", "rate_limited"] {
        assert_eq!(nimal.post("/v1/mentoring-requests", &ask).await.code(), code);
    }
    let refused = nimal.post("/v1/mentoring-requests", &ask).await;
    assert_eq!((refused.status, &refused.body), (StatusCode::TOO_MANY_REQUESTS, &problem("rate_limited")));
    assert!(refused.headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap() > 1);
    assert_eq!(mira.post("/v1/mentoring-requests", &ask).await.code(), "not_found", "others may");
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_strangers_neither_change_anything_nor_open_sockets() {
    let server = Server::start(|_| {}).await;
    let nimal = server.sign_up("Nimal").await;
    let evil = [("origin", "https://evil.example")];
    let refused = nimal.call(Method::PATCH, "/v1/me", Some(&json!({})), &evil).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "origin_refused"));
    let socket = [
        ("origin", "https://evil.example"),
        ("upgrade", "websocket"),
        ("connection", "Upgrade"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    assert_eq!(nimal.call(Method::GET, "/v1/realtime", None, &socket).await.code(), "origin_refused");
    assert_eq!(nimal.get("/v1/realtime").await.status, StatusCode::UPGRADE_REQUIRED);
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_configured_origins_read_answers_and_all_others_do_not() {
    let server = Server::start(|config| config.origins = vec!["https://app.example".to_owned()]).await;
    let nimal = server.sign_up("Nimal").await;
    let allowed =
        |answer: &Answer| answer.headers.get("access-control-allow-origin").map(|origin| origin.to_str().unwrap().to_owned());
    let preflight = async |origin: &str| {
        let headers =
            [("origin", origin), ("access-control-request-method", "PATCH"), ("access-control-request-headers", "if-match")];
        server.nobody().call(Method::OPTIONS, "/v1/me", None, &headers).await
    };
    let asked = preflight("https://app.example").await;
    assert_eq!((asked.status, allowed(&asked).as_deref()), (StatusCode::NO_CONTENT, Some("https://app.example")));
    let said = |name: &str| asked.headers[name].to_str().unwrap();
    assert!(said("access-control-allow-methods").contains("PATCH") && said("access-control-allow-headers").contains("if-match"));
    let read = nimal.call(Method::GET, "/v1/me", None, &[("origin", "https://app.example")]).await;
    assert_eq!((allowed(&read).as_deref(), &read.headers["vary"]), (Some("https://app.example"), &"origin".parse().unwrap()));
    assert_eq!(read.headers["access-control-allow-credentials"], "true");
    assert!(read.headers["access-control-expose-headers"].to_str().unwrap().contains("etag"));
    let refusal = nimal.call(Method::GET, "/v1/nothing", None, &[("origin", "https://app.example")]).await;
    assert_eq!((refusal.code(), allowed(&refusal).is_some()), ("not_found", true), "a page reads why");

    for origin in ["https://evil.example", "https://app.example.evil.example", "http://app.example", "null"] {
        let read = nimal.call(Method::GET, "/v1/me", None, &[("origin", origin)]).await;
        for answer in [preflight(origin).await, read] {
            let silent = !answer.headers.keys().any(|name| name.as_str().starts_with("access-control"));
            assert!(silent && answer.headers.contains_key("vary"), "{origin}");
        }
    }
    server.running.stop().await;

    let server = Server::start(|_| {}).await;
    let read = server.nobody().call(Method::GET, "/openapi.json", None, &[("origin", "https://app.example")]).await;
    assert!(read.status == StatusCode::OK && allowed(&read).is_none(), "by default nobody");
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_and_problems_say_what_they_are() {
    let server = Server::start(|_| {}).await;
    let answer = server.nobody().get("/v1/organizations/school").await;
    assert_eq!(answer.headers["content-type"], "application/json; charset=utf-8");
    let missing = server.nobody().get("/v1/organizations/elsewhere").await;
    assert_eq!(missing.headers["content-type"], "application/problem+json");
    server.running.stop().await;
}
