//! The rules that are to be compiled: all, or what some of them need.

use std::collections::VecDeque;

use super::flatten::Uses;
use super::program::{Code, GroupId};
use super::recursion::below;
use super::tree::Placed;
use crate::value::Value;

/// Rules in the order in which they are to be compiled.
pub(super) struct Wanted<'a> {
    /// For each group its rules, until they are wanted.
    left: Vec<Vec<&'a Placed>>,
    queue: VecDeque<&'a Placed>,
}

impl<'a> Wanted<'a> {
    /// All rules, or at first those at the paths that are asked for.
    pub(super) fn new(code: &Code, rules: &'a [Placed], asked: Option<&[Vec<Value>]>) -> Self {
        let Some(paths) = asked else { return Self { left: Vec::new(), queue: rules.iter().collect() } };
        let mut left = vec![Vec::new(); code.groups.len()];
        rules.iter().for_each(|placed| left[placed.group as usize].push(placed));
        let mut wanted = Self { left, queue: VecDeque::new() };
        for node in paths.iter().filter_map(|path| code.node(path)) {
            wanted.groups(below(code, node, &[]));
        }
        wanted
    }

    pub(super) fn next(&mut self) -> Option<&'a Placed> {
        self.queue.pop_front()
    }

    /// Notes what a rule needs.
    pub(super) fn used(&mut self, code: &Code, uses: &Uses) {
        self.groups(uses.groups.iter().copied());
        for (node, steps) in &uses.nodes {
            self.groups(below(code, *node, steps));
        }
    }

    fn groups(&mut self, groups: impl IntoIterator<Item = GroupId>) {
        for group in groups {
            if let Some(rules) = self.left.get_mut(group as usize) {
                self.queue.extend(std::mem::take(rules));
            }
        }
    }
}
