//! What operators do: on a socket of their own, or on the store itself when no server runs.

mod admins;
mod backup;
mod client;
mod dead;
mod demo;
mod effects;
mod endpoint;
mod entities;
mod name;
mod organizations;
mod people;
mod plain;
mod resets;
mod sign_outs;

pub use admins::{Appoint, Appointed, Dismissed, appoint, dismiss};
pub use backup::{AskLogEnd, BackUp, LogEndsAt, back_up, log_end};
pub use client::{CallError, call, download};
pub use dead::{DeadLetter, DeadLetters, Settle, Settled, list_dead, settle};
pub use demo::{DemoPeople, demo_people};
pub use effects::{
    LaneState, Lanes, List, ParkedEntities, ParkedEntity, Resume, Resumed, Serve, StuckLane, list_lanes, list_parked, resume,
    serve,
};
pub use endpoint::{Health, Watched, endpoint};
pub use entities::{Events, Happened, Ids, ListEntities, Look, LookEvents, Shown, list_entities, list_events, show_entity};
pub use name::Name;
pub use organizations::{Founded, Founding, Hidden, found};
pub use resets::{Reset, ResetLink, reset};
pub use sign_outs::{SignOut, SignedOut, sign_out, sign_out_all};
