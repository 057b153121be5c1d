//! What people say is theirs: nothing of it lies anywhere in the open, they get it as a file, and when they go it goes too.

mod erasure;
mod export;
mod forgotten;
mod hidden;
mod planted;
mod search;
mod story;
