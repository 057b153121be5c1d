//! Whether browsers will take the certificate.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, time::Duration};

use jiff::Timestamp;
use rustls::{
    CertificateError, Error,
    client::verify_server_name,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
    server::ParsedCertificate,
};
use x509_cert::Certificate;

use super::{Finding, place::Place};
use crate::{
    config::Tls,
    serve::{TlsError, certified, parsed, validity},
};

const CHECK: &str = "tls.certificate";
const KEY: &str = "tls.key";
/// Enough to get another one.
const SOON: Duration = Duration::from_hours(24 * 30);

/// What matters of a chain.
#[derive(Clone, Debug)]
struct Facts {
    /// Since when all of it is valid, and until when.
    valid: (Duration, Duration),
    /// Where the first certificate is not for the public URL's host: for which ones it is.
    others: Option<Vec<String>>,
    is_self_signed: bool,
}

pub fn check(tls: &Tls, place: &Place) -> Vec<Finding> {
    let (Some(certificate), Some(key)) = (&tls.certificate, &tls.key) else { return vec![unset(place)] };
    if let Err(error) = certified(certificate, key) {
        return vec![refused(&error)];
    }
    let finding = match read(certificate, &place.host) {
        Ok(facts) => judge(&facts, &place.host, Timestamp::now()),
        Err(cause) => Finding::error(CHECK, format!("{}: {cause}", certificate.display()), "get a new one from its authority"),
    };
    let mode = fs::metadata(key).map_or(0, |found| found.permissions().mode());
    vec![finding, kept(key, mode)]
}

fn unset(place: &Place) -> Finding {
    let said = if place.is_https { "not set: a proxy in front speaks https" } else { "not set, and `public_url` is http" };
    Finding::ok(CHECK, said)
}

fn refused(error: &TlsError) -> Finding {
    // errors of a start say after the last semicolon what to do
    let said = error.to_string();
    let (found, mend) = said.rsplit_once("; ").unwrap_or((&said, "name PEM files of a certificate and its key"));
    Finding::error(CHECK, found, mend)
}

/// Of a file that a server can be made with.
fn read(file: &Path, host: &str) -> Result<Facts, String> {
    let (chain, parsed) = chain(file)?;
    let (Some(first), Some(leaf)) = (chain.first(), parsed.first()) else { return Err("it holds no certificate".into()) };
    let valid = validity(&parsed);
    let is_self_signed = leaf.tbs_certificate().issuer() == leaf.tbs_certificate().subject();
    Ok(Facts { valid, others: others(first, host).map_err(|error| error.to_string())?, is_self_signed })
}

fn chain(file: &Path) -> Result<(Vec<CertificateDer<'static>>, Vec<Certificate>), String> {
    let chain = CertificateDer::pem_file_iter(file)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| error.to_string())?;
    let parsed = parsed(&chain).map_err(|error| error.to_string())?;
    Ok((chain, parsed))
}

fn others(leaf: &CertificateDer<'_>, host: &str) -> Result<Option<Vec<String>>, Error> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| Error::General(format!("{host} is no name of a host")))?;
    match verify_server_name(&ParsedCertificate::try_from(leaf)?, &name) {
        Ok(()) => Ok(None),
        Err(Error::InvalidCertificate(CertificateError::NotValidForNameContext { presented, .. })) => {
            // they come like `DnsName("a.example")`
            Ok(Some(presented.iter().map(|name| name.split('"').nth(1).unwrap_or(name).to_owned()).collect()))
        }
        Err(Error::InvalidCertificate(CertificateError::NotValidForName)) => Ok(Some(Vec::new())),
        Err(error) => Err(error),
    }
}

fn judge(facts: &Facts, host: &str, now: Timestamp) -> Finding {
    let (from, until) = facts.valid;
    let shown =
        |since: Duration| Timestamp::from_second(i64::try_from(since.as_secs()).unwrap_or(i64::MAX)).unwrap_or(Timestamp::MAX);
    let now = Duration::from_secs(u64::try_from(now.as_second()).unwrap_or(0));
    let renew = "renew it, put the new files where `tls.certificate` and `tls.key` say, and start again";
    if now >= until {
        return Finding::error(CHECK, format!("it expired at {}", shown(until)), renew);
    }
    if now < from {
        return Finding::error(
            CHECK,
            format!("it is valid from {} only", shown(from)),
            "look at the clock (`date -u`), else get another one",
        );
    }
    if let Some(others) = &facts.others {
        let others = if others.is_empty() { "no host".to_owned() } else { others.join(", ") };
        let said = format!("it is not for {host}, the host of `public_url`, but for {others}");
        return Finding::error(CHECK, said, "get one for that host, or set `public_url` to a host that it is for");
    }
    let left = until.saturating_sub(now);
    if left < SOON {
        let days = left.as_secs() / (24 * 3600);
        return Finding::warning(CHECK, format!("it expires in {days} days, at {}", shown(until)), renew);
    }
    if facts.is_self_signed {
        let said = format!(
            "it is for {host} until {}, and signed by itself: browsers take it only where it was made known to them",
            shown(until)
        );
        return Finding::warning(CHECK, said, "get one from an authority that browsers know");
    }
    Finding::ok(CHECK, format!("it is for {host}, until {}", shown(until)))
}

fn kept(key: &Path, mode: u32) -> Finding {
    let shown = key.display();
    if mode.trailing_zeros() >= 6 {
        return Finding::ok(KEY, format!("{shown} is the certificate's, and read by its owner only"));
    }
    let said = format!("{shown} is read by others than its owner (mode {:o})", mode & 0o777);
    Finding::warning(KEY, said, format!("`chmod 600 {shown}`"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    const DAY: u64 = 24 * 3600;

    /// At day 1000, of a certificate for these days.
    fn judged(days: (u64, u64), others: Option<&[&str]>) -> Finding {
        let others = others.map(|others| others.iter().map(|&other| other.to_owned()).collect());
        let valid = (Duration::from_secs(days.0 * DAY), Duration::from_secs(days.1 * DAY));
        judge(&Facts { valid, others, is_self_signed: false }, "a.example", Timestamp::from_second(86_400_000).unwrap())
    }

    #[test]
    fn its_time_and_its_host_count() {
        for (finding, level, word) in [
            (judged((900, 1100), None), Level::Ok, "for a.example, until 1973-01-05"),
            (judged((900, 1000), None), Level::Error, "expired at 1972-09-27"),
            (judged((1001, 1100), None), Level::Error, "valid from"),
            (judged((900, 1029), None), Level::Warning, "in 29 days"),
            (judged((900, 1100), Some(&["b.example", "c.example"])), Level::Error, "but for b.example, c.example"),
            (judged((900, 1000), Some(&[])), Level::Error, "expired"),
        ] {
            assert!(finding.level == level && finding.found.contains(word), "{finding:?}");
        }
    }

    #[test]
    fn real_certificates_are_read() {
        let made = rcgen::generate_simple_self_signed(["a.example".to_owned(), "*.b.example".to_owned()]).unwrap();
        let der = made.cert.der();
        for (host, is_for) in [("a.example", true), ("x.b.example", true), ("b.example", false), ("10.0.0.1", false)] {
            assert_eq!(others(der, host).unwrap().is_none(), is_for, "{host}");
        }
        assert!(others(der, "b.example").unwrap().unwrap().iter().any(|name| name.contains("a.example")));
        assert!(others(der, "").is_err());
    }

    #[test]
    fn a_key_is_its_owners() {
        let level = |mode| kept(Path::new("key.pem"), mode).level;
        assert_eq!((level(0o100_600), level(0o100_400), level(0o100_640)), (Level::Ok, Level::Ok, Level::Warning));
        assert_eq!(unset(&Place::of("https://a.example")).level, Level::Ok);
    }
}
