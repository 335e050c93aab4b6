//! YAML: ranges, comments, aliases, faults, limits.

use super::super::Format::Yaml;
use super::super::SourceErrorKind;
use super::support::{dump, json, parsed, root};

#[test]
fn ranges_of_block_style() {
    insta::assert_snapshot!(dump(Yaml, "# head\n---\na: 1 # one\n\"b\" : 'x # y'\nlist:\n- p: q\n  r: ä 🌈\n-   - deep\n    -\n- # c\n  z:\n\"tail\": [1, {k: v}, ] # end\n"), @r##"
    : → "a: 1 # one\n\"b\" : 'x # y'\nlist:\n- p: q\n  r: ä 🌈\n-   - deep\n    -\n- # c\n  z:\n\"tail\": [1, {k: v}, ]"
    .a: "a" → "1"
    .b: "\"b\"" → "'x # y'"
    .list: "list" → "- p: q\n  r: ä 🌈\n-   - deep\n    -\n- # c\n  z:"
    .list[0]: → "p: q\n  r: ä 🌈"
    .list[0].p: "p" → "q"
    .list[0].r: "r" → "ä 🌈"
    .list[1]: → "- deep\n    -"
    .list[1][0]: → "deep"
    .list[1][1]: → ""
    .list[2]: → "z:"
    .list[2].z: "z" → ""
    .tail: "\"tail\"" → "[1, {k: v}, ]"
    .tail[0]: → "1"
    .tail[1]: → "{k: v}"
    .tail[1].k: "k" → "v"
    comment "# head"
    comment "# one"
    comment "# c"
    comment "# end"
    "##);
}

#[test]
fn ranges_of_block_scalars() {
    insta::assert_snapshot!(dump(Yaml, "a: | # c\n  one # text\n\n  two\n\n# after\nb: >-\n  x\n  y\nc: |+\n\nd: &x |2\n   z\ne:\n  - |\n    # text\n  - last"), @r##"
    : → "a: | # c\n  one # text\n\n  two\n\n# after\nb: >-\n  x\n  y\nc: |+\n\nd: &x |2\n   z\ne:\n  - |\n    # text\n  - last"
    .a: "a" → "| # c\n  one # text\n\n  two"
    .b: "b" → ">-\n  x\n  y"
    .c: "c" → "|+"
    .d: "d" → "|2\n   z"
    .e: "e" → "- |\n    # text\n  - last"
    .e[0]: → "|\n    # text"
    .e[1]: → "last"
    comment "# c"
    comment "# after"
    "##);
}

#[test]
fn properties_are_outside_of_ranges() {
    insta::assert_snapshot!(dump(Yaml, "a: &x !!str 12 # c\nb: &y\n  k: *x\nc: !t {d: &z [1]}\nd: &e\ne: *e\n&f g: &h # i\n- 1\n"), @r##"
    : → "a: &x !!str 12 # c\nb: &y\n  k: *x\nc: !t {d: &z [1]}\nd: &e\ne: *e\n&f g: &h # i\n- 1"
    .a: "a" → "12"
    .b: "b" → "k: *x"
    .b.k: "k" → "12" via "*x"
    .c: "c" → "{d: &z [1]}"
    .c.d: "d" → "[1]"
    .c.d[0]: → "1"
    .d: "d" → ""
    .e: "e" → "" via "*e"
    .g: "g" → "- 1"
    .g[0]: → "1"
    comment "# c"
    comment "# i"
    "##);
}

#[test]
fn other_line_ends_tabs_and_no_final_newline() {
    insta::assert_snapshot!(dump(Yaml, "a:\t1\t# ä\r\nö:\t\t|\r\n  a:\tb\r\nb:\r\n  - x\r\n  - |\r\n    y\r\nc: ü"), @r##"
    : → "a:\t1\t# ä\r\nö:\t\t|\r\n  a:\tb\r\nb:\r\n  - x\r\n  - |\r\n    y\r\nc: ü"
    .a: "a" → "1"
    .ö: "ö" → "|\r\n  a:\tb"
    .b: "b" → "- x\r\n  - |\r\n    y"
    .b[0]: → "x"
    .b[1]: → "|\r\n    y"
    .c: "c" → "ü"
    comment "# ä"
    "##);
}

#[test]
fn lines_that_are_not_indented_enough() {
    insta::assert_snapshot!(dump(Yaml, "s:\n  - a: [\n    x,\n  y\n  ]\n    d: \"ä\n  y\" # c\n    e: '1\n\n ''🌈'\n    f: [\n\tz]\n    g: {\n\n}\n"), @r##"
    : → "s:\n  - a: [\n    x,\n  y\n  ]\n    d: \"ä\n  y\" # c\n    e: '1\n\n ''🌈'\n    f: [\n\tz]\n    g: {\n\n}"
    .s: "s" → "- a: [\n    x,\n  y\n  ]\n    d: \"ä\n  y\" # c\n    e: '1\n\n ''🌈'\n    f: [\n\tz]\n    g: {\n\n}"
    .s[0]: → "a: [\n    x,\n  y\n  ]\n    d: \"ä\n  y\" # c\n    e: '1\n\n ''🌈'\n    f: [\n\tz]\n    g: {\n\n}"
    .s[0].a: "a" → "[\n    x,\n  y\n  ]"
    .s[0].a[0]: → "x"
    .s[0].a[1]: → "y"
    .s[0].d: "d" → "\"ä\n  y\""
    .s[0].e: "e" → "'1\n\n ''🌈'"
    .s[0].f: "f" → "[\n\tz]"
    .s[0].f[0]: → "z"
    .s[0].g: "g" → "{\n\n}"
    comment "# c"
    "##);
    insta::assert_snapshot!(dump(Yaml, "a:\n- b # [\n- c: [ # {\n d]\n"), @r#"Parse 4:2 "d": invalid indentation"#);
}

#[test]
fn block_scalars_at_the_end() {
    for (text, expected) in [
        ("a: |\n  x", "x"),
        ("a: |\n  x\n", "x\n"),
        ("a: |+\n  x", "x"),
        ("a: |+\n  x\n\n", "x\n\n"),
        ("a: >-\n  x", "x"),
        ("a: |\n  x\n  ", "x\n"),
        ("a: >\n  x\n  y", "x y"),
        ("a: |\n  x ", "x "),
        ("a: |", ""),
        ("a: |+\n\n", "\n"),
    ] {
        assert_eq!(root(Yaml, text).get("a").unwrap().as_str().unwrap(), expected, "{text:?}");
    }
}

#[test]
fn multi_line_scalars() {
    insta::assert_snapshot!(dump(Yaml, "a: one\n  two # c\nb: \"x\n  # y\"\nc: 'it''s\n\n  z'\n? k\n: v\n"), @r##"
    : → "a: one\n  two # c\nb: \"x\n  # y\"\nc: 'it''s\n\n  z'\n? k\n: v"
    .a: "a" → "one\n  two"
    .b: "b" → "\"x\n  # y\""
    .c: "c" → "'it''s\n\n  z'"
    .k: "k" → "v"
    comment "# c"
    "##);
}

#[test]
fn documents_and_recovery() {
    insta::assert_snapshot!(dump(Yaml, "a: 1\n---\nb: [1,\n---\nc: 3\n---\n# nothing\n---\n~\n...\n# head\n---\nd: 4"), @r##"
    : → "a: 1"
    .a: "a" → "1"
    : → "c: 3"
    .c: "c" → "3"
    : → "~"
    : → "d: 4"
    .d: "d" → "4"
    comment "# head"
    Parse 3:7 "": while parsing a node, did not find expected node content
    "##);
}

#[test]
fn merge_keys() {
    insta::assert_snapshot!(dump(Yaml, "x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  a: 3\nz:\n  b: 9\n  <<: [{c: 5}, *x]\nw:\n  <<: 3\n"), @r#"
    : → "x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  a: 3\nz:\n  b: 9\n  <<: [{c: 5}, *x]\nw:\n  <<: 3"
    .x: "x" → "{a: 1, b: 2}"
    .x.a: "a" → "1"
    .x.b: "b" → "2"
    .true: "y" → "<<: *x\n  a: 3"
    .true.b: "b" → "2" via "<<"
    .true.a: "a" → "3"
    .z: "z" → "b: 9\n  <<: [{c: 5}, *x]"
    .z.a: "a" → "1" via "<<"
    .z.b: "b" → "2" via "<<"
    .z.c: "c" → "5" via "<<"
    .w: "w" → "<<: 3"
    Parse 9:3 "<<": a merge key `<<` takes a mapping or a list of mappings
    "#);
}

#[test]
fn duplicate_keys() {
    insta::assert_snapshot!(dump(Yaml, "a: 1\nb: {c: 1, \"c\": 2}\n'a': 2\n1: x\n0x1: y\n"), @r#"
    : → "a: 1\nb: {c: 1, \"c\": 2}\n'a': 2\n1: x\n0x1: y"
    .b: "b" → "{c: 1, \"c\": 2}"
    .b.c: "\"c\"" → "2"
    .a: "'a'" → "2"
    .1: "0x1" → "y"
    DuplicateKey 2:11 "\"c\"": key `c` stands twice in this mapping; first on line 2
    DuplicateKey 3:1 "'a'": key `a` stands twice in this mapping; first on line 1
    DuplicateKey 5:1 "0x1": key `1` stands twice in this mapping; first on line 4
    "#);
}

#[test]
fn faults() {
    let cases = [
        "a: b: c",
        "a: [1",
        "a: 'x",
        "a:\n\t- 1",
        "a: *x",
        "a: &x [*x]",
        "{a: 1}: 2",
        "~: 1",
        "a: !!int x",
        "- a\nb: 1",
        "a: @x",
        "a: !!binary \"%\"",
        "%YAML 1.1\na: 1\n",
        "ä: \"ü\nö: ä: 1",
    ];
    let mut all = String::new();
    for case in cases {
        all += &format!("{case:?}: {}\n", dump(Yaml, case));
    }
    insta::assert_snapshot!(all, @r#"
    "a: b: c": Parse 1:5 ":": mapping values are not allowed in this context

    "a: [1": Parse 1:6 "": while parsing a flow sequence, expected ',' or ']'

    "a: 'x": Parse 1:4 "'": while scanning a quoted scalar, found unexpected end of stream

    "a:\n\t- 1": Parse 2:2 "-": tabs disallowed within this context (block indentation)

    "a: *x": Parse 1:4 "*": while parsing node, found unknown anchor

    "a: &x [*x]": Parse 1:8 "*x": the value of anchor `x` contains itself

    "{a: 1}: 2": Parse 1:1 "{": a key must be a scalar, not a mapping or list

    "~: 1": Parse 1:1 "~": a key must not be null

    "a: !!int x": Parse 1:10 "x": `x` is not of its tag `!!int`

    "- a\nb: 1": Parse 2:1 "b": while parsing a block collection, did not find expected '-' indicator

    "a: @x": Parse 1:4 "@": unexpected character: `@'

    "a: !!binary \"%\"": Parse 1:13 "\"%\"": `%` is not of its tag `!!binary`

    "%YAML 1.1\na: 1\n": Parse 2:1 "a": did not find expected <document start>

    "ä: \"ü\nö: ä: 1": Parse 1:4 "\"": invalid indentation in quoted scalar
    "#);
}

#[test]
fn a_template_is_one_fault() {
    insta::assert_snapshot!(dump(Yaml, "a: {{ .Values.a }}\n---\nkind: X\n---\n{{- if .Values.b }}\nb: {{ c }}\n{{- end }}\n"), @r#"
    : → "kind: X"
    .kind: "kind" → "X"
    Parse 1:4 "{{": this is a template, not YAML: `{{` has to be rendered first
    "#);
    insta::assert_snapshot!(dump(Yaml, "a: \"{{ x }}\"\nb: |\n  {{ y }}\n"), @r#"
    : → "a: \"{{ x }}\"\nb: |\n  {{ y }}"
    .a: "a" → "\"{{ x }}\""
    .b: "b" → "|\n  {{ y }}"
    "#);
}

#[test]
fn alias_bombs_end_at_once() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let before = level - 1;
        bomb += &format!("a{level}: &a{level} [{}]\n", vec![format!("*a{before}"); 9].join(", "));
    }
    let (_, parsed) = parsed(Yaml, &bomb);
    assert!(parsed.documents.is_empty());
    assert_eq!(parsed.errors.len(), 1);
    assert_eq!(parsed.errors[0].kind, SourceErrorKind::Limit);
    insta::assert_snapshot!(parsed.errors[0].message, @"aliases expand to more than 2000000 values; the last one is `a5`");
}

#[test]
fn deep_nesting_ends_at_the_limit() {
    let block: String = (0..5_000).map(|level| " ".repeat(level) + "- \n").collect();
    for text in ["[".repeat(5_000), "{a: ".repeat(5_000), "- ".repeat(5_000) + "x", block] {
        let (_, parsed) = parsed(Yaml, &text);
        let kinds: Vec<_> = parsed.errors.iter().map(|error| error.kind).collect();
        assert_eq!(kinds, [SourceErrorKind::Limit], "{:?}", &text[..20]);
    }
    root(Yaml, &("[".repeat(100) + &"]".repeat(100)));
}

/// Every value here was read with `sigs.k8s.io/yaml` 1.6.0.
#[test]
fn scalars_as_kubernetes_reads_them() {
    for line in include_str!("scalars.txt").lines().filter(|line| !line.is_empty()) {
        let (text, expected) = line.split_once("  => ").expect("a case");
        let text = text.replace("\\n", "\n");
        let expected: serde_json::Value = serde_json::from_str(expected).unwrap();
        let (found, expected) = (numbers(json(&root(Yaml, &text))), numbers(expected));
        assert_eq!(found, expected, "{text}");
    }
}

/// Numbers as doubles: the oracle has no others beyond 64 bits.
fn numbers(value: serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Number(number) => {
            let text = number.to_string();
            text.parse::<f64>().map_or(text, |double| format!("{double}")).into()
        }
        serde_json::Value::Array(items) => items.into_iter().map(numbers).collect(),
        serde_json::Value::Object(entries) => entries.into_iter().map(|(key, value)| (key, numbers(value))).collect(),
        other => other,
    }
}
