//! The edge: HTTP API, realtime socket, sign-in, and the `lyceum` program that wires everything. No business rule is here.

mod accounts;
pub mod api;
pub mod auth;
pub mod config;
mod console;
pub mod logs;
mod picture;
pub mod problem;
mod reset;
pub mod serve;
pub mod ws;
