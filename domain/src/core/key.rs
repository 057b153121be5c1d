//! Row keys compare as bytes: numbers are big-endian, instants keep their order.

use uuid::Uuid;

use super::Timestamp;

/// Eight bytes in the order of time.
pub fn instant(at: Timestamp) -> [u8; 8] {
    (at.0.cast_unsigned() ^ (1 << 63)).to_be_bytes()
}

/// Sort key of a list by time; the id tells two of one instant apart. Read in reverse for newest first.
pub fn by_time(at: Timestamp, id: Uuid) -> Vec<u8> {
    join(&[&instant(at), id.as_bytes()])
}

/// Sort key of a list by position.
pub fn by_position(position: u64) -> Vec<u8> {
    position.to_be_bytes().to_vec()
}

/// Parts after each other; all but the last must be of fixed length.
pub fn join(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_sort_as_they_happen_even_before_1970() {
        let keys: Vec<_> = [-5, -1, 0, 1, 1 << 40].map(|ms| instant(Timestamp(ms))).to_vec();
        assert!(keys.is_sorted());
    }
}
