//! Text from documents, made safe to print: on one line, of bounded length, with nothing that cannot be seen, and with
//! nothing that a program which reads along would take for a command.

use std::fmt::Write as _;

/// Longest text of a document in a line of a report, in characters.
const LONGEST: usize = 1000;

/// What begins a command to a runner of GitHub Actions or Azure Pipelines wherever it stands in a line of the log.
const COMMANDS: [&str; 2] = ["##vso[", "##["];

/// What stands for the `##` of these.
const DEFUSED: &str = "#\\#";

/// `text` on one line: each run of white space a single blank, what cannot be seen written as `\u{202e}`, no command, the
/// rest of what is very long left out.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(LONGEST));
    let mut written = 0;
    for word in text.split_whitespace() {
        if written > 0 {
            out.push(' ');
            written += 1;
        }
        for char in word.chars() {
            if written >= LONGEST {
                let _ = write!(out, "… ({} characters)", text.chars().count());
                return without_commands(out, DEFUSED);
            }
            push_visible(&mut out, char);
            written += 1;
        }
    }
    without_commands(out, DEFUSED)
}

/// `text` with as many bytes in each place, and `?` or `\u{fffd}` for what cannot be seen: for texts with marks in them.
pub(super) fn blotted(text: &str) -> String {
    let blot = |char: char| match char.len_utf8() {
        _ if !is_unseen(char) => char,
        1 => '?',
        2 => '\u{bf}',
        3 => '\u{fffd}',
        _ => '\u{1f7e6}',
    };
    text.chars().map(blot).collect()
}

fn push_visible(out: &mut String, char: char) {
    if is_unseen(char) {
        let _ = write!(out, "\\u{{{:x}}}", u32::from(char));
    } else {
        out.push(char);
    }
}

/// Controls, marks that turn the direction of writing, what has no width, and what no text may hold (XML 1.0, section 2.2).
fn is_unseen(char: char) -> bool {
    char != '\t'
        && (char.is_control()
            || matches!(char, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
            || matches!(char, '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e007f}'))
}

/// A text for people, so that no runner takes a line of it for a command: GitHub Actions reads `::` at the beginning of a
/// line.
pub(super) fn harmless(text: String) -> String {
    if !text.lines().any(|line| line.trim_start().starts_with("::")) {
        return without_commands(text, DEFUSED);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for line in text.split_inclusive('\n') {
        let rest = line.trim_start();
        out.push_str(&line[..line.len() - rest.len()]);
        if rest.starts_with("::") {
            out.push('\\');
        }
        out.push_str(rest);
    }
    without_commands(out, "#\\#")
}

/// `text` with `sign` for the `##` of what Azure Pipelines or GitHub Actions take for a command wherever it stands.
pub(super) fn without_commands(text: String, sign: &str) -> String {
    if !text.contains("##") {
        return text;
    }
    COMMANDS.iter().fold(text, |text, command| text.replace(command, &command.replacen("##", sign, 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_on_one_line_and_can_be_seen() {
        assert_eq!(plain(" a\n\tb\u{2028}c "), "a b c");
        assert_eq!(plain("a\u{1b}[31m\u{202e}b\u{0}"), r"a\u{1b}[31m\u{202e}b\u{0}");
        assert_eq!(plain("Straße مرحبا 日本"), "Straße مرحبا 日本");
        let long = plain(&"ä".repeat(100_000));
        assert!(long.chars().count() < LONGEST + 30 && long.ends_with("ä… (100000 characters)"), "{long}");
    }

    #[test]
    fn blots_keep_the_length() {
        for text in ["a\u{1b}b", "a\u{85}b", "a\u{202e}b", "a\u{e0041}b", "plain\n"] {
            let blotted = blotted(text);
            assert_eq!(blotted.len(), text.len());
            assert!(!blotted.chars().any(|char| is_unseen(char) && char != '\n'), "{blotted:?}");
        }
    }

    #[test]
    fn nothing_is_a_command() {
        assert_eq!(harmless("a ::error::b\n".to_owned()), "a ::error::b\n");
        let text = "  ::error::b\nx ##[add-mask]y ##vso[task.complete]\n";
        assert_eq!(harmless(text.to_owned()), "  \\::error::b\nx #\\#[add-mask]y #\\#vso[task.complete]\n");
    }
}
