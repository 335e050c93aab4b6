//! Functions of lists, tuples and sets that give such again, or one of their elements.

use std::collections::BTreeSet;

use super::arguments::{argument, elements, integer, list, number, refused, unknown, unknown_inside};
use super::{Call, Function, Parameter, Run, Table, invalid};
use crate::eval::{Error, Result};
use crate::value::{Kind, Number, Rank, Type, Unknown, Value, set_of, unify};

/// Numbers that `range` makes at most, in Terraform too.
const MAX_RANGE: usize = 1024;

pub(super) fn table() -> Table {
    let any = |name| Parameter::new(name, Type::Dynamic);
    let items = |name| Parameter::new(name, Type::list(Type::Dynamic));
    let whole = |name| Parameter::new(name, Type::Number);
    let sets = |name| Parameter::new(name, Type::set(Type::Dynamic));
    let of_sets = |run: Run| Function::new([sets("first_set")], Type::set(Type::Dynamic), run).and(sets("other_sets"));
    let strings = Type::list(Type::String);
    let anything = Type::list(Type::Dynamic);
    let matchkeys = [items("values"), items("keys"), items("searchset")];
    vec![
        ("chunklist", Function::new([items("list"), whole("size")], Type::list(anything.clone()), chunk)),
        ("compact", Function::new([Parameter::new("list", strings.clone())], strings, compact)),
        ("concat", Function::new([], Type::Dynamic, concat).and(any("seqs"))),
        ("distinct", Function::new([items("list")], anything.clone(), distinct)),
        ("element", Function::new([any("list").with_marks(), whole("index")], Type::Dynamic, element)),
        ("flatten", Function::new([any("list")], Type::Dynamic, flatten)),
        ("matchkeys", Function::new(matchkeys, anything, match_keys)),
        ("range", Function::new([], Type::list(Type::Number), range).and(whole("params"))),
        ("reverse", Function::new([any("list")], Type::Dynamic, reverse)),
        (
            "setintersection",
            of_sets(|call, arguments| {
                set_operation(call, arguments, |set, other| set.retain(|item| other.contains(&item.0)))
            }),
        ),
        ("setproduct", Function::new([], Type::Dynamic, product).and(any("sets"))),
        (
            "setsubtract",
            Function::new([sets("a"), sets("b")], Type::set(Type::Dynamic), |call, arguments| {
                set_operation(call, arguments, |set, other| set.retain(|item| !other.contains(&item.0)))
            }),
        ),
        ("setunion", of_sets(union)),
        ("slice", Function::new([any("list"), whole("start_index"), whole("end_index")], Type::Dynamic, slice)),
    ]
}

fn chunk(call: &Call<'_>, arguments: &[Value]) -> Result {
    let items = elements(arguments, 0)?;
    let size = integer(arguments, 1).map_err(|error| Error::new(format!("invalid size: {}", error.message)))?;
    let size = usize::try_from(size).map_err(|_| Error::new("the size argument must be positive"))?;
    call.budget.take(items.len() as u64)?;
    let size = if size == 0 { items.len().max(1) } else { size };
    Ok(list(items.chunks(size).map(|chunk| list(chunk.to_vec())).collect()))
}

fn compact(call: &Call<'_>, arguments: &[Value]) -> Result {
    if let Some(unknown) = unknown_inside(call, arguments, &Type::list(Type::String))? {
        return Ok(unknown);
    }
    let items = elements(arguments, 0)?;
    Ok(list(items.iter().filter(|item| item.as_str().is_some_and(|text| !text.is_empty())).cloned().collect()))
}

fn concat(call: &Call<'_>, arguments: &[Value]) -> Result {
    if arguments.is_empty() {
        return Err(Error::new("at least one argument is required"));
    }
    let mut lists = Some(Vec::with_capacity(arguments.len()));
    let mut length = 0;
    for value in arguments {
        match &value.kind {
            Kind::List(items) => {
                length += items.len() as u64;
                if let Some(types) = &mut lists {
                    types.push(value.type_of(call.budget)?);
                }
            }
            Kind::Tuple(items) => {
                length += items.len() as u64;
                lists = None;
            }
            _ => {
                let given = value.type_of(call.budget)?.friendly_name();
                return Err(invalid("seqs", &format!("all arguments must be lists or tuples; got {given}")));
            }
        }
    }
    call.budget.take(length)?;
    let common = lists.and_then(|types| unify(&types, true));
    let mut all = Vec::new();
    for value in arguments {
        let converted = match &common {
            Some(ty) => value.convert(ty, call.budget).map_err(argument("seqs"))?,
            None => value.clone(),
        };
        all.extend(converted.elements().unwrap_or_default().iter().cloned());
    }
    Ok(if common.is_some() { list(all) } else { Value::tuple(all) })
}

fn distinct(call: &Call<'_>, arguments: &[Value]) -> Result {
    if let Some(unknown) = unknown_inside(call, arguments, &Type::list(Type::Dynamic))? {
        return Ok(unknown);
    }
    let mut seen = BTreeSet::new();
    let mut kept = Vec::new();
    for item in elements(arguments, 0)? {
        if seen.insert(Rank::of(item, call.budget)?) {
            kept.push(item.clone());
        }
    }
    Ok(list(kept))
}

fn element(call: &Call<'_>, arguments: &[Value]) -> Result {
    let (Kind::List(items) | Kind::Tuple(items)) = &arguments[0].kind else {
        let given = arguments[0].type_of(call.budget)?.friendly_name();
        return Err(Error::new(format!("cannot read elements from {given}")));
    };
    let index = integer(arguments, 1).map_err(|error| Error::new(format!("invalid index: {}", error.message)))?;
    if items.is_empty() {
        return Err(Error::new("cannot use element function with an empty list"));
    }
    let index = index.rem_euclid(items.len() as i64).unsigned_abs() as usize;
    Ok(items[index].clone().marked_as(&arguments[0]))
}

fn flatten(call: &Call<'_>, arguments: &[Value]) -> Result {
    let Some(items) = arguments[0].elements() else {
        return Err(Error::new("can only flatten lists, sets and tuples"));
    };
    let mut flat = Value::null();
    let mut out = Vec::new();
    let open = flatten_into(call, items, &mut out, &mut flat, 0)?;
    flat.kind = match open {
        Some(reason) => unknown(Type::Dynamic, &reason).kind,
        None => Value::tuple(out).kind,
    };
    Ok(flat)
}

/// Appends what `items` hold to `out`, and the marks of the sequences among them to `marks`; gives what is not known and
/// could be a sequence.
fn flatten_into(
    call: &Call<'_>,
    items: &[Value],
    out: &mut Vec<Value>,
    marks: &mut Value,
    depth: usize,
) -> Result<Option<std::sync::Arc<Unknown>>> {
    call.budget.take(1 + items.len() as u64)?;
    if depth > 300 {
        return Err(Error::limit("a value nests too deeply"));
    }
    let mut open = None;
    for item in items {
        match &item.kind {
            Kind::List(inner) | Kind::Set(inner) | Kind::Tuple(inner) => {
                marks.mark(item.marks.as_ref());
                let found = flatten_into(call, inner, out, marks, depth + 1)?;
                open = open.or(found);
            }
            Kind::Unknown(reason)
                if reason.known.is_none()
                    && matches!(reason.ty, Type::Dynamic | Type::List(_) | Type::Set(_) | Type::Tuple(_)) =>
            {
                marks.mark(item.marks.as_ref());
                open = open.or_else(|| Some(reason.clone()));
            }
            _ => out.push(item.clone()),
        }
    }
    Ok(open)
}

fn match_keys(call: &Call<'_>, arguments: &[Value]) -> Result {
    let types = [arguments[1].type_of(call.budget)?, arguments[2].type_of(call.budget)?];
    let common = unify(&types, true).ok_or_else(|| Error::new("keys and searchset must be of the same type"))?;
    let values = elements(arguments, 0)?;
    let keys = arguments[1].convert(&common, call.budget)?;
    let searched = arguments[2].convert(&common, call.budget)?;
    let (keys, searched) = (keys.elements().unwrap_or_default(), searched.elements().unwrap_or_default());
    if values.len() != keys.len() {
        return Err(Error::new("length of keys and values should be equal"));
    }
    if searched.is_empty() {
        return Ok(list(Vec::new()));
    }
    if let Some(unknown) = unknown_inside(call, &arguments[..2], &Type::list(Type::Dynamic))? {
        return Ok(unknown);
    }
    let mut kept = Vec::new();
    for (key, value) in keys.iter().zip(values) {
        for wanted in searched {
            match key.equals(wanted, call.budget)? {
                Some(false) => {}
                Some(true) => {
                    kept.push(value.clone());
                    break;
                }
                // Terraform gives nothing at all; what it will give is not known yet.
                None => {
                    let open = unknown_inside(call, &arguments[2..], &Type::list(Type::Dynamic))?;
                    return Ok(open.unwrap_or_else(|| list(Vec::new())));
                }
            }
        }
    }
    Ok(list(kept))
}

fn range(call: &Call<'_>, arguments: &[Value]) -> Result {
    let zero = Number::from(0);
    let unit = |down: bool| Number::from(if down { -1 } else { 1 });
    let (start, end, step) = match arguments.len() {
        1 => {
            let end = number(arguments, 0)?;
            (zero.clone(), end.clone(), unit(*end < zero))
        }
        2 => {
            let (start, end) = (number(arguments, 0)?, number(arguments, 1)?);
            (start.clone(), end.clone(), unit(end < start))
        }
        3 => (number(arguments, 0)?.clone(), number(arguments, 1)?.clone(), number(arguments, 2)?.clone()),
        _ => return Err(Error::new("must have one, two, or three arguments")),
    };
    let down = step < zero;
    if down && end > start {
        return Err(invalid("params", "end must be less than start when step is negative"));
    }
    if !down && end < start {
        return Err(invalid("params", "end must be greater than start when step is positive"));
    }
    let mut numbers = Vec::new();
    let mut next = start;
    while if down { next > end } else { next < end } {
        if numbers.len() >= MAX_RANGE {
            return Err(Error::new(
                "more than 1024 values were generated; either decrease the difference between start and end or use a \
                 smaller step",
            ));
        }
        call.budget.take(1)?;
        let following = next.add(&step).map_err(refused)?;
        numbers.push(Value::number(next));
        next = following;
    }
    Ok(list(numbers))
}

fn reverse(call: &Call<'_>, arguments: &[Value]) -> Result {
    let Some(items) = arguments[0].elements() else {
        let given = arguments[0].type_of(call.budget)?.friendly_name();
        return Err(invalid("list", &format!("can only reverse list or tuple values, not {given}")));
    };
    call.budget.take(items.len() as u64)?;
    let items = items.iter().rev().cloned().collect();
    Ok(if matches!(arguments[0].kind, Kind::Tuple(_)) { Value::tuple(items) } else { list(items) })
}

/// The sets, of one type.
fn common_sets(call: &Call<'_>, arguments: &[Value]) -> Result<Vec<Value>> {
    let types = arguments.iter().map(|set| set.type_of(call.budget)).collect::<Result<Vec<_>>>()?;
    let common = unify(&types, true).ok_or_else(|| Error::new("given sets must all have compatible element types"))?;
    arguments.iter().map(|set| set.convert(&common, call.budget).map_err(argument("other_sets"))).collect()
}

fn union(call: &Call<'_>, arguments: &[Value]) -> Result {
    let sets = common_sets(call, arguments)?;
    let all = sets.iter().flat_map(|set| set.elements().unwrap_or_default()).cloned().collect();
    set_of(all, call.budget)
}

fn set_operation(call: &Call<'_>, arguments: &[Value], narrow: fn(&mut Vec<(Rank, Value)>, &BTreeSet<Rank>)) -> Result {
    let sets = common_sets(call, arguments)?;
    if let Some(unknown) = unknown_inside(call, &sets, &Type::set(Type::Dynamic))? {
        return Ok(unknown);
    }
    let ranked = |set: &Value| -> Result<Vec<(Rank, Value)>> {
        let items = set.elements().unwrap_or_default().iter();
        items.map(|item| Ok((Rank::of(item, call.budget)?, item.clone()))).collect()
    };
    let mut result = match sets.first() {
        Some(first) => ranked(first)?,
        None => Vec::new(),
    };
    for other in sets.iter().skip(1) {
        let other = ranked(other)?.into_iter().map(|(rank, _)| rank).collect();
        narrow(&mut result, &other);
    }
    set_of(result.into_iter().map(|(_, item)| item).collect(), call.budget)
}

fn product(call: &Call<'_>, arguments: &[Value]) -> Result {
    if arguments.len() < 2 {
        return Err(Error::new("at least two arguments are required"));
    }
    let mut total: u64 = 1;
    let mut factors: Vec<Vec<Value>> = Vec::with_capacity(arguments.len());
    for value in arguments {
        let Some(items) = value.elements() else {
            return Err(invalid("sets", "a set or a list is required"));
        };
        let same = value.convert(&Type::list(Type::Dynamic), call.budget).map_err(|error| {
            if error.is_limit { error } else { invalid("sets", "all elements must be of the same type") }
        })?;
        total = total.saturating_mul(items.len() as u64);
        factors.push(same.elements().unwrap_or_default().to_vec());
    }
    call.budget.take(total.saturating_mul(1 + arguments.len() as u64))?;
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    for factor in &factors {
        let longer = |row: &Vec<Value>| {
            factor.iter().map(|item| [row.as_slice(), std::slice::from_ref(item)].concat()).collect::<Vec<_>>()
        };
        rows = if total == 0 { Vec::new() } else { rows.iter().flat_map(longer).collect() };
    }
    let rows = rows.into_iter().map(Value::tuple).collect();
    if arguments.iter().any(|value| matches!(value.kind, Kind::Set(_))) {
        set_of(rows, call.budget)
    } else {
        Ok(list(rows))
    }
}

fn slice(call: &Call<'_>, arguments: &[Value]) -> Result {
    let items = match &arguments[0].kind {
        Kind::List(items) | Kind::Tuple(items) => items,
        Kind::Set(_) => {
            let what = "cannot slice a set, because its elements do not have indices; explicitly convert to a list if \
                        the ordering of the result is not important";
            return Err(invalid("list", what));
        }
        _ => return Err(invalid("list", "must be a list or tuple value")),
    };
    let bound = |index: usize, name: &'static str, what: &str| -> Result<usize> {
        let wrong = |problem: String| invalid(name, &problem);
        let at = integer(arguments, index).map_err(|error| wrong(format!("invalid {what}: {}", error.message)))?;
        let at = usize::try_from(at).map_err(|_| wrong(format!("{what} must not be less than zero")))?;
        if at > items.len() {
            return Err(wrong(format!("{what} must not be greater than the length of the list")));
        }
        Ok(at)
    };
    let start = bound(1, "start_index", "start index")?;
    let end = bound(2, "end_index", "end index")?;
    if start > end {
        return Err(invalid("start_index", "start index must not be greater than end index"));
    }
    call.budget.take((end - start) as u64)?;
    let part = items[start..end].to_vec();
    Ok(if matches!(arguments[0].kind, Kind::Tuple(_)) { Value::tuple(part) } else { list(part) })
}
