//! What nobody needs any more goes away, and nothing else.

use std::io::Cursor;

use bytes::Bytes;
use http::{Method, StatusCode};
use lyceum_gateway::retention::sweep;
use uuid::Uuid;

use crate::support::Server;

#[tokio::test(flavor = "multi_thread")]
async fn pictures_that_a_crash_left_unnamed_are_deleted_once_they_are_old_and_those_in_use_stay() {
    let server = Server::start(|_| {}).await;
    let api = &server.running.api;
    let blobs = &api.node().store().blobs;
    let nimal = server.sign_up("Nimal").await;
    let mut png = Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(8, 8).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let kind = [("content-type", "image/png")];
    nimal.send(Method::PUT, "/v1/me/picture", Some(png.into_inner().into()), &kind).await.ok();
    let organization = api.organization("school").await.unwrap().id.0;
    let [left, other] = [Uuid::new_v4(), Uuid::new_v4()];
    for (id, bytes) in [(left, &b"\xff\xd8\xff left by a crash"[..]), (other, b"%PDF of somebody else's")] {
        blobs.put(organization, id, Bytes::from_static(bytes)).await.unwrap();
        blobs.adopt(organization, id).await.unwrap();
    }
    assert_eq!(sweep(api, 0).await.unwrap(), 0, "all are young");
    assert_eq!(sweep(api, i64::MAX).await.unwrap(), 1);
    assert_eq!(blobs.get(organization, left).await.unwrap(), None);
    assert!(blobs.get(organization, other).await.unwrap().is_some(), "what is no picture is not judged");
    let me = nimal.get("/v1/me").await.ok();
    assert_eq!(nimal.get(me["picture_url"].as_str().unwrap()).await.status, StatusCode::OK, "one in use stays");
    server.running.stop().await;
}
