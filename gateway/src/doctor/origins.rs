//! Pages of other origins that may call the API.

use super::{Finding, place::Place};
use crate::config::Config;

const CHECK: &str = "origins";

pub fn check(config: &Config, place: &Place) -> Finding {
    judge(&config.origins, place)
}

fn judge(origins: &[String], place: &Place) -> Finding {
    let places = || origins.iter().map(|origin| (origin, Place::of(origin)));
    if let Some((origin, _)) = places().find(|(_, other)| other == place) {
        return Finding::warning(CHECK, format!("{origin} is `public_url`, whose pages may anyway"), "leave it out");
    }
    if let Some((origin, _)) = places().find(|(_, other)| !other.is_https && !other.is_local()) {
        let said = format!("{origin} is http: whoever is on the way can change its pages, and these may call the API");
        return Finding::warning(CHECK, said, "serve that page by https, and write its origin so");
    }
    if let Some((origin, _)) = places().find(|(_, other)| other.is_local() && !place.is_local()) {
        let said = format!("{origin} is any visitor's own machine, not yours");
        return Finding::warning(CHECK, said, "leave it out where others than developers come");
    }
    let said = if origins.is_empty() { "none but `public_url`".to_owned() } else { origins.join(", ") };
    Finding::ok(CHECK, said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn origins_that_are_not_meant_are_found() {
        let place = Place::of("https://school.example");
        for (origin, level, word) in [
            ("https://app.example", Level::Ok, "app.example"),
            ("https://school.example:443/", Level::Warning, "may anyway"),
            ("http://app.example", Level::Warning, "is http"),
            ("http://localhost:5173", Level::Warning, "visitor's own machine"),
        ] {
            let finding = judge(&[origin.to_owned()], &place);
            assert!(finding.level == level && finding.found.contains(word), "{finding:?}");
        }
        assert_eq!(judge(&["http://localhost:5173".to_owned()], &Place::of("http://localhost:8080")).level, Level::Ok);
        assert_eq!(judge(&[], &place).level, Level::Ok);
    }
}
