//! Applications, requests and sessions, each way that they may go.

use http::Method;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{People, ledger::Caller};

const REQUESTS: &str = "/v1/mentoring-requests";

/// Half an hour that begins so many minutes from now.
fn time(minutes: i64) -> Value {
    let start = Timestamp::now() + SignedDuration::from_mins(minutes);
    json!({ "start": format!("{start:.3}"), "end": format!("{:.3}", start + SignedDuration::from_mins(30)) })
}

fn has(list: &Value, field: &str, value: &Value) -> bool {
    list["items"].as_array().is_some_and(|items| items.iter().any(|item| item.pointer(field) == Some(value)))
}

pub async fn become_mentor(admin: &Caller, applicant: &Caller) {
    let (all, mine) = ("/v1/mentor-applications", "/v1/mentor-applications/mine");
    let id = json!(applicant.person.id);
    let mut application = json!({ "topics": ["Algebra"], "headline": "Numbers", "motivation": "I like to explain." });
    applicant.post(all, &application).await;
    assert_eq!(applicant.get(mine).await["state"], "pending");
    admin.sees(&format!("{all}?state=pending"), |list| has(list, "/user/id", &id)).await;

    let theirs = format!("{all}/{}", applicant.person.id);
    admin.refused_bell(Method::POST, &format!("{theirs}/decline"), json!({}), "reason").await;
    admin.post(&format!("{theirs}/decline"), &json!({ "reason": "Please tell more." })).await;
    let declined = applicant.get(mine).await;
    assert_eq!((&declined["state"], &declined["reason"]), (&json!("declined"), &json!("Please tell more.")));

    application["headline"] = json!("Numbers made friendly");
    applicant.post(all, &application).await;
    admin.post(&format!("{theirs}/approve"), &json!({})).await;
    assert_eq!(applicant.get(mine).await["state"], "approved");
    applicant.sees("/v1/me", |me| me["roles"].as_array().is_some_and(|roles| roles.contains(&json!("mentor")))).await;
}

pub async fn directory(People { mentor, student, .. }: &People) {
    let id = json!(mentor.person.id);
    let listed = student.sees("/v1/mentors?topic=algebra&name=maya", |list| has(list, "/user/id", &id)).await;
    assert_eq!(listed["items"][0]["headline"], "Numbers made friendly");
    student.sees("/v1/mentor-topics", |topics| topics["items"] == json!([{ "topic": "Algebra", "mentors": 1 }])).await;
    let shown = student.get(&format!("/v1/mentors/{}", mentor.person.id)).await;
    assert_eq!((&shown["topics"], &shown["busy"]), (&json!(["Algebra"]), &json!([])));
}

/// The request's path.
async fn ask(People { mentor, student, .. }: &People, time: &Value) -> String {
    let ask = json!({ "mentor_id": mentor.person.id, "topic": "Algebra", "message": "Please help me.", "times": [time] });
    let request = student.post(REQUESTS, &ask).await;
    let path = format!("{REQUESTS}/{}", request["id"].as_str().unwrap());
    let shown = mentor.get(&path).await;
    assert_eq!((&shown["state"], &shown["times"], &shown["message"]), (&json!("open"), &ask["times"], &ask["message"]));
    path
}

/// The session that the accepted request made.
async fn accept(by: &Caller, request: &str, time: &Value) -> Value {
    by.post(&format!("{request}/accept"), &json!({ "time": time })).await;
    let accepted = by.sees(request, |request| request["state"] == "accepted").await;
    let session = by.get(&format!("/v1/mentoring-sessions/{}", accepted["session_id"].as_str().unwrap())).await;
    assert_eq!((&session["state"], &session["start"]), (&json!("scheduled"), &time["start"]));
    session
}

/// What the mentor declines and what the student withdraws.
pub async fn refusals(people: &People) {
    let People { mentor, student, .. } = people;
    let (first, second) = (ask(people, &time(3000)).await, ask(people, &time(4000)).await);
    mentor.refused_bell(Method::POST, &format!("{first}/decline"), json!({}), "reason").await;
    mentor.post(&format!("{first}/decline"), &json!({ "reason": "I am away that week." })).await;
    let shown = student.get(&first).await;
    assert_eq!((&shown["state"], &shown["reason"]), (&json!("declined"), &json!("I am away that week.")));
    let declined = mentor.sees(&format!("{REQUESTS}?role=mentor&state=declined"), |list| has(list, "/id", &shown["id"])).await;
    assert_eq!(declined["items"].as_array().unwrap().len(), 1);

    student.post(&format!("{second}/withdraw"), &json!({})).await;
    let shown = mentor.get(&second).await;
    assert_eq!((&shown["state"], &shown["can"]["accept"]), (&json!("withdrawn"), &json!(false)));
    student.sees(&format!("{REQUESTS}?role=student&state=withdrawn"), |list| has(list, "/id", &shown["id"])).await;
}

/// Another time is proposed, agreed on and called off.
pub async fn cancelled(people: &People) {
    let People { mentor, student, .. } = people;
    let (request, other) = (ask(people, &time(5000)).await, time(6000));
    mentor.refused_bell(Method::POST, &format!("{request}/propose"), json!({ "times": [other] }), "message").await;
    mentor.post(&format!("{request}/propose"), &json!({ "times": [other], "message": "Rather then." })).await;
    let proposed = student.get(&request).await;
    assert_eq!((&proposed["proposed_by"], &proposed["note"]), (&json!("mentor"), &json!("Rather then.")));
    assert_eq!(proposed["times"], json!([other]));

    let session = accept(student, &request, &other).await;
    let (profile, busy) = (format!("/v1/mentors/{}", mentor.person.id), json!([other]));
    student.sees(&profile, |mentor| mentor["busy"] == busy).await;
    let path = format!("/v1/mentoring-sessions/{}", session["id"].as_str().unwrap());
    let room = format!("/v1/rooms/{}", session["room_id"].as_str().unwrap());
    mentor.refused(Method::POST, &format!("{room}/open"), &json!({}), "room_too_early").await;
    student.refused_bell(Method::POST, &format!("{path}/cancel"), json!({}), "reason").await;
    student.post(&format!("{path}/cancel"), &json!({ "reason": "I fell ill." })).await;
    let shown = mentor.get(&path).await;
    assert_eq!((&shown["state"], &shown["reason"]), (&json!("cancelled"), &json!("I fell ill.")));
    assert_eq!(shown["cancelled_by"]["id"], json!(student.person.id));
    mentor.sees("/v1/mentoring-sessions?when=past", |list| has(list, "/id", &shown["id"])).await;
    student.sees(&profile, |mentor| mentor["busy"] == json!([])).await;
}

/// A session whose call people may come into now.
pub async fn soon(people: &People) -> Value {
    let time = time(10);
    let session = accept(&people.mentor, &ask(people, &time).await, &time).await;
    people.student.sees("/v1/mentoring-sessions?when=upcoming", |list| has(list, "/id", &session["id"])).await;
    session
}

/// The session is over and rated.
pub async fn after(People { mentor, student, .. }: &People, session: &Value) {
    let path = format!("/v1/mentoring-sessions/{}", session["id"].as_str().unwrap());
    mentor.sees(&path, |session| session["state"] == "in_progress").await;
    mentor.post(&format!("{path}/complete"), &json!({})).await;
    let shown = student.get(&path).await;
    assert_eq!((&shown["state"], &shown["can"]["rate"]), (&json!("completed"), &json!(true)));

    let rating = json!({ "stars": 5, "comment": "Clear and patient." });
    student.refused_bell(Method::POST, &format!("{path}/rate"), rating.clone(), "comment").await;
    student.post(&format!("{path}/rate"), &rating).await;
    assert_eq!(mentor.get(&path).await["rating"], rating);
    let rated = json!({ "average": 5.0, "count": 1 });
    student.sees(&format!("/v1/mentors/{}", mentor.person.id), |mentor| mentor["rating"] == rated).await;
}
