//! Reads that see both what fjall has and what is still to be written there.

use std::{ops::Bound, sync::Arc};

use bytes::Bytes;

use super::{
    Index, Space,
    overlay::{Overlay, Span, wins},
};
use crate::StoreError;

/// Least entries looked at in one step of a scan.
const STEP: usize = 64;

pub struct Behind {
    pub overlay: Overlay,
    pub index: Arc<Index>,
}

type Found = Vec<(Bytes, Bytes)>;

impl Behind {
    pub fn get(&self, space: Space, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        match self.overlay.get(space, key) {
            Some(value) if space != Space::Rows => Ok(value),
            here => {
                let there = self.index.get(space, key)?.map(|v| Bytes::copy_from_slice(&v));
                Ok(match here.flatten() {
                    Some(here) if there.as_ref().is_none_or(|there| wins(space, Some(&here), Some(there))) => Some(here),
                    _ => there,
                })
            }
        }
    }

    /// Entries of the span in order, at most `limit` of those that `keep` wants.
    pub fn scan(
        &self,
        space: Space,
        mut span: Span,
        reverse: bool,
        limit: usize,
        keep: impl Fn(&[u8]) -> bool,
    ) -> Result<Found, StoreError> {
        let mut found = Found::new();
        while found.len() < limit && !span.is_empty() {
            let step = (limit - found.len()).max(STEP);
            // the overlay first: an entry may move from it to fjall meanwhile, never back
            let here = self.overlay.page(space, &span, reverse, step);
            let there = self.page(space, &span, reverse, step)?;
            let edge = edge(&here, &there, step, reverse);
            for (key, value) in merge(space, here, there, reverse) {
                let beyond = edge.as_ref().is_some_and(|edge| if reverse { key < *edge } else { key > *edge });
                if beyond || found.len() == limit {
                    break;
                }
                if let Some(value) = value.filter(|v| keep(v)) {
                    found.push((key, value));
                }
            }
            match edge {
                None => break,
                Some(edge) if reverse => span.upper = Bound::Excluded(edge),
                Some(edge) => span.lower = Bound::Excluded(edge),
            }
        }
        Ok(found)
    }

    fn page(&self, space: Space, span: &Span, reverse: bool, limit: usize) -> Result<Found, StoreError> {
        let range = self.index.space(space).range::<Bytes, _>((span.lower.clone(), span.upper.clone()));
        let read = |guard: fjall::Guard| {
            let (key, value) = guard.into_inner().map_err(|e| self.index.broken(&e))?;
            Ok((Bytes::copy_from_slice(&key), Bytes::copy_from_slice(&value)))
        };
        if reverse { range.rev().take(limit).map(read).collect() } else { range.take(limit).map(read).collect() }
    }
}

/// Up to which key both pages are complete; `None` when both are whole.
fn edge(here: &[(Bytes, Option<Bytes>)], there: &[(Bytes, Bytes)], step: usize, reverse: bool) -> Option<Bytes> {
    let here = (here.len() == step).then(|| here[step - 1].0.clone());
    let there = (there.len() == step).then(|| there[step - 1].0.clone());
    match (here, there) {
        (Some(a), Some(b)) => Some(if (a < b) == reverse { b } else { a }),
        (one, None) | (None, one) => one,
    }
}

fn merge(space: Space, here: Vec<(Bytes, Option<Bytes>)>, there: Found, reverse: bool) -> Vec<(Bytes, Option<Bytes>)> {
    let mut merged = Vec::with_capacity(here.len() + there.len());
    let mut there = there.into_iter().peekable();
    for (key, value) in here {
        while let Some((k, v)) = there.next_if(|(k, _)| if reverse { *k > key } else { *k < key }) {
            merged.push((k, Some(v)));
        }
        match there.next_if(|(k, _)| *k == key) {
            Some((_, stored)) if !wins(space, value.as_ref(), Some(&stored)) => merged.push((key, Some(stored))),
            _ => merged.push((key, value)),
        }
    }
    merged.extend(there.map(|(k, v)| (k, Some(v))));
    merged
}
