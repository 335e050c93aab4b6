//! Moves a module and what it refers to under a common prefix.

use std::collections::BTreeMap;

use bartizan_rego::syntax::{Span, TokenKind, tokens};

/// A change of the text: what stands at `span` becomes `text`.
struct Edit {
    span: Span,
    text: String,
}

impl Edit {
    fn insert(at: u32, text: &str) -> Self {
        Self { span: Span { start: at, end: at }, text: text.to_owned() }
    }
}

/// Why a module cannot be moved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum RenameError {
    /// Gatekeeper lets modules import libraries only.
    #[error("it imports `input`, which Gatekeeper refuses")]
    ImportsInput,
    /// No package that goes along has this name.
    #[error("it refers to `{0}`, which is in no library")]
    Stranger(String),
}

/// The tokens of a module that mean something.
struct Words<'a> {
    text: &'a str,
    spans: Vec<Span>,
}

impl<'a> Words<'a> {
    fn new(text: &'a str) -> Self {
        let meaningful = tokens(text).into_iter().filter(|token| !token.kind.is_trivia());
        // Strings are left empty, so that none is taken for a word.
        let spans = meaningful.map(|token| match token.kind {
            TokenKind::String | TokenKind::RawString => Span { start: token.span.end, end: token.span.end },
            _ => token.span,
        });
        Self { text, spans: spans.collect() }
    }

    fn get(&self, at: usize) -> Option<&'a str> {
        self.spans.get(at).map(|span| span.text(self.text))
    }

    /// The names that follow with dots at `at`, where the first dot is.
    fn dotted(&self, at: usize) -> Vec<&'a str> {
        let pairs = (at..).step_by(2).map_while(|at| Some((self.get(at)?, self.get(at + 1)?)));
        let is_name = |name: &str| name.starts_with(|c: char| c == '_' || c.is_alphabetic());
        pairs.take_while(|(dot, name)| *dot == "." && is_name(name)).map(|(_, name)| name).collect()
    }
}

/// `text` from its package clause on, with its package and everything it refers to in `data` moved below `lib`.
///
/// `packages` are those that it may refer to. References by their whole path become imports, because Gatekeeper moves
/// libraries once more and finds only imports and references that stand alone. Imports of `rego.v1`, which Gatekeeper
/// refuses and version v1 does not need, are left out. Works on tokens: strings and comments stay as they are.
pub(super) fn under_lib(text: &str, packages: &[&str]) -> Result<String, RenameError> {
    let words = Words::new(text);
    let mut edits = Vec::new();
    let mut package = None;
    let mut imports = BTreeMap::new();
    for (at, span) in words.spans.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| words.get(at));
        match span.text(text) {
            "package" if package.is_none() => {
                package = Some(at);
                edits.extend(words.spans.get(at + 1).map(|path| Edit::insert(path.start, "lib.")));
            }
            "data" if before == Some("import") => edits.push(Edit::insert(span.end, ".lib")),
            "data" if before != Some(".") => {
                let path = words.dotted(at + 1);
                let known = packages.iter().filter(|package| starts_with(&path, package));
                let known = known.max_by_key(|package| package.len());
                let known = known.ok_or_else(|| RenameError::Stranger(format!("data.{}", path.join("."))))?;
                let alias = format!("data_{}", known.replace('.', "_"));
                let last = words.spans[at + 2 * known.split('.').count()];
                edits.push(Edit { span: span.to(last), text: alias.clone() });
                imports.insert(alias, *known);
            }
            "import" if words.get(at + 1) == Some("input") => return Err(RenameError::ImportsInput),
            "import" if words.get(at + 1) == Some("rego") && words.get(at + 3) == Some("v1") => {
                edits.push(Edit { span: span.to(words.spans[at + 3]), text: String::new() });
            }
            _ => {}
        }
    }
    let package = package.unwrap_or_default();
    let clause = words.spans.get(package + 1 + 2 * words.dotted(package + 2).len());
    if let Some(clause) = clause.filter(|_| !imports.is_empty()) {
        let import = |(alias, package): (&String, &&str)| format!("\nimport data.lib.{package} as {alias}");
        let imports: String = imports.iter().map(import).collect();
        edits.push(Edit::insert(clause.end, &format!("\n{imports}")));
    }
    edits.sort_by_key(|edit| edit.span.start);
    Ok(apply(text, words.spans.get(package).map_or(0, |span| span.start as usize), &edits))
}

/// Does `path` begin with the names of `package`?
fn starts_with(path: &[&str], package: &str) -> bool {
    let names: Vec<&str> = package.split('.').collect();
    path.starts_with(&names)
}

/// `text` from `start` on, with the edits, which stand in its order.
fn apply(text: &str, start: usize, edits: &[Edit]) -> String {
    let mut moved = String::with_capacity(text.len());
    let mut done = start;
    for edit in edits {
        moved.push_str(text.get(done..edit.span.start as usize).unwrap_or_default());
        moved.push_str(&edit.text);
        done = edit.span.end as usize;
    }
    moved.push_str(text.get(done..).unwrap_or_default());
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_the_package_and_references_only() {
        let text = "# METADATA\n# title: data.a\npackage  a.b # data\n\nimport rego.v1\nimport data.lib.c\nimport data.x as data_x\n\n\
                    p contains data.a.b.q[data_x] if {\n\tinput.data.package == \"data.a # \\\" data.b\"\n\tdata.a.b.c.d == `data.a\n\" # data.c`\n}\n";
        insta::assert_snapshot!(under_lib(text, &["a.b", "a.b.c", "x"]).unwrap(), @r#"
        package  lib.a.b

        import data.lib.a.b as data_a_b
        import data.lib.a.b.c as data_a_b_c # data


        import data.lib.lib.c
        import data.lib.x as data_x

        p contains data_a_b.q[data_x] if {
        	input.data.package == "data.a # \" data.b"
        	data_a_b_c.d == `data.a
        " # data.c`
        }
        "#);
        assert_eq!(under_lib("package a\n\nimport data.b\n", &[]).unwrap(), "package lib.a\n\nimport data.lib.b\n");
    }

    #[test]
    fn refuses_what_gatekeeper_refuses() {
        assert_eq!(under_lib("package a\nimport input.b", &[]), Err(RenameError::ImportsInput));
        assert_eq!(
            under_lib("package a\nx := $\"{data.b.c}\"", &["b"]).unwrap(),
            "package lib.a\n\nimport data.lib.b as data_b\nx := $\"{data_b.c}\""
        );
        assert_eq!(
            under_lib("package a\nx := data.b[\"c\"]", &["b.c"]),
            Err(RenameError::Stranger("data.b".to_owned()))
        );
    }
}
