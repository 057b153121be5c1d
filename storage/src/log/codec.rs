//! Bytes of names and numbers, shared by the log's bodies and the index's keys.

use bytes::Bytes;
use uuid::Uuid;

use crate::{EntityKey, Kind};

/// Length of an entity as a key of the index: fixed, so that keys sort by organization, kind and id.
pub const ENTITY_KEY: usize = 56;

/// A cursor over stored bytes; `None` where they end too early.
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(n)?;
        self.0 = tail;
        Some(head)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    pub fn u8(&mut self) -> Option<u8> {
        Some(self.array::<1>()?[0])
    }
    pub fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }
    pub fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }
    pub fn uuid(&mut self) -> Option<Uuid> {
        self.array().map(Uuid::from_bytes)
    }

    pub fn bytes(&mut self) -> Option<&'a [u8]> {
        let len = self.u32()? as usize;
        self.take(len)
    }

    pub fn entity(&mut self) -> Option<EntityKey> {
        let organization = self.uuid()?;
        let id = self.uuid()?;
        let len = usize::from(self.u8()?);
        let name = self.take(len)?;
        let mut kind = [0; 24];
        kind.get_mut(..len)?.copy_from_slice(name);
        Some(EntityKey { organization, kind: Kind::from_bytes(kind)?, id })
    }

    pub fn rest(self) -> Bytes {
        Bytes::copy_from_slice(self.0)
    }
}

pub fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&u32::try_from(bytes.len()).expect("stored values are far below 4 GiB").to_le_bytes());
    out.extend_from_slice(bytes);
}

pub fn put_entity(out: &mut Vec<u8>, entity: &EntityKey) {
    let name = entity.kind.as_str().as_bytes();
    out.extend_from_slice(entity.organization.as_bytes());
    out.extend_from_slice(entity.id.as_bytes());
    out.push(u8::try_from(name.len()).expect("a kind's name has at most 23 bytes"));
    out.extend_from_slice(name);
}

pub fn entity_key(entity: &EntityKey) -> [u8; ENTITY_KEY] {
    let mut key = [0; ENTITY_KEY];
    key[..16].copy_from_slice(entity.organization.as_bytes());
    key[16..40].copy_from_slice(entity.kind.as_bytes());
    key[40..].copy_from_slice(entity.id.as_bytes());
    key
}

/// Reads an entity from the first bytes of an index key.
pub fn entity_of(key: &[u8]) -> Option<EntityKey> {
    let mut reader = Reader(key);
    let organization = reader.uuid()?;
    let kind = Kind::from_bytes(reader.array()?)?;
    Some(EntityKey { organization, kind, id: reader.uuid()? })
}
