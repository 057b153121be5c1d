//! The rules together: sagas over several entities, properties against simple models, the stored form of every event.
#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod arrows;
mod booking;
mod channel_model;
mod golden;
mod mentoring_model;
mod people;
mod rating;
mod registration;
mod samples;
mod seeds;
mod world;
