//! As much of Markdown as the documents use.

#[derive(Debug, PartialEq)]
pub struct Block {
    pub language: String,
    pub text: String,
    /// Of its fence, from 1.
    pub line: usize,
}

/// What stands between fences.
pub fn blocks(document: &str) -> Vec<Block> {
    let (mut found, mut open): (Vec<Block>, bool) = (Vec::new(), false);
    for (index, line) in document.lines().enumerate() {
        if let Some(language) = line.strip_prefix("```") {
            if !open {
                found.push(Block { language: language.to_owned(), text: String::new(), line: index + 1 });
            }
            open = !open;
        } else if open {
            let block = found.last_mut().unwrap();
            block.text += line;
            block.text += "\n";
        }
    }
    found
}

/// `code` in running text, which may go on in the next line.
pub fn spans(document: &str) -> Vec<String> {
    let mut fenced = false;
    let outside = document.lines().filter(|line| {
        let fence = line.starts_with("```");
        fenced ^= fence;
        !fence && !fenced
    });
    let text = outside.collect::<Vec<_>>().join("\n");
    text.split('`').skip(1).step_by(2).map(|code| code.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// Title and text of what stands under `## `.
pub fn sections(document: &str) -> Vec<(&str, &str)> {
    document.split("\n## ").skip(1).map(|section| section.split_once('\n').unwrap_or((section, ""))).collect()
}

/// Cells of a table's rows, without its head.
pub fn rows(section: &str) -> Vec<Vec<&str>> {
    let lines = section.lines().filter_map(|line| line.trim().strip_prefix('|')?.strip_suffix('|'));
    lines.skip(2).map(|line| line.split(" | ").map(str::trim).collect()).collect()
}

#[test]
fn code_is_told_from_text() {
    let document =
        "Run `make\nup` or\n\n```sh\nmake `x`\n```\n\nas `a`.\n\n## Keys\n\n| key | what |\n| --- | --- |\n| `a` | b |\n";
    assert_eq!(spans(document), ["make up", "a", "a"]);
    assert_eq!(blocks(document), [Block { language: "sh".into(), text: "make `x`\n".into(), line: 4 }]);
    assert_eq!(sections(document)[0].0, "Keys");
    assert_eq!(rows(sections(document)[0].1), [["`a`", "b"]]);
}
