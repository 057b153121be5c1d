//! The certificate in use: taken anew when its files change, and kept when they are not right.

use std::{
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use parking_lot::Mutex;
use prometheus_client::{
    metrics::{counter::Counter, gauge::Gauge},
    registry::Registry,
};
use tokio_rustls::TlsAcceptor;

use super::tls::{Certified, TlsError, certified};

const LOOK_EVERY: Duration = Duration::from_secs(2);

pub struct Certificates {
    certificate: PathBuf,
    key: PathBuf,
    current: Mutex<Current>,
    reloads: Counter,
    refused: Gauge,
}

struct Current {
    certified: Certified,
    /// Of the files that were last looked at, used or not.
    seen: Seen,
}

/// Tells a file from the one that was there before.
type Seen = [Option<(u64, u64, i64, i64)>; 2];

impl Certificates {
    pub fn load(certificate: &Path, key: &Path, registry: &mut Registry) -> Result<Arc<Self>, TlsError> {
        let (reloads, refused) = (Counter::default(), Gauge::default());
        registry.register("tls_reloads", "changed certificates that were taken into use", reloads.clone());
        let help = "1 while the files of `tls.certificate` and `tls.key` cannot be used and those before them still are";
        registry.register("tls_certificate_refused", help, refused.clone());
        // before they are read: a change in between is seen by the next look
        let seen = seen(certificate, key);
        let current = Mutex::new(Current { certified: certified(certificate, key)?, seen });
        Ok(Arc::new(Self { certificate: certificate.to_owned(), key: key.to_owned(), current, reloads, refused }))
    }

    /// For the next connection; those that are open keep theirs.
    pub fn acceptor(&self) -> TlsAcceptor {
        self.current.lock().certified.acceptor.clone()
    }

    /// When the one that is shown ends, whatever its files hold by now.
    pub fn ends(&self) -> Option<Duration> {
        self.current.lock().certified.ends
    }

    /// Looks at the files every two seconds, for ever.
    pub async fn watch(self: Arc<Self>) {
        let mut every = tokio::time::interval(LOOK_EVERY);
        loop {
            every.tick().await;
            let certificates = self.clone();
            // a panic there is logged by the runtime, and the next look comes anyway
            let _ = tokio::task::spawn_blocking(move || certificates.look()).await;
        }
    }

    fn look(&self) {
        let seen = seen(&self.certificate, &self.key);
        if seen == self.current.lock().seen {
            return;
        }
        let taken = certified(&self.certificate, &self.key);
        let mut current = self.current.lock();
        current.seen = seen;
        match taken {
            Ok(certified) => {
                current.certified = certified;
                self.reloads.inc();
                self.refused.set(0);
                tracing::info!(certificate = %self.certificate.display(), "the changed certificate is in use");
            }
            Err(error) => {
                self.refused.set(1);
                tracing::error!(%error, "the changed certificate cannot be used; the one before it stays in use");
            }
        }
    }
}

fn seen(certificate: &Path, key: &Path) -> Seen {
    let of = |metadata: io::Result<fs::Metadata>| metadata.ok().map(|m| (m.ino(), m.len(), m.mtime(), m.mtime_nsec()));
    [certificate, key].map(|path| of(fs::metadata(path)))
}
