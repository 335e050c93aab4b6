//! Modules and rules as OPA's parser makes them.

use std::sync::Arc;

use super::super::Span;
use super::super::ast::{self, Module, Scope, Target, TermKind};
use super::terms::{Lower, at};
use super::tree::{Head, Import, Kind, Literal, Node, Rule, Stands, Terms, Tree};

/// The tree of `module`, whose text is `text`.
pub(in super::super) fn lower(text: &str, module: &Module) -> Tree {
    let mut lower = Lower::new(text);
    let (package, package_place) = lower.package(module);
    let mut tree = Tree {
        package,
        package_place,
        imports: module.imports.iter().map(|import| lower.import(import)).collect(),
        rules: Vec::with_capacity(module.rules.len()),
        annotations: module.annotations.iter().map(|found| (at(found.span), found.value.clone())).collect(),
        comments: module.comments.iter().map(|comment| (place_of(module, comment), comment.text.clone())).collect(),
    };
    for rule in &module.rules {
        // The head of a further body in braces is that of the rule before.
        let before = tree.rules.last().filter(|_| rule.head.span.start < rule.span.start && !rule.default);
        let head = before.map(|before| before.head.clone());
        let rule = lower.rule(rule, head);
        tree.rules.push(rule);
    }
    attach(module, &mut tree.rules);
    tree
}

/// The place of a comment; the first of a METADATA block has that of the whole block.
fn place_of(module: &Module, comment: &ast::Comment) -> Stands {
    let block = module.annotations.iter().find(|block| block.span.start == comment.span.start);
    at(block.map_or(comment.span, |block| block.span))
}

/// Gives rules their annotations. Those of a document belong to all rules of its name; one of a rule to the next rule of
/// the name of the rule below it, and where several are waiting all but the last of them wait on.
fn attach(module: &Module, rules: &mut [Rule]) {
    let mut waiting: Vec<(usize, &ast::Annotations, Vec<Node>)> = Vec::new();
    for (index, annotations) in module.annotations.iter().enumerate() {
        if let Target::Rule(target) = annotations.target
            && let Some(rule) = rules.get(target)
        {
            waiting.push((index, annotations, ground_prefix(&rule.head.reference)));
        }
    }
    for rule in rules {
        let name = ground_prefix(&rule.head.reference);
        let start = rule.place.0.map_or(0, |place| place.at);
        let mut last = None;
        for (place, (index, annotations, target)) in waiting.iter().enumerate() {
            if *target != name {
                continue;
            }
            match annotations.scope {
                Scope::Document => rule.annotations.push(*index),
                Scope::Rule if annotations.span.start < start => {
                    rule.annotations.push(*index);
                    last = Some(place);
                }
                _ => {}
            }
        }
        if let Some(place) = last {
            waiting.remove(place);
        }
    }
}

/// The steps of a reference before the first that has variables.
fn ground_prefix(path: &[Node]) -> Vec<Node> {
    let steps = path.iter().skip(1).take_while(|step| step.is_ground());
    path.iter().take(1).chain(steps).cloned().collect()
}

/// The body that OPA gives to a rule without one.
fn always(place: Stands) -> Vec<Literal> {
    let terms = Terms::Term(yes(place));
    vec![Literal { index: 0, negated: false, terms, with: Vec::new(), generated: true, place }]
}

fn yes(place: Stands) -> Node {
    Node { kind: Kind::Bool(true), place }
}

fn name_of(node: &Node) -> Option<Arc<str>> {
    match &node.kind {
        Kind::Var(name) => Some(name.clone()),
        _ => None,
    }
}

impl Lower<'_> {
    fn package(&mut self, module: &Module) -> (Vec<Node>, Stands) {
        let Some(package) = &module.package else { return (Vec::new(), Stands(None)) };
        let steps: Vec<Node> = package.path.iter().map(text).collect();
        let place = steps.first().map_or(Stands(None), |step| step.place);
        let root = Node { kind: Kind::Var("data".into()), place };
        let keyword = self.source.token_from(package.span.start);
        (std::iter::once(root).chain(steps).collect(), at(keyword))
    }

    fn import(&mut self, import: &ast::Import) -> Import {
        let mut path: Vec<Node> = import.path.iter().map(text).collect();
        if let (Some(first), Some(name)) = (path.first_mut(), import.path.first()) {
            first.kind = Kind::Var(name.text.clone());
        }
        let first = import.path.first().map_or(import.span, |name| name.span);
        let end = match &import.alias {
            // Before `as`.
            Some(alias) => self.source.end_before(self.source.end_before(alias.span.start) - 2),
            None => import.span.end,
        };
        let path = Node { kind: Kind::Ref(path), place: at(Span { start: first.start, end }) };
        let alias = import.alias.as_ref().map(|alias| (alias.text.clone(), at(alias.span)));
        Import { path, alias, place: at(self.source.token_from(import.span.start)) }
    }

    /// A rule; `head` is given where it has that of the rule before.
    fn rule(&mut self, rule: &ast::Rule, head: Option<Head>) -> Rule {
        if let Some(head) = head {
            let mut head = self.copy(&head);
            let body = self.body(&rule.body);
            let place = at(rule.span);
            head.move_to(place);
            return Rule { head, body, otherwise: None, default: false, annotations: Vec::new(), place };
        }
        let mut head = self.head(rule);
        if rule.default {
            let place = at(self.source.token_from(rule.span.start));
            let body = always(place);
            return Rule { head, body, otherwise: None, default: true, annotations: Vec::new(), place };
        }
        if rule.body.is_empty() {
            return self.bodyless(rule, head);
        }
        if rule.head.key.is_none() {
            with_body(&mut head, rule.has_if);
        }
        let body = self.body(&rule.body);
        let otherwise = rule.otherwise.as_ref().map(|next| Box::new(self.otherwise(next, &head)));
        let place = at(whole(rule));
        Rule { head, body, otherwise, default: false, annotations: Vec::new(), place }
    }

    /// The head as written. Names go to those of one element.
    fn head(&mut self, rule: &ast::Rule) -> Head {
        let written = &rule.head;
        let mut reference: Vec<Node> = Vec::with_capacity(written.reference.len());
        for (step, term) in written.reference.iter().enumerate() {
            let made = match &term.kind {
                TermKind::Var(name) if step == 0 => Node { kind: self.variable(name), place: at(term.span) },
                _ => self.term(term),
            };
            reference.push(made);
        }
        let name = if reference.len() == 1 { reference.first().and_then(name_of) } else { None };
        let arguments = written.arguments.iter().flatten().map(|term| self.term(term)).collect();
        let key = written.key.as_ref().map(|key| self.term(key));
        let value = written.value.as_ref().map(|value| self.term(value));
        let mut head = Head { name, reference, arguments, key, value, assign: written.assign, place: at(written.span) };
        let makes_value = head.reference.len() != 2 || !head.arguments.is_empty();
        if head.value.is_none() && head.key.is_none() && makes_value {
            head.value = Some(yes(Stands(None)));
        }
        head
    }

    fn bodyless(&mut self, rule: &ast::Rule, mut head: Head) -> Rule {
        let place = at(rule.span);
        let first = at(self.source.token_from(rule.span.start));
        let written = &rule.head;
        let operator = || {
            let last = written.reference.last().map_or(rule.span.start, |step| step.span.end);
            at(Span { start: rule.span.start, end: self.source.parenthesis_from(last) })
        };
        let (body, place) = if written.key.is_some() {
            (always(first), place)
        } else if let Some(value) = &head.value
            && written.value.is_some()
        {
            (always(value.place), place)
        } else if written.arguments.is_some() {
            let place = operator();
            (always(place), place)
        } else {
            (always(place), place)
        };
        head.place = place;
        if written.value.is_none() && written.key.is_none() && head.value.is_some() {
            head.value = Some(yes(place));
        }
        if written.arguments.is_none() && written.key.is_none() && head.reference.len() == 2 {
            head.name = head.reference.first().and_then(name_of);
            head.key = head.reference.get(1).cloned();
            if written.value.is_none() {
                head.reference.truncate(1);
            }
        }
        Rule { head, body, otherwise: None, default: false, annotations: Vec::new(), place }
    }

    /// A copy of `head` whose wildcards are others.
    fn copy(&mut self, head: &Head) -> Head {
        let mut head = head.clone();
        for argument in &mut head.arguments {
            if matches!(&argument.kind, Kind::Var(name) if name.starts_with('$')) {
                argument.kind = Kind::Var(self.wildcard());
            }
        }
        head
    }

    /// A part of an `else` chain; `first` is the head of the first.
    fn otherwise(&mut self, rule: &ast::Rule, first: &Head) -> Rule {
        let mut head = self.copy(first);
        let keyword = at(self.source.token_from(rule.span.start));
        match &rule.head.value {
            Some(value) => {
                head.assign = rule.head.assign;
                head.value = Some(self.term(value));
                head.place = at(rule.head.span);
            }
            None => {
                head.value = Some(yes(Stands(None)));
                head.place = keyword;
            }
        }
        let place = at(whole(rule));
        let mut body = if rule.body.is_empty() { always(place) } else { self.body(&rule.body) };
        if rule.has_if && !self.has_braces(rule) {
            body.iter_mut().for_each(|literal| literal.move_to(place));
        }
        let otherwise = rule.otherwise.as_ref().map(|next| Box::new(self.otherwise(next, first)));
        Rule { head, body, otherwise, default: false, annotations: Vec::new(), place }
    }

    /// After `if`, do braces open the body?
    fn has_braces(&self, rule: &ast::Rule) -> bool {
        let Some(first) = rule.body.first() else { return false };
        self.source
            .end_before(first.span.start)
            .checked_sub(1)
            .is_some_and(|at| Span { start: at, end: at + 1 }.text(self.source.text) == "{")
    }
}

/// What a body does to the head of a rule without `contains`: `p[x]` is a key with `if`, an element of a set without.
fn with_body(head: &mut Head, has_if: bool) {
    if head.reference.len() != 2 {
        return;
    }
    let Some(last) = head.reference.get(1).cloned() else { return };
    let name = head.reference.first().and_then(name_of);
    if has_if {
        if (!last.is_ground() || matches!(last.kind, Kind::Ref(_))) && head.arguments.is_empty() {
            head.key = Some(last);
        }
        match &head.value {
            Some(_) => head.name = name,
            None => head.value = Some(yes(head.place)),
        }
    } else if head.arguments.is_empty() {
        head.name = name;
        head.key = Some(last);
        if head.value.is_none() {
            head.reference.truncate(1);
        }
    }
}

/// A rule with its `else` chain.
fn whole(rule: &ast::Rule) -> Span {
    match &rule.otherwise {
        Some(next) => rule.span.to(whole(next)),
        None => rule.span,
    }
}

fn text(name: &ast::Name) -> Node {
    Node { kind: Kind::String(name.text.clone()), place: at(name.span) }
}
