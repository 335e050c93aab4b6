//! The checks of templates and charts, put to what fuzzing once found (`crashes/`) and to random changes of the cases' templates.
//!
//! `BARTIZAN_FUZZ_TEMPLATES` and `BARTIZAN_FUZZ_SEED` say how many and which.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod checks;

use std::fs;
use std::path::Path;

use bartizan_helm::run::with_stack;

fn folder(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name);
    let mut paths: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

#[test]
fn what_was_found_once() {
    for bytes in folder("crashes") {
        checks::template(&bytes);
        checks::chart(&bytes);
    }
}

fn number(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

/// Numbers that look random (Marsaglia's xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 1).unwrap_or(0) % count.max(1)
    }
}

/// Words of the cases' templates: what stands between spaces.
fn words() -> Vec<String> {
    let mut words = Vec::new();
    for bytes in folder("templates/lines").into_iter().chain(folder("templates/cases")) {
        let text = String::from_utf8(bytes).unwrap();
        words.extend(text.split_inclusive([' ', '\n', '}']).map(|word| word.replace('⏎', "\n")));
    }
    words
}

#[test]
fn random_templates() {
    let words = words();
    let mut random =
        Random(0x9E37_79B9_7F4A_7C15 ^ number("BARTIZAN_FUZZ_SEED", 0).wrapping_mul(0x5851_F42D_4C95_7F2D));
    for _ in 0..number("BARTIZAN_FUZZ_TEMPLATES", 1_000) {
        let start = random.below(words.len());
        let mut made: Vec<&str> = words.iter().skip(start).take(1 + random.below(24)).map(String::as_str).collect();
        for _ in 0..random.below(4) {
            let at = random.below(made.len());
            match random.below(3) {
                _ if made.is_empty() => {}
                0 => made[at] = &words[random.below(words.len())],
                1 => made.insert(at, &words[random.below(words.len())]),
                _ => drop(made.remove(at)),
            }
        }
        let text = made.concat();
        let outcome = with_stack(|| {
            let check = || {
                checks::template(text.as_bytes());
                checks::chart(text.as_bytes());
            };
            std::panic::catch_unwind(check).is_ok()
        });
        assert!(outcome.unwrap(), "the check fails for {text:?}");
    }
}
