//! A text on its way to many.

use std::{
    ops::Deref,
    sync::{Arc, OnceLock},
};

/// Made once and shared by all who get it. Its compressed form is shared as well: the first who wants one makes it.
#[derive(Clone, Debug)]
pub struct Frame(Arc<Forms>);

#[derive(Debug)]
struct Forms {
    plain: Vec<u8>,
    packed: OnceLock<Vec<u8>>,
}

impl Frame {
    /// Everybody packs in the same way: what the first `pack` made is what the others get.
    pub fn packed(&self, pack: impl FnOnce(&[u8]) -> Vec<u8>) -> &[u8] {
        self.0.packed.get_or_init(|| pack(&self.0.plain))
    }
}

impl From<Vec<u8>> for Frame {
    fn from(plain: Vec<u8>) -> Self {
        Self(Arc::new(Forms { plain, packed: OnceLock::new() }))
    }
}

impl From<String> for Frame {
    fn from(plain: String) -> Self {
        plain.into_bytes().into()
    }
}

impl Deref for Frame {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0.plain
    }
}

impl PartialEq for Frame {
    fn eq(&self, other: &Self) -> bool {
        self.0.plain == other.0.plain
    }
}

impl Eq for Frame {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_packed_once_however_many_want_it() {
        let frame = Frame::from(b"text".to_vec());
        let other = frame.clone();
        assert_eq!(frame.packed(<[u8]>::to_ascii_uppercase), b"TEXT");
        assert_eq!(other.packed(|_| unreachable!("it is packed already")), b"TEXT");
        assert_eq!(&*other, b"text");
    }
}
