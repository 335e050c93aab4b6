//! Networks in the notation `address/bits`, and names of hosts.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, ToSocketAddrs};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::{Answer, Context, Error, Function, operands};
use crate::value::Value;

/// The builtins of this module.
pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("net.cidr_contains", contains),
    ("net.cidr_contains_matches", contains_matches),
    ("net.cidr_expand", expand),
    ("net.cidr_intersects", intersects),
    ("net.cidr_is_valid", is_valid),
    ("net.cidr_merge", merge),
    ("net.cidr_overlap", contains),
    ("net.lookup_ip_addr", lookup),
];

/// What stands before an IPv4 address within IPv6.
const MAPPED: u128 = 0xffff << 32;

/// How long a name may take to look up.
const PATIENCE: Duration = Duration::from_secs(10);

/// A network. Addresses of IPv4 are those mapped into IPv6.
#[derive(Clone, Copy, Debug)]
struct Network {
    first: u128,
    /// Bits that all its addresses share, of 128.
    prefix: u32,
}

impl Network {
    fn parse(text: &str) -> Option<Self> {
        let (address, bits) = text.split_once('/')?;
        let (address, v4) = match address.parse().ok()? {
            IpAddr::V4(address) => (mapped(address), true),
            IpAddr::V6(address) => (u128::from(address), false),
        };
        let digits = !bits.is_empty() && bits.bytes().all(|byte| byte.is_ascii_digit());
        let bits: u32 = bits.parse().ok().filter(|bits| digits && *bits <= if v4 { 32 } else { 128 })?;
        let prefix = if v4 { bits + 96 } else { bits };
        Some(Self { first: address & !hosts(prefix), prefix })
    }

    fn last(self) -> u128 {
        self.first | hosts(self.prefix)
    }

    /// Does Go treat it as IPv4? So it does with `::ffff:1.2.3.0/120`.
    fn is_mapped(self) -> bool {
        is_mapped(self.first)
    }

    fn contains(self, address: u128) -> bool {
        is_mapped(address) == self.is_mapped() && address & !hosts(self.prefix) == self.first
    }

    fn contains_network(self, other: Self) -> bool {
        if !self.is_mapped() && !other.is_mapped() {
            return self.prefix <= other.prefix && self.contains(other.first);
        }
        self.contains(other.first) && self.contains(other.last())
    }
}

/// The bits that tell hosts of a network apart.
fn hosts(prefix: u32) -> u128 {
    u128::MAX.checked_shr(prefix).unwrap_or(0)
}

fn mapped(address: Ipv4Addr) -> u128 {
    MAPPED | u128::from(u32::from(address))
}

fn is_mapped(address: u128) -> bool {
    address >> 32 == MAPPED >> 32
}

fn show(address: u128) -> String {
    if is_mapped(address) { Ipv4Addr::from(address as u32).to_string() } else { Ipv6Addr::from(address).to_string() }
}

fn parse_address(text: &str) -> Option<u128> {
    text.parse().ok().map(|address| match address {
        IpAddr::V4(address) => mapped(address),
        IpAddr::V6(address) => u128::from(address),
    })
}

/// A network, of an argument that OPA calls its first wherever it stands.
fn network(value: &Value) -> Result<Network, Error> {
    let text = value.as_str().ok_or_else(|| operands::wrong(1, "string", value))?;
    let wrong = || Error::failed(format!("invalid CIDR address: {text}"));
    Network::parse(text).ok_or_else(wrong)
}

fn contains(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    context.work(1)?;
    is_within(&arguments[0], &arguments[1]).map(Value::from)
}

/// Is `inner`, an address or a network, within `outer`?
fn is_within(outer: &Value, inner: &Value) -> Result<bool, Error> {
    let outer = network(outer)?;
    let text = inner.as_str().ok_or_else(|| operands::wrong(1, "string", inner))?;
    if let Some(address) = parse_address(text) {
        return Ok(outer.contains(address));
    }
    let wrong = || Error::failed(format!("not a valid textual representation of an IP address or CIDR: {text}"));
    Ok(outer.contains_network(network(inner).map_err(|_| wrong())?))
}

/// What an argument of `net.cidr_contains_matches` holds: addresses or networks, and what each is called in the answer.
fn matchable(arguments: &[Value], place: usize) -> Result<Vec<(&Value, Value)>, Error> {
    let wrong = || Error::failed(format!("operand {place}: element must be string or non-empty array"));
    let element = |value: &'_ Value| match value {
        Value::String(_) => Ok(()),
        Value::Array(items) if !items.is_empty() => Ok(()),
        _ => Err(wrong()),
    };
    let listed: Vec<(&Value, Value)> = match &arguments[place - 1] {
        text @ Value::String(_) => vec![(text, text.clone())],
        Value::Array(items) => items.iter().enumerate().map(|(at, item)| (item, Value::from(at))).collect(),
        Value::Set(set) => set.iter().map(|item| (item, item.clone())).collect(),
        Value::Object(object) => object.iter().map(|(key, value)| (value, key.clone())).collect(),
        _ => Vec::new(),
    };
    listed.iter().try_for_each(|(value, _)| element(value))?;
    Ok(listed.into_iter().map(|(value, name)| (value.as_array().map_or(value, |items| &items[0]), name)).collect())
}

fn contains_matches(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let outer = matchable(arguments, 1)?;
    if outer.is_empty() {
        return Ok(Value::set(Vec::new()));
    }
    let inner = matchable(arguments, 2)?;
    let mut found = Vec::new();
    for (outer, outer_name) in &outer {
        for (inner, inner_name) in &inner {
            context.work(1)?;
            if is_within(outer, inner)? {
                context.make(3 * size_of::<Value>())?;
                found.push(Value::array(vec![outer_name.clone(), inner_name.clone()]));
            }
        }
    }
    Ok(Value::set(found))
}

fn expand(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let network = network(&arguments[0])?;
    // All of it is accounted for before the first address: a network may have more of them than memory holds.
    let count = hosts(network.prefix).saturating_add(1);
    context.make(usize::try_from(count).unwrap_or(usize::MAX).saturating_mul(64))?;
    let mut addresses = Vec::new();
    for address in network.first..=network.last() {
        context.work(1)?;
        addresses.push(show(address).into());
    }
    Ok(Value::set(addresses))
}

fn intersects(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    context.work(1)?;
    let (left, right) = (network(&arguments[0])?, network(&arguments[1])?);
    Ok((left.contains(right.first) || right.contains(left.first)).into())
}

fn is_valid(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    context.work(1)?;
    Ok(arguments[0].as_str().is_some_and(|text| Network::parse(text).is_some()).into())
}

/// A range of addresses on its way to be merged.
struct Range {
    first: u128,
    last: u128,
    /// How it is written where nothing was merged into it.
    text: Option<String>,
}

/// A network, or an address of IPv4, which stands for the network of its class.
fn mergeable(value: &Value) -> Result<Range, Error> {
    let text = value.as_str().ok_or_else(|| Error::failed("element must be string"))?;
    let written = |address: u128, network: Network| {
        let bits = if network.is_mapped() { network.prefix - 96 } else { network.prefix };
        Range { first: network.first, last: network.last(), text: Some(format!("{}/{bits}", show(address))) }
    };
    let Some(address) = parse_address(text) else {
        let network = network(value)?;
        return Ok(written(network.first, network));
    };
    if !is_mapped(address) {
        return Err(Error::failed("IPv6 invalid: needs prefix length"));
    }
    let bits = match (address as u32) >> 24 {
        0..=127 => 8,
        128..=191 => 16,
        _ => 24,
    };
    let prefix = bits + 96;
    Ok(written(address, Network { first: address & !hosts(prefix), prefix }))
}

fn merge(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let items = match &arguments[0] {
        Value::Array(items) => items.as_slice(),
        Value::Set(set) => set.as_slice(),
        _ => return Err(Error::failed("operand must be an array")),
    };
    context.make(items.len().saturating_mul(96))?;
    let mut ranges = items.iter().map(mergeable).collect::<Result<Vec<_>, _>>()?;
    ranges.sort_by_key(|range| (range.last, range.first));
    let mut merged: Vec<Range> = Vec::new();
    // From the end: what begins not after the end of the one before it is one with that.
    while let Some(range) = ranges.pop() {
        context.work(1)?;
        let before = if range.first == MAPPED { MAPPED } else { range.first.saturating_sub(1) };
        match ranges.last_mut() {
            Some(previous) if before <= previous.last => {
                *previous = Range { first: previous.first.min(range.first), last: range.last, text: None };
            }
            _ => merged.push(range),
        }
    }
    let mut out = Vec::new();
    for range in merged {
        match range.text {
            Some(text) => out.push(text.into()),
            None => cover(context, range.first, range.last, &mut out)?,
        }
    }
    Ok(Value::set(out))
}

/// The fewest networks that make up a range.
fn cover(context: &mut Context<'_>, mut first: u128, last: u128, out: &mut Vec<Value>) -> Result<(), Error> {
    let v4 = is_mapped(first);
    loop {
        context.make(64)?;
        // The largest network that begins here and does not reach too far; of all addresses, where that is wanted.
        let mut prefix = 128 - first.trailing_zeros().min(128);
        while first | hosts(prefix) > last {
            prefix += 1;
        }
        let bits = if v4 { prefix.saturating_sub(96) } else { prefix };
        out.push(format!("{}/{bits}", show(first)).into());
        match (first | hosts(prefix)).checked_add(1) {
            Some(next) if next <= last => first = next,
            _ => return Ok(()),
        }
    }
}

/// The addresses of a host.
fn lookup(context: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let name = operands::string(arguments, 1)?;
    if let Some(address) = parse_address(name) {
        return Ok(Value::set(vec![show(address).into()]));
    }
    if !context.outside.network {
        return Err(Error::without_network("net.lookup_ip_addr"));
    }
    let (sender, receiver) = mpsc::channel();
    let host = name.to_string();
    // The lookup cannot be interrupted: it goes on by itself where it takes too long.
    thread::spawn(move || {
        let found = (host.as_str(), 0).to_socket_addrs();
        // Nobody may be waiting any more.
        let _ = sender.send(found.map(|addresses| addresses.map(|address| address.ip()).collect::<BTreeSet<_>>()));
    });
    let started = Instant::now();
    loop {
        context.check()?;
        match receiver.recv_timeout(Duration::from_millis(20)) {
            Ok(Ok(found)) => return Ok(Value::set(found.into_iter().map(|ip| ip.to_string().into()).collect())),
            Ok(Err(error)) => return Err(Error::failed(format!("lookup {name}: {error}"))),
            Err(mpsc::RecvTimeoutError::Timeout) if started.elapsed() < PATIENCE => {}
            Err(_) => return Err(Error::failed(format!("lookup {name}: no answer"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Outside, function, testing};
    use super::*;

    #[test]
    fn answers_as_opa() {
        testing::check(include_str!("rows/net.jsonl"));
    }

    #[test]
    fn never_makes_more_addresses_than_allowed() {
        for network in ["10.0.0.0/8", "::/0", "0.0.0.0/0"] {
            assert!(matches!(testing::call("net.cidr_expand", &[network.into()]), Err(Error::Halt(_))), "{network}");
        }
    }

    #[test]
    fn looks_up_only_where_allowed() {
        let name = [Value::from("localhost")];
        assert!(matches!(testing::call("net.lookup_ip_addr", &name), Err(Error::Refused(_))));
        let outside = Outside { network: true, ..Outside::default() };
        let found = function("net.lookup_ip_addr").unwrap()(&mut testing::context(&outside), &name).unwrap();
        assert!(found.as_set().is_some_and(|set| !set.is_empty()), "{found}");
    }
}
