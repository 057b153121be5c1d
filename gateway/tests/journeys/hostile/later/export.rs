//! The file of all that one said, from storage that gives way before it or amid it.

use std::time::Duration;

use lyceum_storage::faults::Fault;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::ground::{School, assert_later};

/// Of what one says: more than the beginning that is made before the status is sent.
const TEXTS: usize = 100;
/// More lists than a file is made of.
const MANY: usize = 1_000;

/// All that comes, to the connection's end.
async fn raw(school: &School) -> String {
    let mut stream = TcpStream::connect(school.server.address).await.unwrap();
    let token = school.nimal.token.as_deref().unwrap();
    let request =
        format!("GET /v1/me/export HTTP/1.1\r\nhost: school\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // one that is broken off may be reset
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_a_problem_where_nothing_can_be_read_and_broken_off_where_its_end_cannot() {
    let school = School::on(|_| {}).await;
    let lists = |fault, count: usize| (0..count).for_each(|_| school.faults.call("row_list", fault));
    lists(Fault::Error, MANY);
    assert_later(&school.nimal.get("/v1/me/export").await, "unavailable");
    school.faults.mend();

    let channel = school.nimal.get("/v1/channels").await.ok()["items"][0]["id"].as_str().unwrap().to_owned();
    for n in 0..TEXTS {
        let text = format!("{n} {}", "and so on ".repeat(390));
        school.nimal.post(&format!("/v1/channels/{channel}/messages"), &json!({ "text": text })).await.ok();
    }
    lists(Fault::Delay(Duration::ZERO), MANY);
    let whole = raw(&school).await;
    let lists_of_it = MANY - school.faults.left("row_list");
    assert!(whole.starts_with("HTTP/1.1 200 ") && whole.ends_with("}\n\r\n0\r\n\r\n"), "{}", &whole[whole.len() - 40..]);
    school.faults.mend();

    lists(Fault::Delay(Duration::ZERO), lists_of_it - 1);
    lists(Fault::Error, MANY);
    let broken = raw(&school).await;
    assert!(broken.starts_with("HTTP/1.1 200 ") && broken.len() > TEXTS * 3_900, "{} bytes", broken.len());
    assert!(!broken.ends_with("0\r\n\r\n"), "it looks like a whole one: {}", &broken[broken.len() - 40..]);
    school.faults.mend();
    school.server.running.stop().await;
}
