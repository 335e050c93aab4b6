//! Documents broken at random: whatever they became, ranges are right and nothing panics.

use std::sync::Arc;

use super::super::Format::{Json, Yaml};
use super::super::{Format, Node, Parsed, PathElement, Source, Span, Value, embedded, locate, parse};
use super::support::{check_ranges, source};

const SEEDS: [&str; 8] = [
    "a: &x {b: [1, \"ä\\n\", 'c''d'], ? e : f}\ng: *x\n<<: *x\n",
    "# ü\n---\nk: | # c\n  one\n\n   two\nl: >2-\n   x\n  y\n...\n%YAML 1.1\n---\n- - a\n  -\n- b: !!str 1\n",
    "a:\r\n\t- 🌈 # c\r\n- x\r\n  y: \"a\\\r\n   b\"\r\n",
    "x: &a [1]\ny: &b [*a, *a]\nz:\n  <<: [{q: 1}, {r: *b}]\n  q: 2\n",
    "{\"a\": [1, -2.5e3, true, null, \"\\u00e4\\ud83c\\udf08\"], \"b\": {\"a\": {}, \"a\": []}}",
    "p: '{\"q\": \"r\"}'\ns: |\n  t: u\n  v: [1]\n",
    "a: \"{\\\"b\\\": [1,\\\n  2]}\"\nc: >\n  {\"d\":\n\n   1}\n",
    "{{- if .Values.a }}\na: {{ b }}\n{{- end }}\n",
];

const PIECES: [&str; 40] = [
    " ", "\n", "\t", "\r\n", "\r", "-", ":", ": ", "- ", "#", " #", "\"", "'", "\\", "|", ">", "[", "]", "{", "}", ",",
    "?", "&x ", "*x", "!", "!!int ", "<<: ", "%", "---\n", "...\n", "ä", "🌈", "\u{feff}", "\u{85}", "\u{2028}", "1",
    "a", "~", "0x1", "  ",
];

/// Xorshift: the same sequence in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(bound).unwrap()).unwrap()
    }
}

fn mutate(text: &mut String, random: &mut Random) {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let from = random.below(places.len());
    let to = (from + random.below(4)).min(places.len() - 1);
    let piece = match random.below(3) {
        0 => String::new(),
        1 => PIECES[random.below(PIECES.len())].to_owned(),
        _ => {
            let other = random.below(places.len());
            text[places[other]..places[(other + 8).min(places.len() - 1)]].to_owned()
        }
    };
    text.replace_range(places[from]..places[to], &piece);
}

/// Every string of the document read as a document, its ranges checked, and its places found.
fn check_strings(source: &Arc<Source>, node: &Node, path: &[PathElement]) {
    let place = locate(node, path, node.span, &|_| Some(Arc::clone(source)));
    assert!(source.text.get(place.span.start as usize..place.span.end as usize).is_some());
    match &node.value {
        Value::String(_) => {
            for format in [Json, Yaml] {
                check_inner(source, node.span, &embedded(node, format, source));
            }
        }
        _ => {
            node.items().for_each(|item| check_strings(source, item, path));
            node.entries().for_each(|entry| check_strings(source, &entry.value, path));
        }
    }
}

fn check_inner(source: &Source, outer: Span, parsed: &Parsed) {
    check_ranges(source, parsed);
    for document in &parsed.documents {
        let span = document.root.span;
        assert!(outer.start <= span.start && span.end <= outer.end, "{span:?} outside {outer:?} in {:?}", source.text);
    }
}

fn check(format: Format, text: &str) {
    let source = Arc::new(source(text));
    let parsed = parse(&source, format);
    check_ranges(&source, &parsed);
    for document in &parsed.documents {
        let path = ["b".into(), 0.into(), "@json".into(), "q".into()];
        check_strings(&source, &document.root, &path);
    }
}

#[test]
fn broken_documents_keep_their_ranges() {
    let rounds: usize = std::env::var("BARTIZAN_MUTATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(3_000);
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    for round in 0..rounds {
        let mut text = SEEDS[round % SEEDS.len()].to_owned();
        for _ in 0..=random.below(6) {
            mutate(&mut text, &mut random);
            for format in [Json, Yaml] {
                let outcome = std::panic::catch_unwind(|| check(format, &text));
                assert!(outcome.is_ok(), "{format:?} {text:?}");
            }
        }
    }
}
