//! The HTTP API. An operation is a file under [`v1`] whose path mirrors its URL; [`v1`] is the table of contents.
//!
//! To add one: `pub struct DoIt(pub Api)` with an `#[OpenApi]` method whose first line says who may, a [`Documented`] that names its
//! errors and examples, and its line in the `operations!` of its folder. Then `make openapi`.

mod answer;
mod cors;
mod docs;
mod document;
mod etag;
mod expected;
mod faults;
mod headers;
mod limits;
mod media;
pub mod objects;
mod operation;
mod organizations;
mod outcome;
mod page;
mod parameters;
mod people;
pub mod pictures;
mod router;
mod seek;
mod shown;
mod state;
mod table;
mod unique;
pub mod v1;

pub use answer::{Answer, Empty, accepted, created, json, tagged};
pub use document::document;
pub use etag::seen;
pub use limits::Limits;
pub use operation::{Documented, Key, Operation};
pub use organizations::Place;
pub use outcome::{Outcome, problem, storage};
pub use page::{Cursor, LIMIT_MAX, Page, limit};
pub use people::Found;
pub use router::{AskedHash, endpoint};
pub use shown::{Shown, change, show};
pub use state::{Api, Secrets};
pub use table::Merged;
