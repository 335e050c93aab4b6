//! METADATA blocks: comments that hold YAML about the package or rule below them.
//!
//! Source: <https://www.openpolicyagent.org/docs/policy-language#annotations>.

use super::Span;
use super::ast::{Annotations, Comment, Module, Scope, Target};
use crate::diagnostic::{Code, Diagnostic};
use crate::value::Value;

/// A block of comments that begins with METADATA.
struct Block<'a> {
    comments: &'a [Comment],
    span: Span,
}

/// Reads all blocks of `module`, whose text is `text`, and attaches each to what stands below it.
pub(super) fn read(text: &str, module: &Module) -> (Vec<Annotations>, Vec<Diagnostic>) {
    let mut all = Vec::new();
    let mut errors = Vec::new();
    for block in blocks(text, &module.comments) {
        match block.read(module) {
            Ok(annotations) => all.push(annotations),
            Err(error) => errors.push(error),
        }
    }
    (all, errors)
}

fn begins_line(text: &str, comment: &Comment) -> bool {
    let start = comment.span.start as usize;
    start == 0 || text.as_bytes().get(start - 1) == Some(&b'\n')
}

fn is_heading(text: &str, comment: &Comment) -> bool {
    begins_line(text, comment) && comment.text.trim().starts_with("METADATA")
}

/// Does `next` stand on the line after `comment`?
fn follows(text: &str, comment: &Comment, next: &Comment) -> bool {
    let between = Span { start: comment.span.end, end: next.span.start }.text(text);
    begins_line(text, next) && between.bytes().filter(|byte| *byte == b'\n').count() == 1
}

fn blocks<'a>(text: &str, comments: &'a [Comment]) -> Vec<Block<'a>> {
    let mut blocks = Vec::new();
    let mut at = 0;
    while let Some(comment) = comments.get(at) {
        let start = at;
        at += 1;
        if !is_heading(text, comment) {
            continue;
        }
        while let Some(next) = comments.get(at)
            && follows(text, &comments[at - 1], next)
            && !is_heading(text, next)
        {
            at += 1;
        }
        blocks.push(Block { comments: &comments[start..at], span: comment.span.to(comments[at - 1].span) });
    }
    blocks
}

fn is_text(value: &Value) -> bool {
    matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_))
}

/// A scalar's text: numbers and booleans where text is wanted are text.
fn text_of(value: &Value) -> Option<Value> {
    match value {
        Value::String(_) => Some(value.clone()),
        Value::Number(_) | Value::Bool(_) => Some(Value::from(value.to_string())),
        _ => None,
    }
}

impl Block<'_> {
    fn error(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Code::Parse, span, message)
    }

    fn read(&self, module: &Module) -> Result<Annotations, Diagnostic> {
        let mut yaml = String::new();
        for comment in &self.comments[1..] {
            yaml.push_str(comment.text.strip_prefix(' ').unwrap_or(&comment.text));
            yaml.push('\n');
        }
        if yaml.trim().is_empty() {
            let error = self.error(self.span, "this METADATA block is empty");
            return Err(error.with_help("write YAML in the comments below, such as `# title: …`"));
        }
        // `yes` and `on` are texts to OPA.
        let options = serde_saphyr::options! { strict_booleans: true, legacy_octal_numbers: true };
        let json: serde_json::Value = serde_saphyr::from_str_with_options(&yaml, options).map_err(|error| {
            let line = error.location().map_or(1, |place| usize::try_from(place.line()).unwrap_or(1));
            let comment = self.comments.get(line).or(self.comments.last());
            let span = comment.map_or(self.span, |comment| comment.span);
            let message = format!("this METADATA block is no YAML: {}", error.without_snippet());
            self.error(span, message).with_help("a space must follow the colon of each key")
        })?;
        let value = Value::from_json(&json.to_string())
            .map_err(|_| self.error(self.span, "this METADATA block nests too deep"))?;
        let written = match &value {
            Value::Null => Value::empty_object(),
            Value::Object(_) => value,
            _ => return Err(self.error(self.span, "a METADATA block must be an object of keys and values")),
        };
        let target = self.target(module);
        let entrypoint = self.flag(&written, "entrypoint")?;
        let scope = self.scope(&written, target, entrypoint)?;
        let target = target.ok_or_else(|| self.error(self.span, "nothing stands below this METADATA block"))?;
        let value = self.normalised(&written, scope, entrypoint)?;
        Ok(Annotations { span: self.span, scope, value, target })
    }

    /// The first statement below.
    fn target(&self, module: &Module) -> Option<Target> {
        let package = module.package.iter().map(|package| (package.span, Target::Package));
        let imports = module.imports.iter().enumerate().map(|(at, import)| (import.span, Target::Import(at)));
        let rules = module.rules.iter().enumerate().map(|(at, rule)| (rule.span, Target::Rule(at)));
        let below = package.chain(imports).chain(rules).filter(|(span, _)| span.start >= self.span.end);
        below.min_by_key(|(span, _)| span.start).map(|(_, target)| target)
    }

    fn scope(&self, written: &Value, target: Option<Target>, entrypoint: bool) -> Result<Scope, Diagnostic> {
        let given = written.field("scope").and_then(Value::as_str).filter(|scope| !scope.is_empty());
        let scope = match (given, target) {
            (Some("rule"), _) => Scope::Rule,
            (Some("document"), _) => Scope::Document,
            (Some("package"), _) => Scope::Package,
            (Some("subpackages"), _) => Scope::Subpackages,
            (Some(other), _) => {
                let error = self.error(self.span, format!("there is no scope `{other}` of annotations"));
                return Err(error.with_help("there are `rule`, `document`, `package` and `subpackages`"));
            }
            (None, Some(Target::Rule(_))) if entrypoint => Scope::Document,
            (None, Some(Target::Rule(_))) => Scope::Rule,
            (None, Some(Target::Package)) => Scope::Package,
            (None, Some(Target::Import(_))) => {
                return Err(self.error(self.span, "annotations cannot stand before an import"));
            }
            (None, None) => return Err(self.error(self.span, "nothing stands below this METADATA block")),
        };
        match (scope, target) {
            (Scope::Rule | Scope::Document, Some(Target::Rule(_))) => {}
            (Scope::Package | Scope::Subpackages, Some(Target::Package)) => {}
            (Scope::Rule | Scope::Document, _) => {
                return Err(self.error(self.span, "annotations of this scope must stand before a rule"));
            }
            (Scope::Package | Scope::Subpackages, _) => {
                return Err(self.error(self.span, "annotations of this scope must stand before the package"));
            }
        }
        if entrypoint && !matches!(scope, Scope::Document | Scope::Package) {
            return Err(self.error(self.span, "only a document or a package can be an entrypoint"));
        }
        Ok(scope)
    }

    fn wrong(&self, key: &str, wanted: &str) -> Diagnostic {
        let mark = format!("{key}:");
        let line = self.comments[1..].iter().find(|comment| comment.text.trim_start().starts_with(&mark));
        let span = line.map_or(self.span, |comment| comment.span);
        self.error(span, format!("`{key}` of annotations must be {wanted}"))
    }

    fn flag(&self, written: &Value, key: &str) -> Result<bool, Diagnostic> {
        match written.field(key) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(value)) => Ok(*value),
            Some(_) => Err(self.wrong(key, "`true` or `false`")),
        }
    }

    fn list<'v>(&self, written: &'v Value, key: &str) -> Result<&'v [Value], Diagnostic> {
        match written.field(key) {
            None | Some(Value::Null) => Ok(&[]),
            Some(Value::Array(items)) => Ok(items),
            Some(_) => Err(self.wrong(key, "a list")),
        }
    }

    /// The annotations as `rego.metadata.rule` gives them: what is empty or unknown is left out, authors and related
    /// resources are objects.
    fn normalised(&self, written: &Value, scope: Scope, entrypoint: bool) -> Result<Value, Diagnostic> {
        let scope = match scope {
            Scope::Rule => "rule",
            Scope::Document => "document",
            Scope::Package => "package",
            Scope::Subpackages => "subpackages",
        };
        let mut fields = vec![("scope", Value::from(scope))];
        for key in ["title", "description"] {
            match written.field(key) {
                None | Some(Value::Null) => {}
                Some(value) => {
                    let text = text_of(value).ok_or_else(|| self.wrong(key, "text"))?;
                    if text.as_str() != Some("") {
                        fields.push((key, text));
                    }
                }
            }
        }
        if entrypoint {
            fields.push(("entrypoint", Value::Bool(true)));
        }
        let organizations = self.list(written, "organizations")?;
        if !organizations.iter().all(is_text) {
            return Err(self.wrong("organizations", "a list of texts"));
        }
        let related = self.list(written, "related_resources")?.iter().map(|item| self.related(item));
        let authors = self.list(written, "authors")?.iter().map(|item| self.author(item));
        let lists = [
            ("organizations", organizations.iter().filter_map(text_of).collect::<Vec<_>>()),
            ("related_resources", related.collect::<Result<_, _>>()?),
            ("authors", authors.collect::<Result<_, _>>()?),
            ("schemas", self.schemas(written)?),
        ];
        fields.extend(
            lists.into_iter().filter(|(_, items)| !items.is_empty()).map(|(key, items)| (key, Value::array(items))),
        );
        for key in ["compile", "custom", "labels"] {
            match written.field(key) {
                None | Some(Value::Null) => {}
                Some(Value::Object(object)) if object.is_empty() => {}
                Some(value @ Value::Object(_)) => fields.push((key, value.clone())),
                Some(_) => return Err(self.wrong(key, "an object")),
            }
        }
        Ok(Value::record(fields))
    }

    /// `name <mail>`, or an object of `name` and `email`.
    fn author(&self, author: &Value) -> Result<Value, Diagnostic> {
        let (name, email) = match author {
            Value::String(text) => {
                let mut words: Vec<&str> = text.split_whitespace().collect();
                let email = words.last().and_then(|word| word.strip_prefix('<')?.strip_suffix('>')).unwrap_or_default();
                if words.last().is_some_and(|word| word.starts_with('<') && word.ends_with('>') && word.len() > 1) {
                    words.pop();
                }
                if words.is_empty() && email.is_empty() && text.trim().is_empty() {
                    return Err(self.wrong("authors", "a list of names, not of empty texts"));
                }
                (words.join(" "), email.to_owned())
            }
            Value::Object(_) => {
                let part = |key| author.field(key).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
                let (name, email) = (part("name"), part("email"));
                if name.is_empty() && email.is_empty() {
                    return Err(self.wrong("authors", "a list whose objects have a `name` or an `email`"));
                }
                (name, email)
            }
            _ => return Err(self.wrong("authors", "a list of texts or objects")),
        };
        let parts = [("name", name), ("email", email)];
        let given = parts.into_iter().filter(|(key, part)| *key == "name" || !part.is_empty());
        Ok(Value::record(given.map(|(key, part)| (key, Value::from(part)))))
    }

    /// An address, or an object of `ref` and `description`.
    fn related(&self, resource: &Value) -> Result<Value, Diagnostic> {
        let (address, description) = match resource {
            Value::String(text) => (text.to_string(), String::new()),
            Value::Object(_) => {
                let part = |key| resource.field(key).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
                (part("ref"), part("description"))
            }
            _ => return Err(self.wrong("related_resources", "a list of texts or objects")),
        };
        if address.is_empty() {
            return Err(self.wrong("related_resources", "a list whose items have an address as `ref`"));
        }
        let parts = [("ref", address), ("description", description)];
        let given = parts.into_iter().filter(|(_, part)| !part.is_empty());
        Ok(Value::record(given.map(|(key, part)| (key, Value::from(part)))))
    }

    /// Objects of one reference each, and a schema's reference or itself.
    fn schemas(&self, written: &Value) -> Result<Vec<Value>, Diagnostic> {
        let read = |item: &Value| {
            let (path, schema) = item.as_object().and_then(|object| object.entry(0))?;
            let path = reference(path.as_str()?)?;
            match schema {
                Value::String(text) => {
                    let schema = reference(text).filter(|path| {
                        path.first().and_then(|first| first.field("value")?.as_str()) == Some("schema")
                    })?;
                    Some(Value::record([("path", Value::array(path)), ("schema", Value::array(schema))]))
                }
                Value::Object(_) => Some(Value::record([("path", Value::array(path)), ("definition", schema.clone())])),
                _ => None,
            }
        };
        let items = self.list(written, "schemas")?.iter();
        let read: Option<Vec<Value>> = items.map(read).collect();
        read.ok_or_else(|| self.wrong("schemas", "a list of references with their schemas"))
    }
}

/// The steps of a reference of names and strings, as OPA's tree has them.
fn reference(text: &str) -> Option<Vec<Value>> {
    use super::ast::{ExprKind, TermKind};
    let body = super::parse_query(text).ok()?;
    let [expr] = &body[..] else { return None };
    let ExprKind::Term(term) = &expr.kind else { return None };
    let step = |kind: &TermKind| {
        let (name, text) = match kind {
            TermKind::Var(text) => ("var", text),
            TermKind::String(text) => ("string", text),
            _ => return None,
        };
        Some(Value::record([("type", Value::from(name)), ("value", Value::String(text.clone()))]))
    };
    match &term.kind {
        TermKind::Ref(head, steps) => std::iter::once(&**head).chain(steps).map(|term| step(&term.kind)).collect(),
        kind @ TermKind::Var(_) => Some(vec![step(kind)?]),
        _ => None,
    }
}
