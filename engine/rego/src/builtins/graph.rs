//! `graph.reachable`, `graph.reachable_paths`: graphs as objects, from nodes to arrays or sets of nodes.

use std::collections::{BTreeSet, VecDeque};

use super::operands::{object, wrong};
use super::{Answer, Context, Error, Function};
use crate::value::{Object, Value};

pub(super) const FUNCTIONS: &[(&str, Function)] =
    &[("graph.reachable", reachable), ("graph.reachable_paths", reachable_paths)];

/// The graph and the nodes to begin with.
fn operands(arguments: &[Value]) -> Result<(&Object, &[Value]), Error> {
    let graph = object(arguments, 1)?;
    match &arguments[1] {
        Value::Array(_) | Value::Set(_) => Ok((graph, nodes(&arguments[1]))),
        other => Err(wrong(2, "{array, set}", other)),
    }
}

/// Nodes in an array or a set; of anything else none.
fn nodes(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        Value::Set(set) => set.as_slice(),
        _ => &[],
    }
}

fn reachable(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (graph, start) = operands(arguments)?;
    let mut queue: VecDeque<&Value> = start.iter().collect();
    let mut reached = BTreeSet::new();
    while let Some(node) = queue.pop_front() {
        context.work(1)?;
        if let Some(edges) = graph.get(node)
            && reached.insert(node)
        {
            for next in nodes(edges) {
                context.work(1)?;
                if !reached.contains(next) {
                    queue.push_back(next);
                }
            }
        }
    }
    context.make(reached.len() * size_of::<Value>())?;
    Ok(Value::set(reached.into_iter().cloned().collect()))
}

/// A node on the way and the neighbours not yet followed.
struct Step<'a> {
    node: &'a Value,
    neighbours: std::slice::Iter<'a, Value>,
}

/// Walks a graph depth first and notes each way that ends: at a node without neighbours, before a node that the graph
/// does not have, or before a node that the way already has.
fn reachable_paths(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (graph, start) = operands(arguments)?;
    let mut paths = Vec::new();
    for node in start {
        let Some(edges) = graph.get(node) else { continue };
        if nodes(edges).is_empty() {
            paths.push(Value::array(vec![node.clone()]));
            continue;
        }
        let mut way = vec![Step { node, neighbours: nodes(edges).iter() }];
        let mut on_way = BTreeSet::from([node]);
        while let Some(step) = way.last_mut() {
            context.work(1)?;
            let Some(next) = step.neighbours.next() else {
                if step.node != node {
                    on_way.remove(step.node);
                }
                way.pop();
                continue;
            };
            // A first step back to where the way begins is taken.
            let returns = way.len() > 1 && on_way.contains(next);
            let ends_with = match graph.get(next) {
                _ if returns => None,
                None => None,
                Some(edges) if nodes(edges).is_empty() => Some(next),
                Some(edges) => {
                    on_way.insert(next);
                    way.push(Step { node: next, neighbours: nodes(edges).iter() });
                    continue;
                }
            };
            context.make((way.len() + 1) * size_of::<Value>())?;
            paths.push(Value::array(way.iter().map(|step| step.node).chain(ends_with).cloned().collect()));
        }
    }
    Ok(Value::set(paths))
}
