//! Semantic versions, by OPA's rules: those of <https://semver.org>, with an optional `v` before.

use std::cmp::Ordering;

use super::{Answer, Context, Error, Function, operands};
use crate::value::Value;

/// The builtins of this module.
pub(super) const FUNCTIONS: &[(&str, Function)] = &[("semver.compare", compare), ("semver.is_valid", is_valid)];

/// A version; its metadata says nothing about its order.
struct Version<'a> {
    numbers: [i64; 3],
    pre_release: &'a str,
}

fn compare(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (left, right) = (operands::string(arguments, 1)?, operands::string(arguments, 2)?);
    context.work((left.len() + right.len()) / 64)?;
    let read = |place: usize, text: &'_ str| {
        let wrong = || Error::failed(format!("operand {place}: string {text} is not a valid SemVer"));
        parse(text).ok_or_else(wrong).map(|version| (version.numbers, version.pre_release.to_owned()))
    };
    let ((left, left_pre), (right, right_pre)) = (read(1, left)?, read(2, right)?);
    let order = left.cmp(&right).then_with(|| compare_pre_releases(&left_pre, &right_pre));
    Ok(Value::from(order as i64))
}

fn is_valid(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let Some(text) = arguments[0].as_str() else { return Ok(false.into()) };
    context.work(text.len() / 64)?;
    Ok(parse(text).is_some().into())
}

fn parse(text: &str) -> Option<Version<'_>> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let (text, metadata) = text.split_once('+').map_or((text, None), |(text, metadata)| (text, Some(metadata)));
    let (text, pre_release) = text.split_once('-').map_or((text, None), |(text, pre)| (text, Some(pre)));
    let identifier = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let identifiers = |text: &str| text.split('.').all(identifier);
    let leading_zero = |part: &str| part.len() > 1 && part.starts_with('0') && decimal(part);
    if metadata.is_some_and(|metadata| !identifiers(metadata))
        || pre_release.is_some_and(|pre| !identifiers(pre) || pre.split('.').any(leading_zero))
    {
        return None;
    }
    let number = |part: &str| if decimal(part) && !leading_zero(part) { part.parse().ok() } else { None };
    let mut parts = text.split('.');
    let numbers = [number(parts.next()?)?, number(parts.next()?)?, number(parts.next()?)?];
    parts.next().is_none().then_some(Version { numbers, pre_release: pre_release.unwrap_or_default() })
}

fn decimal(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

fn compare_pre_releases(left: &str, right: &str) -> Ordering {
    // What is no pre-release comes after all that are.
    match (left.is_empty(), right.is_empty()) {
        (false, false) => {}
        (left, right) => return left.cmp(&right),
    }
    let (mut left, mut right) = (left.split('.'), right.split('.'));
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(left), Some(right)) => match (decimal(left), decimal(right)) {
                (true, true) => value(left).cmp(&value(right)),
                (false, false) => left.cmp(right),
                // Numbers come before names.
                (left, right) => right.cmp(&left),
            },
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// What a number is worth; what 64 bits do not hold is worth the greatest that they do.
fn value(digits: &str) -> i64 {
    digits.parse().unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::testing;

    #[test]
    fn answers_as_opa() {
        testing::check(include_str!("rows/semver.jsonl"));
    }
}
