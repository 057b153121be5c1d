//! Clients of our own: small, so that what is measured is the other side.

pub mod batch;
pub mod crowd;
pub mod frame;
pub mod http;
pub mod media;
pub mod ws;
