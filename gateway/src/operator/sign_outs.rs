//! Everybody of an organization is signed out: after a restore, which brings back what people ended, and when somebody got in.

use futures_util::{StreamExt, stream};
use lyceum_cluster::Request;
use lyceum_domain::{core::Actor, user::RevokeAllSignIns};
use serde::{Deserialize, Serialize};

use super::people::people;
use crate::{api::Api, problem::Problem};

/// People asked at once: their commits share a write.
const AT_ONCE: usize = 32;

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignOut {
    pub slug: String,
    /// Where to go on, as the answer before said it.
    pub cursor: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignedOut {
    /// The organization's, as people read it.
    pub organization: String,
    pub people: usize,
    /// Of those who could not be asked, why not.
    pub missed: Vec<String>,
    /// A request has its time; who is left comes with the next one.
    pub next: Option<String>,
}

/// Ends every sign-in and every open reset link of a page of people.
pub async fn sign_out(api: &Api, order: SignOut) -> Result<SignedOut, Problem> {
    let place = api.organization(&order.slug).await?;
    let (page, next) = people(api, place.id, order.cursor.as_deref()).await?;
    let count = page.len();
    let asked = page.into_iter().map(|row| api.ask(Request::new(place.id, Actor::Operator), row.value.id, RevokeAllSignIns));
    let answers: Vec<_> = stream::iter(asked).buffer_unordered(AT_ONCE).collect().await;
    let missed: Vec<_> = answers.into_iter().filter_map(Result::err).map(|problem| problem.to_string()).collect();
    Ok(SignedOut { organization: place.name, people: count - missed.len(), missed, next })
}

/// The same of all, where no server answers whose time is bounded.
pub async fn sign_out_all(api: &Api, mut order: SignOut) -> Result<SignedOut, Problem> {
    let mut all = sign_out(api, order.clone()).await?;
    while let Some(cursor) = all.next.take() {
        order.cursor = Some(cursor);
        all.add(sign_out(api, order.clone()).await?);
    }
    Ok(all)
}

impl SignedOut {
    /// With those of the next page.
    pub fn add(&mut self, page: Self) {
        self.people += page.people;
        self.missed.extend(page.missed);
        self.next = page.next;
    }
}
