use lyceum_domain::core::UserId;
use poem_openapi::Object;
use uuid::Uuid;

/// Somebody, as everybody in the organization sees them.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
#[oai(deny_unknown_fields)]
pub struct User {
    pub id: Uuid,
    /// Empty once the person was erased.
    pub display_name: String,
    pub picture_url: Option<String>,
    /// IANA time zone that the person lives by; null once erased.
    pub zone: Option<String>,
}

impl User {
    pub fn nobody(id: UserId) -> Self {
        Self { id: id.0, display_name: String::new(), picture_url: None, zone: None }
    }
}
