//! Traces of evaluations.

use std::collections::{BTreeSet, HashMap};

use bartizan_rego::eval::{Event, Op};

use super::Sources;
use super::json::Json;
use crate::rego::args::Explain;

/// The events that an explanation shows: those asked for, and what leads to them.
pub(crate) fn filtered(events: &[Event], explain: Explain) -> Vec<&Event> {
    let wanted = match explain {
        Explain::Off => return Vec::new(),
        Explain::Full | Explain::Debug => return events.iter().filter(|event| is_written(event)).collect(),
        Explain::Notes => Op::Note,
        Explain::Fails => Op::Fail,
    };
    let mut entered: HashMap<u32, (usize, u32)> = HashMap::new();
    let mut kept = BTreeSet::new();
    for (at, event) in events.iter().enumerate() {
        entered.entry(event.query).or_insert((at, event.parent));
        if event.op == wanted && is_written(event) {
            kept.insert(at);
            let mut query = event.query;
            while let Some((first, parent)) = entered.get(&query) {
                if events[*first].op == Op::Enter {
                    kept.insert(*first);
                }
                if *parent == query {
                    break;
                }
                query = *parent;
            }
        }
    }
    kept.into_iter().map(|at| &events[at]).collect()
}

/// Does the event tell of something that stands in a text? The steps that name the variables of a query do not.
fn is_written(event: &Event) -> bool {
    event.span.start < event.span.end || !event.message.is_empty()
}

/// A line an event: place, depth, what happened; perhaps with the variables.
pub(crate) fn text(events: &[&Event], sources: &Sources<'_>, values: bool) -> String {
    let places: Vec<String> = events.iter().map(|event| sources.place(event.module, event.span)).collect();
    let width = places.iter().map(|place| place.chars().count()).max().unwrap_or_default() + 4;
    let lines = events.iter().zip(places).map(|(event, place)| {
        let begins = event.op == Op::Enter || event.op == Op::Redo && !event.message.is_empty();
        let indent = "| ".repeat(event.depth as usize + usize::from(!begins));
        let what = if event.op == Op::Note { format!("{:?}", &*event.message) } else { what(event, sources) };
        let line = format!("{place:<width$} {indent}{} {what}", event.op.as_str());
        let values =
            if values && !event.locals.is_empty() { format!("  {{{}}}", locals(event)) } else { String::new() };
        format!("{line}{values}\n")
    });
    lines.collect()
}

fn locals(event: &Event) -> String {
    let locals = event.locals.iter().map(|(name, value)| format!("{name}: {value}"));
    locals.collect::<Vec<_>>().join(", ")
}

/// The rule's name, or the expression.
fn what(event: &Event, sources: &Sources<'_>) -> String {
    if event.message.starts_with("data.") { event.message.to_string() } else { sources.line(event.module, event.span) }
}

/// The events as JSON.
pub(crate) fn json(events: &[&Event], sources: &Sources<'_>) -> Json {
    let events = events.iter().map(|event| {
        let locals = event.locals.iter().map(|(name, value)| (name.to_string(), Json::Value(value.clone())));
        Json::Record(vec![
            ("op", Json::from(event.op.as_str())),
            ("text", Json::Text(what(event, sources))),
            ("location", sources.json(event.module, event.span)),
            ("query_id", Json::Number(event.query.into())),
            ("parent_id", Json::Number(event.parent.into())),
            ("locals", Json::Map(locals.collect())),
            ("message", Json::from(if event.op == Op::Note { &*event.message } else { "" })),
        ])
    });
    Json::List(events.collect())
}
