//! Texts that people write, as events and rows hold them.

use serde::{Deserialize, Serialize};

use super::{PersonKeys, Personal, UserId};

/// A text of a person's own, sealed. The earliest events of some kinds held theirs in the open, and are still read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Words {
    Sealed(Personal<String>),
    Open(String),
}

impl Words {
    /// Whose key opens it.
    pub fn person(&self) -> Option<UserId> {
        match self {
            Self::Sealed(text) => Some(text.person),
            Self::Open(_) => None,
        }
    }

    /// `None` once its person is erased.
    pub fn read(&self, keys: &PersonKeys) -> Option<String> {
        match self {
            Self::Sealed(text) => keys.open(text).ok(),
            Self::Open(text) => Some(text.clone()),
        }
    }
}

impl Default for Words {
    fn default() -> Self {
        Self::Open(String::new())
    }
}

impl From<Personal<String>> for Words {
    fn from(text: Personal<String>) -> Self {
        Self::Sealed(text)
    }
}

#[cfg(test)]
impl From<&str> for Words {
    fn from(text: &str) -> Self {
        Self::Open(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::testing::*;

    fn again(words: &Words) -> Words {
        let mut bytes = Vec::new();
        ciborium::into_writer(words, &mut bytes).unwrap();
        ciborium::from_reader(&bytes[..]).unwrap()
    }

    #[test]
    fn what_is_sealed_and_what_once_was_not_are_both_read_back() {
        let sealed = Words::from(sealed(STUDENT, 1, 0, "Algebra"));
        assert_eq!((again(&sealed), sealed.read(&keys()).as_deref()), (sealed.clone(), Some("Algebra")));
        let open = Words::Open("Algebra".into());
        assert_eq!((again(&open), open.read(&keys()).as_deref()), (open.clone(), Some("Algebra")));
    }

    #[test]
    fn without_its_persons_key_it_says_nothing() {
        assert_eq!(Words::from(sealed(STUDENT, 1, 0, "Algebra")).read(&PersonKeys::default()), None);
    }
}
