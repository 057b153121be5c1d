use serde::{Deserialize, Serialize};

use super::{Event, IDLE_MAX, Rejection, Revocation, SIGN_INS_MAX, SignInId, User};
use crate::core::{Actor, At, Command, Decision, Timestamp, UserId, text};

/// Signs in, after the gateway checked the password of credential `version`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OpenSignIn {
    pub version: u32,
    /// What the browser says it is.
    pub device: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    pub id: SignInId,
    pub generation: u32,
    pub expires_at: Timestamp,
}

impl Command for OpenSignIn {
    const NAME: &'static str = "open_sign_in";
    type Entity = User;
    type Reply = Opened;

    fn decide(self, state: &User, at: &At) -> Decision<Self> {
        if !(at.is_system() || at.actor == Actor::Anonymous) {
            return Err(Rejection::Forbidden);
        }
        state.active()?;
        if self.version != state.credential_version {
            return Err(Rejection::CredentialChanged);
        }
        let id = SignInId(at.id(0));
        let opened = Opened { id, generation: 1, expires_at: at.now + IDLE_MAX };
        if state.sign_ins.iter().any(|sign_in| sign_in.id == id) {
            return Ok((vec![], opened));
        }
        let device = self.device.map(|device| text::label(&device, 120)).filter(|device| !device.is_empty());
        let device = device.map(|device| at.seal(UserId(at.entity.0), 0, &device)).transpose()?;
        let mut events = Vec::new();
        let displaced = displaced(state, at.now);
        if !displaced.is_empty() {
            events.push(Event::SignInsRevoked { ids: displaced, reason: Revocation::Displaced, at: at.now });
        }
        events.push(Event::SignInOpened { id, device, at: at.now });
        Ok((events, opened))
    }
}

/// Who leaves for one more: all that ran out, then the longest unused.
fn displaced(state: &User, now: Timestamp) -> Vec<SignInId> {
    let (mut out, mut live) = (Vec::new(), Vec::new());
    for sign_in in &state.sign_ins {
        if sign_in.expires_at() <= now { out.push(sign_in.id) } else { live.push(sign_in) }
    }
    live.sort_by_key(|sign_in| sign_in.rotated_at);
    let excess = (live.len() + 1).saturating_sub(SIGN_INS_MAX);
    out.extend(live[..excess].iter().map(|sign_in| sign_in.id));
    out
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        core::{Duration, testing::*},
        user::register::tests::active,
    };

    pub fn opened(n: u128) -> Event {
        Event::SignInOpened { id: SignInId(id(n)), device: None, at: NOW }
    }

    fn open() -> OpenSignIn {
        OpenSignIn { version: 1, device: Some("Firefox\u{0} on Linux".into()) }
    }

    #[test]
    fn a_checked_password_opens_a_family() {
        let (events, reply) = given(active([])).by_actor(Actor::Anonymous).when(open()).taken();
        let device = Some(sealed(SELF, 4, 0, "Firefox on Linux"));
        assert_eq!(events, [Event::SignInOpened { id: reply.id, device, at: NOW }]);
        assert_eq!((reply.generation, reply.expires_at), (1, NOW + IDLE_MAX));
    }

    #[test]
    fn a_password_changed_while_it_was_checked_opens_nothing() {
        given(active([])).when(OpenSignIn { version: 2, device: None }).refused("credential_changed");
    }

    #[test]
    fn the_twenty_first_displaces_the_longest_unused() {
        let used = Event::SignInRotated { id: SignInId(id(100)), generation: 2, at: NOW + Duration(5) };
        let history = active((100..120).map(opened).chain([used]));
        let (events, _) = given(history).when(open()).taken();
        assert_eq!(events[0], Event::SignInsRevoked { ids: vec![SignInId(id(101))], reason: Revocation::Displaced, at: NOW });
    }

    #[test]
    fn those_that_ran_out_are_swept_on_the_way() {
        let state = given(active([opened(100), opened(101)])).after(IDLE_MAX).when(open()).state();
        assert_eq!(state.sign_ins.len(), 1);
    }
}
