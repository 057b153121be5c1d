//! What people who are in the log need beside it: their keys, and the pictures that their profiles name.

use std::collections::HashMap;

use lyceum_domain::{
    core::Entity,
    user::{Event, User},
};
use lyceum_storage::{
    EntityKey,
    verify::{blob_path, key_paths},
};
use uuid::Uuid;

/// Everybody who registered and was neither refused nor erased. About 80 bytes a person.
#[derive(Debug, Default)]
pub struct People(HashMap<Person, Option<Uuid>>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Person {
    organization: Uuid,
    id: Uuid,
}

/// A picture that a profile names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    person: Person,
    picture: Uuid,
}

impl People {
    /// Goes on with an event of `of`, which may be anything.
    pub fn follow(&mut self, of: EntityKey, event: &[u8]) -> Result<(), String> {
        if of.kind.as_str() != User::KIND {
            return Ok(());
        }
        let person = Person { organization: of.organization, id: of.id };
        let event: Event =
            ciborium::from_reader(event).map_err(|error| format!("an event of user {} does not decode: {error}", of.id))?;
        match event {
            Event::Registered { .. } => {
                self.0.insert(person, None);
            }
            Event::RegistrationRefused { .. } | Event::Erased { .. } => {
                self.0.remove(&person);
            }
            Event::PictureSet { blob, .. } => self.pictured(person, Some(blob)),
            Event::PictureRemoved { .. } => self.pictured(person, None),
            _ => {}
        }
        Ok(())
    }

    fn pictured(&mut self, person: Person, picture: Option<Uuid>) {
        if let Some(known) = self.0.get_mut(&person) {
            *known = picture;
        }
    }

    /// Whose key is missing though it was not destroyed; `is_there` knows the data folder's files.
    pub fn without_key(&self, is_there: &dyn Fn(&str) -> bool) -> Vec<String> {
        let mut lost: Vec<_> =
            self.0.keys().filter(|person| !key_paths(person.organization, person.id).iter().any(|path| is_there(path))).collect();
        lost.sort_unstable();
        let told = |Person { organization, id }: &Person| {
            let [path, _] = key_paths(*organization, *id);
            format!(
                "the key of person {id} of organization {organization} is gone, and nobody erased them: nothing of theirs can be read. Restore \
                 {path} from a back-up; where none has it, have an administrator delete that account"
            )
        };
        lost.into_iter().map(told).collect()
    }

    /// Who was erased, which the log does not say: it was copied before, and their key after.
    pub fn half_erased(&self, is_there: &dyn Fn(&str) -> bool) -> Vec<String> {
        let is_gone = |person: &Person| {
            let [_, gone] = key_paths(person.organization, person.id);
            is_there(&gone)
        };
        let mut half: Vec<_> = self.0.keys().copied().filter(is_gone).collect();
        half.sort_unstable();
        let told = |Person { organization, id }| {
            format!(
                "person {id} of organization {organization} was erased while a backup was made: nothing of theirs can be read, and their account \
                 is there again once it is restored. Have an administrator delete it once more, by `POST /v1/users/{id}/deletion`"
            )
        };
        half.into_iter().map(told).collect()
    }

    /// The pictures that are missing.
    pub fn without_picture(&self, is_there: &dyn Fn(&str) -> bool) -> Vec<Named> {
        let named = self.0.iter().filter_map(|(person, picture)| Some(Named { person: *person, picture: (*picture)? }));
        let mut lost: Vec<_> = named.filter(|named| !is_there(&named.path())).collect();
        lost.sort_unstable();
        lost
    }

    pub fn name(&self, named: &Named) -> bool {
        self.0.get(&named.person) == Some(&Some(named.picture))
    }
}

impl Named {
    fn path(&self) -> String {
        blob_path(self.person.organization, self.picture)
    }

    pub fn lost(&self) -> String {
        let Person { organization, id } = self.person;
        format!(
            "the picture of person {id} of organization {organization} is gone: restore {} from a back-up, or have them set another",
            self.path()
        )
    }
}
