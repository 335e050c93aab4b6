//! Ranges of addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use num_bigint::{BigInt, Sign};
use num_traits::ToPrimitive;

use super::arguments::{integer, number, string, text};
use super::{Call, Function, Parameter, Table, invalid};
use crate::eval::{Error, Result};
use crate::value::{Kind, Type, Value};

pub(super) fn table() -> Table {
    let prefix = || Parameter::new("prefix", Type::String);
    let number = |name| Parameter::new(name, Type::Number);
    vec![
        ("cidrhost", Function::new([prefix(), number("hostnum")], Type::String, host)),
        ("cidrnetmask", Function::new([prefix()], Type::String, netmask)),
        ("cidrsubnet", Function::new([prefix(), number("newbits"), number("netnum")], Type::String, subnet)),
        ("cidrsubnets", Function::new([prefix()], Type::list(Type::String), subnets).and(number("newbits"))),
    ]
}

/// A range of addresses: the first one and how many leading bits they share.
#[derive(Clone, Copy)]
struct Network {
    first: u128,
    prefix: u32,
    /// 32 or 128.
    bits: u32,
}

impl Network {
    /// Reads `10.0.0.0/8`; bits behind the prefix are dropped. Zeros may lead the parts of IPv4.
    fn parse(written: &str) -> Result<Self> {
        let fault = || Error::new(format!("invalid CIDR expression: invalid CIDR address: {written}"));
        let (address, prefix) = written.split_once('/').ok_or_else(fault)?;
        if prefix.is_empty() || prefix.len() > 4 || !prefix.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(fault());
        }
        let prefix: u32 = prefix.parse().map_err(|_| fault())?;
        let (all, bits) = match address.contains(':') {
            true => (u128::from(v6(address).ok_or_else(fault)?), 128),
            false => (u128::from(u32::from(v4(address).ok_or_else(fault)?)), 32),
        };
        if prefix > bits {
            return Err(fault());
        }
        let network = Self { first: 0, prefix, bits };
        Ok(Self { first: all & !network.host_mask(), ..network })
    }

    fn free(self) -> u32 {
        self.bits - self.prefix
    }

    /// The bits behind the prefix, set.
    fn host_mask(self) -> u128 {
        if self.free() == 128 { u128::MAX } else { (1 << self.free()) - 1 }
    }

    fn write(self, address: u128) -> String {
        match u32::try_from(address) {
            Ok(address) if self.bits == 32 => Ipv4Addr::from(address).to_string(),
            // What IPv4 is within IPv6 is written as IPv4.
            _ => match Ipv6Addr::from(address).to_canonical() {
                IpAddr::V4(address) => address.to_string(),
                IpAddr::V6(address) => address.to_string(),
            },
        }
    }

    fn written(self) -> String {
        format!("{}/{}", self.write(self.first), self.prefix)
    }
}

/// The parts of an IPv4 address in decimal, with zeros before them or not.
fn v4(text: &str) -> Option<Ipv4Addr> {
    let mut parts = [0; 4];
    let mut written = text.split('.');
    for part in &mut parts {
        let digits = written.next()?;
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *part = digits
            .trim_start_matches('0')
            .parse()
            .or_else(|_| match digits.bytes().all(|byte| byte == b'0') {
                true => Ok(0),
                false => digits.parse(),
            })
            .ok()?;
    }
    written.next().is_none().then(|| parts.into())
}

/// An IPv6 address, whose end may be written as one of IPv4.
fn v6(text: &str) -> Option<Ipv6Addr> {
    if let Some((before, last)) = text.rsplit_once(':')
        && last.contains('.')
    {
        let [a, b, c, d] = v4(last)?.octets();
        return format!("{before}:{a:02x}{b:02x}:{c:02x}{d:02x}").parse().ok();
    }
    text.parse().ok()
}

/// A whole number of an argument.
fn whole(arguments: &[Value], at: usize) -> Result<BigInt> {
    let number = number(arguments, at)?;
    if number.is_integer() { Ok(number.truncate()) } else { Err(Error::new("value must be a whole number")) }
}

fn host(call: &Call<'_>, arguments: &[Value]) -> Result {
    let number = whole(arguments, 1)?;
    let network = Network::parse(text(arguments, 0)?)?;
    let room: BigInt = BigInt::from(1) << network.free();
    // Negative numbers count from the end.
    let from_first = if number.sign() == Sign::Minus { &room + &number } else { number.clone() };
    match from_first.to_u128() {
        Some(offset) if from_first < room => string(call, network.write(network.first | offset)),
        _ => {
            let prefix = network.prefix;
            // Terraform counts the last address twice.
            let shown = if number.sign() == Sign::Minus { from_first } else { number };
            Err(Error::new(format!("prefix of {prefix} does not accommodate a host numbered {shown}")))
        }
    }
}

fn netmask(call: &Call<'_>, arguments: &[Value]) -> Result {
    let written = text(arguments, 0)?;
    let network = Network::parse(written)?;
    let is_mapped = matches!(Ipv6Addr::from(network.first).to_canonical(), IpAddr::V4(_));
    if network.bits == 128 && !is_mapped {
        return Err(Error::new(format!("IPv6 addresses cannot have a netmask: {written}")));
    }
    let all = if network.bits == 32 { u128::from(u32::MAX) } else { u128::MAX };
    string(call, network.write(all & !network.host_mask()))
}

fn subnet(call: &Call<'_>, arguments: &[Value]) -> Result {
    let (new_bits, net_number) = (integer(arguments, 1)?, whole(arguments, 2)?);
    let network = Network::parse(text(arguments, 0)?)?;
    let prefix = i64::from(network.prefix).checked_add(new_bits).filter(|prefix| *prefix <= i64::from(network.bits));
    let prefix = prefix.and_then(|prefix| u32::try_from(prefix).ok()).ok_or_else(|| {
        Error::new(format!("insufficient address space to extend prefix of {} by {new_bits}", network.prefix))
    })?;
    let room: BigInt = BigInt::from(1) << u32::try_from(new_bits).unwrap_or(0);
    let refused =
        || Error::new(format!("prefix extension of {new_bits} does not accommodate a subnet numbered {net_number}"));
    if net_number >= room {
        return Err(refused());
    }
    let offset: BigInt = net_number.clone() << (network.bits - prefix);
    // Of a negative number, the magnitude is what is left.
    let first = (BigInt::from(network.first) | offset).magnitude().to_u128().ok_or_else(refused)?;
    string(call, Network { first, prefix, ..network }.written())
}

fn subnets(call: &Call<'_>, arguments: &[Value]) -> Result {
    let fault = |why: &str| invalid("newbits", why);
    let network = Network::parse(text(arguments, 0)?).map_err(|error| invalid("prefix", &error.message))?;
    let mask = |prefix| Network { prefix, ..network }.host_mask();
    // What is given out begins behind the range before the network, which is none before the first of all.
    let mut last = network.first.checked_sub(1);
    let mut given: Vec<Network> = Vec::new();
    for at in 1..arguments.len() {
        call.budget.take(1)?;
        let length = integer(arguments, at).map_err(|error| fault(&error.message))?;
        let extension = match u32::try_from(length) {
            Ok(extension @ 1..=32) => extension,
            Ok(33..) => return Err(fault("may not extend prefix by more than 32 bits")),
            _ => return Err(fault("must extend prefix by at least one bit")),
        };
        let prefix = network.prefix + extension;
        if prefix > network.bits {
            let protocol = if network.bits == 32 { "IPv4" } else { "IPv6" };
            let why = format!("would extend prefix to {prefix} bits, which is too long for an {protocol} address");
            return Err(fault(&why));
        }
        let next = last.and_then(|last| (last | mask(prefix)).checked_add(1));
        let end = network.first | network.host_mask();
        let Some(first) = next.filter(|first| *first <= end) else {
            let before = given.last().copied().unwrap_or_else(|| {
                let last = Network { prefix: 0, ..network }.host_mask();
                Network { first: last & !mask(prefix), prefix, ..network }
            });
            let before = before.written();
            return Err(fault(&format!(
                "not enough remaining address space for a subnet with a prefix of {prefix} bits after {before}"
            )));
        };
        last = Some(first | mask(prefix));
        given.push(Network { first, prefix, ..network });
    }
    let given: Vec<Value> = given.into_iter().map(|network| Value::string(network.written())).collect();
    Ok(Value::new(Kind::List(given.into())))
}
