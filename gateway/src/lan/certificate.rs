//! A certificate for one address, by an authority made for it alone, whose key is forgotten at once: who installs the authority on a
//! phone trusts this machine and nothing that comes later.

use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    net::{IpAddr, Ipv4Addr},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use anyhow::Context;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SanType,
};

pub struct Files {
    pub certificate: PathBuf,
    pub key: PathBuf,
    /// What a phone may be told to trust.
    pub authority: PathBuf,
}

const DAY: Duration = Duration::from_hours(24);
/// Apple's systems refuse what is valid for more than 825 days.
const VALID: Duration = Duration::from_hours(397 * 24);
/// Made anew before it ends while the server runs.
const USED: Duration = Duration::from_hours(300 * 24);

/// Those in `folder`, made if they are missing or old.
pub fn ensure(folder: &Path, address: IpAddr) -> anyhow::Result<Files> {
    let file = |name| folder.join(name);
    let files = Files { certificate: file("certificate.pem"), key: file("key.pem"), authority: file("authority.pem") };
    if !is_fresh(&files.certificate) {
        make(folder, &files, address).with_context(|| format!("no certificate could be made in {}", folder.display()))?;
    }
    Ok(files)
}

fn is_fresh(certificate: &Path) -> bool {
    let made = fs::metadata(certificate).and_then(|data| data.modified());
    made.is_ok_and(|made| SystemTime::now().duration_since(made).is_ok_and(|age| age < USED))
}

/// The certificate comes last: where it is, the others are.
fn make(folder: &Path, files: &Files, address: IpAddr) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    let (authority, authority_key) = (authority(address)?, KeyPair::generate()?);
    let key = KeyPair::generate()?;
    let signed = leaf(address)?.signed_by(&key, &Issuer::from_params(&authority, &authority_key))?;
    write(&files.authority, &pem("CERTIFICATE", authority.self_signed(&authority_key)?.der()))?;
    write(&files.key, &pem("PRIVATE KEY", key.serialized_der()))?;
    write(&files.certificate, &pem("CERTIFICATE", signed.der()))
}

fn authority(address: IpAddr) -> Result<CertificateParams, rcgen::Error> {
    let mut authority = dated(&format!("Lyceum on {address}"), Vec::new())?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    Ok(authority)
}

fn leaf(address: IpAddr) -> Result<CertificateParams, rcgen::Error> {
    let mut leaf = dated(&address.to_string(), vec!["localhost".into()])?;
    leaf.subject_alt_names.extend([SanType::IpAddress(address), SanType::IpAddress(Ipv4Addr::LOCALHOST.into())]);
    leaf.use_authority_key_identifier_extension = true;
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(leaf)
}

fn dated(name: &str, hosts: Vec<String>) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(hosts)?;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    // a phone's clock may be behind
    let from = SystemTime::now() - DAY;
    (params.not_before, params.not_after) = (from.into(), (from + VALID).into());
    Ok(params)
}

/// RFC 7468.
pub fn pem(label: &str, der: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap_or_default()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let part = path.with_extension("part");
    let mut file: File = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(fs::rename(part, path)?)
}

#[cfg(test)]
mod tests {
    use std::{fs::FileTimes, os::unix::fs::PermissionsExt};

    use super::*;

    #[test]
    fn a_certificate_is_kept_and_an_old_one_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let files = ensure(folder.path(), [10, 0, 0, 5].into()).unwrap();
        let first = fs::read(&files.certificate).unwrap();
        ensure(folder.path(), [10, 0, 0, 5].into()).unwrap();
        assert_eq!(fs::read(&files.certificate).unwrap(), first);

        let long_ago = SystemTime::now() - USED - DAY;
        File::open(&files.certificate).unwrap().set_times(FileTimes::new().set_modified(long_ago)).unwrap();
        ensure(folder.path(), [10, 0, 0, 5].into()).unwrap();
        assert_ne!(fs::read(&files.certificate).unwrap(), first);
    }

    #[test]
    fn the_key_is_its_owners_alone_and_the_authoritys_is_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let files = ensure(folder.path(), [10, 0, 0, 5].into()).unwrap();
        assert_eq!(fs::metadata(&files.key).unwrap().permissions().mode() & 0o777, 0o600);
        let mut names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["authority.pem", "certificate.pem", "key.pem"]);
    }
}
