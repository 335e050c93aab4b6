//! What the names of a module stand for: variables of bodies, rules and packages below `data`, builtins. For editors: each
//! name with its place, as written, also in a module of which only parts could be read.
//!
//! Names mean what the compiler takes them for. A variable that is not declared is that of the outermost body that
//! names it.

mod scopes;
mod walk;

use std::sync::Arc;

use crate::syntax::Span;
use crate::syntax::ast::Module;

pub use scopes::Local;

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Symbol {
    /// A variable of a body, by its place in [`Symbols::locals`].
    Local(usize),
    /// What stands below `data` at this path: a package, a rule, a base document.
    Data(Arc<[Arc<str>]>),
    /// A builtin.
    Builtin(&'static str),
}

/// A name in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Where it stands, quotes included.
    pub span: Span,
    /// What it stands for.
    pub symbol: Symbol,
    /// How it comes to be here.
    pub role: Role,
}

impl Occurrence {
    /// Is it declared here?
    #[must_use]
    pub fn is_definition(&self) -> bool {
        self.role == Role::Definition
    }
}

/// How a name comes to stand somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It is declared here: the head of a rule, the clause of a package, the first of a variable.
    Definition,
    /// The name that an import gives.
    Alias,
    /// A word of the path that an import names.
    Import,
    /// It begins a reference, or is one.
    Name,
    /// A further step of a reference.
    Step,
}

/// The names of a module.
#[derive(Clone, Debug, Default)]
pub struct Symbols {
    /// In the order of their places.
    pub occurrences: Vec<Occurrence>,
    /// The variables of all bodies.
    pub locals: Vec<Local>,
}

impl Symbols {
    /// Resolves the names of `module`. `is_rule` says whether a rule of its package begins with a name, in this module or
    /// another.
    #[must_use]
    pub fn of(module: &Module, is_rule: &dyn Fn(&str) -> bool) -> Self {
        let mut symbols = walk::walk(module, is_rule);
        // Bodies that share a head have it each; a call's name is in its reference.
        symbols.occurrences.sort_by_key(|occurrence| occurrence.span);
        symbols.occurrences.dedup_by_key(|occurrence| occurrence.span);
        symbols
    }

    /// The name at the byte `offset`, its end included.
    #[must_use]
    pub fn at(&self, offset: u32) -> Option<&Occurrence> {
        let touching = |occurrence: &&Occurrence| occurrence.span.start <= offset && offset <= occurrence.span.end;
        // Where two names meet, as `x` and `y` in `x[y]` do not, the later one is meant.
        self.occurrences.iter().rev().find(touching)
    }
}

/// The names of the package of `module`, below `data`.
#[must_use]
pub fn package(module: &Module) -> Vec<Arc<str>> {
    module.package.iter().flat_map(|package| &package.path).map(|name| Arc::clone(&name.text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::ast::Version;
    use crate::syntax::parse_module;

    /// Each name with what it stands for, a line each.
    fn told(text: &str) -> String {
        let module = parse_module(text, Version::V1).module;
        let rules = ["deny", "limit", "helper", "f"];
        let symbols = Symbols::of(&module, &|name| rules.contains(&name));
        let line = |occurrence: &Occurrence| {
            let line = text[..occurrence.span.start as usize].matches('\n').count();
            let symbol = match &occurrence.symbol {
                Symbol::Local(at) => format!("{}#{at}", symbols.locals[*at].name),
                Symbol::Data(path) => format!("data.{}", path.join(".")),
                Symbol::Builtin(name) => format!("builtin {name}"),
            };
            format!("{line} {} = {symbol} {:?}\n", occurrence.span.text(text), occurrence.role)
        };
        symbols.occurrences.iter().map(line).collect()
    }

    #[test]
    fn rules_imports_and_builtins_are_told_apart() {
        let text = "package a.b\nimport data.lib.pods as p\nimport data.lib.names\ndeny contains x if {\n\tx := p.all[_].name\n\
                    \tnames.known(x)\n\tjson.unmarshal(x) > limit with input.y as count(data.c[\"d\"].e)\n}\n";
        insta::assert_snapshot!(told(text), @r#"
        0 a = data.a Step
        0 b = data.a.b Definition
        1 data = data. Import
        1 lib = data.lib Import
        1 pods = data.lib.pods Import
        1 p = data.lib.pods Alias
        2 data = data. Import
        2 lib = data.lib Import
        2 names = data.lib.names Import
        3 deny = data.a.b.deny Definition
        3 x = x#0 Name
        4 x = x#0 Definition
        4 p = data.lib.pods Name
        4 all = data.lib.pods.all Step
        5 names = data.lib.names Name
        5 known = data.lib.names.known Step
        5 x = x#0 Name
        6 json.unmarshal = builtin json.unmarshal Name
        6 x = x#0 Name
        6 limit = data.a.b.limit Name
        6 count = builtin count Name
        6 data = data. Name
        6 c = data.c Step
        6 "d" = data.c.d Step
        6 e = data.c.d.e Step
        "#);
    }

    #[test]
    fn variables_belong_to_their_bodies() {
        let text = "package a\nf(x, [y]) := z if {\n\tz := [x | some x in y; x > w]\n\tw = 1\n\tevery k, v in z {\n\t\tk < v\n\t}\n\
                    } else := x if {\n\tlimit := 2\n\tx < limit\n\tm := {q | q = y[_]}\n\tn := {q | q = m[_]}\n\tn != m\n}\n";
        insta::assert_snapshot!(told(text), @r"
        0 a = data.a Definition
        1 f = data.a.f Definition
        1 x = x#0 Definition
        1 y = y#1 Definition
        1 z = z#4 Name
        2 z = z#4 Definition
        2 x = x#2 Name
        2 x = x#2 Definition
        2 y = y#1 Name
        2 x = x#2 Name
        2 w = w#3 Definition
        3 w = w#3 Name
        4 k = k#5 Definition
        4 v = v#6 Definition
        4 z = z#4 Name
        5 k = k#5 Name
        5 v = v#6 Name
        7 x = x#0 Name
        8 limit = limit#7 Definition
        9 x = x#0 Name
        9 limit = limit#7 Name
        10 m = m#9 Definition
        10 q = q#8 Name
        10 q = q#8 Definition
        10 y = y#1 Name
        11 n = n#11 Definition
        11 q = q#10 Name
        11 q = q#10 Definition
        11 m = m#9 Name
        12 n = n#11 Name
        12 m = m#9 Name
        ");
    }

    #[test]
    fn what_can_be_read_of_a_broken_module_keeps_its_names() {
        let text = "package a\ndeny if {\n\tx := := 1\n}\nhelper := f(limit)\n";
        insta::assert_snapshot!(told(text), @r"
        0 a = data.a Definition
        1 deny = data.a.deny Definition
        4 helper = data.a.helper Definition
        4 f = data.a.f Name
        4 limit = data.a.limit Name
        ");
    }
}
