//! One installation with people and channels, made through the domain's own commands.

use std::{
    collections::HashMap,
    sync::{Arc, mpsc},
    time::Duration,
};

use async_trait::async_trait;
use lyceum_cluster::{AskError, Clock, Node, Options, Request, SystemClock};
use lyceum_domain::{
    channel::{self, Kind, Open, Post},
    core::{Actor, Command, EntityId, OrganizationId, Role, Timestamp, UserId, Words},
    reservation,
    user::{OpenSignIn, Register, ShowMe, SignInId},
};
use lyceum_media::Media;
use parking_lot::Mutex;
use prometheus_client::registry::Registry;
use tempfile::TempDir;
use uuid::Uuid;

use super::positions::Teller;
use crate::{
    Actors, Hook, kinds, live,
    session::{Identity, Verify, VerifyError},
};

pub const ORGANIZATION: OrganizationId = OrganizationId(Uuid::from_u128(77));

pub struct World {
    pub actors: Actors,
    pub node: Node,
    tokens: Arc<Tokens>,
    _dir: TempDir,
}

impl World {
    pub async fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = lyceum_storage::open(&lyceum_storage::Options::new(dir.path())).unwrap();
        let hook = Hook::default();
        let options = Options { shard_actors: 2, shards: 64, ..Options::default() };
        let node =
            Node::start(store, kinds::table(&hook).kind::<Teller>(live::commands), options, Arc::new(SystemClock)).await.unwrap();
        let mut registry = Registry::default();
        let media = Media::start(&lyceum_media::Options::default(), &mut registry).unwrap();
        let tokens = Arc::<Tokens>::default();
        let actors = Actors::start(node.clone(), media, tokens.clone(), &hook, &mut registry).await.unwrap();
        Self { actors, node, tokens, _dir: dir }
    }

    /// A registered, active person.
    pub async fn person(&self, name: &str) -> UserId {
        let user = UserId(Uuid::new_v4());
        self.node.store().keys.create(ORGANIZATION.0, user.0).await.unwrap();
        let email = format!("{name}@example.org");
        let register = Register {
            reservation: reservation::entity_id(&[7; 32], ORGANIZATION, lyceum_domain::user::EMAIL, &email),
            email,
            display_name: name.to_owned(),
            zone: "Asia/Colombo".to_owned(),
            credential: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA".to_owned(),
        };
        let request = Request::new(ORGANIZATION, Actor::Anonymous).with_persons([user]);
        self.node.ask(request, EntityId(user.0), register).await.unwrap();
        self.until("the account is active", || self.by(user, user.0, ShowMe)).await;
        user
    }

    pub async fn sign_in(&self, user: UserId) -> SignInId {
        let request = Request::new(ORGANIZATION, Actor::Anonymous).with_persons([user]);
        self.node.ask(request, EntityId(user.0), OpenSignIn { version: 1, device: None }).await.unwrap().id
    }

    /// A token of the person that is good for five minutes.
    pub fn token(&self, user: UserId) -> String {
        self.token_for(user, SignInId::default(), &[Role::Student], Duration::from_mins(5))
    }

    pub fn token_for(&self, user: UserId, sign_in: SignInId, roles: &[Role], good_for: Duration) -> String {
        let token = Uuid::new_v4().to_string();
        let expires_at = Timestamp(SystemClock.now().0 + i64::try_from(good_for.as_millis()).unwrap());
        let identity = Identity { organization: ORGANIZATION, user, roles: roles.to_vec(), sign_in, expires_at };
        self.tokens.0.lock().insert(token.clone(), identity);
        token
    }

    pub async fn channel<const N: usize>(&self, members: [UserId; N]) -> Uuid {
        let id = Uuid::new_v4();
        let open = Open { kind: Kind::Session(Uuid::nil()), title: Words::Open("Lifetimes".to_owned()), members: members.into() };
        self.system(id, open).await.unwrap();
        id
    }

    pub async fn post(&self, author: UserId, channel: Uuid, text: &str) -> u64 {
        let post = Post { text: text.to_owned(), client_id: None, producer: None };
        self.by(author, channel, post).await.unwrap().position
    }

    pub async fn head(&self, channel: Uuid) -> u64 {
        self.system(channel, channel::Show).await.unwrap().position
    }

    pub async fn by<C: Command>(&self, user: UserId, entity: Uuid, command: C) -> Result<C::Reply, AskError> {
        let actor = Actor::User { id: user, roles: vec![Role::Student] };
        self.node.ask(Request::new(ORGANIZATION, actor), EntityId(entity), command).await
    }

    pub async fn system<C: Command>(&self, entity: Uuid, command: C) -> Result<C::Reply, AskError> {
        self.node.ask(Request::system(ORGANIZATION), EntityId(entity), command).await
    }

    /// Asks again until it succeeds.
    pub async fn until<T, E, F: Future<Output = Result<T, E>>>(&self, what: &str, ask: impl Fn() -> F) -> T {
        let began = std::time::Instant::now();
        loop {
            if let Ok(found) = ask().await {
                return found;
            }
            assert!(began.elapsed() < Duration::from_secs(20), "waited too long until {what}");
            tokio::task::yield_now().await;
        }
    }
}

#[derive(Default)]
struct Tokens(Mutex<HashMap<String, Identity>>);

#[async_trait]
impl Verify for Tokens {
    async fn verify(&self, token: &str) -> Result<Identity, VerifyError> {
        self.0.lock().get(token).cloned().ok_or(VerifyError::Refused)
    }
}

/// Time stands still but for [`Frozen::pass`], while the storage's threads work in real time: a runtime with a blocking task
/// does not jump ahead by itself. A test that hangs is ended.
pub struct Frozen {
    _keeps: mpsc::Sender<()>,
}

impl Frozen {
    /// In a test with `start_paused`.
    pub fn now() -> Self {
        let (keeps, kept) = mpsc::channel::<()>();
        tokio::task::spawn_blocking(move || {
            if kept.recv_timeout(Duration::from_mins(1)) == Err(mpsc::RecvTimeoutError::Timeout) {
                eprintln!("a test with frozen time hangs");
                std::process::abort();
            }
        });
        Self { _keeps: keeps }
    }

    /// Lets time pass in small steps, everybody having a turn in each.
    pub async fn pass(&self, time: Duration) {
        const STEP: Duration = Duration::from_millis(250);
        let until = tokio::time::Instant::now() + time;
        while tokio::time::Instant::now() < until {
            tokio::time::advance(STEP.min(until - tokio::time::Instant::now())).await;
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
        }
    }
}
