//! What is told of a name.

use std::fmt::Write as _;
use std::sync::Arc;

use bartizan_rego::builtins::{description, signature};
use bartizan_rego::symbols::Symbol;
use bartizan_rego::syntax::Span;
use bartizan_rego::syntax::ast::{Annotations, Module as Tree, Rule, Scope, Target};
use bartizan_rego::value::Value;

use super::modules::{Module, View};
use super::navigate::{Found, Named, rules_at};

/// Heads of one rule that are shown.
const HEADS: usize = 5;

/// Characters of a line of code that are shown.
const WIDTH: usize = 120;

impl View<'_> {
    /// What is told of a name, as Markdown.
    pub(crate) fn describe(&self, named: &Named) -> Option<String> {
        match &named.occurrence.symbol {
            Symbol::Builtin(name) => builtin(name),
            Symbol::Local(_) => {
                let first = self.definitions(named).into_iter().next()?;
                let line = line_at(&first.module, first.span);
                Some(format!("{}variable of this rule", code(&[line])))
            }
            Symbol::Data(path) => self.document(named, path),
        }
    }

    fn document(&self, named: &Named, path: &[Arc<str>]) -> Option<String> {
        let definitions = self.definitions(named);
        let first = definitions.first()?;
        let mut heads: Vec<String> = Vec::new();
        let mut told = None;
        for module in modules(&definitions) {
            for (rule, _) in rules_at(module, path) {
                let head = head(module, rule);
                if !heads.contains(&head) {
                    heads.push(head);
                }
                told = told.or_else(|| comments_of(module, rule));
            }
        }
        if heads.is_empty() {
            heads.push(format!("package {}", first.module.package()));
            told = modules(&definitions).find_map(|module| annotations_of_package(module.tree()));
        }
        if heads.len() > HEADS {
            heads.truncate(HEADS);
            heads.push("# …".to_owned());
        }
        let mut text = code(&heads);
        if let Some(told) = told {
            let _ = write!(text, "{told}\n\n");
        }
        let places = modules(&definitions).map(|module| place(module, &definitions)).collect::<Vec<_>>().join(", ");
        let _ = write!(text, "`data.{}`, {places}", path.join("."));
        Some(text)
    }
}

/// What is told of a builtin, as Markdown.
pub(crate) fn builtin(name: &str) -> Option<String> {
    let told = description(name)?;
    Some(format!("{}{}\n\nbuiltin", code(&[signature(name)?.shown()]), told.text))
}

/// The modules of places, each once.
fn modules(found: &[Found]) -> impl Iterator<Item = &Arc<Module>> {
    let is_first = |at: &usize| !found[..*at].iter().any(|other| other.module.file == found[*at].module.file);
    (0..found.len()).filter(is_first).map(|at| &found[at].module)
}

fn place(module: &Module, definitions: &[Found]) -> String {
    if module.is_bundled() {
        return format!("in the bundled library `{}`", module.package());
    }
    let lines = definitions.iter().filter(|found| found.module.file == module.file);
    let line = lines.map(|found| module.lines().position(&module.text, found.span.start).line).min().unwrap_or(1);
    format!("in {}, line {line}", module.file)
}

/// The head of a rule, on one line.
pub(crate) fn head(module: &Module, rule: &Rule) -> String {
    let start = if rule.default { rule.span.start } else { rule.head.span.start };
    let text = Span { start, end: rule.head.span.end }.text(&module.text);
    shortened(text.lines().next().unwrap_or_default().trim_end())
}

fn line_at(module: &Module, span: Span) -> String {
    let (_, start) = module.lines().line_start(span.start);
    let line = module.text.get(start as usize..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    shortened(line.trim())
}

fn shortened(line: &str) -> String {
    match line.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

fn code(lines: &[String]) -> String {
    format!("```rego\n{}\n```\n\n", lines.join("\n"))
}

/// What annotations or the comment before a rule say of it.
fn comments_of(module: &Module, rule: &Rule) -> Option<String> {
    let tree = module.tree();
    let at = tree.rules.iter().position(|other| std::ptr::eq(other, rule))?;
    let block = tree.annotations.iter().find(|block| block.target == Target::Rule(at));
    block.and_then(annotated).or_else(|| comment_before(module, rule.span.start))
}

fn annotations_of_package(tree: &Tree) -> Option<String> {
    let of_package = |block: &&Annotations| matches!(block.scope, Scope::Package | Scope::Subpackages);
    tree.annotations.iter().find(of_package).and_then(annotated)
}

fn annotated(block: &Annotations) -> Option<String> {
    let text = |key: &str| block.value.field(key).and_then(Value::as_str).map(str::trim);
    let title = text("title").map(|title| format!("**{title}**"));
    let told: Vec<String> = title.into_iter().chain(text("description").map(str::to_owned)).collect();
    (!told.is_empty()).then(|| told.join("\n\n"))
}

/// The lines of comments that end just above a byte.
fn comment_before(module: &Module, offset: u32) -> Option<String> {
    let mut below = module.lines().line_start(offset).0;
    let mut lines = Vec::new();
    for comment in module.tree().comments.iter().rev().filter(|comment| comment.span.end <= offset) {
        let (line, start) = module.lines().line_start(comment.span.start);
        if line + 1 != below || start != comment.span.start {
            break;
        }
        lines.push(comment.text.trim());
        below = line;
    }
    lines.reverse();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
