//! Which rules depend on which: none may depend on itself, and what depends on nothing that changes can be kept.

use std::collections::BTreeSet;

use super::error;
use super::flatten::Uses;
use super::program::{Code, GroupId, NodeId};
use crate::diagnostic::{Code as ErrorCode, Diagnostic};
use crate::value::Value;

/// A cycle of more rules is told at one of them only.
const MAX_TOLD: usize = 20;

/// Reports rules that depend on themselves, and notes for each group what it reads. Gives the groups, each after those it
/// refers to.
pub(super) fn check(code: &mut Code, uses: &[(GroupId, Uses)], errors: &mut Vec<Diagnostic>) -> Vec<GroupId> {
    let mut needs: Vec<BTreeSet<GroupId>> = vec![BTreeSet::new(); code.groups.len()];
    for (group, uses) in uses {
        let needs = &mut needs[*group as usize];
        needs.extend(&uses.groups);
        for (node, steps) in &uses.nodes {
            needs.extend(below(code, *node, steps));
        }
        let group = &mut code.groups[*group as usize];
        group.reads_input |= uses.input;
        group.reads_data |= uses.data || uses.nondeterministic || uses.modifies;
    }
    let order = Walk::new(&needs).run();
    for cycle in &order.cycles {
        let names: Vec<&str> = cycle.iter().map(|group| &*code.groups[*group as usize].name).collect();
        // Each rule of a short cycle is told, of a long one the first.
        let told = if cycle.len() > MAX_TOLD { 1 } else { cycle.len() };
        for (at, group) in cycle.iter().enumerate().take(told) {
            let group = &code.groups[*group as usize];
            let Some(clause) = group.clauses.first().or(group.defaults.first()) else { continue };
            let way: Vec<&str> = names[at..].iter().chain(&names[..=at]).copied().collect();
            let message = format!("rule {} is recursive: {}", group.name, way.join(" -> "));
            let place = clause.place;
            errors.push(error(place.module as usize, ErrorCode::Recursion, place.span, message));
        }
    }
    // What a rule refers to comes before it.
    for group in &order.finished {
        let (input, data) = needs[*group as usize].iter().fold((false, false), |(input, data), needed| {
            let needed = &code.groups[*needed as usize];
            (input || needed.reads_input, data || needed.reads_data)
        });
        let group = &mut code.groups[*group as usize];
        group.reads_input |= input;
        group.reads_data |= data;
    }
    order.finished
}

/// The groups at a node, on the way of `steps` from there, and below its end.
pub(super) fn below(code: &Code, node: NodeId, steps: &[Option<Value>]) -> Vec<GroupId> {
    let mut found = Vec::new();
    let mut nodes = vec![(node, steps)];
    while let Some((node, steps)) = nodes.pop() {
        let node = &code.nodes[node as usize];
        found.extend(node.group);
        match steps.split_first() {
            Some((Some(key), rest)) => nodes.extend(node.children.get(key).map(|child| (*child, rest))),
            Some((None, rest)) => nodes.extend(node.children.values().map(|child| (*child, rest))),
            None => nodes.extend(node.children.values().map(|child| (*child, steps))),
        }
    }
    found
}

/// A depth-first walk without recursion: rules may form long chains.
struct Walk<'a> {
    needs: &'a [BTreeSet<GroupId>],
    state: Vec<State>,
    cycles: Vec<Vec<GroupId>>,
    finished: Vec<GroupId>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
}

impl<'a> Walk<'a> {
    fn new(needs: &'a [BTreeSet<GroupId>]) -> Self {
        Self { needs, state: vec![State::New; needs.len()], cycles: Vec::new(), finished: Vec::new() }
    }

    fn run(mut self) -> Self {
        for start in 0..self.needs.len() {
            if self.state[start] == State::New {
                self.from(start as GroupId);
            }
        }
        self
    }

    fn from(&mut self, start: GroupId) {
        let needs = self.needs;
        let mut stack = vec![(start, needs[start as usize].iter())];
        self.state[start as usize] = State::Open;
        while let Some((group, rest)) = stack.last_mut() {
            let group = *group;
            match rest.next() {
                Some(next) => match self.state[*next as usize] {
                    State::New => {
                        self.state[*next as usize] = State::Open;
                        stack.push((*next, needs[*next as usize].iter()));
                    }
                    State::Open => {
                        let from = stack.iter().position(|(open, _)| open == next).unwrap_or_default();
                        self.cycles.push(stack[from..].iter().map(|(group, _)| *group).collect());
                    }
                    State::Done => {}
                },
                None => {
                    self.state[group as usize] = State::Done;
                    self.finished.push(group);
                    stack.pop();
                }
            }
        }
    }
}
