//! A command on its way to its entity and the reply on its way back.

use std::{borrow::Cow, time::Duration};

use lyceum_domain::core::{Actor, Command, Entity, EntityId, PersonKeys};
use lyceum_storage::{EntityKey, Kind};
use tokio::sync::oneshot;

use super::{Node, router::Caller};
use crate::{
    AskError, Request,
    host::{
        envelope::Origin,
        io::{Delivery, Input, Told, Waiter},
        trace::Trace,
    },
    kinds::{Refusal, decode, encode},
};

impl Node {
    /// Has the entity decide; a reply means durable. Queries are commands without events.
    pub async fn ask<C: Command>(&self, request: Request, to: EntityId, command: C) -> Result<C::Reply, AskError> {
        let key = EntityKey { organization: request.organization.0, kind: Kind::new(C::Entity::KIND), id: to.0 };
        let keys = self.keys_for(&request).await?;
        let deadline = i64::try_from(request.deadline.as_millis()).unwrap_or(i64::MAX / 4);
        let body = encode(&command).into();
        let delivery = |waiter| Delivery {
            key,
            command: Cow::Borrowed(C::NAME),
            body,
            origin: match request.id {
                Some(id) => Origin::Request { id: id.0, body_hash: request.body_hash },
                None => Origin::Plain,
            },
            actor: request.actor,
            keys,
            nonce: if request.id.is_none() { rand::random() } else { [0; 32] },
            deadline_ms: self.0.clock.now().0.saturating_add(deadline),
            trace: Trace::of(C::Entity::KIND, C::NAME),
            waiter,
        };
        let reply = outcome(self.told(&key, request.deadline, |waiter| Input::Command(delivery(waiter))).await?)?;
        decode(&reply).map_err(|error| AskError::unavailable(format!("the reply does not decode: {error}")))
    }

    /// Sends what has a waiter to the entity's shard, and waits.
    pub(super) async fn told(
        &self,
        key: &EntityKey,
        deadline: Duration,
        input: impl FnOnce(Waiter<Caller>) -> Input<Caller>,
    ) -> Result<Told, AskError> {
        self.told_at(self.0.router.index_of(key), deadline, input).await
    }

    /// The same to one shard actor by its number.
    pub(super) async fn told_at(
        &self,
        index: usize,
        deadline: Duration,
        input: impl FnOnce(Waiter<Caller>) -> Input<Caller>,
    ) -> Result<Told, AskError> {
        let router = &self.0.router;
        let (tell, told) = oneshot::channel();
        let permit = router.permit(index).ok_or_else(AskError::busy)?;
        router.call(index, input(Waiter::Caller(Caller { tell, _permit: permit })));
        match tokio::time::timeout(deadline, told).await {
            Err(_) => Err(AskError::Deadline),
            Ok(told) => told.map_err(|_| AskError::unavailable("the shard was restarted")),
        }
    }

    async fn keys_for(&self, request: &Request) -> Result<PersonKeys, AskError> {
        let own = if let Actor::User { id, .. } = &request.actor { Some(*id) } else { None };
        if own.is_none() && request.persons.is_empty() {
            return Ok(PersonKeys::default());
        }
        let mut persons = request.persons.clone();
        persons.extend(own.filter(|own| !request.persons.contains(own)));
        Ok(self.0.persons.get(request.organization, &persons).await?)
    }
}

pub(super) fn outcome(told: Told) -> Result<Vec<u8>, AskError> {
    match told {
        Told::Done(reply) => Ok(reply),
        Told::Refused(Refusal { code, message, field }) => Err(AskError::Rejected { code, message, field }),
        Told::KeyReused => Err(AskError::KeyReused),
        Told::Busy => Err(AskError::Busy { retry_after: Duration::from_secs(1) }),
        Told::Unavailable(cause) | Told::Poison(cause) => Err(AskError::unavailable(cause)),
        Told::Expired => Err(AskError::Deadline),
    }
}
