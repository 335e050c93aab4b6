//! Universally unique identifiers, and what the evaluator says of itself.

use std::hash::{BuildHasher, Hasher, RandomState};

use super::{Answer, Context, Error, Function, operands};
use crate::value::Value;

/// The builtins of this module.
pub(super) const FUNCTIONS: &[(&str, Function)] =
    &[("opa.runtime", runtime), ("uuid.parse", parse), ("uuid.rfc4122", random)];

/// Hundreds of nanoseconds from October 15, 1582, when the calendar of identifiers begins, to 1970.
const EPOCH: i64 = 122_192_928_000_000_000;

fn runtime(context: &mut Context<'_>, _: &[Value]) -> Answer {
    let refused = || Error::refused("opa.runtime", "findings must not depend on the machine", "has it on");
    context.outside.runtime.clone().ok_or_else(refused)
}

/// A random identifier; the same through an evaluation for the same argument.
fn random(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let key = operands::string(arguments, 1)?;
    context.work(1 + key.len() / 64)?;
    if !context.outside.random {
        return Err(Error::without_chance("uuid.rfc4122"));
    }
    context.once("uuid.rfc4122", Value::String(key.clone()), || draw().into())
}

/// An identifier of version 4.
fn draw() -> String {
    let [high, low] = [draw_bits(), draw_bits()];
    let high = high & !0xf000 | 0x4000;
    let low = low & !(0b11 << 62) | 0b10 << 62;
    let [head, middle, version] = [high >> 32, high >> 16 & 0xffff, high & 0xffff];
    let [variant, tail] = [low >> 48, low & 0xffff_ffff_ffff];
    format!("{head:08x}-{middle:04x}-{version:04x}-{variant:04x}-{tail:012x}")
}

/// Random bits, from the standard library's only source of them: the keys of a hasher.
pub(super) fn draw_bits() -> u64 {
    RandomState::new().build_hasher().finish()
}

fn parse(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    context.work(1)?;
    let bytes = read(operands::string(arguments, 1)?).ok_or(Error::Undefined)?.to_be_bytes();
    let version = bytes[6] >> 4;
    let variant = match bytes[8] >> 5 {
        0b100 | 0b101 => "RFC4122",
        0b110 => "Microsoft",
        0b111 => "Future",
        _ => "Reserved",
    };
    let mut fields = vec![("version", Value::from(i64::from(version))), ("variant", variant.into())];
    if let 1 | 2 = version {
        let low = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        let middle = u16::from_be_bytes([bytes[4], bytes[5]]);
        let high = u16::from_be_bytes([bytes[6], bytes[7]]) & 0xfff;
        let time = i64::from(low) | i64::from(middle) << 32 | i64::from(high) << 48;
        let node: Vec<String> = bytes[10..].iter().map(|byte| format!("{byte:02x}")).collect();
        let scope = if bytes[10] & 2 == 0 { "global" } else { "local" };
        let cast = if bytes[10] & 1 == 0 { "unicast" } else { "multicast" };
        let sequence = u16::from_be_bytes([bytes[8], bytes[9]]) & 0x3fff;
        fields.extend([
            ("time", Value::from((time - EPOCH).wrapping_mul(100))),
            ("nodeid", node.join("-").into()),
            ("macvariables", format!("{scope}:{cast}").into()),
            ("clocksequence", Value::from(i64::from(sequence))),
        ]);
        if version == 2 {
            let domain = match bytes[9] {
                0 => "Person".to_owned(),
                1 => "Group".to_owned(),
                2 => "Org".to_owned(),
                other => format!("Domain{other}"),
            };
            fields.extend([("id", Value::from(i64::from(low))), ("domain", domain.into())]);
        }
    }
    Ok(Value::record(fields))
}

/// Reads an identifier: with dashes, plain, in any one character at each end, or as a URN.
fn read(text: &str) -> Option<u128> {
    let dashed = match text.len() {
        32 if text.bytes().all(|byte| byte.is_ascii_hexdigit()) => return u128::from_str_radix(text, 16).ok(),
        36 => text,
        38 => text.get(1..37)?,
        45 if text.get(..9)?.eq_ignore_ascii_case("urn:uuid:") => text.get(9..)?,
        _ => return None,
    };
    let lengths = dashed.split('-').map(str::len);
    if !lengths.eq([8, 4, 4, 4, 12]) {
        return None;
    }
    let digits: String = dashed.split('-').collect();
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u128::from_str_radix(&digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::super::{Outside, function, testing};
    use super::*;

    #[test]
    fn answers_as_opa() {
        testing::check(include_str!("rows/uuid.jsonl"));
    }

    #[test]
    fn draws_only_where_allowed_and_the_same_for_the_same() {
        let outside = Outside { random: true, ..Outside::default() };
        let calls = [
            ("uuid.rfc4122", vec!["a".into()], vec!["b".into()]),
            ("rand.intn", vec!["a".into(), i64::MAX.into()], vec!["b".into(), i64::MAX.into()]),
        ];
        for (name, arguments, others) in calls {
            assert!(matches!(testing::call(name, &arguments), Err(Error::Refused(_))));
            let mut context = testing::context(&outside);
            let first = testing::call_in(&mut context, name, &arguments).unwrap();
            assert_eq!(testing::call_in(&mut context, name, &arguments), Ok(first.clone()));
            assert_ne!(testing::call_in(&mut context, name, &others), Ok(first.clone()));
            assert_ne!(testing::call_in(&mut testing::context(&outside), name, &arguments), Ok(first));
        }
        let drawn = testing::call_in(&mut testing::context(&outside), "uuid.rfc4122", &["a".into()]).unwrap();
        let parsed = testing::call("uuid.parse", &[drawn]).unwrap();
        assert_eq!(parsed.to_string(), r#"{"variant": "RFC4122", "version": 4}"#);
    }

    #[test]
    fn tells_of_itself_only_where_allowed() {
        assert!(matches!(testing::call("opa.runtime", &[]), Err(Error::Refused(_))));
        let outside = Outside { runtime: Some(Value::empty_object()), ..Outside::default() };
        assert_eq!(function("opa.runtime").unwrap()(&mut testing::context(&outside), &[]), Ok(Value::empty_object()));
    }
}
