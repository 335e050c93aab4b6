//! Random programs from a grammar: rules of all kinds that use one another, mostly well typed and safe.

mod terms;

use std::fmt::Write;

/// Numbers that look random, the same for the same seed.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    /// Begins with `seed`.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `below`.
    pub(crate) fn below(&mut self, below: usize) -> usize {
        usize::try_from(self.next() % below.max(1) as u64).unwrap_or(0)
    }

    /// True in one of `of` cases.
    pub(crate) fn one_in(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    /// One of `items`.
    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }
}

/// What a term should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Number,
    Text,
    Bool,
    Array,
    Object,
    Set,
    Any,
}

const SORTS: [Sort; 7] = [Sort::Number, Sort::Text, Sort::Bool, Sort::Array, Sort::Object, Sort::Set, Sort::Any];

/// A rule that later ones may use.
#[derive(Clone, Debug)]
struct Rule {
    name: String,
    /// Of a function.
    arguments: Option<usize>,
    sort: Sort,
}

/// The documents that programs read.
pub(crate) const INPUT: &str = r#"{"n": 3, "s": "ab", "b": true, "f": false, "z": null, "xs": [1, 2, "a", [3], 2.5],
 "o": {"a": 1, "b": {"c": [1, 2]}, "d e": "x"}, "names": ["web", "db", "ünï"], "nested": [{"id": 1, "tags": ["x", "y"]},
 {"id": 2, "tags": []}], "empty": {},
 "k": {"n": [0, 1, 2, -1, 2.5, 10, 1e2, 3], "t": ["", "a", "b", "ab", "x", "1", "ünï", "[1]"], "b": [true, false],
 "a": [[], [1, 2], ["a", "b"], [[1], {"a": 2}], [1, 1.0, null]], "o": [{}, {"a": 1}, {"a": {"b": 2}, "b": 1}]}}"#;

/// Base data, under `base`.
pub(crate) const DATA: &str =
    r#"{"base": {"n": 2, "s": "b", "xs": [2, 1], "o": {"a": 2, "c": {"a": "b"}}, "f": false}}"#;

struct Program {
    random: Random,
    rules: Vec<Rule>,
    /// Variables in scope.
    variables: Vec<(String, Sort)>,
    fresh: usize,
    /// One mistake in so many choices that allow for one.
    mistakes: usize,
}

/// A program in package `g.<name>`.
pub(crate) fn program(name: &str, seed: u64) -> String {
    let mut random = Random::new(seed);
    let mistakes = random.pick(&[30, 3000, 3000]);
    let mut program = Program { random, rules: Vec::new(), variables: Vec::new(), fresh: 0, mistakes };
    let mut text = format!("package g.{name}\n\n");
    if program.random.one_in(4) {
        text.push_str("import data.base as b\n\nimport input.o as oo\n\n");
    }
    for index in 0..1 + program.random.below(4) {
        text.push_str(&program.rule(index));
        text.push('\n');
    }
    text
}

impl Program {
    fn fresh(&mut self, sort: Sort) -> String {
        self.fresh += 1;
        let name = format!("v{}", self.fresh);
        self.variables.push((name.clone(), sort));
        name
    }

    fn sort(&mut self) -> Sort {
        self.random.pick(&SORTS)
    }

    fn rule(&mut self, index: usize) -> String {
        let name = format!("r{index}");
        let sort = self.sort();
        let first = self.fresh;
        let (mut text, rule) = match self.random.below(10) {
            0 | 1 => self.complete(&name, sort),
            2 | 3 => self.set(&name),
            4 | 5 => self.object(&name, sort),
            6 | 7 => self.function(&name, sort),
            8 => self.nested(&name, sort),
            _ => self.chosen(&name, sort),
        };
        self.rules.push(rule);
        // Names that are declared and not used are refused.
        for index in first + 1..=self.fresh {
            let name = format!("v{index}");
            let is_whole = |at: usize| !text[at + name.len()..].starts_with(|c: char| c.is_ascii_digit());
            let places: Vec<usize> = text.match_indices(&name).map(|(at, _)| at).filter(|at| is_whole(*at)).collect();
            if let [place] = places[..]
                && !self.random.one_in(self.mistakes)
                && !text[place + name.len()..].starts_with(" :=")
            {
                text.replace_range(place..place + name.len(), "_");
            }
        }
        text
    }

    /// A body in braces with its own variables; `inner` is then asked for what they give.
    fn scoped(&mut self, inner: impl FnOnce(&mut Self, String) -> String) -> String {
        let kept = self.variables.len();
        let body = self.body(0);
        let text = inner(self, body);
        self.variables.truncate(kept);
        text
    }

    fn complete(&mut self, name: &str, sort: Sort) -> (String, Rule) {
        let mut text = String::new();
        if self.random.one_in(3) {
            let value = self.constant(sort);
            let _ = writeln!(text, "default {name} := {value}\n");
        }
        let operator = self.random.pick(&[":=", ":=", "="]);
        text += &self.scoped(|this, body| {
            let value = this.term(sort, 2);
            format!("{name} {operator} {value} if {{\n{body}}}")
        });
        for _ in 0..self.random.below(3) {
            text += &self.scoped(|this, body| {
                let value = this.term(sort, 2);
                format!(" else := {value} if {{\n{body}}}")
            });
        }
        text.push('\n');
        (text, Rule { name: name.to_owned(), arguments: None, sort })
    }

    fn set(&mut self, name: &str) -> (String, Rule) {
        let mut text = String::new();
        for _ in 0..1 + self.random.below(2) {
            text += &self.scoped(|this, body| {
                let value = this.term(Sort::Any, 2);
                format!("{name} contains {value} if {{\n{body}}}\n\n")
            });
        }
        (text, Rule { name: name.to_owned(), arguments: None, sort: Sort::Set })
    }

    fn object(&mut self, name: &str, sort: Sort) -> (String, Rule) {
        let mut text = String::new();
        for _ in 0..1 + self.random.below(2) {
            text += &self.scoped(|this, body| {
                let (key, value) = (this.key(), this.term(sort, 1));
                format!("{name}[{key}] := {value} if {{\n{body}}}\n\n")
            });
        }
        (text, Rule { name: name.to_owned(), arguments: None, sort: Sort::Object })
    }

    /// `r.a[k].b := v`, `r.a[k] contains v`.
    fn nested(&mut self, name: &str, sort: Sort) -> (String, Rule) {
        let mut text = String::new();
        let contains = self.random.one_in(2);
        for _ in 0..1 + self.random.below(3) {
            let step = self.random.pick(&["a", "b"]);
            text += &self.scoped(|this, body| {
                let (key, value) = (this.key(), this.term(sort, 1));
                match contains {
                    true => format!("{name}.{step}[{key}] contains {value} if {{\n{body}}}\n\n"),
                    false => format!("{name}.{step}[{key}].c := {value} if {{\n{body}}}\n\n"),
                }
            });
        }
        (text, Rule { name: name.to_owned(), arguments: None, sort: Sort::Object })
    }

    /// Key of an object: a variable or something simple.
    fn key(&mut self) -> String {
        if self.random.one_in(2) { self.term(Sort::Text, 0) } else { self.term(Sort::Any, 0) }
    }

    fn function(&mut self, name: &str, sort: Sort) -> (String, Rule) {
        let count = 1 + self.random.below(2);
        let mut text = String::new();
        if self.random.one_in(5) {
            let arguments: Vec<_> = (0..count).map(|index| format!("x{index}")).collect();
            let value = self.constant(sort);
            let _ = writeln!(text, "default {name}({}) := {value}\n", arguments.join(", "));
        }
        for _ in 0..1 + self.random.below(2) {
            let kept = self.variables.len();
            let arguments: Vec<_> = (0..count).map(|_| self.pattern(1)).collect();
            let head = format!("{name}({})", arguments.join(", "));
            text += &match self.random.below(3) {
                0 => {
                    let value = self.term(sort, 2);
                    format!("{head} := {value}\n\n")
                }
                _ => self.scoped(|this, body| {
                    let value = this.term(sort, 2);
                    format!("{head} := {value} if {{\n{body}}}")
                }),
            };
            if text.ends_with('}') {
                if self.random.one_in(3) {
                    let value = self.term(sort, 1);
                    let _ = write!(text, " else := {value}");
                }
                text.push_str("\n\n");
            }
            self.variables.truncate(kept);
        }
        (text, Rule { name: name.to_owned(), arguments: Some(count), sort })
    }

    /// Several bodies with one value.
    fn chosen(&mut self, name: &str, sort: Sort) -> (String, Rule) {
        let value = self.constant(sort);
        let mut text = String::new();
        for _ in 0..1 + self.random.below(3) {
            text += &self.scoped(|_, body| format!("{name} := {value} if {{\n{body}}}\n\n"));
        }
        (text, Rule { name: name.to_owned(), arguments: None, sort })
    }

    fn body(&mut self, depth: usize) -> String {
        let mut text = String::new();
        for _ in 0..1 + self.random.below(3) {
            let _ = writeln!(text, "\t{}", self.expression(depth));
        }
        if self.random.one_in(self.mistakes) {
            // Order is the compiler's affair.
            let mut lines: Vec<&str> = text.lines().collect();
            lines.rotate_left(1);
            text = lines.join("\n") + "\n";
        }
        text
    }

    fn expression(&mut self, depth: usize) -> String {
        let expression = match self.random.below(20) {
            0..=2 => {
                let sort = self.sort();
                let value = self.term(sort, 2);
                format!("{} := {value}", self.fresh(sort))
            }
            3..=5 => {
                let collection = self.collection();
                format!("some {} in {collection}", self.fresh(Sort::Any))
            }
            6 | 7 => {
                let collection = self.collection();
                format!("some {}, {} in {collection}", self.fresh(Sort::Any), self.fresh(Sort::Any))
            }
            8 | 9 => {
                let sort = self.random.pick(&[Sort::Number, Sort::Text, Sort::Any]);
                let (left, right) = (self.term(sort, 1), self.term(sort, 1));
                format!("{left} {} {right}", self.random.pick(&["==", "!=", "<", "<=", ">", ">="]))
            }
            10 => {
                let kept = self.variables.len();
                let inner = if depth < 2 && self.random.one_in(3) {
                    self.expression(depth + 2)
                } else {
                    self.term(Sort::Any, 2)
                };
                self.variables.truncate(kept);
                if inner.starts_with("some")
                    || inner.starts_with("every")
                    || inner.starts_with("not")
                    || inner.contains(" := ")
                {
                    inner
                } else {
                    // OPA 1.22.2 takes `not true` alone for `true` where the head holds a reference.
                    format!("not {}", if inner == "true" { "false" } else { &inner })
                }
            }
            11 if depth < 2 => {
                let collection = self.collection();
                let kept = self.variables.len();
                let variable = self.fresh(Sort::Any);
                let body = self.body(depth + 1);
                self.variables.truncate(kept);
                format!("every {variable} in {collection} {{\n{body}}}")
            }
            12 => {
                let right = self.term(Sort::Any, 1);
                let left = self.pattern(2);
                if self.random.one_in(2) { format!("{right} = {left}") } else { format!("{left} = {right}") }
            }
            13 => {
                let collection = self.collection();
                format!("walk({collection}, [{}, {}])", self.fresh(Sort::Array), self.fresh(Sort::Any))
            }
            14 => {
                let collection = self.collection();
                let (index, value) = (self.fresh(Sort::Any), self.fresh(Sort::Any));
                format!("some {index}; {value} := {collection}[{index}]").replace("; ", "\n\t")
            }
            15 => {
                let (needle, collection) = (self.term(Sort::Any, 0), self.collection());
                format!("{needle} in {collection}")
            }
            16 => self
                .random
                .pick(&["input.xs[_] == 2", "input.o[k0] == 1", "input.nested[_].tags[_] == \"x\""])
                .to_owned(),
            _ => self.term(Sort::Any, 2),
        };
        if self.random.one_in(12) && !expression.starts_with("some") {
            let target =
                self.random.pick(&["input", "input.n", "input.o.a", "input.new.a", "data.base.n", "data.base"]);
            let value = self.term(Sort::Any, 1);
            return format!("{expression} with {target} as {value}");
        }
        expression
    }

    /// What binds new variables, or compares.
    fn pattern(&mut self, depth: usize) -> String {
        match self.random.below(if depth == 0 { 6 } else { 9 }) {
            0..=3 => self.fresh(Sort::Any),
            4 => "_".to_owned(),
            5 => self.constant(Sort::Any),
            6 | 7 => {
                let items: Vec<_> = (0..self.random.below(3)).map(|_| self.pattern(depth - 1)).collect();
                format!("[{}]", items.join(", "))
            }
            _ => {
                let key = self.random.pick(&["\"a\"", "\"id\"", "1"]);
                format!("{{{key}: {}}}", self.pattern(depth - 1))
            }
        }
    }
}
