//! What a person loses reaches their sessions at once.

use std::time::{Duration, Instant};

use lyceum_domain::{
    channel::RemoveMember,
    core::{Role, Timestamp},
    user::{GrantRole, RevokeAllSignIns, RevokeRole, SignInId},
};

use super::{Client, World, world::ORGANIZATION};
use crate::{
    channel::Refusal,
    frames::{
        ClientFrame, Close, ErrorCode, Event, ServerFrame, Topic,
        event::What,
        topics::{Subscribe, Unsubscribed},
    },
    session::Identity,
};

#[tokio::test]
async fn signing_out_everywhere_closes_every_socket_of_the_person_within_two_seconds() {
    let world = World::start().await;
    let (ada, bob) = (world.person("ada").await, world.person("bob").await);
    let sign_in = world.sign_in(ada).await;
    let token = world.token_for(ada, sign_in, &[Role::Student], Duration::from_mins(5));
    let (mut here, mut there) = (Client::with(&world, &token).await, Client::with(&world, &token).await);
    let mut other = Client::of(&world, bob).await;
    let began = Instant::now();
    world.by(ada, ada.0, RevokeAllSignIns).await.unwrap();
    assert_eq!(here.close_code().await, Close::SignIn);
    assert_eq!(there.close_code().await, Close::SignIn);
    assert!(began.elapsed() < Duration::from_secs(2));
    other.ping().await.unwrap();
}

#[tokio::test]
async fn whoever_is_removed_while_the_channel_sleeps_gets_no_seat_that_they_were_admitted_to_before() {
    let world = World::start().await;
    let (ada, bob) = (world.person("ada").await, world.person("bob").await);
    let channel = world.channel([ada, bob]).await;
    let (sign_in, expires_at) = (SignInId::default(), Timestamp(i64::MAX));
    let who = |user| Identity { organization: ORGANIZATION, user, roles: vec![Role::Student], sign_in, expires_at };
    let (session, _outgoing) = world.actors.sessions.open();
    world.system(channel, RemoveMember { user: ada }).await.unwrap();
    let seat = world.actors.channels.take_seat(&who(ada), channel, &session.socket).await;
    assert_eq!(seat.err(), Some(Refusal::Rejected("not_found".to_owned())));
    assert!(world.actors.channels.take_seat(&who(bob), channel, &session.socket).await.is_ok());
}

#[tokio::test]
async fn a_lost_role_ends_what_needed_it() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    world.system(ada.0, GrantRole { role: Role::Admin }).await.unwrap();
    let token = world.token_for(ada, SignInId::default(), &[Role::Student, Role::Admin], Duration::from_mins(5));
    let mut client = Client::with(&world, &token).await;
    client.subscribe(Topic::Admin, None).await;
    world.system(ada.0, RevokeRole { role: Role::Admin }).await.unwrap();
    let ended = client.find(|frame| match frame {
        ServerFrame::Unsubscribed(unsubscribed) => Some(unsubscribed.clone()),
        _ => None,
    });
    assert_eq!(ended.await, Unsubscribed { topic: Topic::Admin, code: ErrorCode::NOT_ALLOWED });
    assert_eq!(refused(&mut client, Topic::Admin).await, "not_allowed");
}

#[tokio::test]
async fn a_role_that_is_given_works_without_a_new_token() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let (mut client, _) = Client::listening(&world, ada, Topic::User).await;
    assert_eq!(refused(&mut client, Topic::Admin).await, "not_allowed");
    world.system(ada.0, GrantRole { role: Role::Admin }).await.unwrap();
    assert_eq!(client.event().await.event, Event::Changed { what: What::Profile, id: ada.0 });
    client.subscribe(Topic::Admin, None).await;
}

#[tokio::test]
async fn a_removed_member_hears_no_more() {
    let world = World::start().await;
    let (ada, bob) = (world.person("ada").await, world.person("bob").await);
    let channel = world.channel([ada, bob]).await;
    let (mut client, _) = Client::listening(&world, bob, Topic::Channel(channel)).await;
    world.system(channel, RemoveMember { user: bob }).await.unwrap();
    let ended = client.find(|frame| match frame {
        ServerFrame::Unsubscribed(unsubscribed) => Some(unsubscribed.topic),
        _ => None,
    });
    assert_eq!(ended.await, Topic::Channel(channel));
    world.post(ada, channel, "between us").await;
    client.ping().await.unwrap();
    assert!(matches!(client.hear().await, ServerFrame::Pong(_)), "no message before it");
    assert_eq!(refused(&mut client, Topic::Channel(channel)).await, "not_found");
}

#[tokio::test]
async fn strangers_subscribe_to_nothing_of_others() {
    let world = World::start().await;
    let (ada, eve) = (world.person("ada").await, world.person("eve").await);
    let channel = world.channel([ada]).await;
    let mut client = Client::of(&world, eve).await;
    assert_eq!(refused(&mut client, Topic::Channel(channel)).await, "not_found");
    assert_eq!(refused(&mut client, Topic::Room(channel)).await, "not_found");
    assert_eq!(refused(&mut client, Topic::Admin).await, "not_allowed");
}

async fn refused(client: &mut Client, topic: Topic) -> String {
    let subscribe = Subscribe { id: 7, topic, timeline: None, position: None };
    client.say(ClientFrame::Subscribe(subscribe)).await.unwrap();
    client
        .find(|frame| match frame {
            ServerFrame::Error(error) => Some(error.code.0.to_string()),
            ServerFrame::Subscribed(_) => panic!("subscribed to {topic}"),
            _ => None,
        })
        .await
}
