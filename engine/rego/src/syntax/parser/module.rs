//! Modules: the package, imports, and the order of things.

use super::super::Span;
use super::super::ast::{Import, Module, Name, Package, Term, TermKind, Version};
use super::super::lexer::TokenKind;
use super::cursor::{Imported, Keyword, Parser, Read};
use crate::diagnostic::{Code, Diagnostic};

impl Parser<'_> {
    /// All of a module.
    pub(super) fn module(&mut self, module: &mut Module) {
        if self.at_end() {
            let error = Diagnostic::new(Code::Parse, self.span(), "the module is empty");
            self.report(error.with_help("begin with `package` and a name"));
        }
        let mut first = true;
        while !self.at_end() {
            let place = self.at;
            if first && (!self.is_keyword(Keyword::Package) || self.is_keyword_reference()) {
                self.expected("`package` and a name at the beginning of the module");
            }
            self.gave_up = false;
            let read = self.statement(module, first);
            if read.is_err() {
                if self.at == place {
                    self.bump();
                }
                self.skip_statement();
            }
            debug_assert!(self.at > place || self.at_end(), "a statement takes at least one token");
            first = false;
        }
        module.version = self.version;
    }

    fn statement(&mut self, module: &mut Module, first: bool) -> Read<()> {
        if !self.is_keyword_reference() {
            match self.keyword() {
                Some(Keyword::Package) => return self.package(module, first),
                Some(Keyword::Import) => return self.import(module),
                _ => {}
            }
        }
        self.rule(module)
    }

    fn package(&mut self, module: &mut Module, first: bool) -> Read<()> {
        let start = self.bump().span;
        let path = self.path()?;
        let package = Package { span: self.since(start), path };
        if !first {
            let message = if module.package.is_some() {
                "a module has one package only"
            } else {
                "the package must stand before everything else"
            };
            self.error(package.span, message);
        }
        module.package.get_or_insert(package);
        Ok(())
    }

    /// `a.b["c"]`, any words.
    fn path(&mut self) -> Read<Vec<Name>> {
        if !self.is(TokenKind::Identifier) {
            return Err(self.expected("a name"));
        }
        let mut path = vec![self.name()];
        loop {
            let here = self.lexeme();
            match here.kind {
                Some(TokenKind::Dot | TokenKind::LeftBracket) if !here.gap => {
                    let step = self.step()?;
                    path.push(self.name_of(step)?);
                }
                Some(TokenKind::LeftParenthesis) if !here.gap => {
                    return Err(self.unexpected("a path cannot be called", "write names separated by `.`"));
                }
                Some(TokenKind::Minus) => {
                    let help = "names have no hyphens; write such a part as `[\"a-b\"]`";
                    return Err(self.unexpected("`-` cannot stand in a path", help));
                }
                _ => return Ok(path),
            }
        }
    }

    fn name_of(&mut self, step: Term) -> Read<Name> {
        match step.kind {
            TermKind::String(text) => Ok(Name { span: step.span, text }),
            _ => Err(self.error(step.span, "the parts of a path must be names or strings")),
        }
    }

    fn import(&mut self, module: &mut Module) -> Read<()> {
        let start = self.bump().span;
        // The path may hold any words, so that keywords can be imported twice.
        let path = self.path()?;
        let mut alias = None;
        if self.eat_keyword(Keyword::As) {
            alias = Some(self.alias()?);
        }
        let span = self.since(start);
        self.check_import(&path, alias.as_ref(), span)?;
        module.imports.push(Import { span, path, alias });
        Ok(())
    }

    fn alias(&mut self) -> Read<Name> {
        if !self.is_name() {
            return Err(self.expected("a name after `as`"));
        }
        let alias = self.name();
        if matches!(&*alias.text, "input" | "data") {
            return Err(self.error(alias.span, format!("`{}` cannot be an alias", alias.text)));
        }
        let next = self.lexeme();
        let goes_on = matches!(next.kind, Some(TokenKind::Dot | TokenKind::LeftBracket | TokenKind::LeftParenthesis));
        if goes_on && !next.gap {
            return Err(self.unexpected("an alias is one name", "remove what follows it"));
        }
        Ok(alias)
    }

    /// Is `path` one that may be imported? Imports of the language itself take effect.
    fn check_import(&mut self, path: &[Name], alias: Option<&Name>, span: Span) -> Read<()> {
        let words: Vec<&str> = path.iter().map(|name| &*name.text).collect();
        let place = path.first().map_or(span, |first| first.span).to(path.last().map_or(span, |last| last.span));
        match words[..] {
            ["data" | "input", ..] => {}
            ["rego" | "future", ..] if alias.is_some() => {
                return Err(self.error(span, format!("an import of `{}` cannot have an alias", words[0])));
            }
            ["rego", "v1"] => {
                let Imported { not_bodies, and, or, .. } = self.imported;
                self.imported = Imported { not_bodies, and, or, ..Imported::V1 };
                self.version = Version::V1;
                return Ok(());
            }
            ["rego", "v2"] => {
                self.imported = Imported::ALL;
                self.version = Version::V1;
                return Ok(());
            }
            ["rego", ..] => {
                let error =
                    Diagnostic::new(Code::Parse, place, "of `rego` only `rego.v1` and `rego.v2` can be imported");
                return Err(self.report(error.with_help("write `import rego.v1`")));
            }
            ["future", "keywords"] => {
                self.imported = Imported::ALL;
                return Ok(());
            }
            ["future", "keywords", keyword] => return self.import_keyword(keyword, place),
            ["future", "keywords", ..] => {
                self.imported = Imported::ALL;
                return Ok(());
            }
            ["future", ..] => {
                let error = Diagnostic::new(Code::Parse, place, "of `future` only `future.keywords` can be imported");
                return Err(self.report(error.with_help("write `import future.keywords`")));
            }
            _ => {
                let message = "an import begins with `data`, `input`, `future` or `rego`";
                let error = Diagnostic::new(Code::Parse, place, message);
                return Err(
                    self.report(error.with_help(format!("for another package write `data.{}`", words.join("."))))
                );
            }
        }
        if let (None, Some(last)) = (alias, path.last())
            && self.is_reserved(&last.text)
        {
            let message = format!("the name of this import would be the keyword `{}`", last.text);
            let error = Diagnostic::new(Code::Parse, last.span, message);
            return Err(self.report(error.with_help("give it another with `as`")));
        }
        Ok(())
    }

    fn import_keyword(&mut self, keyword: &str, place: Span) -> Read<()> {
        match keyword {
            "contains" => self.imported.contains = true,
            "every" => (self.imported.every, self.imported.membership) = (true, true),
            "if" => self.imported.conditional = true,
            "in" => self.imported.membership = true,
            "not" => self.imported.not_bodies = true,
            "and" => self.imported.and = true,
            "or" => self.imported.or = true,
            _ => {
                let message = format!("`{keyword}` is no keyword that can be imported");
                let error = Diagnostic::new(Code::Parse, place, message);
                return Err(
                    self.report(error.with_help("there are `and`, `contains`, `every`, `if`, `in`, `not` and `or`"))
                );
            }
        }
        Ok(())
    }
}
