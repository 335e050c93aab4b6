//! Who calls whom: recursion among functions, which would end the process, and functions that do not exist.
//!
//! OPA refuses both when it compiles. Recursion through rules the evaluator itself refuses when it meets it.

use std::collections::{BTreeMap, BTreeSet};

use regorus::Engine;
use regorus::unstable::{BUILTINS, Expr, Literal, Module, Query, Ref, Rule, RuleHead, Span};

use super::compile::EXTENSIONS;
use super::fault::Fault;

/// Finds calls of functions that do not exist, and functions that call themselves, in what `engine` holds.
pub(super) fn check(engine: &mut Engine) -> Result<(), Fault> {
    let modules: Vec<Scope> = engine.get_modules().iter().map(Scope::new).collect();
    let functions: BTreeSet<&str> = modules.iter().flat_map(|module| &module.functions).map(String::as_str).collect();
    let mut graph: BTreeMap<&str, Vec<(&str, &Span)>> = BTreeMap::new();
    for module in &modules {
        for (rule, caller) in module.rules() {
            for call in calls(rule) {
                let span = call.span();
                match module.resolve(&path(call), &functions) {
                    Some(Callee::Function(callee)) => graph.entry(caller).or_default().push((callee, span)),
                    Some(Callee::Builtin) => {}
                    None => return Err(fault(span, &format!("there is no function `{}`", path(call)))),
                }
            }
        }
    }
    let mut done = BTreeSet::new();
    for function in graph.keys() {
        visit(function, &graph, &mut Vec::new(), &mut done)?;
    }
    Ok(())
}

fn fault(span: &Span, message: &str) -> Fault {
    Fault::new(&span.error(message).to_string())
}

/// Walks the calls depth first; `trail` holds the functions that are being walked.
fn visit<'a>(
    function: &'a str,
    graph: &BTreeMap<&'a str, Vec<(&'a str, &Span)>>,
    trail: &mut Vec<&'a str>,
    done: &mut BTreeSet<&'a str>,
) -> Result<(), Fault> {
    if done.contains(function) {
        return Ok(());
    }
    trail.push(function);
    for (callee, span) in graph.get(function).into_iter().flatten() {
        if trail.contains(callee) {
            let name = callee.trim_start_matches("data.");
            return Err(fault(span, &format!("`{name}` calls itself: Rego has no recursion")));
        }
        visit(callee, graph, trail, done)?;
    }
    trail.pop();
    done.insert(function);
    Ok(())
}

enum Callee<'a> {
    Function(&'a str),
    Builtin,
}

/// A module with the names that its calls resolve by.
struct Scope<'a> {
    module: &'a Module,
    package: String,
    /// Paths of the functions it defines.
    functions: BTreeSet<String>,
    /// Path of each rule, in the order of the module.
    names: Vec<String>,
    imports: BTreeMap<String, String>,
}

impl<'a> Scope<'a> {
    fn new(module: &'a Ref<Module>) -> Self {
        let package = format!("data.{}", path(&module.package.refr));
        let (mut functions, mut names) = (BTreeSet::new(), Vec::new());
        for rule in &module.policy {
            let (refr, is_function) = match rule.as_ref() {
                Rule::Spec { head: RuleHead::Func { refr, .. }, .. } => (refr, true),
                Rule::Spec { head: RuleHead::Compr { refr, .. } | RuleHead::Set { refr, .. }, .. } => (refr, false),
                Rule::Default { refr, args, .. } => (refr, !args.is_empty()),
            };
            let name = format!("{package}.{}", path(refr));
            if is_function {
                functions.insert(name.clone());
            }
            names.push(name);
        }
        let imports = module.imports.iter().map(|import| {
            let target = path(&import.refr);
            let alias = import.r#as.as_ref().map(|alias| alias.text().to_owned());
            (alias.unwrap_or_else(|| target.rsplit('.').next().unwrap_or_default().to_owned()), target)
        });
        Self { module, package, functions, names, imports: imports.collect() }
    }

    fn rules(&self) -> impl Iterator<Item = (&'a Rule, &str)> {
        self.module.policy.iter().map(|rule| rule.as_ref()).zip(self.names.iter().map(String::as_str))
    }

    fn resolve<'f>(&self, name: &str, functions: &BTreeSet<&'f str>) -> Option<Callee<'f>> {
        let (root, rest) = name.split_at(name.find('.').unwrap_or(name.len()));
        let imported = self.imports.get(root).map(|target| format!("{target}{rest}"));
        let candidates = [imported, Some(name.to_owned()), Some(format!("{}.{name}", self.package))];
        let function = candidates.into_iter().flatten().find_map(|path| functions.get(path.as_str()).copied());
        let builtin = || BUILTINS.contains_key(name) || name == "print" || EXTENSIONS.contains(&name);
        function.map(Callee::Function).or_else(|| builtin().then_some(Callee::Builtin))
    }
}

/// A reference with dots: `a.b.c`.
fn path(refr: &Expr) -> String {
    match refr {
        Expr::RefDot { refr, field, .. } => format!("{}.{}", path(refr), field.0.text()),
        Expr::RefBrack { refr, index, .. } => match index.as_ref() {
            Expr::String { value, .. } => {
                format!("{}.{}", path(refr), value.as_string().map(|text| &**text).unwrap_or_default())
            }
            _ => path(refr),
        },
        _ => refr.span().text().to_owned(),
    }
}

/// The functions' references of all calls in a rule.
fn calls(rule: &Rule) -> Vec<&Expr> {
    let mut found = Vec::new();
    let mut pending: Vec<&Expr> = Vec::new();
    match rule {
        Rule::Default { value, .. } => pending.push(value),
        Rule::Spec { head, bodies, .. } => {
            match head {
                RuleHead::Compr { refr, assign, .. } => {
                    pending.push(refr);
                    pending.extend(assign.iter().map(|assign| assign.value.as_ref()));
                }
                RuleHead::Set { refr, key, .. } => {
                    pending.push(refr);
                    pending.extend(key.iter().map(AsRef::as_ref));
                }
                RuleHead::Func { assign, .. } => pending.extend(assign.iter().map(|assign| assign.value.as_ref())),
            }
            for body in bodies {
                pending.extend(body.assign.iter().map(|assign| assign.value.as_ref()));
                query(&body.query, &mut pending);
            }
        }
    }
    while let Some(expression) = pending.pop() {
        if let Expr::Call { fcn, .. } = expression {
            found.push(fcn.as_ref());
        }
        children(expression, &mut pending);
    }
    found
}

fn query<'a>(query: &'a Query, pending: &mut Vec<&'a Expr>) {
    let mut queries = vec![query];
    while let Some(query) = queries.pop() {
        for statement in &query.stmts {
            match &statement.literal {
                Literal::SomeVars { .. } => {}
                Literal::SomeIn { key, value, collection, .. } => {
                    pending.extend(key.iter().map(AsRef::as_ref));
                    pending.extend([value.as_ref(), collection.as_ref()]);
                }
                Literal::Expr { expr, .. } | Literal::NotExpr { expr, .. } => pending.push(expr),
                Literal::Every { domain, query, .. } => {
                    pending.push(domain);
                    queries.push(query);
                }
            }
            pending.extend(statement.with_mods.iter().map(|with| with.r#as.as_ref()));
        }
    }
}

fn children<'a>(expression: &'a Expr, pending: &mut Vec<&'a Expr>) {
    match expression {
        Expr::String { .. }
        | Expr::RawString { .. }
        | Expr::Number { .. }
        | Expr::Bool { .. }
        | Expr::Null { .. }
        | Expr::Var { .. } => {}
        Expr::Array { items, .. } | Expr::Set { items, .. } => pending.extend(items.iter().map(AsRef::as_ref)),
        Expr::Object { fields, .. } => {
            pending.extend(fields.iter().flat_map(|(_, key, value)| [key.as_ref(), value.as_ref()]));
        }
        Expr::ArrayCompr { term, query: body, .. } | Expr::SetCompr { term, query: body, .. } => {
            pending.push(term);
            query(body, pending);
        }
        Expr::ObjectCompr { key, value, query: body, .. } => {
            pending.extend([key.as_ref(), value.as_ref()]);
            query(body, pending);
        }
        Expr::Call { params, .. } => pending.extend(params.iter().map(AsRef::as_ref)),
        Expr::UnaryExpr { expr, .. } => pending.push(expr),
        Expr::RefDot { refr, .. } => pending.push(refr),
        Expr::RefBrack { refr, index, .. } => pending.extend([refr.as_ref(), index.as_ref()]),
        Expr::BinExpr { lhs, rhs, .. }
        | Expr::BoolExpr { lhs, rhs, .. }
        | Expr::ArithExpr { lhs, rhs, .. }
        | Expr::AssignExpr { lhs, rhs, .. } => pending.extend([lhs.as_ref(), rhs.as_ref()]),
        Expr::Membership { key, value, collection, .. } => {
            pending.extend(key.iter().map(AsRef::as_ref));
            pending.extend([value.as_ref(), collection.as_ref()]);
        }
    }
}
