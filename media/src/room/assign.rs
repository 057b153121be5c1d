//! Who gets which slot. A source keeps the slot it has for as long as it is wanted: a receiver's picture
//! never jumps to another tile because somebody else came or went.

/// The slots' next contents: `ranked`, best first, as far as they fit.
pub(super) fn assign<T: Copy + PartialEq>(slots: &[Option<T>], ranked: &[T]) -> Vec<Option<T>> {
    let wanted = &ranked[..ranked.len().min(slots.len())];
    let mut next: Vec<Option<T>> = slots.iter().map(|held| held.filter(|held| wanted.contains(held))).collect();
    let mut newcomers = wanted.iter().filter(|wanted| !slots.contains(&Some(**wanted)));
    for slot in next.iter_mut().filter(|slot| slot.is_none()) {
        *slot = newcomers.next().copied();
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newcomers_fill_free_slots_and_nobody_moves() {
        assert_eq!(assign(&[None, Some('b'), None], &['a', 'b']), [Some('a'), Some('b'), None]);
        assert_eq!(assign(&[Some('a'), Some('b')], &['b']), [None, Some('b')]);
    }

    #[test]
    fn the_lowest_ranked_gives_way() {
        assert_eq!(assign(&[Some('a'), Some('b')], &['c', 'b', 'a']), [Some('c'), Some('b')]);
    }

    #[test]
    fn without_slots_nobody_gets_one() {
        assert_eq!(assign::<char>(&[], &['a']), []);
    }
}
