//! What counts as one reaction.

/// One emoji, as Unicode lists them, in any of its forms.
pub fn checked(text: &str) -> Option<String> {
    emojis::get(text).map(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::checked;

    #[test]
    fn emoji_with_joiners_and_skin_tones_are_one() {
        for good in ["👍", "👍🏽", "❤️", "❤", "👩‍👩‍👧‍👦", "🧑🏽‍🎓", "🇱🇰", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"]
        {
            assert_eq!(checked(good).as_deref(), Some(good));
        }
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
