//! What is durable. Small traits whose docs are their contracts; one contract suite runs against every backend.
//! Storage knows bytes: who an entity is, not what it means.

pub mod backup;
pub mod blobs;
mod closing;
#[doc(hidden)]
pub mod contract;
pub mod decorate;
mod embedded;
pub mod error;
pub mod faults;
mod index;
pub mod journal;
pub mod keys;
mod log;
pub mod metrics;
pub mod open;
pub mod owner;
pub mod placement;
pub mod queues;
mod seldom;
pub mod streams;
pub mod sweep;
mod trouble;
pub mod verify;
pub mod views;

use std::sync::Arc;

pub use backup::Backup;
pub use blobs::Blobs;
pub use closing::Closing;
pub use error::StoreError;
pub use journal::{AppendError, AppendSink, Appended, Commit, EntityKey, Head, Journal, Kind};
pub use keys::Keys;
pub use log::{gate::Space, tail::TornTail};
pub use open::{Damaged, OpenError, OpenReport, Options, open};
pub use placement::Placement;
pub use queues::{Queue, Queues};
pub use seldom::Seldom;
pub use streams::Streams;
pub use trouble::{Disk, Trouble};
pub use views::Views;

/// All of one installation's storage.
#[derive(Clone)]
pub struct Store {
    pub journal: Arc<dyn Journal>,
    pub views: Arc<dyn Views>,
    pub placement: Arc<dyn Placement>,
    pub streams: Arc<dyn Streams>,
    pub blobs: Arc<dyn Blobs>,
    pub keys: Arc<dyn Keys>,
    pub backup: Arc<dyn Backup>,
    pub queues: Arc<dyn Queues>,
    pub disk: Arc<Disk>,
    pub closing: Arc<dyn Closing>,
    pub report: Arc<OpenReport>,
}
