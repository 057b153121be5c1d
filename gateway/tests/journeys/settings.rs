//! Settings, from where they may come.

use std::{
    net::{TcpListener, UdpSocket},
    process::Command,
};

use crate::support::{Program, free_port, program};

type Variables<'a> = &'a [(&'a str, &'a str)];

/// What `lyceum config` says with a file of this text, these variables and these flags.
fn config(file: &str, variables: Variables, flags: &[&str]) -> Result<toml::Table, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.toml");
    std::fs::write(&path, file).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_lyceum"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LYCEUM_")) {
        command.env_remove(name);
    }
    let output = command.arg("--config").arg(path).args(flags).envs(variables.iter().copied()).arg("config").output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    if output.status.success() { Ok(text(output.stdout).parse().unwrap()) } else { Err(text(output.stderr)) }
}

#[test]
fn a_variable_wins_over_the_file_and_a_flag_over_both() {
    let file = "listen = 'file:1'\ndata = 'file'\n[limits]\nbody_bytes = 100001\n";
    let variables = [("LYCEUM_LISTEN", "variable:1"), ("LYCEUM_DATA", "variable"), ("LYCEUM_LIMITS_BODY_BYTES", "100002")];
    let flags = ["--listen", "flag:1", "--data", "flag", "--set", "limits.body_bytes=100003"];
    let rows: [(&str, Variables, &[&str], _); 6] = [
        ("", &[], &[], ("127.0.0.1:8080", "lyceum-data", 262_144)),
        (file, &[], &[], ("file:1", "file", 100_001)),
        (file, &variables, &[], ("variable:1", "variable", 100_002)),
        (file, &[], &flags, ("flag:1", "flag", 100_003)),
        (file, &variables, &flags, ("flag:1", "flag", 100_003)),
        ("", &variables, &flags, ("flag:1", "flag", 100_003)),
    ];
    for (file, variables, flags, (listen, data, bytes)) in rows {
        let config = config(file, variables, flags).unwrap();
        let found = (config["listen"].as_str(), config["data"].as_str(), config["limits"]["body_bytes"].as_integer());
        assert_eq!(found, (Some(listen), Some(data), Some(bytes)), "{file} {variables:?} {flags:?}");
    }
}

#[test]
fn an_unknown_key_is_refused_wherever_it_comes_from_and_the_error_says_what_to_do() {
    let rows: [(&str, Variables, &[&str], _); 6] = [
        ("lisen = 'x'", &[], &[], ["lisen", "settings.toml"]),
        ("[limits]\nbody_byte = 1", &[], &[], ["body_byte", "settings.toml"]),
        ("", &[("LYCEUM_LISEN", "x")], &[], ["lisen", "LYCEUM_"]),
        ("", &[("LYCEUM_LIMITS_BODY_BYTE", "1")], &[], ["body_byte", "LYCEUM_"]),
        ("", &[], &["--set", "lisen=x"], ["lisen", "--set"]),
        ("", &[], &["--set", "limits.body_byte=1"], ["body_byte", "--set"]),
    ];
    for (file, variables, flags, words) in rows {
        let error = config(file, variables, flags).unwrap_err();
        assert!(words.iter().all(|word| error.contains(word)) && error.contains("lyceum config --schema"), "{error}");
    }
    assert!(config("", &[], &["--set", "limits"]).unwrap_err().contains("KEY=VALUE"));
    assert!(config("limits = 1", &[], &[]).unwrap_err().contains("limits"));
}

#[test]
fn output_that_has_no_room_is_no_success() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["config", "doctor"] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = program(folder.path(), free_port()).arg(command).stdout(full).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && said.contains("could be written"), "{command}: {said}");
    }
}

#[test]
fn what_unset_settings_come_to_is_said_and_what_is_set_is_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let said = |set: &[&str]| {
        let mut command = program(folder.path(), 1);
        command.args(set.iter().flat_map(|setting| ["--set", setting])).arg("config");
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let socket = folder.path().join("operator.sock").display().to_string();
    let bare = said(&[]);
    for line in [
        &format!("# operator = \"unix:{socket}\""),
        "# media.workers = ",
        "# media.pinned = ",
        "master.key\"",
        "# media.tcp is not",
        "# metrics is not",
    ] {
        assert!(bare.contains(line), "no {line} in {bare}");
    }
    let set = said(&["media.workers=3", "operator=unix:/run/o.sock", "metrics=127.0.0.1:9090", "store.master_key_file=/k"]);
    for line in ["# media.workers", "# operator", "# metrics", "# store.master_key_file"] {
        assert!(!set.contains(line), "{line} in {set}");
    }
    assert!(set.contains("workers = 3") && set.parse::<toml::Table>().is_ok(), "{set}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_cannot_start_says_which_setting_it_is_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let (held, used) = (folder.path().join("held"), folder.path().join("used"));
    std::fs::write(folder.path().join("file"), "").unwrap();
    let _other = Program::serve(&held).await;
    let (tcp, udp) = (TcpListener::bind("127.0.0.1:0").unwrap(), UdpSocket::bind("127.0.0.1:0").unwrap());
    let (tcp, udp) =
        (tcp.local_addr().map(|at| (at.to_string(), tcp)).unwrap(), udp.local_addr().map(|at| (at.to_string(), udp)).unwrap());
    let file = folder.path().join("file").display().to_string();
    let held = held.display().to_string();
    let rows: [(&[&str], &[&str]); 17] = [
        (&["--listen", &tcp.0], &["`listen`", &tcp.0, "set a free"]),
        (&["--listen", "nonsense"], &["`listen`", "nonsense", "host:port"]),
        (&["--set", &format!("metrics={}", tcp.0)], &["`metrics`", &tcp.0, "set a free"]),
        (&["--set", &format!("media.tcp={}", tcp.0)], &["`media.tcp`", &tcp.0, "stop what has that address"]),
        (&["--listen", "127.0.0.1:9", "--set", "media.tcp=0.0.0.0:9"], &["`media.tcp`", "taken by `listen`"]),
        (
            &["--listen", "127.0.0.1:9", "--set", "media.tcp=127.0.0.1:8", "--set", "media.workers=2"],
            &["`media.tcp` = `127.0.0.1:9`", "taken by `listen`"],
        ),
        (
            &["--set", "media.tcp=127.0.0.1:65535", "--set", "media.workers=2"],
            &["too few ports for 2 workers", "begin at a lower one"],
        ),
        (&["--listen", "127.0.0.1:9", "--set", "metrics=localhost:9"], &["`metrics`", "taken by `listen`"]),
        (&["--set", &format!("operator=unix:{file}")], &["`operator`", "is no socket", "another `unix:path`"]),
        (&["--set", &format!("metrics=unix:{file}")], &["`metrics`", "is no socket", "`host:port` or `unix:path`"]),
        (
            &["--set", "traces.endpoint=http://me:secret@127.0.0.1:4318"],
            &["`traces.endpoint`", "without a path, a query or a password"],
        ),
        (&["--set", "operator=127.0.0.1:9090"], &["`operator`", "no socket file", "`metrics`"]),
        (
            &["--set", &format!("media.udp={}", udp.0), "--set", "media.udp_ports=1"],
            &["`media.udp`", &udp.0, "`media.udp_ports`"],
        ),
        (&["--data", &held], &[&held, "in process", "stop that one"]),
        (&["--data", &file], &[&file, "owner and permissions"]),
        (&["--set", "log.filter=a=b=c"], &["`log.filter`", "write it like"]),
        (&["--set", "trusted_proxies=x"], &["`trusted_proxies`", "write them like"]),
    ];
    for (flags, words) in rows {
        let output = program(&used, free_port()).arg("serve").args(flags).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && words.iter().all(|word| said.contains(word)), "{flags:?}: {said}");
    }
    assert!(folder.path().join("file").is_file(), "left as it is");
}

#[test]
fn a_settings_file_that_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("none.toml");
    for (file, cause) in [(missing.as_path(), "No such file"), (folder.path(), "it is a folder")] {
        let output = program(folder.path(), free_port()).arg("config").env("LYCEUM_CONFIG", file).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        let words = [file.to_str().unwrap(), cause, "`LYCEUM_CONFIG`"];
        assert!(!output.status.success() && words.iter().all(|word| said.contains(word)), "{said}");
    }
}
