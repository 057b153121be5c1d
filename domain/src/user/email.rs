//! Email addresses: what counts as the same one.

use unicode_normalization::UnicodeNormalization as _;

/// What separates addresses, or stands around one: not in any that people have (RFC 5322, section 3.2.3).
const SPECIALS: &[char] = &['(', ')', '<', '>', '[', ']', ':', ';', ',', '\\', '"'];

/// The form under which an address is reserved: trimmed, in lower case, composed (NFC). `None` when it cannot be an address.
pub fn normalize(text: &str) -> Option<String> {
    let address: String = text.trim().to_lowercase().nfc().collect();
    let (local, domain) = address.rsplit_once('@')?;
    let plain = address.chars().all(|c| !c.is_whitespace() && !c.is_control() && !SPECIALS.contains(&c));
    let local_fits = (1..=64).contains(&local.len()) && !local.contains('@');
    let domain_fits =
        domain.len() <= 253 && domain.split('.').count() >= 2 && domain.split('.').all(|l| (1..=63).contains(&l.len()));
    (plain && local_fits && domain_fits).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::normalize;

    #[test]
    fn case_and_spaces_around_do_not_make_another_address() {
        assert_eq!(normalize(" Ada@Example.ORG ").as_deref(), Some("ada@example.org"));
        assert_eq!(normalize("e\u{301}@example.org").as_deref(), Some("\u{e9}@example.org"));
    }

    #[test]
    fn what_cannot_be_an_address_is_none() {
        for bad in [
            "",
            "ada",
            "@b.c",
            "a@b",
            "a@b..c",
            "a b@c.de",
            "a@b@c.de",
            "a@.de",
            "mailto:a@b.de",
            "<a@b.de>",
            "a,b@c.de",
            "a@b.de;",
        ] {
            assert_eq!(normalize(bad), None, "{bad}");
        }
    }
}
