//! What `terraform fmt` takes, we take; what it refuses, we refuse.

use bartizan_hcl::syntax::parse;

/// Verdicts of Terraform 1.11.4: `valid` or `invalid`, then the text as a JSON string.
const VERDICTS: &str = include_str!("verdicts.txt");

#[test]
fn terraform_agrees() {
    let mut differences = String::new();
    for line in VERDICTS.lines() {
        let (verdict, quoted) = line.split_once(' ').expect("a verdict and a text");
        let text = unquoted(quoted.trim());
        let errors = parse(&text, 0).errors;
        if errors.is_empty() != (verdict == "valid") {
            let faults = errors.iter().map(|error| error.message.clone()).collect::<Vec<_>>();
            differences += &format!("Terraform says {verdict}: {quoted}: {faults:?}\n");
        }
    }
    assert!(differences.is_empty(), "\n{differences}");
}

/// The content of a JSON string without surrogates.
fn unquoted(quoted: &str) -> String {
    let mut text = String::new();
    let mut chars = quoted[1..quoted.len() - 1].chars();
    while let Some(c) = chars.next() {
        text.push(match (c, c == '\\') {
            (c, false) => c,
            _ => match chars.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('u') => {
                    let digits = chars.by_ref().take(4).collect::<String>();
                    u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32).expect("a character")
                }
                other => other.expect("an escape"),
            },
        });
    }
    text
}
