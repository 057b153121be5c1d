//! The program as people meet it: a real server on a port of its own, spoken to by HTTP and WebSocket.
#![expect(clippy::unwrap_used, reason = "tests")]

mod accounts;
mod answers;
mod authorization;
mod backup;
mod contract;
mod doctor;
mod document;
mod drain;
mod edges;
mod headers;
mod hostile;
mod ice;
mod lan;
mod logs;
mod mentoring;
mod operators;
mod owner;
mod personal;
mod realtime;
mod restart;
mod retention;
mod roles;
mod settings;
mod slow;
mod support;
mod tls;
mod traces;
mod watch;
