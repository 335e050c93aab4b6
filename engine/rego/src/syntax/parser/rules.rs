//! Rules: heads, bodies, chains.

use super::super::Span;
use super::super::ast::{Expr, ExprKind, Head, Module, Rule, TemplatePart, Term, TermKind};
use super::super::lexer::TokenKind;
use super::MAX_HEIGHT;
use super::cursor::{Broken, Keyword, Parser, Read};
use super::terms::reference;
use crate::builtins;
use crate::diagnostic::{Code, Diagnostic};

const NEEDS_IF: &str = "rules need `if` before the body in Rego v1";

impl Parser<'_> {
    /// A rule, and what is chained to it.
    pub(super) fn rule(&mut self, module: &mut Module) -> Read<()> {
        let start = self.span();
        if self.is_keyword(Keyword::Default) && !self.is_keyword_reference() {
            self.bump();
            let rule = self.default_rule(start)?;
            module.rules.push(rule);
            return Ok(());
        }
        let gap = self.head_has_gap();
        let head = self.head()?;
        let mut rule = Rule { span: head.span, default: false, head, body: Vec::new(), has_if: false, otherwise: None };
        self.check_name(&rule.head);
        let ends_in_term = rule.head.value.is_some() || rule.head.key.is_some();
        if self.is_if(ends_in_term) {
            self.bump();
            rule.has_if = true;
            rule.body = self.body_after_if()?;
        } else if self.is(TokenKind::LeftBrace) {
            self.without_if();
            rule.body = self.block()?;
        } else {
            self.without_body(&rule.head, gap)?;
            rule.span = self.since(start);
            module.rules.push(rule);
            return Ok(());
        }
        if rule.head.key.is_none() {
            self.check_partial_set(&rule);
        }
        rule.span = self.since(start);
        if self.is_keyword(Keyword::Else) && !self.is_keyword_reference() {
            self.may_have_else(&rule)?;
            rule.otherwise = Some(Box::new(self.otherwise()?));
        }
        self.chained_bodies(rule, module)
    }

    /// `{ … }` after a rule with a body: another rule with the same head.
    fn chained_bodies(&mut self, rule: Rule, module: &mut Module) -> Read<()> {
        let has_else = rule.otherwise.is_some();
        let (head, has_if) = (rule.head.clone(), rule.has_if);
        module.rules.push(rule);
        while self.is(TokenKind::LeftBrace) {
            if has_else {
                return Err(self.unexpected("a body cannot follow `else` by itself", "begin it with `else`"));
            }
            let start = self.span();
            let body = self.block()?;
            let span = self.since(start);
            module.rules.push(Rule { span, default: false, head: head.clone(), body, has_if, otherwise: None });
        }
        Ok(())
    }

    /// Is there space between the name of the rule here and what follows it in its reference?
    fn head_has_gap(&self) -> bool {
        let next = self.ahead(1);
        next.gap && matches!(next.kind, Some(TokenKind::Dot | TokenKind::LeftBracket | TokenKind::LeftParenthesis))
    }

    /// Is here `if`? After a term `if[` and `if.` begin a reference.
    fn is_if(&self, after_term: bool) -> bool {
        self.is_keyword(Keyword::If) && !(after_term && self.is_keyword_reference())
    }

    fn head(&mut self) -> Read<Head> {
        let start = self.span();
        let mut head = self.head_reference()?;
        if self.is_keyword(Keyword::Contains) {
            if head.arguments.is_some() {
                return Err(self.unexpected("a function cannot have `contains`", "write `:=` and its value"));
            }
            self.bump();
            head.key = Some(self.term()?);
        } else if self.is(TokenKind::Assign) || self.is(TokenKind::Unify) {
            head.assign = self.bump().kind == Some(TokenKind::Assign);
            head.value = Some(self.term()?);
        }
        head.span = self.since(start);
        Ok(head)
    }

    /// The name of a rule, its steps and arguments; space may follow the name.
    fn head_reference(&mut self) -> Read<Head> {
        if !self.is_name() && !self.is_keyword_reference() {
            if self.keyword().is_some() {
                let word = self.lexeme_text(self.lexeme());
                let message = format!("the keyword `{word}` cannot be the name of a rule");
                return Err(self.unexpected(&message, "choose another name"));
            }
            return Err(self.expected("a rule"));
        }
        let start = self.span();
        let mut path = vec![self.variable()];
        let mut arguments = None;
        let mut first = true;
        loop {
            let here = self.lexeme();
            if here.gap && !first {
                break;
            }
            match here.kind {
                Some(TokenKind::Dot | TokenKind::LeftBracket) if arguments.is_none() => {
                    let step = self.nested(Self::step)?;
                    path.push(step);
                }
                Some(TokenKind::LeftParenthesis) if arguments.is_none() => {
                    let function = reference(start, path[0].clone(), Vec::new(), self.last());
                    let call = self.nested(|parser| parser.call(function))?;
                    let TermKind::Call(_, found) = call.kind else {
                        return Err(self.error(call.span, "`set()` is the empty set, and cannot be the name of a rule"));
                    };
                    arguments = Some(found);
                }
                Some(TokenKind::Dot | TokenKind::LeftBracket) => {
                    return Err(self.unexpected("nothing can follow the arguments of a function's head", "remove it"));
                }
                _ => break,
            }
            first = false;
        }
        Ok(Head { span: self.since(start), reference: path, arguments, key: None, value: None, assign: false })
    }

    /// In v1 no keyword is the name of a rule, not even before it is imported.
    fn check_name(&mut self, head: &Head) {
        let [Term { span, kind: TermKind::Var(name) }] = &head.reference[..] else { return };
        if is_reserved_in_v1(name) {
            let message = format!("the keyword `{name}` cannot be the name of a rule");
            self.v1_errors.push(Diagnostic::new(Code::Parse, *span, message).with_help("choose another name"));
        }
    }

    /// Notes that v1 wants `if` here.
    fn without_if(&mut self) {
        let error = Diagnostic::new(Code::Parse, self.span(), "expected `if`, found `{`");
        self.v1_errors.push(error.with_help(NEEDS_IF));
    }

    /// `p[x] { … }` is a set in v0 only.
    fn check_partial_set(&mut self, rule: &Rule) {
        let head = &rule.head;
        let is_set = !rule.has_if && head.reference.len() == 2 && head.arguments.is_none() && head.value.is_none();
        if is_set {
            self.v1_errors.push(needs_contains(head));
        }
    }

    /// Is `head` a rule by itself?
    fn without_body(&mut self, head: &Head, gap: bool) -> Read<()> {
        if head.key.is_some() {
            return Ok(());
        }
        if gap {
            let error = Diagnostic::new(Code::Parse, head.span, "space stands inside the head of this rule");
            return Err(self.report(error.with_help("remove the space after its name")));
        }
        if head.value.is_some() {
            if self.is_keyword(Keyword::With) && !self.is_keyword_reference() {
                return Err(self.unexpected("`with` cannot stand in a head", "move it to an expression of the body"));
            }
            if self.is(TokenKind::Semicolon) {
                return Err(self.unexpected("`;` does not stand between rules", "remove it"));
            }
            return Ok(());
        }
        if let Some(arguments) = &head.arguments {
            return self.bare_call(head, arguments.is_empty());
        }
        if self.is_operator() || self.is_membership() {
            let found = self.lexeme_text(self.lexeme());
            let message = format!("expected `:=`, `if` or `contains` after the name of a rule, found `{found}`");
            let help = if found == "==" { "`==` compares; a rule's value follows `:=`" } else { NEEDS_BODY };
            return Err(self.unexpected(&message, help));
        }
        if head.reference.len() < 2 {
            return Err(self.expected_with_help("`:=`, `if` or `contains` after the name of a rule", Some(NEEDS_BODY)));
        }
        let error = if head.reference.len() == 2 {
            needs_contains(head)
        } else {
            Diagnostic::new(Code::Parse, head.span, "a rule needs a value or a body").with_help(NEEDS_BODY)
        };
        self.v1_errors.push(error);
        Ok(())
    }

    /// `f(x)` by itself is a function that is true.
    fn bare_call(&mut self, head: &Head, is_empty: bool) -> Read<()> {
        if is_empty {
            return Err(self.error(head.span, "a function needs at least one argument"));
        }
        let path: Vec<&str> = head
            .reference
            .iter()
            .filter_map(|step| match &step.kind {
                TermKind::Var(text) | TermKind::String(text) => Some(&**text),
                _ => None,
            })
            .collect();
        let name = path.join(".");
        if path.len() == head.reference.len() && builtins::signature(&name).is_some() {
            return Err(self.error(head.span, format!("`{name}` is a builtin function")));
        }
        Ok(())
    }

    /// What follows `if`: one expression, or a body in braces where those are no term.
    fn body_after_if(&mut self) -> Read<Vec<Expr>> {
        if !self.is(TokenKind::LeftBrace) {
            let expr = self.literal()?;
            return Ok(vec![expr]);
        }
        let begins_body = matches!(self.keyword_of(self.ahead(1)), Some(Keyword::Not | Keyword::Some | Keyword::Every));
        if !begins_body || self.is_explicit_operand() {
            let (place, height) = (self.at, self.height);
            self.guessing = true;
            let guess = self.literal();
            self.guessing = false;
            match guess {
                Ok(expr) if !matches!(&expr.kind, ExprKind::Term(Term { kind: TermKind::Set(_), .. })) => {
                    return Ok(vec![expr]);
                }
                _ => (self.at, self.height, self.gave_up) = (place, height, false),
            }
        }
        self.block()
    }

    fn may_have_else(&mut self, rule: &Rule) -> Read<()> {
        let head = &rule.head;
        let help = "give the alternatives rules of their own";
        if head.reference.len() > 1 && !head.reference.iter().skip(1).all(is_ground) {
            return Err(self.unexpected("`else` cannot follow a rule with variables in its head", help));
        }
        let is_key = head.reference.len() == 2
            && head.arguments.as_ref().is_none_or(Vec::is_empty)
            && (!rule.has_if || matches!(head.reference[1].kind, TermKind::Ref(..)) || is_root(&head.reference[1]));
        if head.key.is_some() || is_key {
            return Err(self.unexpected("`else` cannot follow a rule that makes a set or an object", help));
        }
        Ok(())
    }

    /// `else := v if { … }`, and what follows it.
    fn otherwise(&mut self) -> Read<Rule> {
        let mut parts: Vec<Rule> = Vec::new();
        while parts.is_empty() || self.is_keyword(Keyword::Else) && !self.is_keyword_reference() {
            if parts.len() >= MAX_HEIGHT {
                return Err(self.too_long());
            }
            let part = self.else_part()?;
            let ends = part.body.is_empty();
            parts.push(part);
            if ends {
                break;
            }
        }
        let mut chain: Option<Box<Rule>> = None;
        while let Some(mut part) = parts.pop() {
            part.otherwise = chain;
            chain = Some(Box::new(part));
        }
        chain.map(|first| *first).ok_or(Broken)
    }

    fn else_part(&mut self) -> Read<Rule> {
        let start = self.bump().span;
        let mut head =
            Head { span: start, reference: Vec::new(), arguments: None, key: None, value: None, assign: false };
        if self.is(TokenKind::Assign) || self.is(TokenKind::Unify) {
            head.assign = self.bump().kind == Some(TokenKind::Assign);
            head.value = Some(self.term()?);
            head.span = self.since(start);
        } else if !self.is(TokenKind::LeftBrace) && !self.is_keyword(Keyword::If) {
            return Err(self.expected("`:=` and a value, or `if` and a body, after `else`"));
        }
        let has_if = self.is_if(head.value.is_some());
        let body = if has_if {
            self.bump();
            if self.is(TokenKind::LeftBrace) { self.block()? } else { vec![self.literal()?] }
        } else if self.is(TokenKind::LeftBrace) {
            self.without_if();
            self.block()?
        } else {
            Vec::new()
        };
        Ok(Rule { span: self.since(start), default: false, head, body, has_if, otherwise: None })
    }

    /// What follows `default`.
    fn default_rule(&mut self, start: Span) -> Read<Rule> {
        let head = self.head()?;
        self.check_name(&head);
        let span = self.since(start);
        let help = "write `default name := value`";
        if head.key.is_some() {
            let error = Diagnostic::new(Code::Parse, span, "a default rule cannot have `contains`");
            return Err(self.report(error.with_help("a set without members is empty by itself")));
        }
        if let Some(value) = &head.value {
            if let Some(place) = not_constant(value) {
                let message = "the value of a default rule cannot depend on anything";
                let error = Diagnostic::new(Code::Parse, place, message);
                return Err(self.report(error.with_help("use a constant; comprehensions are taken too")));
            }
        } else if head.reference.len() == 2 {
            let error = Diagnostic::new(Code::Parse, span, "a default rule needs a value");
            return Err(self.report(error.with_help(help)));
        }
        self.check_default_arguments(head.arguments.as_deref().unwrap_or_default())?;
        Ok(Rule { span, default: true, head, body: Vec::new(), has_if: false, otherwise: None })
    }

    fn check_default_arguments(&mut self, arguments: &[Term]) -> Read<()> {
        let mut names: Vec<&str> = Vec::new();
        for argument in arguments {
            let message = match &argument.kind {
                TermKind::Var(name) if is_root(argument) => {
                    format!("`{name}` cannot be an argument of a default function")
                }
                TermKind::Var(name) if &**name != "_" && names.contains(&&**name) => {
                    format!("the argument `{name}` is repeated")
                }
                TermKind::Var(name) => {
                    names.push(name);
                    continue;
                }
                _ => "the arguments of a default function must be variables".to_owned(),
            };
            return Err(self.error(argument.span, message));
        }
        Ok(())
    }
}

const NEEDS_BODY: &str = "write `name := value`, `name if { … }` or `name contains value`";

fn needs_contains(head: &Head) -> Diagnostic {
    let error = Diagnostic::new(Code::Parse, head.span, "in Rego v1 a rule that makes a set needs `contains`");
    error.with_help("write `name contains value` instead of `name[value]`")
}

/// Is `term` `input` or `data` alone, which are references of one element?
fn is_root(term: &Term) -> bool {
    matches!(&term.kind, TermKind::Var(name) if matches!(&**name, "input" | "data"))
}

/// Is `word` a keyword of v1?
fn is_reserved_in_v1(word: &str) -> bool {
    Keyword::of(word).is_some_and(|keyword| !matches!(keyword, Keyword::And | Keyword::Or))
}

/// Has `term` no variables, those at the heads of references aside?
fn is_ground(term: &Term) -> bool {
    match &term.kind {
        TermKind::Var(_) => is_root(term),
        TermKind::Ref(_, steps) => steps.iter().all(is_ground),
        TermKind::Array(items) | TermKind::Set(items) => items.iter().all(is_ground),
        TermKind::Object(pairs) => pairs.iter().all(|(key, value)| is_ground(key) && is_ground(value)),
        TermKind::Call(_, arguments) => arguments.iter().all(is_ground),
        TermKind::Infix(_, left, right) => is_ground(left) && is_ground(right),
        TermKind::In(key, value, collection) => {
            key.as_ref().is_none_or(|key| is_ground(key)) && is_ground(value) && is_ground(collection)
        }
        TermKind::ArrayComprehension(..) | TermKind::SetComprehension(..) | TermKind::ObjectComprehension(..) => false,
        TermKind::Null
        | TermKind::Bool(_)
        | TermKind::Number(_)
        | TermKind::String(_)
        | TermKind::Template(_)
        | TermKind::Error => true,
    }
}

/// A part of `term`, outside of comprehensions, that is no constant.
fn not_constant(term: &Term) -> Option<Span> {
    match &term.kind {
        TermKind::Var(_) | TermKind::Ref(..) | TermKind::Call(..) | TermKind::Infix(..) | TermKind::In(..) => {
            Some(term.span)
        }
        TermKind::Array(items) | TermKind::Set(items) => items.iter().find_map(not_constant),
        TermKind::Object(pairs) => {
            pairs.iter().find_map(|(key, value)| not_constant(key).or_else(|| not_constant(value)))
        }
        TermKind::Template(parts) => parts.iter().find_map(|part| match part {
            TemplatePart::Expr(Expr { kind: ExprKind::Term(term), .. }) => not_constant(term),
            _ => None,
        }),
        _ => None,
    }
}
