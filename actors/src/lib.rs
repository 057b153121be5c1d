//! The live actors: what may be forgotten. A session is one socket, a channel its listeners, a call room its participants;
//! what may not be forgotten is in the entity beside each.

pub mod frames;
