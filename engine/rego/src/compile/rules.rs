//! Documents asked for by name: what a program that embeds policies needs.

use std::sync::Arc;

use super::Program;
use super::program::{Code, GroupId, GroupKind};
use crate::value::Value;

/// Rules of compiled modules, ready to be asked together any number of times.
#[derive(Clone, Debug)]
pub struct Rules {
    pub(crate) code: Arc<Code>,
    pub(crate) groups: Arc<[Option<GroupId>]>,
}

impl Program {
    /// The rules at `paths`, such as `["bartizan", "kubernetes", "privileged", "deny"]`. Where no rule stands at a path,
    /// or a function does, the answer is undefined.
    #[must_use]
    pub fn rules<'p>(&self, paths: impl IntoIterator<Item = Vec<&'p str>>) -> Rules {
        let group = |path: Vec<&str>| {
            let path: Vec<Value> = path.into_iter().map(Value::from).collect();
            let group = self.code.nodes[self.code.node(&path)? as usize].group?;
            let function = matches!(self.code.groups[group as usize].kind, GroupKind::Function(_));
            (!function).then_some(group)
        };
        Rules { code: Arc::clone(&self.code), groups: paths.into_iter().map(group).collect() }
    }
}
