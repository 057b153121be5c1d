//! A socket's deadlines, over virtual time, and what it may send.

use std::time::Duration;

use lyceum_domain::user::SignInId;

use super::{Client, Frozen, World};
use crate::{
    frames::{Bounded, ClientFrame, Close, ServerFrame, Topic, connection::Token},
    session::{BURST, PARK_AFTER},
};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn a_socket_without_a_hello_is_closed_after_ten_seconds() {
    let frozen = Frozen::now();
    let world = World::start().await;
    let mut client = Client::silent(&world);
    frozen.pass(9 * SECOND).await;
    assert!(client.so_far().await.is_empty() && client.closed.is_none());
    frozen.pass(2 * SECOND).await;
    assert_eq!(client.close_code().await, Close::Late);
}

#[tokio::test(start_paused = true)]
async fn fifteen_silent_seconds_close_a_socket_and_pings_keep_it() {
    let frozen = Frozen::now();
    let world = World::start().await;
    let ada = world.person("ada").await;
    let mut client = Client::of(&world, ada).await;
    for _ in 0..10 {
        frozen.pass(5 * SECOND).await;
        client.ping().await.unwrap();
        assert!(matches!(client.hear().await, ServerFrame::Pong(_)));
    }
    frozen.pass(16 * SECOND).await;
    assert_eq!(client.close_code().await, Close::Late);
    assert_eq!(world.actors.sessions.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_idle_session_is_parked_and_wakes_with_all_that_it_had() {
    let frozen = Frozen::now();
    let world = World::start().await;
    let ada = world.person("ada").await;
    let channel = world.channel([ada]).await;
    let (mut client, _) = Client::listening(&world, ada, Topic::Channel(channel)).await;
    for _ in 0..3 {
        frozen.pass(PARK_AFTER / 2).await;
        client.ping().await.unwrap();
    }
    let socket = world.actors.sessions.find(client.id()).unwrap();
    assert!(socket.is_parked());
    let position = world.post(ada, channel, "while it slept").await;
    assert_eq!(client.event().await.position, position);
    assert!(socket.is_parked(), "an event wakes nobody");
    client.subscribe(Topic::User, None).await;
    assert!(!socket.is_parked());
    let position = world.post(ada, channel, "awake").await;
    assert_eq!(client.event().await.position, position);
}

#[tokio::test(start_paused = true)]
async fn an_expired_token_closes_the_socket_unless_a_fresh_one_came() {
    let frozen = Frozen::now();
    let world = World::start().await;
    let ada = world.person("ada").await;
    let short = || world.token_for(ada, SignInId::default(), &[], 8 * SECOND);
    let mut client = Client::with(&world, &short()).await;
    frozen.pass(6 * SECOND).await;
    client.say(ClientFrame::Token(Token { token: Bounded::new(short()).unwrap() })).await.unwrap();
    frozen.pass(4 * SECOND).await;
    assert!(client.so_far().await.is_empty() && client.closed.is_none());
    frozen.pass(6 * SECOND).await;
    assert_eq!(client.close_code().await, Close::SignIn);
}

#[tokio::test]
async fn anothers_token_does_not_renew_a_session() {
    let world = World::start().await;
    let (ada, eve) = (world.person("ada").await, world.person("eve").await);
    let mut client = Client::of(&world, ada).await;
    client.say(ClientFrame::Token(Token { token: Bounded::new(world.token(eve)).unwrap() })).await.unwrap();
    assert_eq!(client.close_code().await, Close::SignIn);
}

#[tokio::test]
async fn a_bad_token_and_a_first_frame_that_is_no_hello_close_the_socket() {
    let world = World::start().await;
    let mut client = Client::silent(&world);
    client.hello("forged").await;
    assert_eq!(client.close_code().await, Close::SignIn);
    for first in [r#"{"type":"ping","n":1}"#, r#"{"type":"typing","channel":"x"}"#, "hello"] {
        let mut client = Client::silent(&world);
        client.session.frame(first).await.ok();
        assert_eq!(client.close_code().await, Close::Policy, "{first}");
    }
}

#[tokio::test]
async fn what_is_no_frame_is_refused_and_too_much_of_anything_closes() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let mut client = Client::of(&world, ada).await;
    client.session.frame(r#"{"type":"ping","n":1,"more":2}"#).await.unwrap();
    assert!(matches!(client.hear().await, ServerFrame::Error(_)));
    for _ in 0..2 * BURST {
        if client.ping().await.is_err() {
            break;
        }
    }
    assert_eq!(client.close_code().await, Close::Flood);
}
