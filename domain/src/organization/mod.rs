//! An organization: a tenant with people of its own. Made by the operator; its name in links (`slug`) is reserved in the
//! installation's book, [`crate::reservation::INSTALLATION`], under the namespace [`SLUG`].

mod create;
mod show;
mod state;
mod update;

pub use create::Create;
pub use show::Show;
pub use state::{Event, Organization, Profile, Rejection};
pub use update::Update;

/// Namespace of reserved names.
pub const SLUG: &str = "organization_slug";

/// A name as it stands in links: 2 to 40 of `a`–`z`, `0`–`9` and inner hyphens, in lower case.
pub fn slug(text: &str) -> Option<String> {
    let slug = text.trim().to_ascii_lowercase();
    let letters = slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let ends = !slug.starts_with('-') && !slug.ends_with('-');
    ((2..=40).contains(&slug.len()) && letters && ends).then_some(slug)
}

impl crate::core::Noun for Organization {
    fn commands<T: crate::core::CommandTable<Self>>(table: T) -> T {
        table.command::<Create>().command::<Update>().command::<Show>()
    }
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn slugs_are_lower_case_letters_digits_and_inner_hyphens() {
        assert_eq!(slug(" Royal-College ").as_deref(), Some("royal-college"));
        for bad in ["a", "-ab", "ab-", "a b", "é-a", ""] {
            assert_eq!(slug(bad), None, "{bad}");
        }
    }
}
