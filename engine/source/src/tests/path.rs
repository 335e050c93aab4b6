//! Paths to places.

use std::sync::Arc;

use super::super::Format::{self, Json, Yaml};
use super::super::{PathElement, Span, ancestors, locate, parse};
use super::support::{marked, source};

/// `a.0.b` as a path.
pub(super) fn path(text: &str) -> Vec<PathElement> {
    let element = |part: &str| part.parse().map_or_else(|_| part.into(), PathElement::Index);
    text.split('.').filter(|part| !part.is_empty()).map(element).collect()
}

/// For each path how much of it is found, and its place marked in the text (with the alias after it).
pub(super) fn places(format: Format, text: &str, paths: &[&str]) -> String {
    let source = Arc::new(source(text));
    let parsed = parse(&source, format);
    let root = &parsed.documents[0].root;
    let head = Span::new(source.id, 0, 1);
    let mut out = String::new();
    for text in paths {
        let place = locate(root, &path(text), head, &|_| Some(Arc::clone(&source)));
        let spans: Vec<Span> = [Some(place.span), place.alias].into_iter().flatten().collect();
        let lines: Vec<String> = marked(&source, &spans)
            .lines()
            .collect::<Vec<_>>()
            .windows(2)
            .filter(|pair| pair[1].contains('^') && pair[1].trim_matches([' ', '^']).is_empty())
            .map(|pair| format!("{}\n{}\n", pair[0].trim_end(), pair[1]))
            .collect();
        out += &format!("{text} {:?}\n{}", place.found, lines.concat());
    }
    out
}

const MANIFEST: &str = "kind: Pod
spec:
  containers:
  - name: ä
    image: \"x\"
    env:
    - {name: 🌈, value: }
  -
    image: y
  e: {}
  text: |
    one
    two
";

#[test]
fn scalars_keys_and_absent_keys() {
    insta::assert_snapshot!(
        places(Yaml, MANIFEST, &[
            "kind", "spec", "spec.containers", "spec.containers.0", "spec.containers.0.image", "spec.containers.0.x.y",
            "spec.containers.0.env.0", "spec.containers.0.env.0.name", "spec.containers.0.env.0.value",
            "spec.containers.1", "spec.containers.1.x", "spec.containers.7", "spec.e", "spec.e.x", "spec.text", "metadata.name", "",
        ]),
        @r#"
    kind Whole
    kind: Pod
          ^^^
    spec Whole
    spec:
    ^^^^
    spec.containers Whole
      containers:
      ^^^^^^^^^^
    spec.containers.0 Whole
      - name: ä
        ^^^^
    spec.containers.0.image Whole
        image: "x"
               ^^^
    spec.containers.0.x.y Ancestor(3)
      - name: ä
        ^^^^
    spec.containers.0.env.0 Whole
        - {name: 🌈, value: }
           ^^^^
    spec.containers.0.env.0.name Whole
        - {name: 🌈, value: }
                 ^
    spec.containers.0.env.0.value Whole
        - {name: 🌈, value: }
                    ^^^^^
    spec.containers.1 Whole
        image: y
        ^^^^^
    spec.containers.1.x Ancestor(3)
        image: y
        ^^^^^
    spec.containers.7 Ancestor(2)
      containers:
      ^^^^^^^^^^
    spec.e Whole
      e: {}
      ^
    spec.e.x Ancestor(2)
      e: {}
      ^
    spec.text Whole
      text: |
            ^
        one
    ^^^^^^^
        two
    ^^^^^^^
    metadata.name Ancestor(0)
    kind: Pod
    ^
     Whole
    kind: Pod
    ^
    "#
    );
}

#[test]
fn aliases_and_merges_are_told() {
    let text = "base: &b\n  user: 0\nlist: [&s one]\nweb:\n  <<: *b\n  s: *s\nall:\n- *b\n- <<: *b\n";
    insta::assert_snapshot!(
        places(Yaml, text, &["web.user", "web.s", "all.0", "all.0.x", "all.1", "all.1.user", "web"]),
        @r#"
    web.user Whole
      user: 0
            ^
      <<: *b
      ^^
    web.s Whole
    list: [&s one]
              ^^^
      s: *s
         ^^
    all.0 Whole
      user: 0
      ^^^^
    - *b
      ^^
    all.0.x Ancestor(2)
      user: 0
      ^^^^
    - *b
      ^^
    all.1 Whole
    - <<: *b
      ^^
    all.1.user Whole
      user: 0
            ^
    - <<: *b
      ^^
    web Whole
    web:
    ^^^
    "#
    );
}

#[test]
fn json_places() {
    insta::assert_snapshot!(
        places(Json, "{\"a\": [ {\"b\" : null}, [1, [2]], {}, [] ],\n\t\"ö\":\t\"x\"}", &[
            "a", "a.0", "a.0.b", "a.0.c", "a.1", "a.1.1.0", "a.1.1.3", "a.2", "a.2.x", "a.3", "ö",
        ]),
        @r#"
    a Whole
    {"a": [ {"b" : null}, [1, [2]], {}, [] ],
     ^^^
    a.0 Whole
    {"a": [ {"b" : null}, [1, [2]], {}, [] ],
             ^^^
    a.0.b Whole
    {"a": [ {"b" : null}, [1, [2]], {}, [] ],
                   ^^^^
    a.0.c Ancestor(2)
    {"a": [ {"b" : null}, [1, [2]], {}, [] ],
             ^^^
    a.1 Whole
    {"a": [ {"b" : null}, [1, [2]], {}, [] ],
                           ^
    a.1.1.0 Whole
    {"a": [ {"b" : null}, [1, [2]], {}, [] ],
                               ^
    a.1.1.3 Ancestor(3)
    {"a": [ {"b" : null}, [1, [2]], {}, [] ],
                               ^
    a.2 Whole
    {"a": [ {"b" : null}, [1, [2]], {}, [] ],
                                    ^^
    a.2.x Ancestor(2)
    {"a": [ {"b" : null}, [1, [2]], {}, [] ],
                                    ^^
    a.3 Whole
    {"a": [ {"b" : null}, [1, [2]], {}, [] ],
                                        ^^
    ö Whole
    →"ö":→"x"}
          ^^^
    "#
    );
}

#[test]
fn ancestors_open_what_encloses() {
    let source = Arc::new(source("a:\n  b:\n  - c: 1\n    d: 2\n"));
    let parsed = parse(&source, Yaml);
    let found = ancestors(&parsed.documents[0].root, &path("a.b.0.d.x"), &|_| None);
    insta::assert_snapshot!(marked(&source, &found), @r#"
    a:
    ^
      b:
      ^
      - c: 1
        ^
        d: 2
        ^
    "#);
}
