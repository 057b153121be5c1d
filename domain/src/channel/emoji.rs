//! What counts as one reaction.

/// One emoji: a few characters, none of which is a letter, a space or a control character.
pub fn checked(text: &str) -> Option<String> {
    let short = !text.is_empty() && text.len() <= 40 && text.chars().count() <= 10;
    let drawn = !text.is_ascii();
    let plain = text.chars().all(|c| !c.is_alphabetic() && !c.is_whitespace() && !c.is_control());
    (short && drawn && plain).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::checked;

    #[test]
    fn emoji_with_joiners_and_skin_tones_are_one() {
        for good in ["👍", "👍🏽", "❤️", "👩‍👩‍👧‍👦", "🇱🇰", "1️⃣"] {
            assert_eq!(checked(good).as_deref(), Some(good));
        }
    }

    #[test]
    fn words_spaces_and_long_strings_are_none() {
        for bad in ["", "ok", "é", " ", "👍 ", "1", "👍👍👍👍👍👍👍👍👍👍👍"] {
            assert_eq!(checked(bad), None, "{bad}");
        }
    }
}
