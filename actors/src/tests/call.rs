//! Signalling of a call: the entity's policy and the media behind one socket.

use std::collections::BTreeMap;

use lyceum_cluster::{Clock, SystemClock};
use lyceum_domain::{
    call_room::{Admit, Create, End, Join as EnterRoom, Remove, Show},
    core::{Duration, Span, UserId, Words},
    mentoring_session::{self, Confirm, Plan},
};
use uuid::Uuid;

use super::{Client, Frozen, World, world::ORGANIZATION};
use crate::{
    frames::{
        Bounded, ClientFrame, ServerFrame, Topic,
        call::{Connection, EndReason, Join, Leave, Mute, Offer, Source},
        connection::Reply,
    },
    room::RoomKey,
};

#[tokio::test]
async fn a_guest_knocks_is_let_in_and_the_session_hears_that_both_came() {
    let Call { world, mentor, student, room, session } = Call::new().await;
    let (mut host, mut guest) = (Client::of(&world, mentor).await, Client::of(&world, student).await);
    assert_eq!(joined(&mut host, room).await.admitted, Some(true));
    assert_eq!(joined(&mut guest, room).await.admitted, Some(false));
    assert_eq!(lobby(&mut host, |lobby| !lobby.waiting.is_empty()).await, vec![student]);
    assert_eq!(offered(&mut guest, room).await, "not_admitted");

    world.by(mentor, room, Admit { user: student }).await.unwrap();
    lobby(&mut guest, |lobby| lobby.admitted).await;
    assert_eq!(inside(&mut guest, 2).await, sorted([mentor, student]));
    assert_eq!(inside(&mut host, 2).await, sorted([mentor, student]));
    world
        .until("the session knows", || async {
            let seen = world.by(student, session, mentoring_session::Show).await.unwrap();
            if seen.value.joined == [mentor, student].into() { Ok(()) } else { Err(()) }
        })
        .await;
}

#[tokio::test]
async fn strangers_get_neither_in_nor_an_answer() {
    let Call { world, room, .. } = Call::new().await;
    let eve = world.person("eve").await;
    let mut client = Client::of(&world, eve).await;
    client.say(ClientFrame::CallJoin(Join { id: 5, room, resume: false })).await.unwrap();
    assert_eq!(refused(&mut client).await, "not_found");
    assert_eq!(offered(&mut client, room).await, "not_in_call");
    client.say(ClientFrame::CallMute(Mute { room, source: Source::Camera, muted: true })).await.unwrap();
    assert_eq!(refused(&mut client).await, "not_in_call");
}

#[tokio::test]
async fn an_offer_that_is_none_is_refused_by_the_media() {
    let Call { world, mentor, room, .. } = Call::new().await;
    let mut host = Client::of(&world, mentor).await;
    joined(&mut host, room).await;
    assert_eq!(offered(&mut host, room).await, "bad_offer");
}

#[tokio::test]
async fn the_newest_socket_of_a_person_wins() {
    let Call { world, mentor, room, .. } = Call::new().await;
    let (mut old, mut new) = (Client::of(&world, mentor).await, Client::of(&world, mentor).await);
    joined(&mut old, room).await;
    assert_eq!(joined(&mut new, room).await.resumed, Some(false));
    assert_eq!(ended(&mut old).await, EndReason::LeftElsewhere);
    assert_eq!(offered(&mut old, room).await, "not_in_call");
    assert_eq!(offered(&mut new, room).await, "bad_offer", "it got as far as the media");
}

#[tokio::test]
async fn a_socket_that_was_cut_comes_back_to_its_media() {
    let Call { world, mentor, room, .. } = Call::new().await;
    let mut host = Client::of(&world, mentor).await;
    joined(&mut host, room).await;
    drop(host);
    let mut host = Client::of(&world, mentor).await;
    let reply = rejoined(&mut host, room).await;
    assert_eq!((reply.admitted, reply.resumed), (Some(true), Some(true)));
}

#[tokio::test]
async fn whom_the_host_removes_is_out_and_stays_out() {
    let Call { world, mentor, student, room, .. } = Call::new().await;
    let (mut host, mut guest) = both_in(&world, mentor, student, room).await;
    world.by(mentor, room, Remove { user: student }).await.unwrap();
    assert_eq!(ended(&mut guest).await, EndReason::Removed);
    assert_eq!(inside(&mut host, 1).await, [mentor]);
    guest.say(ClientFrame::CallJoin(Join { id: 5, room, resume: false })).await.unwrap();
    assert_eq!(refused(&mut guest).await, "removed_from_room");
}

#[tokio::test]
async fn the_host_ends_the_call_for_all() {
    let Call { world, mentor, student, room, .. } = Call::new().await;
    let (mut host, mut guest) = both_in(&world, mentor, student, room).await;
    world.by(mentor, room, End).await.unwrap();
    assert_eq!(ended(&mut host).await, EndReason::Ended);
    assert_eq!(ended(&mut guest).await, EndReason::Ended);
}

#[tokio::test]
async fn one_who_leaves_is_out_of_the_entity_too() {
    let Call { world, mentor, student, room, .. } = Call::new().await;
    let (mut host, mut guest) = both_in(&world, mentor, student, room).await;
    guest.say(ClientFrame::CallLeave(Leave { room })).await.unwrap();
    assert_eq!(inside(&mut host, 1).await, [mentor]);
    world
        .until("the entity knows", || async {
            let seen = world.by(mentor, room, Show).await.unwrap();
            if seen.value.is_inside(student) { Err(()) } else { Ok(()) }
        })
        .await;
}

#[tokio::test]
async fn whoever_shows_the_room_hears_that_it_changed() {
    let Call { world, mentor, student, room, .. } = Call::new().await;
    let (mut client, _) = Client::listening(&world, student, Topic::Room(room)).await;
    world.by(mentor, room, EnterRoom).await.unwrap();
    assert_eq!(client.event().await.topic, Topic::Room(room));
}

#[tokio::test]
async fn a_call_whose_room_actor_failed_goes_on_with_everybody_in_it() {
    let Call { world, mentor, student, room, .. } = Call::new().await;
    let (mut host, mut guest) = both_in(&world, mentor, student, room).await;
    for _ in 0..3 {
        host.so_far().await;
        guest.so_far().await;
        world.actors.rooms.fail(RoomKey { organization: ORGANIZATION, room });
        assert_eq!(inside(&mut host, 2).await, sorted([mentor, student]));
        assert_eq!(inside(&mut guest, 2).await, sorted([mentor, student]));
    }
    assert_eq!(offered(&mut host, room).await, "bad_offer", "it got as far as the media");
    world.by(mentor, room, Remove { user: student }).await.unwrap();
    assert_eq!(ended(&mut guest).await, EndReason::Removed);
}

#[tokio::test(start_paused = true)]
async fn people_whom_a_former_process_left_in_a_room_are_out_though_nobody_comes() {
    let frozen = Frozen::now();
    let Call { world, mentor, student, room, .. } = Call::new().await;
    // As after kill -9: one is inside, one knocked, and there is no socket of either.
    world.by(mentor, room, EnterRoom).await.unwrap();
    world.by(student, room, EnterRoom).await.unwrap();
    loop {
        let seen = world.by(mentor, room, Show).await.unwrap().value;
        if seen.inside.is_empty() && seen.lobby.is_empty() {
            break;
        }
        frozen.pass(std::time::Duration::from_secs(1)).await;
    }
}

struct Call {
    world: World,
    mentor: UserId,
    student: UserId,
    room: Uuid,
    session: Uuid,
}

impl Call {
    /// A session that goes on right now.
    async fn new() -> Self {
        let world = World::start().await;
        let (mentor, student) = (world.person("mentor").await, world.person("student").await);
        let (room, session) = (Uuid::new_v4(), Uuid::new_v4());
        let now = SystemClock.now();
        let times = Span { start: now - Duration::from_mins(1), end: now + Duration::from_hours(1) };
        let create = Create { session, host: mentor, participants: [mentor, student].into(), times };
        world.system(room, create).await.unwrap();
        let (request, hold, channel, topic) = (Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4(), Words::Open("rust".to_owned()));
        let plan = Plan { request, student, mentor, topic, span: times, hold, channel, room };
        world.system(session, plan).await.unwrap();
        world.system(session, Confirm).await.unwrap();
        Self { world, mentor, student, room, session }
    }
}

async fn both_in(world: &World, mentor: UserId, student: UserId, room: Uuid) -> (Client, Client) {
    let (mut host, mut guest) = (Client::of(world, mentor).await, Client::of(world, student).await);
    joined(&mut host, room).await;
    joined(&mut guest, room).await;
    world.by(mentor, room, Admit { user: student }).await.unwrap();
    inside(&mut guest, 2).await;
    inside(&mut host, 2).await;
    (host, guest)
}

async fn joined(client: &mut Client, room: Uuid) -> Reply {
    came(client, Join { id: 5, room, resume: false }).await
}

/// With the media connections of before.
async fn rejoined(client: &mut Client, room: Uuid) -> Reply {
    came(client, Join { id: 5, room, resume: true }).await
}

async fn came(client: &mut Client, join: Join) -> Reply {
    client.say(ClientFrame::CallJoin(join)).await.unwrap();
    // What it shows may come before the reply.
    client
        .find_kept(|frame| match frame {
            ServerFrame::Reply(reply) => Some(reply.clone()),
            ServerFrame::Error(error) => panic!("{error:?}"),
            _ => None,
        })
        .await
}

async fn offered(client: &mut Client, room: Uuid) -> String {
    let (sdp, sources) = (Bounded::new("v=0").unwrap(), BTreeMap::new());
    let offer = Offer { id: 6, room, connection: Connection::Publish, sdp, sources };
    client.say(ClientFrame::CallOffer(offer)).await.unwrap();
    refused(client).await
}

async fn refused(client: &mut Client) -> String {
    client
        .find_kept(|frame| match frame {
            ServerFrame::Error(error) => Some(error.code.0.to_string()),
            _ => None,
        })
        .await
}

async fn lobby(client: &mut Client, fits: impl Fn(&crate::frames::call::Lobby) -> bool) -> Vec<UserId> {
    client
        .find_kept(|frame| match frame {
            ServerFrame::CallLobby(lobby) if fits(lobby) => Some(lobby.waiting.iter().map(|person| person.id).collect()),
            _ => None,
        })
        .await
}

async fn inside(client: &mut Client, people: usize) -> Vec<UserId> {
    client
        .find_kept(|frame| match frame {
            ServerFrame::CallState(state) if state.participants.len() == people => {
                Some(state.participants.iter().map(|who| who.user_id).collect())
            }
            _ => None,
        })
        .await
}

async fn ended(client: &mut Client) -> EndReason {
    client
        .find_kept(|frame| match frame {
            ServerFrame::CallEnded(ended) => Some(ended.reason),
            _ => None,
        })
        .await
}

fn sorted(mut users: [UserId; 2]) -> Vec<UserId> {
    users.sort();
    users.into()
}
