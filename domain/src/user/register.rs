use serde::{Deserialize, Serialize};

use super::{Event, Rejection, User, email, state::Status};
use crate::core::{At, Command, Decision, Duration, EntityId, UserId, text};

/// How long an account waits for its email's reservation.
pub const REGISTRATION_TIME: Duration = Duration::from_mins(10);

/// Begins the account of the person whose id is the entity's; the gateway has made the person's key and named them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Register {
    pub email: String,
    pub display_name: String,
    pub zone: String,
    /// PHC string, made by the gateway.
    pub credential: String,
    /// The email's reservation, [`crate::reservation::entity_id`].
    pub reservation: EntityId,
}

impl Command for Register {
    const NAME: &'static str = "register";
    type Entity = User;
    type Reply = ();

    fn decide(self, state: &User, at: &At) -> Decision<Self> {
        if at.user().is_some() {
            return Err(Rejection::Forbidden);
        }
        if state.status != Status::New {
            return Ok((vec![], ()));
        }
        let person = UserId(at.entity.0);
        let address = email::normalize(&self.email).ok_or(Rejection::Email)?;
        let name = text::line("display_name", &self.display_name, 80)?;
        let registered = Event::Registered {
            email: at.seal(person, 0, &address)?,
            display_name: at.seal(person, 1, &name)?,
            zone: text::zone(&self.zone).ok_or(Rejection::Zone)?,
            credential: at.seal(person, 2, &checked(self.credential)?)?.into(),
            reservation: self.reservation,
            until: at.now + REGISTRATION_TIME,
            at: at.now,
        };
        Ok((vec![registered], ()))
    }
}

/// A password's hash in PHC form, of a sane size.
pub(super) fn checked(credential: String) -> Result<String, Rejection> {
    let phc = credential.starts_with("$argon2id$") && credential.len() <= 512 && credential.is_ascii();
    if phc { Ok(credential) } else { Err(Rejection::Credential) }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::core::{Actor, Entity, testing::*};

    pub const PHC: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g";

    fn register() -> Register {
        Register {
            email: " Ada@Example.org".into(),
            display_name: "Ada  Lovelace".into(),
            zone: "UTC".into(),
            credential: PHC.into(),
            reservation: id(9).into(),
        }
    }

    pub fn registered() -> Event {
        Event::Registered {
            email: sealed(SELF, 1, 0, "ada@example.org"),
            display_name: sealed(SELF, 1, 1, "Ada Lovelace"),
            zone: "UTC".into(),
            credential: sealed(SELF, 1, 2, PHC).into(),
            reservation: id(9).into(),
            until: NOW + REGISTRATION_TIME,
            at: NOW,
        }
    }

    /// An account that may be used, then `more`.
    pub fn active(more: impl IntoIterator<Item = Event>) -> Vec<Event> {
        let first = [registered(), Event::EmailClaimed { reservation: id(9).into() }, Event::Activated { at: NOW }];
        first.into_iter().chain(more).collect()
    }

    #[test]
    fn a_person_registers_with_sealed_email_and_name() {
        given([]).by_actor(Actor::Anonymous).when(register()).then([registered()]);
    }

    #[test]
    fn registering_again_is_already_so() {
        given([registered()]).by_actor(Actor::Anonymous).when(register()).nothing();
    }

    #[test]
    fn the_account_waits_for_its_email_and_no_longer_than_the_claim() {
        assert_eq!(given::<User>([registered()]).state.due(), Some(NOW + REGISTRATION_TIME));
        assert_eq!(given::<User>(active([])).state.due(), None);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        given([]).when(Register { email: "ada".into(), ..register() }).refused("email_invalid");
        given([]).when(Register { display_name: String::new(), ..register() }).refused("text_empty");
        given([]).when(Register { zone: "Nowhere".into(), ..register() }).refused("zone_unknown");
        given([]).when(Register { credential: "secret".into(), ..register() }).refused("credential_invalid");
        given([]).by(STRANGER).when(register()).refused("forbidden");
    }

    #[test]
    fn without_the_persons_key_nothing_is_written() {
        given([]).of(id(0xffff)).when(register()).refused("key_missing");
    }
}
