//! The contract suite against the embedded backend.
#![expect(clippy::unwrap_used, reason = "a test ends at its first error")]

use async_trait::async_trait;
use lyceum_storage::{Options, Store, contract, open};
use parking_lot::Mutex;
use tempfile::TempDir;

/// Folders live as long as the test.
#[derive(Default)]
struct Embedded {
    dirs: Mutex<Vec<TempDir>>,
}

#[async_trait]
impl contract::Subject for Embedded {
    async fn empty(&self) -> Store {
        let dir = tempfile::tempdir().unwrap();
        let store = open(&options(dir.path())).unwrap();
        self.dirs.lock().push(dir);
        store
    }

    async fn again(&self, store: Store) -> Store {
        drop(store);
        open(&options(self.dirs.lock().last().unwrap().path())).unwrap()
    }
}

/// Small segments, so that the suite crosses them.
fn options(dir: &std::path::Path) -> Options {
    Options { segment_bytes: 16 * 1024, ..Options::new(dir) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_embedded_backend_keeps_the_contract() {
    contract::all(&Embedded::default()).await;
}
