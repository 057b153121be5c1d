use serde::{Deserialize, Serialize};

use super::{Channel, Event, emoji};
use crate::core::{At, Command, Decision};

/// A member takes their emoji back. Not there it stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Unreact {
    pub position: u64,
    pub emoji: String,
}

impl Command for Unreact {
    const NAME: &'static str = "unreact";
    type Entity = Channel;
    type Reply = ();

    fn decide(self, state: &Channel, at: &At) -> Decision<Self> {
        let user = state.writer(at)?;
        state.message(self.position)?;
        let all = state.reactions.get(&self.position);
        let is_there =
            |emoji: &String| all.into_iter().flatten().any(|reaction| reaction.emoji == *emoji && reaction.users.contains(&user));
        let Self { position, emoji } = self;
        // as it stands, which may be before the forms of one were one
        let there = [Some(emoji.clone()), emoji::checked(&emoji)].into_iter().flatten().find(|emoji| is_there(emoji));
        Ok((there.map(|emoji| Event::Unreacted { position, user, emoji }).into_iter().collect(), ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        channel::{open::tests::opened, post::tests::posted, react::tests::reacted},
        core::testing::*,
    };

    #[test]
    fn a_reaction_is_taken_back_by_its_own_member() {
        let history = [opened(), posted(2), reacted(MENTOR, "👍")];
        let unreact = Unreact { position: 2, emoji: "👍".into() };
        let gone = Event::Unreacted { position: 2, user: MENTOR, emoji: "👍".into() };
        given(history.clone()).by(MENTOR).when(unreact.clone()).then([gone.clone()]);
        given(history.clone()).by(STUDENT).when(unreact.clone()).nothing();
        assert!(given(history).by(MENTOR).when(unreact).state().reactions.is_empty());
    }
}
