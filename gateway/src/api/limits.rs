//! All limits by name.

use std::{net::IpAddr, time::Duration};

use lyceum_domain::core::UserId;
use uuid::Uuid;

use crate::{
    auth::{Allowance, Limiter},
    config,
    problem::Problem,
};

pub struct Limits {
    /// Passwords from one address: many people may share it, and one that tries them all is still slow.
    sign_in: Limiter<IpAddr>,
    /// Passwords against one account from one address, in a minute and in an hour: who guesses elsewhere does not keep its
    /// person out.
    account: Limiter<(Uuid, Option<IpAddr>)>,
    account_hour: Limiter<(Uuid, Option<IpAddr>)>,
    /// The same from however many addresses.
    account_anywhere: Limiter<Uuid>,
    /// New accounts from one address.
    sign_up: Limiter<IpAddr>,
    /// Refreshed sessions from one address: many people may share it.
    refresh: Limiter<IpAddr>,
    /// Everything a signed-in person asks.
    pub person: Limiter<UserId>,
    /// Meetings that somebody asks for: each is one more that a mentor has to answer.
    ask: Limiter<UserId>,
    /// Files of all that is kept of a person: each reads a lot.
    export: Limiter<UserId>,
}

const EXPORTS_PER_HOUR: u32 = 10;
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
            sign_up: Limiter::new(limits.sign_up_per_hour, MINUTE * 60),
            refresh: Limiter::new(limits.sign_in_per_minute.saturating_mul(10), MINUTE),
            person: Limiter::new(limits.requests_per_minute, MINUTE),
            ask: Limiter::new(limits.mentoring_requests_per_hour, MINUTE * 60),
            export: Limiter::new(EXPORTS_PER_HOUR, MINUTE * 60),
        }
    }

    /// How often each told somebody to wait.
    pub fn refused(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let Self { sign_in, account, account_hour, account_anywhere, sign_up, refresh, person, ask, export } = self;
        [
            ("sign_in", sign_in.refused()),
            ("account", account.refused() + account_hour.refused() + account_anywhere.refused()),
            ("sign_up", sign_up.refused()),
            ("refresh", refresh.refused()),
            ("person", person.refused()),
            ("ask", ask.refused()),
            ("export", export.refused()),
        ]
        .into_iter()
    }

    /// Buckets of the limit that remembers most, and how many one may.
    pub fn fullest(&self) -> (u64, u64) {
        let Self { sign_in, account, account_hour, account_anywhere, sign_up, refresh, person, ask, export } = self;
        let all = [
            sign_in.buckets(),
            account.buckets(),
            account_hour.buckets(),
            account_anywhere.buckets(),
            sign_up.buckets(),
            refresh.buckets(),
            person.buckets(),
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
        let account = here.tighter(self.account_anywhere.take(&account)?);
        Ok(address.map_or(account, |address| address.tighter(account)))
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

/// A neighbour on the same IPv6 network is the same client: everybody has 2⁶⁴ addresses of their own.
fn network(client: IpAddr) -> IpAddr {
    match client {
        IpAddr::V4(ip) => IpAddr::V4(ip),
        IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
            Some(ip) => IpAddr::V4(ip),
            None => IpAddr::V6((u128::from(ip) >> 64 << 64).into()),
        },
    }
}
