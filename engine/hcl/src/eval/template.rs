//! Strings and heredocs with interpolations and directives.
//!
//! One that is JSON but for unknown parts of its strings is known but for these strings, as what `jsonencode` gives is.

use std::sync::Arc;

use super::evaluator::Evaluator;
use super::frame::Frame;
use super::repeat::members;
use super::{Budget, Error, Result};
use crate::span::{Piece, Pieces, Span};
use crate::syntax::ast::{TemplateFor, TemplateIf, TemplatePart, Text};
use crate::value::{Kind, Made, Reason, Str, Type, Value, from_json_with_gaps, normalize};

/// Stands for the first part that is not known; the next character for the next one. Of the private use plane 15.
const FIRST_GAP: u32 = 0xF_0000;
/// Most parts that are told apart.
const MAX_GAPS: usize = 0xFFF0;

/// A string on its way.
#[derive(Default)]
struct Draft {
    text: String,
    pieces: Vec<Piece>,
    /// Why the first part that is not known is not.
    unknown: Option<Reason>,
    /// Why the interpolations that are not known are not. A character from [`FIRST_GAP`] on stands for each.
    gaps: Vec<Reason>,
    /// Is it not known which parts there are?
    is_torn: bool,
    /// Collects the marks of the parts; its data means nothing.
    marks: Option<Value>,
}

impl Draft {
    fn mark_as(&mut self, value: &Value) {
        if value.marks.is_some() {
            self.marks.get_or_insert_with(Value::null).mark(value.marks.as_ref());
        }
    }

    /// Adds text as it is written.
    fn literal(&mut self, literal: &Text, span: Span) {
        let start = len(&self.text);
        self.text.push_str(&literal.text);
        match &literal.pieces {
            Some(pieces) => {
                let moved = |piece: &Piece| Piece { start: piece.start.saturating_add(start), ..*piece };
                self.pieces.extend(pieces.0.iter().map(moved));
            }
            None => self.piece(start, span),
        }
    }

    /// Notes that what was added since `start` is written at `span`.
    fn piece(&mut self, start: u32, span: Span) {
        let len = len(&self.text) - start;
        if len > 0 {
            self.pieces.push(Piece { start, len, span });
        }
    }

    /// Something that is not known stands here.
    fn gap(&mut self, reason: &Reason, span: Span) {
        self.unknown.get_or_insert_with(|| reason.clone());
        let stand_in = u32::try_from(self.gaps.len()).ok().and_then(|count| char::from_u32(FIRST_GAP + count));
        match stand_in.filter(|_| self.gaps.len() < MAX_GAPS) {
            Some(stand_in) => {
                let start = len(&self.text);
                self.text.push(stand_in);
                self.piece(start, span);
                self.gaps.push(reason.clone());
            }
            None => self.is_torn = true,
        }
    }

    /// Something that is not known says which parts there are.
    fn tear(&mut self, reason: Reason) {
        self.unknown.get_or_insert(reason);
        self.is_torn = true;
    }

    /// The JSON that the text is, with what is not known in it; none where it is none, or a gap stands outside of the
    /// strings of values: there it could be anything.
    fn document(&self, budget: &Budget) -> Result<Option<Value>> {
        if self.is_torn || !self.text.trim_start().starts_with(['{', '[']) {
            return Ok(None);
        }
        let gap = |c: char| self.gaps.get(u32::from(c).checked_sub(FIRST_GAP)? as usize);
        if self.text.chars().filter(|c| gap(*c).is_some()).count() != self.gaps.len() {
            return Ok(None);
        }
        match from_json_with_gaps(&self.text, &Pieces(self.pieces.clone()), &gap, budget) {
            Ok(document) => Ok(Some(document)),
            Err(error) if error.is_limit => Err(error),
            Err(_) => Ok(None),
        }
    }

    fn finish(self, budget: &Budget) -> Result {
        let document = match self.unknown {
            Some(_) => self.document(budget)?,
            None => None,
        };
        let mut value = match (self.unknown, document) {
            (Some(reason), Some(document)) => Value::unknown_json(document, reason),
            (Some(reason), None) => Value::unknown(Type::String, reason),
            (None, _) => {
                let (text, length) = (normalize(self.text.as_str().into()), self.text.len());
                // Of a text that normalization changed, it is not known any more where what stands.
                let is_same = text.len() == length;
                let made = is_same.then(|| Arc::new(Made::Pieces(Arc::new(Pieces(self.pieces)))));
                Value::new(Kind::String(Str { text, made }))
            }
        };
        value.mark(self.marks.as_ref().and_then(|marks| marks.marks.as_ref()));
        Ok(value)
    }
}

/// Bytes of a text; texts are far shorter than 4 GiB, as the budget of bytes is.
fn len(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

impl Evaluator<'_> {
    /// The value of a template: a string, or the value of the only interpolation as it is.
    pub(super) fn template(&self, parts: &[TemplatePart], frame: Option<&Frame<'_>>) -> Result {
        if let [TemplatePart::Interpolation(expr, _)] = parts {
            return self.evaluate(expr, frame);
        }
        let mut draft = Draft::default();
        self.parts(parts, frame, &mut draft)?;
        draft.finish(self.context.budget)
    }

    fn parts(&self, parts: &[TemplatePart], frame: Option<&Frame<'_>>, draft: &mut Draft) -> Result<()> {
        for part in parts {
            self.context.budget.take(1)?;
            match part {
                TemplatePart::Literal(text, span) => {
                    self.context.budget.take_bytes(text.text.len() as u64)?;
                    draft.literal(text, *span);
                }
                TemplatePart::Interpolation(expr, span) => {
                    let value = self.evaluate(expr, frame)?;
                    self.interpolate(&value, *span, draft).map_err(|error| error.or_at(expr.span))?;
                }
                TemplatePart::If(choice) => self.choose(choice, frame, draft)?,
                TemplatePart::For(repeat) => self.repeat(repeat, frame, draft)?,
            }
        }
        Ok(())
    }

    fn interpolate(&self, value: &Value, span: Span, draft: &mut Draft) -> Result<()> {
        if value.is_null() {
            let message = "The expression result is null. Cannot include a null value in a string template.";
            return Err(Error::new(message));
        }
        draft.mark_as(value);
        if let Kind::Unknown(unknown) = &value.kind {
            draft.gap(&unknown.reason, span);
            return Ok(());
        }
        let text = value.convert(&Type::String, self.context.budget).map_err(|error| match error.is_limit {
            true => error,
            false => Error::new(format!("Cannot include the given value in a string template: {}.", error.message)),
        })?;
        let Some(text) = text.as_str() else { return Ok(()) };
        self.context.budget.take_bytes(text.len() as u64)?;
        let start = len(&draft.text);
        draft.text.push_str(text);
        draft.piece(start, span);
        Ok(())
    }

    fn choose(&self, choice: &TemplateIf, frame: Option<&Frame<'_>>, draft: &mut Draft) -> Result<()> {
        let _level = self.context.budget.enter()?;
        let condition = self.evaluate(&choice.condition, frame)?;
        draft.mark_as(&condition);
        let taken = match self.condition(&condition).map_err(|error| error.or_at(choice.condition.span))? {
            Ok(true) => &choice.then,
            Ok(false) => &choice.otherwise,
            Err(reason) => {
                draft.tear(reason);
                return Ok(());
            }
        };
        self.parts(taken, frame, draft)
    }

    fn repeat(&self, repeat: &TemplateFor, frame: Option<&Frame<'_>>, draft: &mut Draft) -> Result<()> {
        let _level = self.context.budget.enter()?;
        let collection = self.evaluate(&repeat.collection, frame)?;
        draft.mark_as(&collection);
        let members = members(&collection).map_err(|error| error.or_at(repeat.collection.span))?;
        let members = match members {
            Ok(members) => members,
            Err(reason) => {
                draft.tear(reason);
                return Ok(());
            }
        };
        for (key, value) in members {
            self.context.budget.take(1)?;
            let key = repeat.key.as_ref().map(|name| (&*name.text, key));
            let inner = Frame::variables(frame, key, (&repeat.value.text, value));
            self.parts(&repeat.body, Some(&inner), draft)?;
        }
        Ok(())
    }
}
