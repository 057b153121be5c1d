//! The table of entity kinds: where types are erased, once. The host below knows bytes and names.

mod cell;
mod live;

use std::{collections::HashMap, sync::Arc};

use lyceum_domain::core::{Command, Entity, entity::CommandTable};
use lyceum_storage::Kind;

pub(crate) use cell::{After, Cell, Failed, KindCells, Limits, Made, Refusal, Subject, decode, encode};
use cell::{Erased, Run};
pub use live::{Live, LiveCommit};

/// Every kind that a node serves, with its commands.
///
/// ```
/// # use lyceum_cluster::KindTable;
/// # use lyceum_domain::core::*;
/// # use serde::{Serialize, Deserialize};
/// # #[derive(Clone, Default, Serialize, Deserialize)] struct Door { open: bool }
/// # #[derive(Clone, Serialize, Deserialize)] struct Opened;
/// # #[derive(Debug)] struct Locked;
/// # impl std::fmt::Display for Locked { fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str("locked") } }
/// # impl Rejection for Locked { fn code(&self) -> &'static str { "locked" } }
/// # impl Entity for Door { const KIND: &'static str = "door"; const STATE: u32 = 1; type Event = Opened; type Rejection = Locked;
/// #   fn evolve(&mut self, _: &Opened) { self.open = true; } }
/// # #[derive(Serialize, Deserialize)] struct Open {}
/// # impl Command for Open { const NAME: &'static str = "open"; type Entity = Door; type Reply = ();
/// #   fn decide(self, _: &Door, _: &At) -> Decision<Self> { Ok((vec![Opened], ())) } }
/// let kinds = KindTable::new().kind::<Door>(|door| door.command::<Open>());
/// ```
#[derive(Clone, Default)]
pub struct KindTable {
    kinds: HashMap<Kind, Arc<dyn KindCells>>,
}

impl KindTable {
    pub fn new() -> Self {
        Self::default()
    }

    /// # Panics
    /// When the kind is in the table already: two nouns cannot share a name.
    pub fn kind<E: Entity>(mut self, build: impl FnOnce(KindBuilder<E>) -> KindBuilder<E>) -> Self {
        let kind = Kind::new(E::KIND);
        let built = build(KindBuilder::default());
        let before = self.kinds.insert(kind, Arc::new(Erased(Arc::new(built))));
        assert!(before.is_none(), "the kind {kind:?} is in the table twice");
        self
    }

    pub(crate) fn get(&self, kind: Kind) -> Option<&dyn KindCells> {
        self.kinds.get(&kind).map(|cells| &**cells)
    }

    /// In order.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.kinds.keys().map(|kind| kind.as_str().to_owned()).collect();
        names.sort_unstable();
        names
    }

    /// The kind of this name, if the table has it: names from effects come as strings.
    pub(crate) fn named(&self, name: &str) -> Option<Kind> {
        (1..24).contains(&name.len()).then(|| Kind::new(name)).filter(|kind| self.kinds.contains_key(kind))
    }
}

/// The commands of one kind and who watches its commits.
pub struct KindBuilder<E: Entity> {
    commands: HashMap<&'static str, Run<E>>,
    live: Option<Arc<dyn Live<E>>>,
}

impl<E: Entity> Default for KindBuilder<E> {
    fn default() -> Self {
        Self { commands: HashMap::new(), live: None }
    }
}

impl<E: Entity> KindBuilder<E> {
    /// # Panics
    /// When the kind has a command of that name already.
    pub fn command<C: Command<Entity = E>>(mut self) -> Self {
        let before = self.commands.insert(C::NAME, cell::run::<C>);
        assert!(before.is_none(), "{} has the command {} twice", E::KIND, C::NAME);
        self
    }

    pub fn live(mut self, live: Arc<dyn Live<E>>) -> Self {
        self.live = Some(live);
        self
    }
}

impl<E: Entity> CommandTable<E> for KindBuilder<E> {
    fn command<C: Command<Entity = E>>(self) -> Self {
        KindBuilder::command::<C>(self)
    }
}
