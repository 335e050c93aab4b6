//! The tree of `hcl_edit` to ours. All texts are taken from the original, by place.

use hcl_edit::Span as _;
use hcl_edit::expr::{self as edit, Expression, TraversalOperator};

use super::ast::{BinaryOperator, Call, Expr, ExprKind, For, Name, Splat, UnaryOperator};
use super::{MAX_DEPTH, Reader};

/// A byte range of the text that the crate was given.
type Range = std::ops::Range<usize>;

impl Reader<'_> {
    /// Our tree of `expr`. Its places count from byte `base`; what has none stands in `outer`.
    pub(super) fn convert(&mut self, expr: &Expression, base: u32, outer: Range) -> Expr {
        let range = expr.span().unwrap_or(outer);
        let (start, end) = (base + range.start as u32, base + range.end as u32);
        if self.depth >= MAX_DEPTH {
            return self.too_deep(start, end);
        }
        self.depth += 1;
        let kind = self.kind(expr, base, &range);
        self.depth -= 1;
        Expr { kind, span: self.span(start, end) }
    }

    fn boxed(&mut self, expr: &Expression, base: u32, outer: &Range) -> Box<Expr> {
        Box::new(self.convert(expr, base, outer.clone()))
    }

    fn kind(&mut self, expr: &Expression, base: u32, range: &Range) -> ExprKind {
        let (start, end) = (base + range.start as u32, base + range.end as u32);
        match expr {
            Expression::Null(_) | Expression::Bool(_) | Expression::Variable(_) => self.word(start, end).kind,
            Expression::Number(_) => self.signed_number(start, end),
            Expression::String(_) | Expression::StringTemplate(_) | Expression::HeredocTemplate(_) => {
                let index = self.token_at(start);
                if self.is(index, "{") { self.object(index).kind } else { self.string(index).kind }
            }
            Expression::Array(array) => {
                ExprKind::Tuple(array.iter().map(|item| self.convert(item, base, range.clone())).collect())
            }
            // There are none: they are given to the crate as strings.
            Expression::Object(_) => ExprKind::Broken,
            Expression::Parenthesis(inner) => ExprKind::Parens(self.boxed(inner.inner(), base, range)),
            Expression::Conditional(conditional) => {
                let parts = [&conditional.cond_expr, &conditional.true_expr, &conditional.false_expr];
                ExprKind::Conditional(Box::new(parts.map(|part| self.convert(part, base, range.clone()))))
            }
            Expression::FuncCall(call) => self.call(call, base, range),
            Expression::Traversal(traversal) => self.traversal(traversal, base, range),
            Expression::UnaryOp(unary) => {
                let operator = match unary.operator.value() {
                    edit::UnaryOperator::Neg => UnaryOperator::Negate,
                    edit::UnaryOperator::Not => UnaryOperator::Not,
                };
                ExprKind::Unary(operator, self.boxed(&unary.expr, base, range))
            }
            Expression::BinaryOp(binary) => {
                let sides = [&binary.lhs_expr, &binary.rhs_expr].map(|side| self.convert(side, base, range.clone()));
                ExprKind::Binary(operator(*binary.operator.value()), Box::new(sides))
            }
            Expression::ForExpr(expr) => self.for_expr(expr, base, range),
        }
    }

    /// Index of the token that begins at byte `start`.
    fn token_at(&self, start: u32) -> usize {
        self.tokens.partition_point(|token| token.start < start)
    }

    /// A number, which the crate takes together with a `-` in front.
    fn signed_number(&mut self, start: u32, end: u32) -> ExprKind {
        let index = self.token_at(start);
        if !self.is(index, "-") {
            return self.token(index).map_or(ExprKind::Broken, |token| self.number(token).kind);
        }
        match self.token(index + 1).filter(|token| token.end <= end) {
            Some(token) => ExprKind::Unary(UnaryOperator::Negate, Box::new(self.number(token))),
            None => ExprKind::Broken,
        }
    }

    fn name_in(&self, base: u32, range: Range) -> Name {
        let (start, end) = (base + range.start as u32, base + range.end as u32);
        let text = self.text.get(start as usize..end as usize).unwrap_or_default();
        Name { text: text.into(), span: self.span(start, end) }
    }

    fn call(&mut self, call: &edit::FuncCall, base: u32, range: &Range) -> ExprKind {
        let parts = call.name.namespace.iter().chain([&call.name.name]);
        let parts = parts.filter_map(hcl_edit::Span::span).collect::<Vec<_>>();
        let whole =
            parts.first().map_or(range.start, |first| first.start)..parts.last().map_or(range.end, |last| last.end);
        let mut name = self.name_in(base, whole);
        if parts.len() > 1 {
            let names = parts.into_iter().map(|part| self.name_in(base, part).text.to_string());
            name.text = names.collect::<Vec<_>>().join("::").into();
        }
        let arguments = call.args.iter().map(|argument| self.convert(argument, base, range.clone())).collect();
        ExprKind::Call(Box::new(Call { name, arguments, expand: call.args.expand_final() }))
    }

    fn for_expr(&mut self, expr: &edit::ForExpr, base: u32, range: &Range) -> ExprKind {
        let intro = &expr.intro;
        let key = intro.key_var.as_ref().map(|name| self.name_in(base, name.span().unwrap_or(range.clone())));
        let value = self.name_in(base, intro.value_var.span().unwrap_or(range.clone()));
        let collection = self.convert(&intro.collection_expr, base, range.clone());
        let result_key = expr.key_expr.as_ref().map(|key| self.convert(key, base, range.clone()));
        let result = self.convert(&expr.value_expr, base, range.clone());
        let condition = expr.cond.as_ref().map(|cond| self.convert(&cond.expr, base, range.clone()));
        ExprKind::For(Box::new(For { key, value, collection, result_key, result, group: expr.grouping, condition }))
    }

    fn traversal(&mut self, traversal: &edit::Traversal, base: u32, range: &Range) -> ExprKind {
        if self.depth + traversal.operators.len() >= MAX_DEPTH {
            return self.too_deep(base + range.start as u32, base + range.end as u32).kind;
        }
        self.depth += traversal.operators.len();
        let root = self.convert(&traversal.expr, base, range.clone());
        let kind = self.steps(root, &traversal.operators, base, range).kind;
        self.depth -= traversal.operators.len();
        kind
    }

    /// `from` with all of `operators` applied.
    fn steps(
        &mut self,
        from: Expr,
        operators: &[hcl_edit::Decorated<TraversalOperator>],
        base: u32,
        range: &Range,
    ) -> Expr {
        let mut expr = from;
        let mut at = 0;
        while let Some(operator) = operators.get(at) {
            at += 1;
            let place = operator.span().unwrap_or(range.clone());
            let marker = self.span(base + place.start as u32, base + place.end as u32);
            let rest = operators.get(at..).unwrap_or_default();
            let taken = match operator.value() {
                TraversalOperator::FullSplat(_) => rest.len(),
                TraversalOperator::AttrSplat(_) => rest.iter().take_while(|next| is_attribute_step(next)).count(),
                _ => {
                    expr = self.step(expr, operator.value(), base, &place);
                    continue;
                }
            };
            at += taken;
            let attributes = matches!(operator.value(), TraversalOperator::AttrSplat(_));
            if let Some(next) = operators.get(at).filter(|_| attributes)
                && matches!(next.value(), TraversalOperator::AttrSplat(_))
            {
                let place = next.span().unwrap_or(range.clone());
                let (start, end) = (base + place.start as u32, base + place.end as u32);
                self.error(start, end, "a splat `.*` stands in no other: use `[*]`");
            }
            let element = Expr { kind: ExprKind::Element, span: marker };
            let each = self.steps(element, rest.get(..taken).unwrap_or_default(), base, range);
            let span = expr.span.to(each.span);
            expr = Expr { kind: ExprKind::Splat(Box::new(Splat { source: expr, each })), span };
        }
        expr
    }

    fn step(&mut self, object: Expr, operator: &TraversalOperator, base: u32, place: &Range) -> Expr {
        let span = object.span.to(self.span(base + place.start as u32, base + place.end as u32));
        let kind = match operator {
            TraversalOperator::GetAttr(name) => {
                let name = self.name_in(base, name.span().unwrap_or(place.clone()));
                ExprKind::GetAttr(Box::new(object), name)
            }
            TraversalOperator::Index(key) => {
                let key = self.convert(key, base, place.clone());
                ExprKind::Index(Box::new(object), Box::new(key))
            }
            TraversalOperator::LegacyIndex(index) => {
                let start = index.span().map_or(place.end, |range| range.start);
                let index = self.token_at(base + start as u32);
                let Some(token) = self.token(index) else { return object };
                let key = self.number(token);
                ExprKind::Index(Box::new(object), Box::new(key))
            }
            TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => ExprKind::Broken,
        };
        Expr { kind, span }
    }
}

/// May this stand in the `each` of an attribute splat?
fn is_attribute_step(operator: &TraversalOperator) -> bool {
    matches!(operator, TraversalOperator::GetAttr(_) | TraversalOperator::LegacyIndex(_))
}

fn operator(operator: edit::BinaryOperator) -> BinaryOperator {
    match operator {
        edit::BinaryOperator::Or => BinaryOperator::Or,
        edit::BinaryOperator::And => BinaryOperator::And,
        edit::BinaryOperator::Eq => BinaryOperator::Equal,
        edit::BinaryOperator::NotEq => BinaryOperator::NotEqual,
        edit::BinaryOperator::Greater => BinaryOperator::Greater,
        edit::BinaryOperator::GreaterEq => BinaryOperator::GreaterEqual,
        edit::BinaryOperator::Less => BinaryOperator::Less,
        edit::BinaryOperator::LessEq => BinaryOperator::LessEqual,
        edit::BinaryOperator::Plus => BinaryOperator::Add,
        edit::BinaryOperator::Minus => BinaryOperator::Subtract,
        edit::BinaryOperator::Mul => BinaryOperator::Multiply,
        edit::BinaryOperator::Div => BinaryOperator::Divide,
        edit::BinaryOperator::Mod => BinaryOperator::Modulo,
    }
}
