//! All limits by name.

use std::{net::IpAddr, time::Duration};

use lyceum_domain::{core::UserId, user::SignInId};
use moka::sync::Cache;
use uuid::Uuid;

use crate::{
    auth::{Allowance, Limiter},
    config,
    problem::Problem,
    serve::network,
};

pub struct Limits {
    /// Passwords from one address: many people may share it, and one that tries them all is still slow.
    sign_in: Limiter<IpAddr>,
    /// Passwords against one account from one address, in a minute and in an hour: who guesses elsewhere does not keep its
    /// person out.
    account: Limiter<(Uuid, Option<IpAddr>)>,
    account_hour: Limiter<(Uuid, Option<IpAddr>)>,
    /// The same from however many addresses, but those at which the person signed in of late.
    account_anywhere: Limiter<Uuid>,
    at_home: Cache<(Uuid, IpAddr), ()>,
    /// New accounts from one address.
    sign_up: Limiter<IpAddr>,
    /// Refreshed sessions from one address: many people may share it.
    refresh: Limiter<IpAddr>,
    /// Everything a signed-in person asks.
    pub person: Limiter<UserId>,
    /// What ends sign-ins, of each sign-in.
    pub ends: Limiter<SignInId>,
    /// Meetings that somebody asks for: each is one more that a mentor has to answer.
    ask: Limiter<UserId>,
    /// Files of all that is kept of a person: each reads a lot.
    export: Limiter<UserId>,
}

const EXPORTS_PER_HOUR: u32 = 10;
const ENDS_PER_MINUTE: u32 = 60;
/// Where people signed in is remembered for so long, of so many.
const AT_HOME: Duration = Duration::from_hours(30 * 24);
const AT_HOME_MAX: u64 = 100_000;
/// So many times what one address may in a minute, it may in an hour, and all may: 20 and 100 by default.
const HERE: u32 = 4;
const ANYWHERE: u32 = 20;

const MINUTE: Duration = Duration::from_mins(1);

impl Limits {
    pub fn new(limits: &config::Limits) -> Self {
        Self {
            sign_in: Limiter::new(limits.sign_in_per_minute, MINUTE),
            account: Limiter::new(limits.account_sign_in_per_minute, MINUTE),
            account_hour: Limiter::new(limits.account_sign_in_per_minute.saturating_mul(HERE), MINUTE * 60),
            account_anywhere: Limiter::new(limits.account_sign_in_per_minute.saturating_mul(ANYWHERE), MINUTE * 60),
            at_home: Cache::builder().max_capacity(AT_HOME_MAX).time_to_live(AT_HOME).build(),
            sign_up: Limiter::new(limits.sign_up_per_hour, MINUTE * 60),
            refresh: Limiter::new(limits.sign_in_per_minute.saturating_mul(10), MINUTE),
            person: Limiter::new(limits.requests_per_minute, MINUTE),
            ends: Limiter::new(ENDS_PER_MINUTE, MINUTE),
            ask: Limiter::new(limits.mentoring_requests_per_hour, MINUTE * 60),
            export: Limiter::new(EXPORTS_PER_HOUR, MINUTE * 60),
        }
    }

    /// How often each told somebody to wait.
    pub fn refused(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let Self { sign_in, account, account_hour, account_anywhere, sign_up, refresh, person, ends, ask, export, .. } = self;
        [
            ("sign_in", sign_in.refused()),
            ("account", account.refused() + account_hour.refused() + account_anywhere.refused()),
            ("sign_up", sign_up.refused()),
            ("refresh", refresh.refused()),
            ("person", person.refused()),
            ("ends", ends.refused()),
            ("ask", ask.refused()),
            ("export", export.refused()),
        ]
        .into_iter()
    }

    /// Buckets of the limit that remembers most, and how many one may.
    pub fn fullest(&self) -> (u64, u64) {
        let Self { sign_in, account, account_hour, account_anywhere, sign_up, refresh, person, ends, ask, export, .. } = self;
        let all = [
            sign_in.buckets(),
            account.buckets(),
            account_hour.buckets(),
            account_anywhere.buckets(),
            sign_up.buckets(),
            refresh.buckets(),
            person.buckets(),
            ends.buckets(),
            ask.buckets(),
            export.buckets(),
        ];
        all.into_iter().max().unwrap_or_default()
    }

    /// A password is about to be checked. `account` is the reservation's id: it exists for addresses without an account too.
    pub fn password(&self, client: Option<IpAddr>, account: Uuid) -> Result<Allowance, Problem> {
        let client = client.map(network);
        let address = take(&self.sign_in, client)?;
        let here = self.account.take(&(account, client))?.tighter(self.account_hour.take(&(account, client))?);
        let is_at_home = client.is_some_and(|client| self.at_home.contains_key(&(account, client)));
        let account = if is_at_home { here } else { here.tighter(self.account_anywhere.take(&account)?) };
        Ok(address.map_or(account, |address| address.tighter(account)))
    }

    /// The password was right: whoever guesses from everywhere keeps the person out of other places only.
    pub fn at_home(&self, client: Option<IpAddr>, account: Uuid) {
        if let Some(client) = client {
            self.at_home.insert((account, network(client)), ());
        }
    }

    /// How hard somebody's new password is to guess is about to be told: one more from their address.
    pub fn new_password(&self, client: Option<IpAddr>) -> Result<Option<Allowance>, Problem> {
        take(&self.sign_in, client)
    }

    pub fn sign_up(&self, client: Option<IpAddr>) -> Result<Option<Allowance>, Problem> {
        take(&self.sign_up, client)
    }

    pub fn ask(&self, person: UserId) -> Result<Allowance, Problem> {
        self.ask.take(&person)
    }

    pub fn export(&self, person: UserId) -> Result<Allowance, Problem> {
        self.export.take(&person)
    }

    pub fn refresh(&self, client: Option<IpAddr>) -> Result<Option<Allowance>, Problem> {
        take(&self.refresh, client)
    }
}

fn take(limiter: &Limiter<IpAddr>, client: Option<IpAddr>) -> Result<Option<Allowance>, Problem> {
    client.map(|client| limiter.take(&network(client))).transpose()
}
