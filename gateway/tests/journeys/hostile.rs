//! Peers who mean harm, or do it without meaning it: each gets a clear answer for bounded work, and nobody else notices.

mod bad_days;
mod bad_disks;
mod clock;
mod damaged_log;
mod decoders;
mod descriptors;
mod forged;
mod half_joined;
mod heads;
mod later;
mod peers;
