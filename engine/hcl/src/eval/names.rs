//! The names that an expression asks for from outside of it.

use crate::syntax::ast::{Expr, ExprKind, Name, TemplatePart};

/// The first name for which `is_known` does not hold. How deep trees are is bounded where they are read.
pub(super) fn first_unknown<'e>(expr: &'e Expr, is_known: &dyn Fn(&str) -> bool) -> Option<&'e str> {
    Search { is_known, bound: Vec::new() }.expr(expr)
}

struct Search<'e, 'k> {
    is_known: &'k dyn Fn(&str) -> bool,
    /// Variables of the constructs around.
    bound: Vec<&'e str>,
}

impl<'e> Search<'e, '_> {
    fn exprs(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) -> Option<&'e str> {
        exprs.into_iter().find_map(|expr| self.expr(expr))
    }

    fn expr(&mut self, expr: &'e Expr) -> Option<&'e str> {
        match &expr.kind {
            ExprKind::Root(name) => (!self.bound.contains(&&**name) && !(self.is_known)(name)).then_some(&**name),
            ExprKind::GetAttr(object, _) => self.expr(object),
            ExprKind::Index(object, key) => self.exprs([&**object, &**key]),
            ExprKind::Splat(splat) => self.exprs([&splat.source, &splat.each]),
            ExprKind::Template(parts) => self.parts(parts),
            ExprKind::Tuple(items) => self.exprs(items),
            ExprKind::Object(items) => self.exprs(items.iter().flat_map(|item| [&item.key, &item.value])),
            ExprKind::Call(call) => self.exprs(&call.arguments),
            ExprKind::Conditional(parts) => self.exprs(parts.iter()),
            ExprKind::Binary(_, operands) => self.exprs(operands.iter()),
            ExprKind::Unary(_, inner) | ExprKind::Parens(inner) => self.expr(inner),
            ExprKind::For(repeat) => {
                let inner = repeat.result_key.iter().chain([&repeat.result]).chain(&repeat.condition);
                self.expr(&repeat.collection)
                    .or_else(|| self.within(repeat.key.as_ref(), &repeat.value, |search| search.exprs(inner)))
            }
            ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Number(_)
            | ExprKind::String(_)
            | ExprKind::Element
            | ExprKind::Broken => None,
        }
    }

    fn parts(&mut self, parts: &'e [TemplatePart]) -> Option<&'e str> {
        parts.iter().find_map(|part| match part {
            TemplatePart::Literal(..) => None,
            TemplatePart::Interpolation(expr, _) => self.expr(expr),
            TemplatePart::If(choice) => self
                .expr(&choice.condition)
                .or_else(|| self.parts(&choice.then))
                .or_else(|| self.parts(&choice.otherwise)),
            TemplatePart::For(repeat) => self
                .expr(&repeat.collection)
                .or_else(|| self.within(repeat.key.as_ref(), &repeat.value, |search| search.parts(&repeat.body))),
        })
    }

    /// Searches where the variables of a construct are bound.
    fn within(
        &mut self,
        key: Option<&'e Name>,
        value: &'e Name,
        search: impl FnOnce(&mut Self) -> Option<&'e str>,
    ) -> Option<&'e str> {
        let outer = self.bound.len();
        self.bound.extend(key.map(|key| &*key.text));
        self.bound.push(&value.text);
        let found = search(self);
        self.bound.truncate(outer);
        found
    }
}
