//! What the program writes down, and what it never does.

use std::{
    fs::{File, read_to_string},
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{PASSWORD, Person, Program, Socket, free_port, program};

const EMAIL: &str = "uma@demo.example";
const NAME: &str = "Uma Uninvited";
const TEXT: &str = "My exam is on Quadratics";
const NEW: &str = "an orange kite over town";
const ORGANIZATION: &str = "/v1/organizations/demo";

/// Signs up, chats, changes picture and password; answers what of it nobody may read in a log.
async fn live(server: &Program, reset: impl FnOnce() -> Command) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let sign_in = async |email: &str| {
        let body = json!({ "email": email, "password": PASSWORD, "token_delivery": "body" });
        let signed_in = server.person.post(&format!("{ORGANIZATION}/sign-in"), &body).await.ok();
        (Person { token: Some(text(&signed_in["access_token"])), ..server.person.clone() }, text(&signed_in["refresh_token"]))
    };
    let (nimal, _) = sign_in("nimal@demo.example").await;
    let channel = text(&nimal.get("/v1/channels").await.ok()["items"][0]["id"]);
    nimal.post(&format!("/v1/channels/{channel}/messages"), &json!({ "text": TEXT })).await.ok();
    let mut socket = Socket::listening(&nimal, &format!("channel:{channel}")).await;
    socket.say(&json!({ "type": "subscribe", "id": 2, "topic": TEXT })).await;
    socket.find("error").await;

    let sign_up = json!({ "email": EMAIL, "password": PASSWORD, "display_name": NAME });
    assert_eq!(nimal.post(&format!("{ORGANIZATION}/sign-up"), &sign_up).await.status, StatusCode::ACCEPTED);
    let (uma, refresh) = sign_in(EMAIL).await;
    assert_eq!(uma.call(Method::PATCH, "/v1/me", Some(&json!({ "bio": TEXT, "zone": TEXT })), &[]).await.code(), "zone_unknown");
    let mut png = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(40, 20).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let png = Some(png.into_inner().into());
    let picture = uma.send(Method::PUT, "/v1/me/picture", png, &[("content-type", "image/png")]).await.ok();
    let picture = text(&picture["picture_url"]);
    let refresh_body = json!({ "refresh_token": refresh });
    let refreshed = uma.post("/v1/session/refresh", &refresh_body).await.ok();

    let link = String::from_utf8(reset().output().unwrap().stdout).unwrap();
    let link = link.split('#').nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    let redeem = json!({ "token": link, "new": NEW });
    assert_eq!(uma.post(&format!("{ORGANIZATION}/password-resets"), &redeem).await.status, StatusCode::NO_CONTENT);
    let wrong = json!({ "email": EMAIL, "password": "a wrong one of mine" });
    assert_eq!(uma.post(&format!("{ORGANIZATION}/sign-in"), &wrong).await.code(), "credentials_wrong");
    let made = [refresh, text(&refreshed["access_token"]), text(&refreshed["refresh_token"]), link];
    let tokens = [nimal, uma].into_iter().filter_map(|person| person.token);
    let said = [EMAIL, "nimal", "uma@", PASSWORD, NEW, NAME, "Uninvited", TEXT, "Quadratics", "a wrong one"].map(str::to_owned);
    said.into_iter().chain(made).chain(tokens).chain([picture.rsplit('=').next().unwrap().to_owned()]).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_lines_of_json_without_secrets_and_personal_data_even_at_debug() {
    let folder = tempfile::tempdir().unwrap();
    let (data, log) = (folder.path().join("data"), folder.path().join("log"));
    let settings = |command: &mut Command| {
        command
            .envs([("LYCEUM_LOG_FILTER", "debug"), ("LYCEUM_LOG_FORMAT", "json")])
            .stderr(File::create(&log).unwrap())
            .stdout(Stdio::piped());
    };
    let mut server = Program::start(&data, "demo", settings).await;
    let mut printed = BufReader::new(server.child.stdout.take().unwrap());
    printed.read_line(&mut String::new()).unwrap(); // the demo is there
    let reset = || {
        let mut command = program(&data, free_port());
        command.args(["organization", "reset-password", "--slug", "demo", "--email", EMAIL]);
        command
    };
    let hidden = live(&server, reset).await;
    server.terminate();
    assert_eq!(server.child.wait().unwrap().code(), Some(0));

    let log = read_to_string(log).unwrap();
    let lines: Vec<Value> =
        log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}"))).collect();
    assert!(lines.iter().any(|line| line["message"] == "serving" && line["level"] == "INFO"), "{log}");
    assert!(lines.iter().any(|line| line["level"] == "DEBUG"), "the filter is taken");
    for word in hidden {
        assert!(word.len() >= 4);
        let line = log.lines().find(|line| line.to_lowercase().contains(&word.to_lowercase()));
        assert_eq!(line, None, "`{word}` is in the log");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_goes_to_a_file_has_no_colours() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let settings = |command: &mut Command| {
        command.env("LYCEUM_LOG_FILTER", "info").stderr(File::create(&log).unwrap());
    };
    drop(Program::start(&folder.path().join("data"), "serve", settings).await);
    let log = read_to_string(log).unwrap();
    assert!(log.contains("serving") && !log.contains('\u{1b}'), "{log:?}");
}

/// As a service manager starts it, in a folder that has no `gateway/web/dist`.
#[tokio::test(flavor = "multi_thread")]
async fn a_start_without_a_console_says_where_it_was_looked_for() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.html"), "page").unwrap();
    let looked = folder.path().join("gateway/web/dist");
    for (console, is_told) in [(None, true), (Some(folder.path()), false)] {
        let log = folder.path().join("log");
        let settings = |command: &mut Command| {
            command.current_dir(folder.path()).stderr(File::create(&log).unwrap()).stdout(File::create("/dev/null").unwrap());
            command.envs(console.map(|console| ("LYCEUM_CONSOLE", console)));
        };
        drop(Program::start(&folder.path().join("data"), "serve", settings).await);
        let log = read_to_string(log).unwrap();
        let told = log.lines().any(|line| line.contains("WARN") && line.contains(looked.to_str().unwrap()));
        assert!(told == is_told && log.contains("set `console`") == is_told, "{console:?}: {log}");
    }
}
