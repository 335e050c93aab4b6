//! How the types of two branches of a conditional differ.

use crate::value::Type;

/// Says how two types differ that have no type in common, as a clause.
pub(super) fn mismatch(then: &Type, otherwise: &Type) -> String {
    let missing = |has: &str, name: &str, lacks: &str| {
        format!("The '{has}' value includes object attribute \"{name}\", which is absent in the '{lacks}' value")
    };
    match (then, otherwise) {
        (Type::Object(left), Type::Object(right)) => {
            for (name, field) in left.iter() {
                match right.get(name) {
                    None => return missing("true", name, "false"),
                    Some(other) if !field.ty.is(&other.ty) => {
                        let inner = mismatch(&field.ty, &other.ty);
                        return format!("Type mismatch for object attribute \"{name}\": {inner}");
                    }
                    Some(_) => {}
                }
            }
            if let Some(name) = right.keys().find(|name| !left.contains_key(*name)) {
                return missing("false", name, "true");
            }
        }
        (Type::Tuple(left), Type::Tuple(right)) if left.len() != right.len() => {
            let (left, right) = (left.len(), right.len());
            return format!("The 'true' tuple has length {left}, but the 'false' tuple has length {right}");
        }
        (Type::Tuple(left), Type::Tuple(right)) => {
            let mut pairs = left.iter().zip(right.iter()).enumerate();
            if let Some((at, (left, right))) = pairs.find(|(_, (left, right))| !left.is(right)) {
                return format!("Type mismatch for tuple element {at}: {}", mismatch(left, right));
            }
        }
        _ => {}
    }
    let (left, right) = (then.friendly_name(), otherwise.friendly_name());
    if left == right {
        let what = "At least one deeply-nested attribute or element is not compatible";
        return format!("{what} across both the 'true' and the 'false' value");
    }
    format!("The 'true' value is {left}, but the 'false' value is {right}")
}
