//! Every line of every ```sh block is run, and the ```json below it is what it answers.

use std::process::Command;

use crate::{
    assert_none,
    markdown::{Block, blocks},
    program::{Reader, make_would},
    shape::differences,
    tree::{documents, read},
};

#[test]
fn every_command_of_the_documents_runs_and_answers_as_shown() {
    let (mut commands, mut faults) = (0, Vec::new());
    for file in documents() {
        let (count, found) = check(&read(&file));
        commands += count;
        faults.extend(found.into_iter().map(|fault| format!("{file}:{fault}")));
    }
    assert_none(&faults);
    assert!(commands > 20, "{commands} commands were run");
}

/// How many commands there are, and what is wrong with them.
fn check(document: &str) -> (usize, Vec<String>) {
    let (mut reader, mut commands, mut faults) = (Reader::new(), 0, Vec::new());
    let blocks = blocks(document);
    for (index, block) in blocks.iter().enumerate() {
        let answer = blocks.get(index + 1).filter(|next| next.language == "json");
        let mut say = |fault: String| faults.push(format!("{} {fault}", block.line));
        match block.language.as_str() {
            "sh" => {
                let lines = split(&block.text);
                commands += lines.len();
                for (nth, command) in lines.iter().enumerate() {
                    let answer = answer.filter(|_| nth + 1 == lines.len());
                    if let Err(fault) = run(&mut reader, command, answer) {
                        say(format!("`{command}`: {fault}"));
                    }
                }
            }
            "json" if index > 0 && blocks[index - 1].language == "sh" => {}
            // run by `npm run tour` of the SDK, or a picture in characters
            "ts" | "" => {}
            other => say(format!("a block of `{other}` that no test reads")),
        }
    }
    if let Err(fault) = reader.stop() {
        faults.push(format!("0 {fault}"));
    }
    (commands, faults)
}

/// Commands, which may take more than one line: as far as a shell wants to read on.
fn split(block: &str) -> Vec<String> {
    let (mut found, mut command) = (Vec::new(), String::new());
    for line in block.lines() {
        command += line;
        let whole = !command.ends_with('\\') && Command::new("sh").args(["-nc", &command]).output().unwrap().status.success();
        if whole {
            found.push(std::mem::take(&mut command));
        } else {
            command += "\n";
        }
    }
    found.extend((!command.is_empty()).then_some(command));
    found
}

fn run(reader: &mut Reader, command: &str, answer: Option<&Block>) -> Result<(), String> {
    let said = command.split(" #").next().unwrap().split_whitespace().collect::<Vec<_>>();
    let variable = said[0].split_once('=').map(|(name, _)| name);
    match (said.as_slice(), variable) {
        (["make", args @ ..], _) => {
            let would = make_would(args)?;
            let last = would.lines().last().unwrap_or_default().split_whitespace().collect::<Vec<_>>();
            if let ["exec", program, "demo"] = last[..]
                && program.ends_with("/lyceum")
            {
                reader.start("demo")?;
            }
            Ok(())
        }
        (["lyceum", how @ ("serve" | "demo")], _) => reader.start(how),
        (["lyceum" | "curl" | "node", ..], _) => {
            let quiet = said[0] == "curl" && !said.contains(&"--fail");
            if quiet && answer.is_none() {
                return Err("a `curl` without `--fail` shows its answer as json".into());
            }
            let output = shell(reader, command)?;
            answer.map_or(Ok(()), |answer| compare(&answer.text, &output))
        }
        (_, Some(name)) => shell(reader, &format!("{command}\ntest -n \"${name}\"")).map(|_| ()),
        _ => Err("no test knows how to run this".into()),
    }
}

fn shell(reader: &Reader, command: &str) -> Result<String, String> {
    let output = reader.shell(command);
    let text = String::from_utf8(output.stdout).unwrap();
    if output.status.success() {
        return Ok(text);
    }
    Err(format!("{} {text}{}", output.status, String::from_utf8_lossy(&output.stderr)))
}

fn compare(shown: &str, real: &str) -> Result<(), String> {
    let shown = serde_json::from_str(shown).map_err(|error| format!("what is shown is not JSON: {error}"))?;
    let real = serde_json::from_str(real).map_err(|error| format!("answers {real:?}, which is not JSON: {error}"))?;
    let differences = differences(&shown, &real, "");
    if differences.is_empty() { Ok(()) } else { Err(format!("{}\n  of {real}", differences.join(", "))) }
}

#[test]
fn a_command_goes_on_until_its_quotes_and_brackets_are_closed() {
    let block = "A=$(curl x \\\n  -d y)\nnode -e '\n  1;\n' \"$A\"\nmake up # now\n";
    assert_eq!(split(block), ["A=$(curl x \\\n  -d y)", "node -e '\n  1;\n' \"$A\"", "make up # now"]);
}

#[test]
fn spoiled_lines_are_found() {
    let block = |line: &str| format!("```sh\n{line}\n```\n");
    let spoiled = [
        "make upp",
        "lyceum demmo",
        "lyceum config --shema",
        "curl --fail http://localhost:8080/readyz",
        "curl http://localhost:8080/readyz",
        "TOKEN=$(true)",
        "rm -rf lyceum-data",
    ];
    for line in spoiled {
        assert_eq!(check(&block(line)).1.len(), 1, "{line}");
    }
    let stale = format!("{}```json\n{{\"old\": 1}}\n```\n", block("lyceum config --schema"));
    assert_eq!(check(&stale).1.len(), 1);
    assert_eq!(check("```toml\nlisten = 1\n```\n").1.len(), 1);
}
