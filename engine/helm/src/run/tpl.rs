//! `include` and `tpl`: templates called by functions, whose text is their value.

use std::rc::Rc;
use std::sync::Arc;

use bartizan_source::SourceId;

use super::frame::Frame;
use super::operand::Operand;
use super::{Given, Set, Template, without_no_value};
use crate::template::{NodeId, Parsed, parse, quote};
use crate::trace::Keys;
use crate::value::{Kind, Text, TextBuilder, Value};
use crate::{Error, ErrorKind, Result};

/// How often Helm lets a template be included by itself.
const MAX_INCLUDED: u32 = 1000;

/// Bytes of texts whose trees are kept, in case that they are given again.
const MAX_KEPT: usize = 1 << 20;

/// The name of all texts given to `tpl`.
const NAME: &str = "gotpl";

impl Frame<'_, '_> {
    /// `include NAME DOT`
    pub(super) fn include(&mut self, values: &[Value], id: NodeId) -> Result<Value> {
        let [Value { kind: Kind::String(name), .. }, data] = values else { return Ok(Value::nil()) };
        let name = name.as_str();
        let Some(template) = self.set.get(name) else { return Err(self.engine.not_defined(name)) };
        let key = &template.tree.name;
        let count = self.engine.included.borrow().get(key).copied().unwrap_or(0);
        if count > MAX_INCLUDED {
            return Err(Error::new(format!(
                "rendering template has a nested reference name: {name}: unable to execute template"
            )));
        }
        self.engine.included.borrow_mut().insert(key.clone(), count + 1);
        let mut out = TextBuilder::new();
        let context = (self.call_at(id), self.condition);
        let decided = self.engine.run(self.set, template, Operand::plain(data.clone()), context, &mut out)?;
        self.engine.included.borrow_mut().insert(key.clone(), count);
        Ok(self.made(out.finish(), decided))
    }

    /// `tpl TEXT DOT`
    pub(super) fn tpl(&mut self, values: &[Value], id: NodeId) -> Result<Value> {
        let [Value { kind: Kind::String(text), keys }, data] = values else { return Ok(Value::nil()) };
        let parsed = self.parsed(text)?;
        if let Some(error) = parsed.errors.first() {
            return Err(Error::new(format!("cannot parse template {}: {error}", quoted(text))));
        }
        let Some(tree) = parsed.trees.last() else { return Ok(Value::from("")) };
        let given = Rc::new(Given { text: text.clone(), keys: *keys, site: self.template.site(id) });
        let mut set = Set { own: rustc_hash::FxHashMap::default(), outer: Some(self.set.clone()) };
        set.add(&parsed, Some(&given));
        let template = Template { tree: tree.clone(), given: Some(given) };
        let mut out = TextBuilder::new();
        let context = (self.call_at(id), self.condition);
        let outcome = self.engine.run(&Rc::new(set), &template, Operand::plain(data.clone()), context, &mut out);
        let decided = outcome.map_err(|mut error| {
            if let (ErrorKind::Execution | ErrorKind::Argument, Some(helm)) = (error.kind, &mut error.helm) {
                helm.insert_str(0, &format!("error during tpl function execution for {}: ", quoted(text)));
            }
            error
        })?;
        let decided = self.engine.traces.union(decided, *keys);
        Ok(self.made(without_no_value(out.finish()), decided))
    }

    /// What a text parses to.
    fn parsed(&self, text: &Text) -> Result<Rc<Parsed>> {
        if let Some(parsed) = self.engine.given.borrow().get(text.as_str()) {
            return Ok(parsed.clone());
        }
        self.engine.budget.take_steps(text.as_str().len() as u64 / 8)?;
        let parsed = Rc::new(parse(NAME, &Arc::from(text.as_str()), SourceId(0)));
        let mut given = self.engine.given.borrow_mut();
        let kept = self.engine.given_bytes.get() + text.as_str().len();
        if kept > MAX_KEPT {
            given.clear();
        }
        self.engine.given_bytes.set(if kept > MAX_KEPT { text.as_str().len() } else { kept });
        given.insert(text.shared(), parsed.clone());
        Ok(parsed)
    }

    /// A text that a template made, which depends on all that its conditions decided by.
    fn made(&mut self, text: Text, decided: Keys) -> Value {
        let traces = self.engine.traces;
        let mut keys = decided;
        for piece in text.pieces().unwrap_or_default() {
            keys = traces.union(keys, piece.origin.keys);
        }
        self.decided = traces.union(self.decided, decided);
        Value::from(text).with_keys(keys)
    }
}

/// The start of a text in quotes: Helm prints all of it, however long.
fn quoted(text: &Text) -> String {
    const MOST: usize = 4096;
    let text = text.as_str();
    let end = text.char_indices().map(|(at, _)| at).find(|&at| at > MOST).unwrap_or(text.len());
    quote(&text[..end])
}
