//! `lyceum doctor` on a machine that is set up well, and on one where each thing is broken in turn.

use std::{
    fs::{self, Permissions},
    net::{TcpListener, UdpSocket},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use lyceum_gateway::lan::pem;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Program, free_port, program};

/// Set up well: what a test breaks is the only error.
struct Place {
    folder: TempDir,
    listen: u16,
    media: u16,
}

impl Place {
    fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("console")).unwrap();
        fs::write(folder.path().join("console/index.html"), "page").unwrap();
        Self { folder, listen: free_port(), media: free_port() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn settings(&self, command: &mut Command) {
        command
            .env("LYCEUM_CONSOLE", self.path("console"))
            .env("LYCEUM_MEDIA_UDP", format!("127.0.0.1:{}", self.media))
            .env("LYCEUM_MEDIA_WORKERS", "1")
            .env("LYCEUM_LIMITS_CONNECTIONS", "100")
            .env("LYCEUM_STORE_RESERVE_BYTES", "1048576");
    }

    fn doctor(&self) -> Command {
        let mut command = program(&self.path("data"), self.listen);
        self.settings(&mut command);
        command.arg("doctor");
        command
    }

    fn examine(&self, flags: &[&str]) -> Report {
        Report::of(&self.doctor().arg("--json").args(flags).output().unwrap())
    }
}

struct Report {
    code: Option<i32>,
    json: Value,
}

impl Report {
    fn of(output: &Output) -> Self {
        let json = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
        Self { code: output.status.code(), json }
    }

    fn findings(&self) -> &[Value] {
        self.json["findings"].as_array().unwrap()
    }

    fn finding(&self, check: &str) -> &Value {
        self.findings().iter().find(|finding| finding["check"] == check).unwrap_or_else(|| panic!("no {check} in {}", self.json))
    }

    /// `check` is the one error, says this, and how to mend it.
    fn assert_broken(&self, check: &str, words: &[&str]) {
        let finding = self.finding(check);
        let said = format!("{} {}", finding["found"].as_str().unwrap(), finding["mend"].as_str().unwrap_or_default());
        assert!(words.iter().all(|word| said.contains(word)), "{words:?} in {said}");
        assert!(!finding["mend"].as_str().unwrap().is_empty());
        let errors: Vec<_> = self.findings().iter().filter(|finding| finding["level"] == "error").collect();
        assert_eq!((errors.as_slice(), self.code), ([finding].as_slice(), Some(1)));
        assert_eq!(self.json["errors"], 1);
    }

    fn assert_level(&self, check: &str, level: &str, word: &str) {
        let finding = self.finding(check);
        assert!(finding["level"] == level && finding["found"].as_str().unwrap().contains(word), "{level} {word}: {finding}");
    }
}

#[test]
fn a_good_set_up_has_no_error_and_is_left_as_it_was() {
    let place = Place::make();
    let report = place.examine(&[]);
    assert_eq!((report.code, &report.json["errors"]), (Some(0), &0.into()), "{}", report.json);
    // a matter of the machine that runs this
    let varying = ["disk", "commit", "clock"];
    for finding in report.findings() {
        let ok = finding["level"] == "ok" && finding["mend"].is_null();
        assert!(ok || varying.contains(&finding["check"].as_str().unwrap()), "{finding}");
    }
    report.assert_level("commit", report.finding("commit")["level"].as_str().unwrap(), "one commit costs");
    report.assert_level("data", "ok", "first start");
    assert!(!place.path("data").exists());
    assert_eq!(fs::read_dir(place.folder.path()).unwrap().count(), 1, "the console alone");

    let output = place.doctor().output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    // a look of its own: what varies may be another way than in the first
    let shown = |level| text.lines().filter(|line| line.starts_with(level)).count();
    let (ok, warnings) = (shown("ok "), shown("warning "));
    let sum = format!("0 errors, {warnings} warning{}", if warnings == 1 { "" } else { "s" });
    assert!(output.status.success() && text.lines().last() == Some(&sum), "{text}");
    assert_eq!(ok + warnings, report.findings().len(), "{text}");
}

#[test]
fn what_is_taken_by_others_is_said_with_their_names() {
    let place = Place::make();
    let (tcp, udp) = (TcpListener::bind("127.0.0.1:0").unwrap(), UdpSocket::bind("127.0.0.1:0").unwrap());
    let (tcp, udp) =
        (tcp.local_addr().map(|at| (at.to_string(), tcp)).unwrap(), udp.local_addr().map(|at| (at.to_string(), udp)).unwrap());
    let (own, me) = (format!("127.0.0.1:{}", place.listen), format!("process {}", std::process::id()));
    let public = format!("public_url=http://{}", tcp.0);
    place.examine(&["--listen", &tcp.0, "--set", &public]).assert_broken("listen", &[&tcp.0, "is taken by", &me, "kill"]);
    place.examine(&["--set", &format!("metrics={}", tcp.0)]).assert_broken("metrics", &[&tcp.0, &me]);
    place.examine(&["--set", &format!("media.tcp={}", tcp.0)]).assert_broken("media.tcp", &[&tcp.0, &me]);
    let flags = [&format!("media.udp={}", udp.0), "media.udp_ports=1"];
    let one = place.examine(&["--set", flags[0], "--set", flags[1]]);
    one.assert_broken("media.udp", &[&udp.0, &me, "0 of 1 ports", "`media.udp_ports`"]);
    assert!(TcpListener::bind(own).is_ok(), "what was free is free again");
}

#[test]
fn settings_that_cannot_work_are_said_with_what_to_do() {
    let place = Place::make();
    fs::write(place.path("file"), "").unwrap();
    fs::write(place.path("short.key"), [7; 31]).unwrap();
    fs::write(place.path("open.key"), [7; 32]).unwrap();
    fs::set_permissions(place.path("open.key"), Permissions::from_mode(0o644)).unwrap();
    let at = |name: &str| place.path(name).display().to_string();
    let key = |name: &str| format!("store.master_key_file={}", at(name));
    let long = format!("operator=unix:{}", at(&"x".repeat(108)));
    let http = format!("public_url=http://school.example:{}", place.listen);
    let everywhere = format!("media.udp=0.0.0.0:{}", place.media);
    let rows: [(&[&str], &str, &[&str]); 15] = [
        (&["lisen=x"], "settings", &["lisen", "nothing else was looked at"]),
        (&["log.filter=a=b=c"], "settings", &["`log.filter`", "write it like"]),
        (&[&format!("data={}", at("file"))], "data", &["is a file, and no folder", "set `data`"]),
        (&[&format!("data={}", at("file/data"))], "data", &["is a file, and no folder"]),
        (&["store.reserve_bytes=1152921504606846976"], "disk", &["every commit would be refused", "make room"]),
        (&[&key("short.key")], "store.master_key_file", &["31 bytes", "32"]),
        (&[&key("open.key")], "store.master_key_file", &["(mode 644)", "`chmod 600"]),
        (&[&key("no/folder.key")], "store.master_key_file", &["its folder does not exist"]),
        (&["listen=192.0.2.7:8080", "public_url=http://localhost:8080"], "listen", &["no address of this machine"]),
        (&[&long], "operator", &["107 bytes", "`unix:path`"]),
        (&["operator=127.0.0.1:9090"], "settings", &["no socket file", "`metrics`"]),
        (&[&http, &everywhere, "media.announce=192.0.2.7"], "public_url", &["no camera", "`tls.certificate`"]),
        (&["public_url=https://school.example"], "media.announce", &["their own machine", "`media.announce="]),
        (&["media.udp=192.0.2.7:8180", "media.announce=127.0.0.1"], "media.udp", &["no address of this machine"]),
        (&["trusted_proxies=0.0.0.0/0"], "trusted_proxies", &["everybody", "proxy's own address"]),
    ];
    for (settings, check, words) in rows {
        let flags: Vec<_> = settings.iter().flat_map(|setting| ["--set", setting]).collect();
        place.examine(&flags).assert_broken(check, words);
    }
    place.examine(&["--set", "metrics=0.0.0.0:0"]).assert_level("metrics", "warning", "every network");
    let proxied = place.examine(&["--set", "public_url=https://school.example", "--set", "media.announce=192.0.2.7"]);
    proxied.assert_level("trusted_proxies", "warning", "shares one limit");
    let bare = place.examine(&["--set", "console=/no/such/folder"]);
    bare.assert_level("console", "warning", "has no page");
    assert_eq!(bare.code, Some(0), "a warning is no error");
}

#[test]
fn a_folder_that_may_not_be_written_is_an_error() {
    let place = Place::make();
    fs::create_dir(place.path("data")).unwrap();
    fs::set_permissions(place.path("data"), Permissions::from_mode(0o555)).unwrap();
    let doctor = place.doctor();
    // root may write anywhere, unless that is taken from it
    let mut command = if rustix::process::geteuid().is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--bounding-set=-dac_override", "--"]).arg(doctor.get_program());
        command
    } else {
        Command::new(doctor.get_program())
    };
    command.args(doctor.get_args()).arg("--json");
    command.envs(doctor.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Report::of(&command.output().unwrap()).assert_broken("data", &["cannot be written", "`chown"]);
}

#[test]
fn too_few_file_descriptors_are_an_error_and_fewer_than_connections_a_warning() {
    let place = Place::make();
    let limited = |files: u32| {
        let doctor = place.doctor();
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("ulimit -n {files}; exec \"$0\" \"$@\"")]).arg(doctor.get_program()).args(doctor.get_args());
        shell.envs(doctor.get_envs().filter_map(|(name, value)| Some((name, value?)))).arg("--json");
        Report::of(&shell.output().unwrap())
    };
    limited(64).assert_broken("limits.connections", &["may open 64 files", "`ulimit -n 612`", "LimitNOFILE=612"]);
    let few = limited(400);
    few.assert_level("limits.connections", "warning", "may open 400 files");
    assert_eq!(few.code, Some(0));
}

/// Files of a certificate for `host`; answers the settings that name them.
fn certify(folder: &Path, host: &str, days: std::ops::Range<i32>) -> [String; 2] {
    let mut params = rcgen::CertificateParams::new([host.to_owned()]).unwrap();
    params.not_before = rcgen::date_time_ymd(days.start, 1, 1);
    params.not_after = rcgen::date_time_ymd(days.end, 1, 1);
    let key = rcgen::KeyPair::generate().unwrap();
    let file = |kind: &str| folder.join(format!("{host}-{}-{kind}.pem", days.end));
    fs::write(file("chain"), pem("CERTIFICATE", params.self_signed(&key).unwrap().der())).unwrap();
    fs::write(file("key"), pem("PRIVATE KEY", &key.serialize_der())).unwrap();
    fs::set_permissions(file("key"), Permissions::from_mode(0o600)).unwrap();
    [format!("tls.certificate={}", file("chain").display()), format!("tls.key={}", file("key").display())]
}

#[test]
fn a_certificate_that_browsers_would_refuse_is_an_error() {
    let place = Place::make();
    let make = |host: &str, years| certify(place.folder.path(), host, years);
    let (good, expired, later, other) = (
        make("localhost", 2020..2400),
        make("localhost", 2019..2020),
        make("localhost", 2390..2399),
        make("school.example", 2020..2400),
    );
    let public = format!("public_url=https://localhost:{}", place.listen);
    let examine = |[certificate, key]: [&str; 2]| place.examine(&["--set", &public, "--set", certificate, "--set", key]);
    let both = |of: &[String; 2]| examine([&of[0], &of[1]]);

    let well = both(&good);
    well.assert_level("tls.certificate", "warning", "for localhost until 2400-01-01");
    well.assert_level("tls.key", "ok", "owner only");
    assert_eq!(well.code, Some(0), "signed by itself is well enough for a laboratory");
    both(&expired).assert_broken("tls.certificate", &["expired at 2020-01-01", "renew it"]);
    both(&later).assert_broken("tls.certificate", &["valid from 2390-01-01"]);
    both(&other).assert_broken("tls.certificate", &["not for localhost", "but for school.example"]);
    examine([&good[0], &other[1]])
        .assert_broken("tls.certificate", &["do not make a TLS server", "that of the first certificate"]);
    examine(["tls.certificate=/no/such.pem", &good[1]]).assert_broken("tls.certificate", &["/no/such.pem", "name a PEM file"]);
    let http = public.replace("https", "http");
    let plain = place.examine(&["--set", &http, "--set", &good[0], "--set", &good[1]]);
    plain.assert_broken("public_url", &["speak https", "`public_url=https://"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_our_own_running_server_holds_is_not_taken() {
    let (place, neighbour) = (Place::make(), Place::make());
    let server = Program::start(&place.path("data"), "serve", |command| place.settings(command)).await;
    let address = server.person.server.to_string();
    let pid = format!("process {}", server.child.id());
    let public = format!("public_url=http://{address}");
    let flags = ["--listen", address.as_str(), "--set", &public];
    let report = place.examine(&flags);
    assert_eq!((report.code, &report.json["errors"]), (Some(0), &0.into()), "{}", report.json);
    report.assert_level("server", "ok", &pid);
    for (check, word) in [("listen", "our own"), ("operator", "our own"), ("media.udp", "our own"), ("data", "can be written")] {
        report.assert_level(check, "ok", word);
    }
    report.assert_level("limits.connections", "ok", &pid);
    report.assert_level("store.master_key_file", "ok", "its owner's only");

    neighbour.examine(&flags).assert_broken("listen", &[&pid, "(lyceum)"]);
    fs::remove_file(place.path("data/master.key")).unwrap();
    place.examine(&flags).assert_broken("store.master_key_file", &["is gone", "back-up"]);
}
