//! The edge: HTTP API, realtime socket, sign-in, and the `lyceum` program that wires everything. No business rule is here.

mod accounts;
pub mod api;
pub mod auth;
pub mod backup;
pub mod config;
mod console;
pub mod demo;
mod descriptors;
pub mod doctor;
mod gone;
pub mod lan;
pub mod logs;
pub mod metrics;
pub mod operator;
mod packed;
mod picture;
pub mod problem;
mod realtime;
mod reset;
pub mod retention;
pub mod run;
pub mod serve;
pub mod traces;
mod trusted;
pub mod ws;
