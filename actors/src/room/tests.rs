//! Policy of a call, without entity or media: who is in, what each is shown, what must be done.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Weak},
    time::Duration,
};

use lyceum_domain::{core::UserId, user::SignInId};
use lyceum_media::{Connection, MediaEvent, Published, Source as Track};
use tokio::time::Instant;
use uuid::Uuid;

use super::{
    core::{Act, Core, Entered, Entering, Former, GRACE},
    view::View,
};
use crate::{
    frames::{
        ErrorCode, ServerFrame,
        call::{EndReason, Ended, Source},
        event::Person,
    },
    session::{Outbox, Timers},
};

const HOST: UserId = UserId(Uuid::from_u128(1));
const GUEST: UserId = UserId(Uuid::from_u128(2));
const ROOM: Uuid = Uuid::from_u128(9);

#[tokio::test]
async fn a_guest_waits_in_the_lobby_until_the_host_lets_them_in() {
    let mut call = Call::new([HOST], [GUEST]);
    let host = call.enter(HOST);
    let guest = call.enter(GUEST);
    assert!(!guest.entered.admitted);
    assert_eq!(call.core.current(guest.seat), Err(ErrorCode::NOT_ADMITTED));
    assert_eq!(host.lobby().await, Some((vec![GUEST], true)));
    assert_eq!(guest.lobby().await, Some((vec![], false)));
    assert_eq!(call.take_acts(), [Act::Join(HOST), Act::Came(HOST)]);

    call.decided([HOST, GUEST], []);
    assert_eq!(call.take_acts(), [Act::Join(GUEST), Act::Came(GUEST)]);
    assert_eq!(call.core.current(guest.seat), Ok(GUEST));
    assert_eq!(host.lobby().await, Some((vec![], true)));
    let shown = guest.frames().await;
    assert!(matches!(&shown[0], ServerFrame::CallLobby(lobby) if lobby.admitted), "{shown:?}");
    assert!(matches!(&shown[1], ServerFrame::CallState(state) if state.participants.len() == 2), "{shown:?}");
}

#[tokio::test]
async fn somebody_in_the_lobby_learns_nothing_of_who_is_in() {
    let mut call = Call::new([HOST], [GUEST]);
    call.enter(HOST);
    let guest = call.enter(GUEST);
    assert!(!guest.frames().await.iter().any(|frame| matches!(frame, ServerFrame::CallState(_))));
}

#[tokio::test]
async fn the_newest_socket_wins_and_the_old_one_is_told() {
    let mut call = Call::new([HOST], []);
    let old = call.enter(HOST);
    call.take_acts();
    let new = call.enter(HOST);
    assert_eq!(new.entered, Entered { admitted: true, resumed: false });
    assert_eq!(old.ended().await, Some(EndReason::LeftElsewhere));
    assert_eq!(call.take_acts(), [Act::Part(HOST), Act::Join(HOST), Act::Came(HOST)]);
    call.core.dropped(old.seat, call.now + GRACE);
    call.hear(&new, 2 * GRACE);
    call.later(2 * GRACE);
    assert_eq!(call.core.current(new.seat), Ok(HOST), "the old seat's end is nothing to the new one");
}

#[tokio::test]
async fn the_last_word_of_a_former_stay_does_not_end_the_one_that_began_meanwhile() {
    let mut call = Call::new([HOST], []);
    call.connected(HOST);
    let former = call.stays[&HOST];
    let new = call.enter(HOST);
    call.take_acts();
    call.core.media(HOST, former, MediaEvent::Gone, call.now, &mut call.acts);
    assert_eq!(call.take_acts(), []);
    new.frames().await;
    call.media(HOST, MediaEvent::Speakers(vec![HOST.0]));
    let told = new.frames().await;
    assert!(matches!(&told[..], [ServerFrame::CallSpeakers(speakers)] if speakers.users == [HOST]), "{told:?}");
}

#[tokio::test]
async fn whose_sign_in_ended_is_not_waited_for() {
    for lost_before in [true, false] {
        let mut call = Call::new([HOST], []);
        let host = call.connected(HOST);
        call.take_acts();
        if lost_before {
            call.core.dropped(host.seat, call.now);
        }
        call.core.signed_out(HOST, &[SignInId(Uuid::from_u128(7))]);
        call.later(Duration::from_millis(500));
        assert_eq!(call.take_acts(), [], "it was another");
        call.core.signed_out(HOST, &[SignInId::default()]);
        call.core.dropped(host.seat, call.now);
        call.later(Duration::from_millis(500));
        assert_eq!(call.take_acts(), [Act::Part(HOST), Act::Leave(HOST)]);
    }
}

#[tokio::test]
async fn a_dropped_socket_keeps_its_media_for_ten_seconds() {
    let mut call = Call::new([HOST], []);
    let old = call.connected(HOST);
    call.core.dropped(old.seat, call.now);
    call.later(Duration::from_secs(9));
    let new = call.resume(HOST);
    assert_eq!(new.entered, Entered { admitted: true, resumed: true });
    assert_eq!(call.take_acts(), [Act::Came(HOST)]);
    call.core.dropped(new.seat, call.now);
    call.later(GRACE);
    assert_eq!(call.take_acts(), [Act::Part(HOST), Act::Leave(HOST)]);
    assert!(call.core.is_empty());
}

#[tokio::test]
async fn what_one_muted_before_is_not_muted_on_another_device_or_page() {
    for lost in [false, true] {
        let mut call = Call::new([HOST], []);
        let old = call.connected(HOST);
        call.media(HOST, MediaEvent::Tracks([(HOST.0, [(Track::Camera, Published { muted: true })].into())].into()));
        assert_eq!(old.sources(HOST).await, [Source::Camera]);
        if lost {
            call.core.dropped(old.seat, call.now);
        }
        call.take_acts();
        let new = call.enter(HOST);
        assert_eq!(new.entered, Entered { admitted: true, resumed: false });
        assert_eq!(call.take_acts(), [Act::Part(HOST), Act::Join(HOST), Act::Came(HOST)]);
        assert_eq!(new.sources(HOST).await, [], "lost: {lost}");
    }
}

#[tokio::test]
async fn a_browser_that_dies_without_a_word_is_out_when_its_media_and_socket_are_silent() {
    let mut call = Call::new([HOST, GUEST], []);
    let host = call.connected(HOST);
    call.connected(GUEST);
    call.hear(&host, Duration::from_secs(9));
    call.later(Duration::from_secs(9));
    call.media(GUEST, MediaEvent::Gone);
    assert_eq!(call.take_acts(), [Act::Leave(GUEST)]);
    assert_eq!(host.state().await, [HOST]);
}

#[tokio::test]
async fn media_that_is_gone_while_its_socket_speaks_may_be_offered_again() {
    let mut call = Call::new([HOST], []);
    let host = call.connected(HOST);
    call.hear(&host, Duration::from_secs(8));
    call.later(Duration::from_secs(9));
    call.media(HOST, MediaEvent::Gone);
    assert_eq!(call.take_acts(), []);
    let mut acts = Vec::new();
    call.core.rejoin(host.seat, &mut acts);
    assert_eq!(acts, [Act::Join(HOST)]);
}

#[tokio::test]
async fn a_browser_that_dies_before_it_sent_any_media_is_out_in_ten_seconds() {
    let mut call = Call::new([HOST], []);
    call.enter(HOST);
    call.take_acts();
    call.later(GRACE);
    assert_eq!(call.take_acts(), [Act::Part(HOST), Act::Leave(HOST)]);
}

#[tokio::test]
async fn one_whom_the_host_removes_is_out_at_once() {
    let mut call = Call::new([HOST, GUEST], []);
    call.connected(HOST);
    let guest = call.connected(GUEST);
    call.decided([HOST], []);
    assert_eq!(call.take_acts(), [Act::Part(GUEST)]);
    assert_eq!(guest.ended().await, Some(EndReason::Removed));
    assert_eq!(call.core.current(guest.seat), Err(ErrorCode::NOT_IN_CALL));
}

#[tokio::test]
async fn the_end_is_everybodys() {
    let mut call = Call::new([HOST, GUEST], []);
    let (host, guest) = (call.connected(HOST), call.connected(GUEST));
    call.view.ended = true;
    call.decided([], []);
    assert_eq!(call.take_acts(), [Act::Part(HOST), Act::Part(GUEST)]);
    assert_eq!((host.ended().await, guest.ended().await), (Some(EndReason::Ended), Some(EndReason::Ended)));
    assert!(call.core.is_empty());
}

#[tokio::test]
async fn one_who_leaves_is_told_to_the_entity_and_the_media() {
    let mut call = Call::new([HOST, GUEST], []);
    let (host, guest) = (call.connected(HOST), call.connected(GUEST));
    let mut acts = Vec::new();
    call.core.leave(guest.seat, &mut acts);
    assert_eq!(acts, [Act::Part(GUEST), Act::Leave(GUEST)]);
    assert_eq!(host.state().await, [HOST]);
}

#[tokio::test]
async fn one_who_was_in_before_and_never_comes_is_told_to_the_entity() {
    let mut call = Call::new([HOST, GUEST], []);
    let host = call.connected(HOST);
    call.hear(&host, GRACE);
    call.later(GRACE);
    assert_eq!(call.take_acts(), [Act::Leave(GUEST)]);
    call.core.not_told(GUEST, call.now);
    call.hear(&host, 2 * GRACE);
    call.later(GRACE);
    assert_eq!(call.take_acts(), [Act::Leave(GUEST)]);
}

#[tokio::test]
async fn everybody_sees_who_sends_what() {
    let mut call = Call::new([HOST, GUEST], []);
    let (host, guest) = (call.connected(HOST), call.connected(GUEST));
    let tracks = BTreeMap::from([(GUEST.0, BTreeMap::from([(Track::Camera, Published { muted: true })]))]);
    call.media(HOST, MediaEvent::Tracks(tracks.clone()));
    call.media(GUEST, MediaEvent::Tracks(tracks));
    for (seat, times) in [(host, 3), (guest, 2)] {
        let frames = seat.frames().await;
        let Some(ServerFrame::CallState(state)) = frames.last() else { panic!("{frames:?}") };
        assert!(state.participants[1].sources[&Source::Camera].muted);
        assert_eq!(frames.iter().filter(|frame| matches!(frame, ServerFrame::CallState(_))).count(), times, "none twice");
    }
}

#[tokio::test]
async fn what_the_host_muted_is_silent_until_the_person_switches_it_on() {
    let mut call = Call::new([HOST, GUEST], []);
    let guest = call.connected(GUEST);
    call.view.position += 1;
    call.view.inside.insert(GUEST, [Source::Microphone].into());
    call.core.view(call.view.clone(), call.now, &mut call.acts);
    assert_eq!(call.take_acts(), [Act::Mute(GUEST, Source::Microphone, true)]);
    let mut acts = Vec::new();
    call.core.mute(guest.seat, Source::Microphone, false, &mut acts);
    assert_eq!(acts, [Act::Mute(GUEST, Source::Microphone, false), Act::Unmute(GUEST, Source::Microphone)]);
    call.enter(GUEST);
    let muted_again = Act::Mute(GUEST, Source::Microphone, true);
    assert_eq!(call.take_acts(), [Act::Part(GUEST), Act::Join(GUEST), muted_again, Act::Came(GUEST)]);
}

#[tokio::test]
async fn an_older_view_changes_nothing() {
    let mut call = Call::new([HOST], []);
    let host = call.connected(HOST);
    let old = View { position: 1, ..View::default() };
    let mut acts = Vec::new();
    call.core.view(old, call.now, &mut acts);
    assert_eq!((acts, call.core.current(host.seat)), (vec![], Ok(HOST)));
}

struct Call {
    core: Core,
    view: View,
    now: Instant,
    acts: Vec<Act>,
    /// In the media, by the joins that were taken.
    stays: BTreeMap<UserId, Uuid>,
}

struct Seated {
    seat: Uuid,
    entered: Entered,
    outbox: Outbox,
    timers: Arc<Timers>,
}

impl Call {
    fn new<const I: usize, const W: usize>(inside: [UserId; I], waiting: [UserId; W]) -> Self {
        let view =
            View { position: 1, host: HOST, ended: false, inside: all(inside), waiting: waiting.into(), ..View::default() };
        let now = Instant::now();
        Self { core: Core::new(ROOM, view.clone(), now), view, now, acts: Vec::new(), stays: BTreeMap::new() }
    }

    fn enter(&mut self, user: UserId) -> Seated {
        self.come(user, Former::default())
    }

    /// With the media connections of before.
    fn resume(&mut self, user: UserId) -> Seated {
        self.come(user, Former { resumes: true, ..Former::default() })
    }

    fn come(&mut self, user: UserId, former: Former) -> Seated {
        let (seat, outbox, timers) = (Uuid::new_v4(), Outbox::default(), Arc::new(Timers::new(self.now)));
        let person = Person { id: user, display_name: "somebody".to_owned(), picture_url: None };
        let (held, spoken) = (outbox.clone(), timers.clone());
        let sign_in = SignInId::default();
        let entering = Entering { seat, person, sign_in, outbox, timers, socket: Weak::new(), former };
        let entered = self.core.enter(user, entering, &mut self.acts);
        Seated { seat, entered, outbox: held, timers: spoken }
    }

    fn connected(&mut self, user: UserId) -> Seated {
        let seated = self.enter(user);
        self.take_acts();
        self.media(user, MediaEvent::Connected { connection: Connection::Publish });
        self.take_acts();
        seated
    }

    fn media(&mut self, user: UserId, event: MediaEvent) {
        let stay = self.stays.get(&user).copied().unwrap_or_default();
        self.core.media(user, stay, event, self.now, &mut self.acts);
    }

    fn decided<const I: usize, const W: usize>(&mut self, inside: [UserId; I], waiting: [UserId; W]) {
        self.view.position += 1;
        (self.view.inside, self.view.waiting) = (all(inside), waiting.into());
        self.core.view(self.view.clone(), self.now, &mut self.acts);
    }

    /// The socket speaks `after` from now.
    fn hear(&self, seated: &Seated, after: Duration) {
        seated.timers.heard(self.now + after);
    }

    fn later(&mut self, by: Duration) {
        self.now += by;
        self.core.tick(self.now, &mut self.acts);
    }

    fn take_acts(&mut self) -> Vec<Act> {
        let acts = std::mem::take(&mut self.acts);
        for act in &acts {
            if let Act::Join(user) = act {
                let stay = Uuid::new_v4();
                self.stays.insert(*user, stay);
                self.core.stays(*user, stay);
            }
        }
        acts
    }
}

fn all<const I: usize>(inside: [UserId; I]) -> BTreeMap<UserId, BTreeSet<Source>> {
    inside.map(|user| (user, BTreeSet::new())).into()
}

impl Seated {
    async fn frames(&self) -> Vec<ServerFrame> {
        // A mark, so that an empty outbox is not waited for.
        self.outbox.push("{}".to_owned().into(), None);
        let mut frames = Vec::new();
        self.outbox.outgoing().next(&mut frames).await;
        frames.iter().filter_map(|frame| serde_json::from_slice(frame).ok()).collect()
    }

    async fn lobby(&self) -> Option<(Vec<UserId>, bool)> {
        self.frames().await.into_iter().rev().find_map(|frame| match frame {
            ServerFrame::CallLobby(lobby) => Some((lobby.waiting.into_iter().map(|person| person.id).collect(), lobby.admitted)),
            _ => None,
        })
    }

    async fn state(&self) -> Vec<UserId> {
        let frames = self.frames().await;
        let state = frames.into_iter().rev().find_map(|frame| match frame {
            ServerFrame::CallState(state) => Some(state.participants.iter().map(|who| who.user_id).collect()),
            _ => None,
        });
        state.unwrap_or_default()
    }

    /// What `user` sends, as this seat was told last.
    async fn sources(&self, user: UserId) -> Vec<Source> {
        let shown = self.frames().await.into_iter().rev().find_map(|frame| match frame {
            ServerFrame::CallState(state) => state.participants.into_iter().find(|who| who.user_id == user),
            _ => None,
        });
        shown.map(|who| who.sources.into_keys().collect()).unwrap_or_default()
    }

    async fn ended(&self) -> Option<EndReason> {
        self.frames().await.into_iter().find_map(|frame| match frame {
            ServerFrame::CallEnded(Ended { reason, .. }) => Some(reason),
            _ => None,
        })
    }
}
