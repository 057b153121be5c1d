//! What is in the file, a page of rows at a time.

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use lyceum_cluster::{AskError, Request, RowOf};
use lyceum_domain::{
    channel::{
        CHANNELS, ChannelRow, REACTIONS, Reaction, ReactionsRow, member_partition, message_partition, message_position,
        message_sort,
    },
    core::{EntityId, Table},
    inbox::{self, INBOX, InboxRow},
    mentor,
    mentoring_request::{self, REQUESTS, RequestRow, Side},
    mentoring_session::{self, List, SESSIONS, SessionRow},
    user,
};
use lyceum_storage::views::Range;
use poem_openapi::Object;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::file::{Ended, File};
use crate::{
    api::{
        Api, Shown,
        objects::{Me, Mentor, MentorApplication, MentoringRequest, MentoringSession, Message, Notification, Time, messages},
        problem,
        seek::Sought,
        storage,
        v1::sign_ins::{SignIn, sign_ins},
    },
    auth::Caller,
    problem::Problem,
};

/// Rows read at a time.
const PAGE: usize = 100;

/// All that is kept of a person.
#[derive(Object)]
pub struct Export {
    pub account: Me,
    pub registered_at: Time,
    /// A JPEG in base64.
    pub picture: Option<String>,
    pub sign_ins: Vec<SignIn>,
    pub mentor: Option<Mentor>,
    pub mentor_application: Option<MentorApplication>,
    pub mentoring_requests: Vec<MentoringRequest>,
    /// With the ratings.
    pub mentoring_sessions: Vec<MentoringSession>,
    /// One's own, in the channels that one is in.
    pub messages: Vec<OwnMessage>,
    /// One's own, to whosever messages.
    pub reactions: Vec<OwnReaction>,
    /// How far one has read in each channel.
    pub read: Vec<ReadUpTo>,
    pub notifications: Vec<Notification>,
}

#[derive(Object)]
pub struct OwnMessage {
    pub channel_id: Uuid,
    pub message: Message,
}

#[derive(Object)]
pub struct OwnReaction {
    pub channel_id: Uuid,
    /// Of the message.
    pub position: u64,
    pub emoji: String,
}

#[derive(Object)]
pub struct ReadUpTo {
    pub channel_id: Uuid,
    pub position: u64,
}

pub const EXAMPLE: &str = r#"{
    "account": {
        "id": "018f0c1e-7c00-7000-8000-000000000001", "email": "nimal@example.org", "display_name": "Nimal Perera", "bio": "",
        "zone": "Asia/Colombo", "roles": ["student"], "picture_url": null,
        "organization": { "slug": "demo", "name": "Demo College" }
    },
    "registered_at": "2026-03-01T09:30:00.000Z", "picture": null, "sign_ins": [], "mentor": null, "mentor_application": null,
    "mentoring_requests": [], "mentoring_sessions": [], "messages": [], "reactions": [], "read": [], "notifications": []
}"#;

pub struct Account {
    me: Me,
    registered_at: Time,
    picture: Option<Uuid>,
}

pub async fn account(api: &Api, caller: &Caller) -> Result<Account, Problem> {
    let me = api.ask(request(caller), caller.user, user::ShowMe).await?.value;
    let keys = api.keys(caller.organization, &[caller.user]).await?;
    let (registered_at, picture) = (me.profile.registered_at.into(), me.profile.picture);
    Ok(Account { me: Me::of(&me, &keys, api.place(caller.organization).await?)?, registered_at, picture })
}

pub async fn write(api: &Api, caller: &Caller, account: Account, mut file: File) {
    let written = match all(api, caller, account, &mut file).await {
        Ok(()) => still_there(api, caller).await,
        ended => ended,
    };
    file.end(written).await;
}

/// Without their key what they said is read as nothing; while it is there, it was there all along.
async fn still_there(api: &Api, caller: &Caller) -> Result<(), Ended> {
    let keys = api.keys(caller.organization, &[caller.user]).await?;
    let gone = || Problem::new("account_deleted", "this account was deleted while its file was made");
    keys.get(caller.user).map(|_| ()).ok_or_else(|| gone().into())
}

async fn all(api: &Api, caller: &Caller, account: Account, file: &mut File) -> Result<(), Ended> {
    file.field("account", &account.me).await?;
    file.field("registered_at", &account.registered_at).await?;
    file.field("picture", &picture(api, caller, account.picture).await?).await?;
    file.field("sign_ins", &sign_ins(api, caller).await?).await?;
    let mentor = there(api.node().ask(request(caller), caller.user.into(), mentor::Show).await)?;
    let mentor = mentor.map(|seen| seen.value).into_iter().collect();
    file.field("mentor", &Mentor::all(api, caller, mentor).await?.pop()).await?;
    let application = there(api.node().ask(request(caller), caller.user.into(), MentorApplication::SHOW).await)?;
    let application = application.map(|seen| seen.value).into_iter().collect();
    file.field("mentor_application", &MentorApplication::all(api, caller, application).await?.pop()).await?;
    let own = Own { api, caller };
    own.requests(file).await?;
    own.sessions(file).await?;
    let channels = own.channels().await?;
    own.messages(&channels, file).await?;
    own.reactions(&channels, file).await?;
    own.read(&channels, file).await?;
    own.notifications(file).await
}

fn request(caller: &Caller) -> Request {
    Request::new(caller.organization, caller.actor())
}

/// `None` for what the person does not have.
fn there<T>(answer: Result<T, AskError>) -> Result<Option<T>, Problem> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(AskError::Rejected { code, .. }) if code == "not_found" => Ok(None),
        Err(error) => Err(problem(error)),
    }
}

async fn picture(api: &Api, caller: &Caller, blob: Option<Uuid>) -> Result<Option<String>, Problem> {
    let Some(blob) = blob else { return Ok(None) };
    let bytes = api.node().store().blobs.get(caller.organization.0, blob).await.map_err(storage)?;
    Ok(bytes.map(|bytes| STANDARD.encode(bytes)))
}

struct Own<'a> {
    api: &'a Api,
    caller: &'a Caller,
}

impl Own<'_> {
    async fn page<R: DeserializeOwned>(
        &self,
        table: Table,
        partition: &[u8],
        after: &mut Option<Bytes>,
    ) -> Result<Vec<R>, Problem> {
        Ok(self.rows(table, partition, after).await?.into_iter().map(|row| row.value).collect())
    }

    /// The rows behind `after`, which moves on; none at the end.
    async fn rows<R: DeserializeOwned>(
        &self,
        table: Table,
        partition: &[u8],
        after: &mut Option<Bytes>,
    ) -> Result<Vec<RowOf<R>>, Problem> {
        let range = Range { after: after.clone(), ..Range::default() };
        let rows = self.api.node().rows::<R>(table, self.caller.organization, partition, range, PAGE).await.map_err(problem)?;
        if rows.len() == PAGE {
            self.still_signed_in().await?;
        }
        if let Some(last) = rows.last() {
            *after = Some(last.sort.clone().into());
        }
        Ok(rows)
    }

    /// Between the pages of what is long: who reads it slowly would outlive the access token.
    async fn still_signed_in(&self) -> Result<(), Problem> {
        let ended = || Problem::new("unauthorized", "this sign-in ended while the file was made");
        sign_ins(self.api, self.caller).await?.iter().any(|one| one.current).then_some(()).ok_or_else(ended)
    }

    async fn requests(&self, file: &mut File) -> Result<(), Ended> {
        file.list("mentoring_requests").await?;
        for side in [Side::Student, Side::Mentor] {
            let (partition, mut after) = (mentoring_request::partition(self.caller.user, side, None), None);
            loop {
                let rows = self.page::<RequestRow>(REQUESTS, &partition, &mut after).await?;
                if rows.is_empty() {
                    break;
                }
                file.items(MentoringRequest::all(self.api, self.caller, rows).await?).await?;
            }
        }
        file.list_ends().await
    }

    async fn sessions(&self, file: &mut File) -> Result<(), Ended> {
        file.list("mentoring_sessions").await?;
        for list in [List::Upcoming, List::Past] {
            let (partition, mut after) = (mentoring_session::partition(self.caller.user, list), None);
            loop {
                let rows = self.page::<SessionRow>(SESSIONS, &partition, &mut after).await?;
                if rows.is_empty() {
                    break;
                }
                file.items(MentoringSession::all(self.api, self.caller, rows).await?).await?;
            }
        }
        file.list_ends().await
    }

    async fn channels(&self) -> Result<Vec<Uuid>, Problem> {
        let (partition, mut after, mut all) = (member_partition(self.caller.user), None, Vec::new());
        loop {
            let channels = self.page::<ChannelRow>(CHANNELS, &partition, &mut after).await?;
            if channels.is_empty() {
                return Ok(all);
            }
            all.extend(channels.into_iter().map(|channel| channel.id));
        }
    }

    async fn messages(&self, channels: &[Uuid], file: &mut File) -> Result<(), Ended> {
        file.list("messages").await?;
        for channel in channels {
            self.messages_in(*channel, file).await?;
        }
        file.list_ends().await
    }

    async fn messages_in(&self, channel_id: Uuid, file: &mut File) -> Result<(), Ended> {
        let mut after = None;
        loop {
            let range = Range { after: after.clone(), ..Range::default() };
            let page = messages(self.api, self.caller.organization, EntityId(channel_id), range, PAGE).await?;
            after = page.items.last().map(|message| message_sort(message.position).into());
            let own = page.items.into_iter().filter(|message| message.author.id == self.caller.user.0);
            file.items(own.map(|message| OwnMessage { channel_id, message }).collect()).await?;
            if page.next.is_none() {
                return Ok(());
            }
            self.still_signed_in().await?;
        }
    }

    async fn reactions(&self, channels: &[Uuid], file: &mut File) -> Result<(), Ended> {
        file.list("reactions").await?;
        for channel_id in channels {
            let (partition, mut after) = (message_partition(EntityId(*channel_id)), None);
            loop {
                let rows = self.rows::<ReactionsRow>(REACTIONS, &partition, &mut after).await?;
                if rows.is_empty() {
                    break;
                }
                let own = rows.into_iter().filter_map(|row| Some((message_position(&row.sort)?, row.value.reactions)));
                let own = own.flat_map(|(position, all)| all.into_iter().map(move |reaction| (position, reaction)));
                let own = own.filter(|(_, reaction)| reaction.users.contains(&self.caller.user));
                let own = own.map(|(position, Reaction { emoji, .. })| OwnReaction { channel_id: *channel_id, position, emoji });
                file.items(own.collect()).await?;
            }
        }
        file.list_ends().await
    }

    async fn read(&self, channels: &[Uuid], file: &mut File) -> Result<(), Ended> {
        file.list("read").await?;
        for channel_id in channels {
            let position = self.api.channels()?.read_marker(self.caller.organization, *channel_id, self.caller.user).await;
            file.items(vec![ReadUpTo { channel_id: *channel_id, position }]).await?;
        }
        file.list_ends().await
    }

    async fn notifications(&self, file: &mut File) -> Result<(), Ended> {
        file.list("notifications").await?;
        let shown = self.api.ask(request(self.caller), self.caller.user, inbox::Show).await?.value;
        let (partition, mut after) = (inbox::partition(self.caller.user), None);
        loop {
            let rows = self.page::<InboxRow>(INBOX, &partition, &mut after).await?;
            if rows.is_empty() {
                break;
            }
            let ids = rows.iter().filter_map(|row| row.notification.by).collect();
            let people = self.api.people().find(self.caller.organization, ids).await?;
            file.items(rows.into_iter().map(|row| Notification::of(row, &shown.read, &people)).collect()).await?;
        }
        file.list_ends().await
    }
}
