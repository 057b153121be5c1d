//! docs/security.md has a line for every requirement of the standard that it names.

use std::collections::BTreeSet;

use crate::{assert_none, markdown::rows, tree::read};

/// ASVS 4.0.3, levels 1 and 2: each section, its last requirement, and which before it were deleted or are of level 3.
const REQUIRED: &[(&str, u32, &[u32])] = &[
    ("1.1", 7, &[]),
    ("1.2", 4, &[]),
    ("1.4", 5, &[2, 3]),
    ("1.5", 4, &[]),
    ("1.6", 4, &[]),
    ("1.7", 2, &[]),
    ("1.8", 2, &[]),
    ("1.9", 2, &[]),
    ("1.10", 1, &[]),
    ("1.11", 2, &[]),
    ("1.12", 2, &[1]),
    ("1.14", 6, &[]),
    ("2.1", 12, &[]),
    ("2.2", 3, &[]),
    ("2.3", 3, &[]),
    ("2.4", 5, &[]),
    ("2.5", 7, &[]),
    ("2.6", 3, &[]),
    ("2.7", 6, &[]),
    ("2.8", 7, &[]),
    ("2.9", 3, &[]),
    ("2.10", 4, &[]),
    ("3.1", 1, &[]),
    ("3.2", 4, &[]),
    ("3.3", 4, &[]),
    ("3.4", 5, &[]),
    ("3.5", 3, &[]),
    ("3.7", 1, &[]),
    ("4.1", 5, &[4]),
    ("4.2", 2, &[]),
    ("4.3", 3, &[]),
    ("5.1", 5, &[]),
    ("5.2", 8, &[]),
    ("5.3", 10, &[]),
    ("5.4", 3, &[]),
    ("5.5", 4, &[]),
    ("6.1", 3, &[]),
    ("6.2", 6, &[]),
    ("6.3", 2, &[]),
    ("6.4", 2, &[]),
    ("7.1", 4, &[]),
    ("7.2", 2, &[]),
    ("7.3", 4, &[2]),
    ("7.4", 3, &[]),
    ("8.1", 4, &[]),
    ("8.2", 3, &[]),
    ("8.3", 8, &[]),
    ("9.1", 3, &[]),
    ("9.2", 4, &[]),
    ("10.2", 2, &[]),
    ("10.3", 3, &[]),
    ("11.1", 8, &[]),
    ("12.1", 3, &[]),
    ("12.2", 1, &[]),
    ("12.3", 6, &[]),
    ("12.4", 2, &[]),
    ("12.5", 2, &[]),
    ("12.6", 1, &[]),
    ("13.1", 5, &[2]),
    ("13.2", 6, &[4]),
    ("13.3", 2, &[]),
    ("13.4", 2, &[]),
    ("14.1", 4, &[]),
    ("14.2", 6, &[]),
    ("14.3", 3, &[1]),
    ("14.4", 7, &[]),
    ("14.5", 4, &[]),
];

#[test]
fn every_requirement_of_levels_1_and_2_has_a_line_with_a_test_or_a_reason() {
    let document = read("docs/security.md");
    assert_none(&faults(&document));
    assert_eq!(faults(&document.replace("2.6.1–2.6.3", "2.6.1")), ["2.6.2 has no line", "2.6.3 has no line"]);
    assert_eq!(faults(&document.replace("| 2.8.7 | ", "| 2.8.7 |  | ")), ["2.8.7 says nothing"]);
}

fn faults(document: &str) -> Vec<String> {
    let (_, standard) = document.split_once("\n## OWASP ASVS 4.0.3, level 2").unwrap();
    let (mut told, mut found) = (BTreeSet::new(), Vec::new());
    for row in standard.split("\n### ").skip(1).flat_map(rows) {
        for range in row[0].split(", ") {
            if row.get(1).is_none_or(|how| how.len() < 10) {
                found.push(format!("{range} says nothing"));
            }
            told.extend(numbers(range));
        }
    }
    for (section, last, without) in REQUIRED {
        let wanted = (1..=*last).filter(|number| !without.contains(number)).map(|number| format!("{section}.{number}"));
        found.extend(wanted.filter(|wanted| !told.contains(wanted)).map(|wanted| format!("{wanted} has no line")));
    }
    found
}

/// `2.8.1–2.8.3` or `2.8.1`.
fn numbers(range: &str) -> Vec<String> {
    let (first, last) = range.split_once('–').unwrap_or((range, range));
    let part = |text: &str| text.rsplit_once('.').map(|(section, number)| (section.to_owned(), number.parse::<u32>().unwrap()));
    let ((section, first), (same, last)) = (part(first).unwrap(), part(last).unwrap());
    assert_eq!(section, same, "{range}");
    (first..=last).map(|number| format!("{section}.{number}")).collect()
}
