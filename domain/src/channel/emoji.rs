//! What counts as one reaction.

/// One emoji, as Unicode lists them, in any of its forms. It may be written with what asks for its picture (U+FE0F) or without: it is one.
pub fn checked(text: &str) -> Option<String> {
    emojis::get(text).map(|emoji| emoji.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::checked;

    #[test]
    fn emoji_with_joiners_and_skin_tones_are_one() {
        for good in ["👍", "👍🏽", "❤️", "👩‍👩‍👧‍👦", "🧑🏽‍🎓", "🇱🇰", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"]
        {
            assert_eq!(checked(good).as_deref(), Some(good));
        }
    }

    #[test]
    fn one_that_looks_like_another_is_that() {
        assert_eq!(checked("❤").as_deref(), Some("❤\u{fe0f}"));
    }

    #[test]
    fn anything_else_is_none() {
        let unseen = ["\u{200b}", "\u{202e}", "\u{2800}", "\u{fe0f}", "\u{1f3fd}\u{200d}"];
        for bad in ["", "ok", "é", " ", "👍 ", "1", "👍👍", "«»", "١٢٣", "⸻", "thumbsup", ":+1:"].into_iter().chain(unseen)
        {
            assert_eq!(checked(bad), None, "{bad:?}");
        }
    }
}
