//! The rule that fields of one name must be one field: <https://spec.graphql.org/October2021/#sec-Field-Selection-Merging>.
//!
//! Compared are the fields of a selection with one another, with those of every fragment it spreads, and the fragments
//! with one another.

use std::collections::HashSet;

use super::schema::Definition;
use super::tree::{is, kind, kind_of, list, name, text, type_text};
use super::walk::{Selection, Walk, selection};
use crate::builtins::Error;
use crate::value::Value;

/// A field and the type it is asked of.
#[derive(Clone, Copy)]
struct Field<'a> {
    node: &'a Value,
    parent: Option<&'a Definition>,
}

/// The fields of a selection by the name they answer to, and the fragments it spreads.
#[derive(Default)]
struct Fields<'a> {
    by_name: Vec<(&'a str, Vec<Field<'a>>)>,
    spreads: Vec<&'a str>,
}

/// Why two fields cannot be one.
struct Conflict<'a> {
    name: &'a str,
    why: String,
    node: &'a Value,
}

impl<'a> Walk<'a, '_, '_> {
    /// Tells the fields of a selection that cannot be one.
    pub(super) fn check_overlaps(&mut self, parent: Option<&'a Definition>, nodes: &'a [Value]) -> Result<(), Error> {
        let mut conflicts = Vec::new();
        let fields = self.fields(parent, nodes);
        for (_, same) in &fields.by_name {
            for (at, left) in same.iter().enumerate() {
                for right in &same[at + 1..] {
                    conflicts.extend(self.conflict(false, *left, *right)?);
                }
            }
        }
        let mut entered = HashSet::new();
        for (at, left) in fields.spreads.iter().enumerate() {
            self.between_fields_and_fragment(&mut conflicts, false, &fields, left, &mut entered)?;
            for right in &fields.spreads[at + 1..] {
                self.between_fragments(&mut conflicts, false, left, right)?;
            }
        }
        for Conflict { name, why, node } in conflicts {
            let advice = "Use different aliases on the fields to fetch both if this was intentional.";
            self.tell(node, format!("Fields \"{name}\" conflict because {why}. {advice}"));
        }
        Ok(())
    }

    fn fields(&self, parent: Option<&'a Definition>, nodes: &'a [Value]) -> Fields<'a> {
        let mut fields = Fields::default();
        self.collect(parent, nodes, &mut fields);
        fields
    }

    fn collect(&self, parent: Option<&'a Definition>, nodes: &'a [Value], fields: &mut Fields<'a>) {
        for node in nodes {
            match selection(node) {
                Selection::Field => {
                    let answered = answered_name(node);
                    let field = Field { node, parent };
                    match fields.by_name.iter_mut().find(|(name, _)| *name == answered) {
                        Some((_, same)) => same.push(field),
                        None => fields.by_name.push((answered, vec![field])),
                    }
                }
                Selection::Inline => {
                    let condition = text(node, "TypeCondition");
                    let within = if condition.is_empty() { parent } else { self.schema.types.get(condition) };
                    self.collect(within, list(node, "SelectionSet"), fields);
                }
                Selection::Spread => fields.spreads.push(name(node)),
            }
        }
    }

    fn fragment_fields(&self, fragment: &'a Value) -> Fields<'a> {
        self.fields(self.schema.types.get(text(fragment, "TypeCondition")), list(fragment, "SelectionSet"))
    }

    fn between(
        &mut self,
        conflicts: &mut Vec<Conflict<'a>>,
        exclusive: bool,
        left: &Fields<'a>,
        right: &Fields<'a>,
    ) -> Result<(), Error> {
        for (name, fields) in &left.by_name {
            let Some((_, others)) = right.by_name.iter().find(|(other, _)| other == name) else { continue };
            for field in fields {
                for other in others {
                    conflicts.extend(self.conflict(exclusive, *field, *other)?);
                }
            }
        }
        Ok(())
    }

    fn between_fields_and_fragment(
        &mut self,
        conflicts: &mut Vec<Conflict<'a>>,
        exclusive: bool,
        fields: &Fields<'a>,
        spread: &'a str,
        entered: &mut HashSet<&'a str>,
    ) -> Result<(), Error> {
        let mut open = vec![spread];
        while let Some(spread) = open.pop() {
            let Some(fragment) = self.fragments.get(spread).copied().filter(|_| entered.insert(spread)) else {
                continue;
            };
            let others = self.fragment_fields(fragment);
            self.between(conflicts, exclusive, fields, &others)?;
            open.extend(others.spreads.iter().rev());
        }
        Ok(())
    }

    fn between_fragments(
        &mut self,
        conflicts: &mut Vec<Conflict<'a>>,
        exclusive: bool,
        left: &'a str,
        right: &'a str,
    ) -> Result<(), Error> {
        let mut open = vec![(left, right)];
        while let Some((left, right)) = open.pop() {
            self.context.work(1)?;
            let known = self.compared.get(&(left, right));
            if left == right || known.is_some_and(|known| exclusive || !known) {
                continue;
            }
            self.compared.insert((left, right), exclusive);
            self.compared.insert((right, left), exclusive);
            let both = self.fragments.get(left).copied().zip(self.fragments.get(right).copied());
            let Some((left_fragment, right_fragment)) = both else { continue };
            let (left_fields, right_fields) =
                (self.fragment_fields(left_fragment), self.fragment_fields(right_fragment));
            self.between(conflicts, exclusive, &left_fields, &right_fields)?;
            open.extend(left_fields.spreads.iter().rev().map(|spread| (*spread, right)));
            open.extend(right_fields.spreads.iter().rev().map(|spread| (left, *spread)));
        }
        Ok(())
    }

    /// Why two fields of one name cannot be one, if so. Fields of objects of different types exclude each other.
    fn conflict(&mut self, exclusive: bool, left: Field<'a>, right: Field<'a>) -> Result<Option<Conflict<'a>>, Error> {
        self.context.work(1)?;
        let (Some(left_parent), Some(right_parent)) = (left.parent, right.parent) else { return Ok(None) };
        let declared = |field: Field<'a>| self.field_of(field.parent, field.node).and_then(|field| field.field("Type"));
        let types = declared(left).zip(declared(right));
        let objects = left_parent.kind == "OBJECT" && right_parent.kind == "OBJECT";
        let exclusive = exclusive || left_parent.name != right_parent.name && objects && types.is_some();
        let conflict = |why: String| Some(Conflict { name: answered_name(left.node), why, node: right.node });
        if !exclusive {
            let (left_name, right_name) = (name(left.node), name(right.node));
            if left_name != right_name {
                return Ok(conflict(format!("\"{left_name}\" and \"{right_name}\" are different fields")));
            }
            if !same_arguments(list(left.node, "Arguments"), list(right.node, "Arguments")) {
                return Ok(conflict("they have differing arguments".to_owned()));
            }
        }
        if let Some((left_type, right_type)) = types.filter(|(left, right)| self.types_conflict(left, right)) {
            let (left_type, right_type) = (type_text(left_type), type_text(right_type));
            return Ok(conflict(format!("they return conflicting types \"{left_type}\" and \"{right_type}\"")));
        }
        let of = |kind: Option<&'a Value>| kind.and_then(|kind| self.schema.type_of(kind));
        let (left_type, right_type) = (of(declared(left)), of(declared(right)));
        let left_fields = self.fields(left_type, list(left.node, "SelectionSet"));
        let right_fields = self.fields(right_type, list(right.node, "SelectionSet"));
        let mut inner = Vec::new();
        self.between(&mut inner, exclusive, &left_fields, &right_fields)?;
        for spread in &right_fields.spreads {
            self.between_fields_and_fragment(&mut inner, exclusive, &left_fields, spread, &mut HashSet::new())?;
        }
        for spread in &left_fields.spreads {
            self.between_fields_and_fragment(&mut inner, exclusive, &right_fields, spread, &mut HashSet::new())?;
        }
        for left in &left_fields.spreads {
            for right in &right_fields.spreads {
                self.between_fragments(&mut inner, exclusive, left, right)?;
            }
        }
        let shown = |Conflict { name, why, .. }: &Conflict<'_>| format!("subfields \"{name}\" conflict because {why}");
        let why: Vec<String> = inner.iter().map(shown).collect();
        Ok(if why.is_empty() { None } else { conflict(why.join(" and ")) })
    }

    fn types_conflict(&self, left: &Value, right: &Value) -> bool {
        match (left.field("Elem"), right.field("Elem")) {
            (Some(left), Some(right)) => return self.types_conflict(left, right),
            (None, None) => {}
            _ => return true,
        }
        if is(left, "NonNull") != is(right, "NonNull") {
            return true;
        }
        match (self.schema.type_of(left), self.schema.type_of(right)) {
            (Some(left), Some(right)) => left.is_leaf() && right.is_leaf() && left.name != right.name,
            _ => false,
        }
    }
}

/// The name that a field answers to.
fn answered_name(field: &Value) -> &str {
    match text(field, "Alias") {
        "" => name(field),
        alias => alias,
    }
}

fn same_arguments(left: &[Value], right: &[Value]) -> bool {
    let same = |left: &Value, right: &Value| {
        let values = left.field("Value").zip(right.field("Value"));
        name(left) == name(right) && values.is_some_and(|(left, right)| same_value(left, right))
    };
    left.len() == right.len() && left.iter().all(|left| right.iter().any(|right| same(left, right)))
}

fn same_value(left: &Value, right: &Value) -> bool {
    let children = |value: &'_ Value| -> Vec<Value> {
        let mut children = list(value, "Children").to_vec();
        if kind_of(value) == kind::OBJECT {
            children.sort_by(|left, right| name(left).cmp(name(right)));
        }
        children
    };
    let (left_children, right_children) = (children(left), children(right));
    let same = |(left, right): (&Value, &Value)| {
        let values = left.field("Value").zip(right.field("Value"));
        name(left) == name(right) && values.is_some_and(|(left, right)| same_value(left, right))
    };
    kind_of(left) == kind_of(right)
        && text(left, "Raw") == text(right, "Raw")
        && left_children.len() == right_children.len()
        && left_children.iter().zip(&right_children).all(same)
}
