//! What people type: trimmed, bounded in characters, free of control characters.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Why a text was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    #[error("{field} is empty; write something")]
    Empty { field: &'static str },
    #[error("{field} is too long; use at most {max} characters")]
    TooLong { field: &'static str, max: usize },
    #[error("{field} holds characters that cannot be shown; remove them")]
    Control { field: &'static str },
    #[error("{field} piles more than {MARKS_MAX} accents onto one letter, or begins with one; remove some")]
    Marks { field: &'static str },
}

/// Accents and vowel signs in a row: Tibetan piles up six, no script that people write more.
const MARKS_MAX: usize = 8;

impl TextError {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "text_empty",
            Self::TooLong { .. } => "text_too_long",
            Self::Control { .. } | Self::Marks { .. } => "text_not_printable",
        }
    }

    pub fn field(&self) -> &'static str {
        match self {
            Self::Empty { field } | Self::TooLong { field, .. } | Self::Control { field } | Self::Marks { field } => field,
        }
    }
}

/// One line: spaces at the ends go, inner runs of spaces become one. Keyboards write one letter in several ways (UAX 15): it is composed.
pub fn line(field: &'static str, text: &str, max: usize) -> Result<String, TextError> {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if shows_nothing(&joined) {
        return Err(TextError::Empty { field });
    }
    if joined.chars().any(|c| is_ignorable(c) && !joins(c)) {
        return Err(TextError::Control { field });
    }
    // what joins neither ends a pile nor carries one
    let piles = |c: char| is_combining_mark(c) || joins(c);
    if joined.starts_with(piles) || joined.split(|c| !piles(c)).any(|pile| pile.chars().count() > MARKS_MAX) {
        return Err(TextError::Marks { field });
    }
    check(field, joined.nfc().collect(), max, |_| false)
}

/// What two ways to write the same share: for telling whether it is the same, and for finding it.
pub fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase().nfc().collect()
}

fn shows_nothing(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_ignorable(c))
}

/// Nobody sees it: Default_Ignorable_Code_Point of Unicode's `DerivedCoreProperties.txt`, what anchors annotations, and the empty
/// Braille pattern. Some of them write what follows the other way, so that a name would look like another (UTR 36).
const fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}')
        || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}')
        || matches!(c, '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Of these, what holds the letters of many scripts and the parts of an emoji together, or says which of its forms is meant.
const fn joins(c: char) -> bool {
    matches!(c, '\u{34f}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
        || matches!(c, '\u{e0020}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Several lines: line ends and tabs stay, and so does what writes the other way: numbers that are pasted bring it along.
pub fn paragraph(field: &'static str, text: &str, max: usize) -> Result<String, TextError> {
    if shows_nothing(text) {
        return Err(TextError::Empty { field });
    }
    check(field, text.trim().to_owned(), max, |c| matches!(c, '\n' | '\r' | '\t'))
}

/// As [`paragraph`], with nothing for an empty text.
pub fn optional_paragraph(field: &'static str, text: Option<&str>, max: usize) -> Result<Option<String>, TextError> {
    text.filter(|t| !shows_nothing(t)).map(|t| paragraph(field, t, max)).transpose()
}

/// The first `max` characters, without control characters; for labels that nobody typed.
pub fn label(text: &str, max: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(max).collect::<String>().trim().to_owned()
}

/// An IANA zone by its canonical name, from the bundled database.
pub fn zone(name: &str) -> Option<String> {
    let found = jiff::tz::TimeZoneDatabase::bundled().get(name).ok()?;
    // the database's word for "not set yet": no browser knows it
    found.iana_name().filter(|name| *name != "Factory").map(str::to_owned)
}

fn check(field: &'static str, text: String, max: usize, allowed: impl Fn(char) -> bool) -> Result<String, TextError> {
    if text.chars().count() > max {
        return Err(TextError::TooLong { field, max });
    }
    if text.chars().any(|c| c.is_control() && !allowed(c)) {
        return Err(TextError::Control { field });
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_loses_its_spare_spaces() {
        assert_eq!(line("name", "  Ada \n Lovelace ", 20).unwrap(), "Ada Lovelace");
    }

    #[test]
    fn a_letter_is_one_however_it_was_typed() {
        for (composed, apart) in
            [("José", "Jose\u{301}"), ("ලෝකනාත්", "ල\u{dd9}\u{dcf}\u{dca}කනාත්"), ("பொன்னி", "ப\u{bc6}\u{bbe}ன்னி")]
        {
            assert_ne!(composed, apart);
            assert_eq!(line("name", apart, 20).as_deref(), Ok(composed));
            assert_eq!(folded(apart), folded(composed));
        }
        assert_eq!(folded(" E\u{301}COLE  d'été "), folded("école d'été"));
    }

    #[test]
    fn a_line_shows_what_it_is() {
        let nameless = ["\u{180e}", "\u{34f}", "\u{17b4}\u{17b5}", "\u{2062}", "\u{1d173}", "\u{e0001}", "\u{e0041}"];
        for unseen in ["", " ", "\u{200b}\u{200b}", "\u{200d}", "\u{3164}", "\u{202e}"].into_iter().chain(nameless) {
            assert_eq!(line("name", unseen, 20), Err(TextError::Empty { field: "name" }), "{unseen:?}");
        }
        for other in ["\u{202e}gnp.exe", "Ada\u{200b}", "Ada\u{2066}x", "Ada\u{2062}", "Ada\u{e0001}"] {
            assert_eq!(line("name", other, 20), Err(TextError::Control { field: "name" }), "{other:?}");
        }
        // a Sinhala conjunct, a Persian word and an emoji are held together by what nobody sees
        for name in [
            "ප්\u{200d}රේමදාස",
            "می\u{200c}خواهم",
            "👩\u{200d}🎓",
            "❤\u{fe0f}",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
        ] {
            assert!(line("name", name, 20).is_ok(), "{name}");
        }
    }

    #[test]
    fn accents_stand_on_a_letter_and_are_not_piled_up() {
        let joined = ["\u{200d}", &"\u{301}".repeat(MARKS_MAX)].concat();
        for piled in [
            format!("a{}", joined.repeat(7)),
            format!("{joined}Ada"),
            "\u{301}".repeat(79),
            format!("a{}", "\u{301}".repeat(MARKS_MAX + 1)),
            "\u{301}Ada".to_owned(),
        ] {
            assert_eq!(line("name", &piled, 80), Err(TextError::Marks { field: "name" }), "{piled:?}");
        }
        for name in ["Nguye\u{302}\u{303}n", "ශ්\u{200d}රී", "བསྒྲུབས", &format!("a{}", "\u{301}".repeat(MARKS_MAX))]
        {
            assert!(line("name", name, 80).is_ok(), "{name}");
        }
    }

    #[test]
    fn length_counts_characters_not_bytes() {
        assert!(line("name", "සිංහල", 5).is_ok());
        assert_eq!(line("name", "abcdef", 5), Err(TextError::TooLong { field: "name", max: 5 }));
    }

    #[test]
    fn a_paragraph_keeps_its_lines_and_refuses_control_characters() {
        assert_eq!(paragraph("bio", "a\nb ", 10).unwrap(), "a\nb");
        assert_eq!(paragraph("bio", "a\u{7}b", 10), Err(TextError::Control { field: "bio" }));
        assert_eq!(paragraph("bio", "call \u{202a}+94 77\u{202c}", 20).unwrap(), "call \u{202a}+94 77\u{202c}");
        assert_eq!(optional_paragraph("bio", Some(" \u{200b} "), 10), Ok(None));
    }

    #[test]
    fn a_paragraph_says_something() {
        for nothing in ["", " \n", "\u{200b}", "\u{202e}\n\u{2800}"] {
            assert_eq!(paragraph("text", nothing, 10), Err(TextError::Empty { field: "text" }), "{nothing:?}");
        }
    }

    #[test]
    fn zones_come_from_the_bundled_database() {
        assert_eq!(zone("asia/colombo").as_deref(), Some("Asia/Colombo"));
        assert_eq!((zone("Mars/Olympus"), zone("Factory")), (None, None));
    }
}
