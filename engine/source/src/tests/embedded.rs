//! Documents inside strings.

use super::super::Format::{Json, Yaml};
use super::path::places;

const POLICY: [&str; 4] = ["p.@json.Statement.0.Effect", "p.@json.Statement.0", "p.@json.Ü", "p.@json.x.y"];

#[test]
fn json_in_json() {
    let text = r#"{"p": "{\"Statement\": [{\"Effect\"\u003a \"Allow\"}],\n \"Ü\": \"\ud83c\udf08x\"}", "q": 1}"#;
    insta::assert_snapshot!(places(Json, text, &POLICY), @r#"
    p.@json.Statement.0.Effect Whole
    {"p": "{\"Statement\": [{\"Effect\"\u003a \"Allow\"}],\n \"Ü\": \"\ud83c\udf08x\"}", "q": 1}
                                              ^^^^^^^^^
    p.@json.Statement.0 Whole
    {"p": "{\"Statement\": [{\"Effect\"\u003a \"Allow\"}],\n \"Ü\": \"\ud83c\udf08x\"}", "q": 1}
                             ^^^^^^^^^^
    p.@json.Ü Whole
    {"p": "{\"Statement\": [{\"Effect\"\u003a \"Allow\"}],\n \"Ü\": \"\ud83c\udf08x\"}", "q": 1}
                                                                    ^^^^^^^^^^^^^^^^^
    p.@json.x.y Ancestor(2)
    {"p": "{\"Statement\": [{\"Effect\"\u003a \"Allow\"}],\n \"Ü\": \"\ud83c\udf08x\"}", "q": 1}
     ^^^
    "#);
}

#[test]
fn json_in_quoted_yaml() {
    let text = "p: \"{\\\"Statement\\\": [{\\\"Effect\\\":\\\n    \\ \\\"Allow\\\"}],\n\n  \\x20\\\"Ü\\\": \\\"\\U0001F308x\\\"}\"\n";
    insta::assert_snapshot!(places(Yaml, text, &POLICY), @r#"
    p.@json.Statement.0.Effect Whole
        \ \"Allow\"}],
          ^^^^^^^^^
    p.@json.Statement.0 Whole
    p: "{\"Statement\": [{\"Effect\":\
                          ^^^^^^^^^^
    p.@json.Ü Whole
      \x20\"Ü\": \"\U0001F308x\"}"
                 ^^^^^^^^^^^^^^^
    p.@json.x.y Ancestor(2)
    p: "{\"Statement\": [{\"Effect\":\
    ^
    "#);
    let text = "p: '{\"Statement\": [ \n\n  {\"Effect\":   \n    \"it''s\"}], \"Ü\": 1}'";
    insta::assert_snapshot!(places(Yaml, text, &POLICY), @r#"
    p.@json.Statement.0.Effect Whole
        "it''s"}], "Ü": 1}'
        ^^^^^^^
    p.@json.Statement.0 Whole
      {"Effect":
       ^^^^^^^^
    p.@json.Ü Whole
        "it''s"}], "Ü": 1}'
                        ^
    p.@json.x.y Ancestor(2)
    p: '{"Statement": [
    ^
    "#);
}

#[test]
fn json_in_block_scalars() {
    for style in ["|", "|-", "|+", "| # c", "|2", ">", ">-", ">+2 # 7"] {
        let text = format!(
            "m:\n  p: {style}\n    {{\n      \"Statement\":\n      [{{\"Effect\":\n\n     \"Allow\"}}],\n    \"Ü\": \"🌈\"}}\n\n\nq: 1\n"
        );
        let paths: Vec<String> = POLICY[..3].iter().map(|path| format!("m.{path}")).collect();
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let found = places(Yaml, &text, &paths);
        insta::allow_duplicates! {
            insta::assert_snapshot!(found, @r#"
    m.p.@json.Statement.0.Effect Whole
         "Allow"}],
         ^^^^^^^
    m.p.@json.Statement.0 Whole
          [{"Effect":
            ^^^^^^^^
    m.p.@json.Ü Whole
        "Ü": "🌈"}
             ^^^
    "#);
        }
        let crlf = places(Yaml, &text.replace('\n', "\r\n"), &paths);
        assert_eq!(crlf, found);
    }
}

#[test]
fn yaml_in_plain_and_literal() {
    let text = "p: |\n  a:\n  # c\n  - b: 'x'\n    c: |\n      t\n\n  d: *e\nq: a\n  b,\n\n  c\n";
    insta::assert_snapshot!(places(Yaml, text, &["p.@yaml.a.0.b", "q.@yaml"]), @r#"
    p.@yaml.a.0.b Ancestor(1)
    p: |
    ^
    q.@yaml Whole
    q: a
       ^
      b,
    ^^^^
      c
    ^^^
    "#);
    let text = "p: |\n  a:\n  # c\n  - b: 'x'\n    c: |\n      t\n  d: {e: 1}\n";
    insta::assert_snapshot!(places(Yaml, text, &["p.@yaml.a.0.b", "p.@yaml.a.0.c", "p.@yaml.d.e", "p.@yaml.d", "p.@yaml.z"]), @r#"
    p.@yaml.a.0.b Whole
      - b: 'x'
           ^^^
    p.@yaml.a.0.c Whole
        c: |
           ^
          t
    ^^^^^^^
    p.@yaml.d.e Whole
      d: {e: 1}
             ^
    p.@yaml.d Whole
      d: {e: 1}
      ^
    p.@yaml.z Ancestor(2)
    p: |
    ^
    "#);
}

#[test]
fn what_is_no_document_is_the_string() {
    insta::assert_snapshot!(places(Json, r#"{"p": "{\"a\":", "n": 1}"#, &["p.@json.a", "n.@json.a"]), @r#"
    p.@json.a Ancestor(1)
    {"p": "{\"a\":", "n": 1}
     ^^^
    n.@json.a Ancestor(1)
    {"p": "{\"a\":", "n": 1}
                     ^^^
    "#);
}

#[test]
fn a_document_in_a_document_in_a_string() {
    let text = "p: |\n  {\"q\": \"{\\\"r\\\": 1}\"}\n";
    insta::assert_snapshot!(places(Yaml, text, &["p.@json.q.@json.r", "p.@json.q"]), @r#"
    p.@json.q.@json.r Whole
      {"q": "{\"r\": 1}"}
                     ^
    p.@json.q Whole
      {"q": "{\"r\": 1}"}
            ^^^^^^^^^^^^
    "#);
}
