use serde::{Deserialize, Serialize};

use super::{SignIn, User};
use crate::core::{At, Command, Decision};

/// Where a person is signed in, the latest used first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListSignIns;

impl Command for ListSignIns {
    const NAME: &'static str = "list_sign_ins";
    type Entity = User;
    type Reply = Vec<SignIn>;

    fn decide(self, state: &User, at: &At) -> Decision<Self> {
        state.own(at)?;
        let mut live: Vec<_> = state.sign_ins.iter().filter(|sign_in| at.now < sign_in.expires_at()).cloned().collect();
        live.sort_by_key(|sign_in| std::cmp::Reverse(sign_in.rotated_at));
        Ok((vec![], live))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::testing::*,
        user::{Event, IDLE_MAX, SignInId, open_sign_in::tests::opened, register::tests::active},
    };

    #[test]
    fn the_latest_used_is_first_and_what_ran_out_is_left_out() {
        let later = Event::SignInRotated { id: SignInId(id(101)), generation: 2, at: NOW + crate::core::Duration(5) };
        let history = active([opened(100), opened(101), later]);
        let listed = given(history.clone()).by(SELF).when(ListSignIns).nothing();
        assert_eq!(listed.iter().map(|s| s.id.0).collect::<Vec<_>>(), [id(101), id(100)]);
        assert_eq!(given(history).by(SELF).after(IDLE_MAX).when(ListSignIns).nothing().len(), 1);
    }

    #[test]
    fn they_are_a_persons_own() {
        given(active([opened(100)])).by(STRANGER).when(ListSignIns).refused("not_found");
    }
}
