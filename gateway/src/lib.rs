//! The edge: HTTP API, realtime socket, sign-in, and the `lyceum` program that wires everything. No business rule is here.

pub mod config;
pub mod logs;
pub mod problem;
pub mod serve;
pub mod ws;
