//! TLS by rustls: 1.2 and 1.3, its own safe defaults.

use std::{path::Path, sync::Arc, time::Duration};

use rustls::{
    ServerConfig,
    pki_types::{
        CertificateDer, PrivateKeyDer,
        pem::{self, PemObject},
    },
};
use tokio_rustls::TlsAcceptor;
use x509_cert::{
    Certificate,
    der::{self, Decode},
};

#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("`{setting}` = {path}: {cause}; name a PEM file that this process may read")]
    Pem { setting: &'static str, path: String, cause: pem::Error },
    #[error("`tls.certificate` = {0} holds no certificate; name a PEM file with the chain, leaf first")]
    Empty(String),
    #[error("`tls.certificate` and `tls.key` do not make a TLS server: {0}; the key must be that of the first certificate")]
    Refused(#[from] rustls::Error),
}

/// What connections are accepted with.
#[derive(Clone)]
pub struct Certified {
    pub acceptor: TlsAcceptor,
    /// Until when all of the chain is good, since 1970; `None` where a certificate of it cannot be read so far.
    pub ends: Option<Duration>,
}

/// From PEM files: the certificate chain, leaf first, and its key.
pub fn certified(certificate: &Path, key: &Path) -> Result<Certified, TlsError> {
    let named = |setting, path: &Path| {
        let path = path.display().to_string();
        move |cause| TlsError::Pem { setting, path, cause }
    };
    let chain = CertificateDer::pem_file_iter(certificate).map_err(named("tls.certificate", certificate))?;
    let chain = chain.collect::<Result<Vec<_>, _>>().map_err(named("tls.certificate", certificate))?;
    if chain.is_empty() {
        return Err(TlsError::Empty(certificate.display().to_string()));
    }
    let ends = parsed(&chain).ok().map(|chain| validity(&chain).1);
    let key = PrivateKeyDer::from_pem_file(key).map_err(named("tls.key", key))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut config = config.with_no_client_auth().with_single_cert(chain, key)?;
    // no HTTP/2: it would need limits of its own and has no WebSockets here
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Certified { acceptor: TlsAcceptor::from(Arc::new(config)), ends })
}

pub fn parsed(chain: &[CertificateDer<'_>]) -> Result<Vec<Certificate>, der::Error> {
    chain.iter().map(|der| Certificate::from_der(der)).collect()
}

/// Since when all of them are valid, and until when.
pub fn validity(chain: &[Certificate]) -> (Duration, Duration) {
    let times = chain.iter().map(|each| each.tbs_certificate().validity());
    times.fold((Duration::ZERO, Duration::MAX), |(from, until), each| {
        (from.max(each.not_before.to_unix_duration()), until.min(each.not_after.to_unix_duration()))
    })
}
