use lyceum_domain::user::UpdateProfile;
use poem_openapi::{Object, OpenApi, param::Header, payload::Json};

use super::show;
use crate::{
    api::{Answer, Api, Documented, Operation, objects::Me, seen, tagged, v1::Tag},
    auth::Auth,
};

pub struct UpdateMe(pub Api);

/// What changes of a profile; the rest stays.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct UpdateMeBody {
    #[oai(validator(max_length = 80))]
    display_name: Option<String>,
    /// Empty to remove it.
    #[oai(validator(max_length = 1000))]
    bio: Option<String>,
    /// IANA time zone.
    zone: Option<String>,
}

impl Documented for UpdateMe {
    const DOCUMENT: Operation = Operation::new("update_me")
        .tagged()
        .errors(&["etag_stale", "text_empty", "text_too_long", "text_not_printable", "zone_unknown"])
        .request(r#"{ "bio": "Second year, physics." }"#)
        .reply(show::EXAMPLE);
}

#[OpenApi(tag = "Tag::Accounts")]
impl UpdateMe {
    /// Change one's own profile
    #[oai(path = "/me", method = "patch", operation_id = "update_me")]
    async fn update_me(
        &self,
        auth: Auth,
        /// The `ETag` of the account that the change is made from: refused if anything happened to it since.
        #[oai(name = "If-Match")]
        if_match: Header<Option<String>>,
        Json(body): Json<UpdateMeBody>,
    ) -> Answer<Me> {
        let caller = auth.signed_in()?;
        let seen = seen(if_match.0.as_deref())?;
        let command = UpdateProfile { display_name: body.display_name, bio: body.bio, zone: body.zone, seen };
        self.0.ask(caller.request("update_me")?, caller.user, command).await?;
        self.0.people().forget(caller.organization, caller.user);
        let (position, me) = show::read(&self.0, &caller).await?;
        Ok(tagged(position, me))
    }
}
