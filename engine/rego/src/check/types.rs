//! Types of values as far as a program shows them, and which of them can be equal.
//!
//! A type says less, never more, than OPA's: what grows too deep or too wide becomes "any array", "any object", "any set",
//! so that no program is refused which OPA takes.

use std::fmt;
use std::sync::Arc;

use crate::builtins;
use crate::value::Value;

/// How many types may stand inside of each other.
const MAX_DEPTH: u32 = 40;
/// How many types may stand in one, all levels together.
const MAX_WEIGHT: u32 = 2000;
/// How many types a union may have.
const MAX_UNION: usize = 64;

/// A type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Type {
    Null,
    Boolean,
    Number,
    String,
    Array(Arc<Array>),
    Object(Arc<Object>),
    /// A set; without a type of elements it is empty.
    Set(Arc<Set>),
    Any,
    /// One of these: sorted, at least two, no unions among them.
    Union(Arc<Vec<Type>>),
}

/// How much a type holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Size {
    depth: u32,
    weight: u32,
}

impl Size {
    fn of<'t>(types: impl Iterator<Item = &'t Type>) -> Self {
        let mut size = Self { depth: 0, weight: 1 };
        for ty in types {
            let inner = ty.size();
            size.depth = size.depth.max(inner.depth);
            size.weight = size.weight.saturating_add(inner.weight);
        }
        size.depth += 1;
        size
    }

    fn is_too_large(self) -> bool {
        self.depth > MAX_DEPTH || self.weight > MAX_WEIGHT
    }
}

/// An array: its first elements, and the type of any further ones.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Array {
    size: Size,
    pub(super) fixed: Vec<Type>,
    pub(super) rest: Option<Type>,
}

/// An object: its known fields in the order of their keys, and the types of other keys and values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Object {
    size: Size,
    pub(super) fixed: Vec<(Value, Type)>,
    pub(super) rest: Option<(Type, Type)>,
}

/// A set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Set {
    size: Size,
    pub(super) element: Option<Type>,
}

impl Object {
    fn get(&self, key: &Value) -> Option<&Type> {
        let at = self.fixed.binary_search_by(|(own, _)| own.cmp(key)).ok()?;
        Some(&self.fixed[at].1)
    }

    /// The type of a field.
    fn select(&self, key: &Value) -> Option<Type> {
        if let Some(own) = self.get(key) {
            return Some(own.clone());
        }
        let (keys, values) = self.rest.as_ref()?;
        contains(keys, &Type::of(key)).then(|| values.clone())
    }
}

impl Type {
    /// An array.
    pub(super) fn array(fixed: Vec<Self>, rest: Option<Self>) -> Self {
        let size = Size::of(fixed.iter().chain(&rest));
        if size.is_too_large() {
            return Self::array(Vec::new(), Some(Self::Any));
        }
        Self::Array(Arc::new(Array { size, fixed, rest }))
    }

    /// An object; of fields of the same name the last counts.
    pub(super) fn object(mut fixed: Vec<(Value, Self)>, rest: Option<(Self, Self)>) -> Self {
        fixed.sort_by(|left, right| left.0.cmp(&right.0));
        fixed.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                std::mem::swap(&mut later.1, &mut earlier.1);
            }
            same
        });
        let others = rest.iter().flat_map(|(key, value)| [key, value]);
        let size = Size::of(fixed.iter().map(|(_, ty)| ty).chain(others));
        if size.is_too_large() {
            return Self::object(Vec::new(), Some((Self::Any, Self::Any)));
        }
        Self::Object(Arc::new(Object { size, fixed, rest }))
    }

    /// A set.
    pub(super) fn set(element: Option<Self>) -> Self {
        let size = Size::of(element.iter());
        if size.is_too_large() {
            return Self::set(Some(Self::Any));
        }
        Self::Set(Arc::new(Set { size, element }))
    }

    fn size(&self) -> Size {
        match self {
            Self::Array(array) => array.size,
            Self::Object(object) => object.size,
            Self::Set(set) => set.size,
            Self::Union(members) => Size::of(members.iter()),
            _ => Size { depth: 1, weight: 1 },
        }
    }

    /// The type of a value.
    pub(super) fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::String,
            Value::Array(items) => Self::array(items.iter().map(Self::of).collect(), None),
            Value::Object(object) => {
                Self::object(object.iter().map(|(key, value)| (key.clone(), Self::of(value))).collect(), None)
            }
            Value::Set(items) => {
                let mut elements: Option<Self> = None;
                for item in items.iter() {
                    elements = Some(or(elements, Self::of(item)));
                }
                Self::set(elements)
            }
        }
    }

    /// A type that a builtin declares.
    pub(super) fn declared(ty: &builtins::Type) -> Self {
        match ty {
            builtins::Type::Any => Self::Any,
            builtins::Type::Null => Self::Null,
            builtins::Type::Boolean => Self::Boolean,
            builtins::Type::Number => Self::Number,
            builtins::Type::String => Self::String,
            builtins::Type::Array(item) => Self::array(Vec::new(), Some(Self::declared(item))),
            builtins::Type::Tuple(items) => Self::array(items.iter().map(Self::declared).collect(), None),
            builtins::Type::Set(item) => Self::set(Some(Self::declared(item))),
            builtins::Type::Object(fields, rest) => {
                let fields = fields.iter().map(|(name, ty)| (Value::from(*name), Self::declared(ty)));
                Self::object(fields.collect(), rest.map(|(key, value)| (Self::declared(key), Self::declared(value))))
            }
            builtins::Type::Union(members) => {
                members.iter().fold(None, |all, member| Some(or(all, Self::declared(member)))).unwrap_or(Self::Any)
            }
        }
    }

    /// Is it the type of a collection that holds nothing?
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Array(array) => array.fixed.is_empty() && array.rest.is_none(),
            Self::Object(object) => object.fixed.is_empty() && object.rest.is_none(),
            Self::Set(set) => set.element.is_none(),
            _ => false,
        }
    }

    /// The type of what stands at a constant key.
    pub(super) fn select(&self, key: &Value) -> Option<Self> {
        match self {
            Self::Any => Some(Self::Any),
            Self::Array(array) => {
                let Value::Number(number) = key else { return None };
                let place = number.as_usize()?;
                array.fixed.get(place).cloned().or_else(|| array.rest.clone())
            }
            Self::Object(object) => object.select(key),
            Self::Set(set) => {
                let own = Self::of(key);
                set.element.as_ref().is_some_and(|element| contains(element, &own)).then_some(own)
            }
            Self::Union(members) => {
                members.iter().filter_map(|member| member.select(key)).fold(None, |all, ty| Some(or(all, ty)))
            }
            _ => None,
        }
    }

    /// The type of the keys; none where nothing can be looked up in it.
    pub(super) fn keys(&self) -> Option<Self> {
        match self {
            Self::Any => Some(Self::Any),
            Self::Array(_) => Some(Self::Number),
            Self::Object(object) => {
                let fixed = object.fixed.iter().map(|(key, _)| Self::of(key));
                fixed.chain(object.rest.iter().map(|(key, _)| key.clone())).fold(None, |all, ty| Some(or(all, ty)))
            }
            Self::Set(set) => set.element.clone(),
            Self::Union(members) => members.iter().filter_map(Self::keys).fold(None, |all, ty| Some(or(all, ty))),
            _ => None,
        }
    }

    /// The type of what it holds; none where it holds nothing.
    pub(super) fn values(&self) -> Option<Self> {
        let all = |types: &mut dyn Iterator<Item = Self>| types.fold(None, |all, ty| Some(or(all, ty)));
        match self {
            Self::Any => Some(Self::Any),
            Self::Array(array) => all(&mut array.fixed.iter().chain(&array.rest).cloned()),
            Self::Object(object) => {
                let fixed = object.fixed.iter().map(|(_, value)| value);
                all(&mut fixed.chain(object.rest.iter().map(|(_, value)| value)).cloned())
            }
            Self::Set(set) => set.element.clone(),
            Self::Union(members) => all(&mut members.iter().filter_map(Self::values)),
            _ => None,
        }
    }
}

/// Does `left` say as much as `right`, or less?
fn contains(left: &Type, right: &Type) -> bool {
    match left {
        Type::Any => true,
        Type::Union(members) => match right {
            Type::Union(others) => others.iter().all(|other| members.contains(other)),
            other => members.contains(other),
        },
        left => left == right,
    }
}

/// Either of two types.
pub(super) fn or(left: Option<Type>, right: Type) -> Type {
    let Some(left) = left else { return right };
    if contains(&left, &right) {
        return left;
    }
    if contains(&right, &left) {
        return right;
    }
    let mut members = match left {
        Type::Union(members) => members.to_vec(),
        other => vec![other],
    };
    match right {
        Type::Union(others) => members.extend(others.iter().cloned()),
        other => members.push(other),
    }
    members.sort();
    members.dedup();
    if members.len() > MAX_UNION || Size::of(members.iter()).is_too_large() {
        return Type::Any;
    }
    Type::Union(Arc::new(members))
}

/// What two rules of one name give together.
pub(super) fn merge(left: Option<Type>, right: Type) -> Type {
    let Some(left) = left else { return right };
    match (&left, &right) {
        (Type::Set(a), Type::Set(b)) => {
            let element = match (a.element.clone(), b.element.clone()) {
                (a, Some(b)) => Some(or(a, b)),
                (a, None) => a,
            };
            Type::set(element)
        }
        (Type::Object(a), Type::Object(b)) if a.fixed.is_empty() && b.fixed.is_empty() => match (&a.rest, &b.rest) {
            (None, _) => right,
            (_, None) => left,
            (Some(a), Some(b)) => {
                let rest = (or(Some(a.0.clone()), b.0.clone()), merge(Some(a.1.clone()), b.1.clone()));
                Type::object(Vec::new(), Some(rest))
            }
        },
        _ => or(Some(left), right),
    }
}

/// Can values of these types be equal?
pub(super) fn unify(left: &Type, right: &Type) -> bool {
    match (left, right) {
        (Type::Any, _) | (_, Type::Any) => true,
        (Type::Union(members), other) | (other, Type::Union(members)) => {
            members.iter().any(|member| unify(member, other))
        }
        (Type::Array(a), Type::Array(b)) => {
            Arc::ptr_eq(a, b)
                || (arrays_fit(a, b)
                    && arrays_fit(b, a)
                    && a.rest.as_ref().zip(b.rest.as_ref()).is_none_or(|(a, b)| unify(a, b)))
        }
        (Type::Object(a), Type::Object(b)) => {
            Arc::ptr_eq(a, b)
                || (objects_fit(a, b)
                    && objects_fit(b, a)
                    && a.rest.as_ref().zip(b.rest.as_ref()).is_none_or(|(a, b)| unify(&a.1, &b.1)))
        }
        (Type::Set(a), Type::Set(b)) => match (&a.element, &b.element) {
            (Some(a), Some(b)) => unify(a, b),
            _ => true,
        },
        (left, right) => left == right,
    }
}

fn arrays_fit(own: &Array, other: &Array) -> bool {
    own.fixed
        .iter()
        .enumerate()
        .all(|(at, ty)| other.fixed.get(at).or(other.rest.as_ref()).is_some_and(|found| unify(ty, found)))
}

fn objects_fit(own: &Object, other: &Object) -> bool {
    own.fixed.iter().all(|(key, ty)| match other.select(key) {
        Some(found) => unify(ty, &found),
        None => own.rest.is_some() || other.rest.is_some(),
    })
}

impl Type {
    /// Its name, with `levels` of what stands inside.
    fn name(&self, levels: usize) -> String {
        let inner = |ty: &Self| ty.name(levels - 1);
        match self {
            Self::Null => "null".to_owned(),
            Self::Boolean => "boolean".to_owned(),
            Self::Number => "number".to_owned(),
            Self::String => "string".to_owned(),
            Self::Any => "any".to_owned(),
            Self::Array(_) if levels == 0 => "array".to_owned(),
            Self::Object(_) if levels == 0 => "object".to_owned(),
            Self::Set(_) if levels == 0 => "set".to_owned(),
            Self::Array(array) => match (&array.rest, &array.fixed[..]) {
                (Some(rest), []) => format!("array of {}", inner(rest)),
                (None, []) => "empty array".to_owned(),
                (_, fixed) => format!("array of {} elements", fixed.len()),
            },
            Self::Object(object) => match (&object.fixed[..], &object.rest) {
                ([], None) => "empty object".to_owned(),
                ([], Some((key, value))) => format!("object of {} to {}", inner(key), inner(value)),
                (fixed, _) => {
                    let names: Vec<String> = fixed.iter().take(6).map(|(key, _)| key.to_string()).collect();
                    format!("object with {}", names.join(", "))
                }
            },
            Self::Set(set) => match &set.element {
                Some(element) => format!("set of {}", inner(element)),
                None => "empty set".to_owned(),
            },
            Self::Union(members) => {
                let names: Vec<String> =
                    members.iter().take(6).map(|member| member.name(levels.saturating_sub(1))).collect();
                names.join(" or ")
            }
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name(2))
    }
}
