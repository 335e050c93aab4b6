//! JSON: ranges, faults, limits.

use super::super::Format::Json;
use super::super::SourceErrorKind;
use super::support::{dump, errors, parsed, root};

#[test]
fn ranges_of_keys_and_values() {
    insta::assert_snapshot!(dump(Json, "{\"ä\" : [1, -2.50e+3 ,\"🌈\\n\"],\r\n\t\"b\\\"\":{ \"c\":null , \"d\" :true}}"), @r#"
    : → "{\"ä\" : [1, -2.50e+3 ,\"🌈\\n\"],\r\n\t\"b\\\"\":{ \"c\":null , \"d\" :true}}"
    .ä: "\"ä\"" → "[1, -2.50e+3 ,\"🌈\\n\"]"
    .ä[0]: → "1"
    .ä[1]: → "-2.50e+3"
    .ä[2]: → "\"🌈\\n\""
    .b": "\"b\\\"\"" → "{ \"c\":null , \"d\" :true}"
    .b".c: "\"c\"" → "null"
    .b".d: "\"d\"" → "true"
    "#);
}

#[test]
fn duplicate_keys() {
    insta::assert_snapshot!(dump(Json, "{\"a\": 1,\n \"b\": 2,\n \"a\": 3}"), @r#"
    : → "{\"a\": 1,\n \"b\": 2,\n \"a\": 3}"
    .b: "\"b\"" → "2"
    .a: "\"a\"" → "3"
    DuplicateKey 3:2 "\"a\"": key `a` stands twice in this mapping; first on line 1
    "#);
}

#[test]
fn faults() {
    let cases = [
        "",
        " \n",
        "{",
        "{\"a\": [1,\n  2",
        "{\"a\": \"b\n",
        "{\"a\" 1}",
        "{\"a\": 1 \"b\": 2}",
        "[1, 2,]",
        "{\"a\": 1,}",
        "{a: 1}",
        "{} x",
        "{}\n{}",
        "NaN",
        "[-Infinity]",
        "[Infinity]",
        "[01]",
        "[1.]",
        "[tru]",
        "[\"\\x\"]",
        "['a']",
        "[\"\\ud800\"]",
        "// c\n{}",
        "[nul",
        "-",
        "[1e999]",
        "[\"ä\u{1}\"]",
        "ä",
    ];
    let mut all = String::new();
    for case in cases {
        let (source, parsed) = parsed(Json, case);
        all += &format!("{case:?}: {} document(s); {}", parsed.documents.len(), errors(&source, &parsed));
    }
    insta::assert_snapshot!(all, @r#"
    "": 0 document(s); Parse 1:1 "": the file is empty
    " \n": 0 document(s); Parse 1:1 " ": the file is empty
    "{": 0 document(s); Parse 1:2 "": the file ends inside an object
    "{\"a\": [1,\n  2": 0 document(s); Parse 2:4 "": the file ends inside a list
    "{\"a\": \"b\n": 0 document(s); Parse 1:9 "\n": a string must not hold line breaks or other control characters: is its closing quote missing?
    "{\"a\" 1}": 0 document(s); Parse 1:6 "1": expected `:` after the key
    "{\"a\": 1 \"b\": 2}": 0 document(s); Parse 1:9 "\"": expected `,` or `}`
    "[1, 2,]": 0 document(s); Parse 1:7 "]": a comma must not stand behind the last element
    "{\"a\": 1,}": 0 document(s); Parse 1:9 "}": a comma must not stand behind the last element
    "{a: 1}": 0 document(s); Parse 1:2 "a": expected a key in double quotes
    "{} x": 1 document(s); Parse 1:4 "x": text behind the end of the document
    "{}\n{}": 1 document(s); Parse 2:1 "{": text behind the end of the document
    "NaN": 0 document(s); Parse 1:1 "N": JSON has no NaN and no Infinity
    "[-Infinity]": 0 document(s); Parse 1:2 "-": JSON has no NaN and no Infinity
    "[Infinity]": 0 document(s); Parse 1:2 "I": JSON has no NaN and no Infinity
    "[01]": 0 document(s); Parse 1:3 "1": invalid number
    "[1.]": 0 document(s); Parse 1:4 "]": invalid number
    "[tru]": 0 document(s); Parse 1:5 "]": expected `true`, `false` or `null`
    "[\"\\x\"]": 0 document(s); Parse 1:4 "x": invalid escape
    "['a']": 0 document(s); Parse 1:2 "'": expected a value
    "[\"\\ud800\"]": 0 document(s); Parse 1:9 "\"": unexpected end of hex escape
    "// c\n{}": 0 document(s); Parse 1:1 "/": expected a value
    "[nul": 0 document(s); Parse 1:5 "": the file ends where a value is expected
    "-": 0 document(s); Parse 1:2 "": the file ends where a value is expected
    "[1e999]": 1 document(s); "[\"ä\u{1}\"]": 0 document(s); Parse 1:4 "\u{1}": a string must not hold line breaks or other control characters: is its closing quote missing?
    "ä": 0 document(s); Parse 1:1 "ä": expected a value
    "#);
}

#[test]
fn numbers_keep_their_text() {
    let text = "[123456789012345678901234567890, 1.10, 1E5, -0]";
    let found: Vec<String> = root(Json, text).items().map(|item| format!("{:?}", item.value)).collect();
    insta::assert_snapshot!(found.join(" "), @r#"Number("123456789012345678901234567890") Number("1.10") Number("1E5") Number("-0")"#);
}

#[test]
fn deep_nesting_ends_at_the_limit() {
    for text in ["[".repeat(100_000), "{\"a\":".repeat(100_000), "[".repeat(201) + &"]".repeat(201)] {
        let (_, parsed) = parsed(Json, &text);
        assert_eq!(parsed.errors.len(), 1);
        assert_eq!(parsed.errors[0].kind, SourceErrorKind::Limit);
    }
    root(Json, &("[".repeat(200) + &"]".repeat(200)));
}

#[test]
fn long_lines_and_many_keys() {
    let long = format!("{{\"a\": \"{}\", \"b\": 1}}", "ä".repeat(5_000_000));
    let node = root(Json, &long);
    assert_eq!(node.entry("b").unwrap().key_span.start as usize, long.len() - 7);
    let keys: Vec<String> = (0..50_000).map(|key| format!("\"k{key}\":{key}")).collect();
    let many = format!("{{{}, \"k7\": 1}}", keys.join(","));
    let (_, parsed) = parsed(Json, &many);
    assert_eq!(parsed.errors.len(), 1);
    assert_eq!(parsed.documents[0].root.entries().count(), 50_000);
}
