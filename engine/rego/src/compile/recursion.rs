//! Which rules depend on which: none may depend on itself, and what depends on nothing that changes can be kept.

use std::collections::BTreeSet;

use super::error;
use super::flatten::Uses;
use super::program::{Code, GroupId, NodeId};
use crate::diagnostic::{Code as ErrorCode, Diagnostic};

/// Reports rules that depend on themselves, and notes for each group what it reads.
pub(super) fn check(code: &mut Code, uses: &[(GroupId, Uses)], errors: &mut Vec<Diagnostic>) {
    let mut needs: Vec<BTreeSet<GroupId>> = vec![BTreeSet::new(); code.groups.len()];
    for (group, uses) in uses {
        let needs = &mut needs[*group as usize];
        needs.extend(&uses.groups);
        for node in &uses.nodes {
            below(code, *node, needs);
        }
        let group = &mut code.groups[*group as usize];
        group.reads_input |= uses.input;
        group.reads_data |= uses.data || uses.nondeterministic || uses.modifies;
    }
    let order = Walk::new(&needs).run();
    for cycle in &order.cycles {
        let names: Vec<&str> =
            cycle.iter().chain(cycle.first()).map(|group| &*code.groups[*group as usize].name).collect();
        let group = &code.groups[cycle[0] as usize];
        let Some(clause) = group.clauses.first().or(group.defaults.first()) else { continue };
        let message = format!("rule {} is recursive: {}", group.name, names.join(" -> "));
        let place = clause.place;
        errors.push(error(place.module as usize, ErrorCode::Recursion, place.span, message));
    }
    // What a rule refers to comes before it.
    for group in order.finished {
        let (input, data) = needs[group as usize].iter().fold((false, false), |(input, data), needed| {
            let needed = &code.groups[*needed as usize];
            (input || needed.reads_input, data || needed.reads_data)
        });
        let group = &mut code.groups[group as usize];
        group.reads_input |= input;
        group.reads_data |= data;
    }
}

/// The groups at a node and below.
fn below(code: &Code, node: NodeId, found: &mut BTreeSet<GroupId>) {
    let mut nodes = vec![node];
    while let Some(node) = nodes.pop() {
        let node = &code.nodes[node as usize];
        found.extend(node.group);
        nodes.extend(node.children.values());
    }
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
