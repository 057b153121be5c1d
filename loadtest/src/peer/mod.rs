//! Baselines: the raw limit of the same work, each in a process of its own, with no rule and no check in the way.

pub mod batch;
pub mod fjall;
pub mod hyper;
pub mod map;
pub mod send;
pub mod write;
