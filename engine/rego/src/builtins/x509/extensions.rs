//! Extensions of certificates, RFC 5280, section 4.2.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::{list, oid, texts};
use crate::builtins::Error;
use crate::builtins::bytes::base64;
use crate::builtins::der::{BOOLEAN, INTEGER, OCTET_STRING, Oid, Reader, SEQUENCE, context, explicit};
use crate::builtins::url::Url;
use crate::value::Value;

fn fail(what: &str) -> Error {
    Error::failed(format!("x509: {what}"))
}

/// The error for an extension that is malformed.
fn invalid(what: &str) -> impl Fn() -> Error + Copy {
    move || fail(&format!("invalid {what}"))
}

/// An extension as it stands.
#[derive(Clone, Debug)]
pub(super) struct Extension {
    pub(super) oid: Oid,
    pub(super) critical: bool,
    pub(super) value: Vec<u8>,
}

impl Extension {
    /// Reads the content of an extension.
    pub(super) fn read(mut reader: Reader<'_>) -> Result<Self, Error> {
        let oid = reader.small_oid().ok_or_else(|| fail("malformed extension OID field"))?;
        let critical =
            reader.at(BOOLEAN) && { reader.boolean().ok_or_else(|| fail("malformed extension critical field"))? };
        let value = reader.content(OCTET_STRING).ok_or_else(|| fail("malformed extension value field"))?;
        Ok(Self { oid, critical, value: value.to_vec() })
    }

    /// As Go writes its struct in JSON.
    pub(super) fn as_go(&self) -> Value {
        Value::record([
            ("Critical", Value::Bool(self.critical)),
            ("Id", oid(&self.oid)),
            ("Value", Value::from(base64(&self.value))),
        ])
    }
}

/// Alternative names.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pub(super) hosts: Vec<String>,
    pub(super) emails: Vec<String>,
    /// 4 or 16 bytes each.
    pub(super) addresses: Vec<Vec<u8>>,
    pub(super) urls: Vec<Url>,
}

impl Names {
    /// Reads the value of the extension of alternative names.
    pub(super) fn read(value: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader(value).inside(SEQUENCE).ok_or_else(invalid("subject alternative names"))?;
        let mut names = Self::default();
        while !reader.is_empty() {
            let name = reader.any().ok_or_else(invalid("subject alternative name"))?;
            let text = |kind: &str| ascii(name.content).ok_or_else(|| fail(&format!("SAN {kind} is malformed")));
            match name.tag ^ 0x80 {
                1 => names.emails.push(text("rfc822Name")?),
                2 => names.hosts.push(text("dNSName")?),
                6 => {
                    let text = text("uniformResourceIdentifier")?;
                    let wrong = |why: &str| fail(&format!("cannot parse URI \"{text}\": {why}"));
                    let url = Url::parse(&text).map_err(|error| wrong(&error.to_string()))?;
                    if !is_domain(&url.host, false) {
                        return Err(wrong("invalid domain"));
                    }
                    names.urls.push(url);
                }
                7 if matches!(name.content.len(), 4 | 16) => names.addresses.push(name.content.to_vec()),
                7 => return Err(fail(&format!("cannot parse IP address of length {}", name.content.len()))),
                _ => {}
            }
        }
        Ok(names)
    }

    fn is_empty(&self) -> bool {
        self.hosts.is_empty() && self.emails.is_empty() && self.addresses.is_empty() && self.urls.is_empty()
    }

    /// As the fields of Go's struct.
    pub(super) fn as_go(&self) -> [(&'static str, Value); 4] {
        [
            ("DNSNames", texts(&self.hosts)),
            ("EmailAddresses", texts(&self.emails)),
            ("IPAddresses", list(self.addresses.iter().map(|bytes| address(bytes)).collect())),
            ("URIs", list(self.urls.iter().map(Url::as_go).collect())),
        ]
    }
}

/// Names that a constraint speaks of.
#[derive(Clone, Debug, Default)]
pub(super) struct Subtrees {
    pub(super) hosts: Vec<String>,
    pub(super) emails: Vec<String>,
    /// Address and mask.
    pub(super) ranges: Vec<(Vec<u8>, Vec<u8>)>,
    pub(super) domains: Vec<String>,
}

impl Subtrees {
    /// Reads subtrees; tells also whether there are names of kinds it does not know.
    fn read(mut reader: Reader<'_>) -> Result<(Self, bool), Error> {
        let mut trees = Self::default();
        let mut unknown = false;
        while !reader.is_empty() {
            let name = reader.inside(SEQUENCE).and_then(|mut tree| tree.any());
            let name = name.ok_or_else(invalid("NameConstraints extension"))?;
            let text = || ascii(name.content).ok_or_else(|| fail("invalid constraint value: not ASCII"));
            let wrong = |kind: &str, text: &str| fail(&format!("failed to parse {kind} constraint \"{text}\""));
            match name.tag {
                0x81 => {
                    let text = text()?;
                    let domain = text.rsplit_once('@').map_or(text.as_str(), |(_, domain)| domain);
                    if !is_domain(domain, true) {
                        return Err(wrong("rfc822Name", &text));
                    }
                    trees.emails.push(text);
                }
                0x82 => {
                    let text = text()?;
                    if !is_domain(&text, true) {
                        return Err(wrong("dnsName", &text));
                    }
                    trees.hosts.push(text);
                }
                0x86 => {
                    let text = text()?;
                    if text.parse::<std::net::IpAddr>().is_ok() {
                        return Err(fail(&format!("failed to parse URI constraint \"{text}\": cannot be IP address")));
                    }
                    if !is_domain(&text, true) {
                        return Err(wrong("URI", &text));
                    }
                    trees.domains.push(text);
                }
                0x87 => trees.ranges.push(range(name.content)?),
                _ => unknown = true,
            }
        }
        Ok((trees, unknown))
    }

    fn as_go(&self, names: [&'static str; 4]) -> [(&'static str, Value); 4] {
        let range =
            |(ip, mask): &(Vec<u8>, Vec<u8>)| Value::record([("IP", address(ip)), ("Mask", Value::from(base64(mask)))]);
        let ranges = list(self.ranges.iter().map(range).collect());
        let [hosts, emails, ips, domains] = names;
        [(hosts, texts(&self.hosts)), (emails, texts(&self.emails)), (ips, ranges), (domains, texts(&self.domains))]
    }
}

fn range(bytes: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Error> {
    if !matches!(bytes.len(), 8 | 32) {
        return Err(fail(&format!("IP constraint contained value of length {}", bytes.len())));
    }
    let (ip, mask) = bytes.split_at(bytes.len() / 2);
    let bits = mask.iter().fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte)) << (128 - 8 * mask.len());
    if bits.leading_ones() != bits.count_ones() {
        return Err(fail(&format!("IP constraint contained invalid mask {}", crate::builtins::bytes::hex(mask))));
    }
    Ok((ip.to_vec(), mask.to_vec()))
}

/// An IP address as text.
fn address(bytes: &[u8]) -> Value {
    if let Ok(bytes) = <[u8; 4]>::try_from(bytes) {
        return Value::from(Ipv4Addr::from(bytes).to_string());
    }
    let ip = <[u8; 16]>::try_from(bytes).map(Ipv6Addr::from).unwrap_or(Ipv6Addr::UNSPECIFIED);
    Value::from(ip.to_ipv4_mapped().map_or_else(|| ip.to_string(), |ip| ip.to_string()))
}

fn ascii(bytes: &[u8]) -> Option<String> {
    bytes.is_ascii().then(|| bytes.iter().map(|byte| *byte as char).collect())
}

/// May it be the name of a domain? A constraint may begin with a dot.
pub(super) fn is_domain(text: &str, constraint: bool) -> bool {
    if text.is_empty() {
        return true;
    }
    let name = if constraint { text.strip_prefix('.').unwrap_or(text) } else { text };
    name.split('.').all(|label| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_graphic()))
}

/// What the extensions of a certificate say.
#[derive(Clone, Debug, Default)]
pub(super) struct Extensions {
    pub(super) all: Vec<Extension>,
    /// Those that are critical and not understood.
    pub(super) unhandled: Vec<Oid>,
    pub(super) key_usage: i64,
    /// Is it an authority, and how many may stand below it? -1 for any number.
    pub(super) authority: Option<(bool, i64)>,
    pub(super) names: Names,
    pub(super) permitted: Subtrees,
    pub(super) excluded: Subtrees,
    constraints_critical: bool,
    revocation_lists: Vec<String>,
    pub(super) authority_key: Vec<u8>,
    pub(super) subject_key: Vec<u8>,
    /// Extended usages by Go's numbers.
    pub(super) usages: Vec<i64>,
    pub(super) unknown_usages: Vec<Oid>,
    pub(super) require_policy: Option<i64>,
    inhibit_mapping: Option<i64>,
    inhibit_any: Option<i64>,
    policies: Option<Vec<Oid>>,
    mappings: Vec<(Oid, Oid)>,
    ocsp_servers: Vec<String>,
    issuers: Vec<String>,
}

/// Extended key usages, in the order of Go's numbers.
const USAGES: [&[u128]; 14] = [
    &[2, 5, 29, 37, 0],
    &[1, 3, 6, 1, 5, 5, 7, 3, 1],
    &[1, 3, 6, 1, 5, 5, 7, 3, 2],
    &[1, 3, 6, 1, 5, 5, 7, 3, 3],
    &[1, 3, 6, 1, 5, 5, 7, 3, 4],
    &[1, 3, 6, 1, 5, 5, 7, 3, 5],
    &[1, 3, 6, 1, 5, 5, 7, 3, 6],
    &[1, 3, 6, 1, 5, 5, 7, 3, 7],
    &[1, 3, 6, 1, 5, 5, 7, 3, 8],
    &[1, 3, 6, 1, 5, 5, 7, 3, 9],
    &[1, 3, 6, 1, 4, 1, 311, 10, 3, 3],
    &[2, 16, 840, 1, 113730, 4, 1],
    &[1, 3, 6, 1, 4, 1, 311, 2, 1, 22],
    &[1, 3, 6, 1, 4, 1, 311, 61, 1, 1],
];

const ACCESS: &[u128] = &[1, 3, 6, 1, 5, 5, 7, 1, 1];

impl Extensions {
    /// Reads the values of extensions.
    pub(super) fn read(all: Vec<Extension>) -> Result<Self, Error> {
        let mut read = Self::default();
        for extension in &all {
            let handled = match extension.oid.0.as_slice() {
                [2, 5, 29, number] => read.standard(*number, extension)?,
                ACCESS => read.access(extension).map(|()| true)?,
                _ => false,
            };
            if extension.critical && !handled {
                read.unhandled.push(extension.oid.clone());
            }
        }
        read.all = all;
        Ok(read)
    }

    /// Reads an extension below 2.5.29; tells whether it is understood.
    fn standard(&mut self, number: u128, extension: &Extension) -> Result<bool, Error> {
        let mut value = Reader(&extension.value);
        match number {
            14 => {
                if extension.critical {
                    return Err(fail("subject key identifier incorrectly marked critical"));
                }
                let key = value.content(OCTET_STRING).ok_or_else(invalid("subject key identifier"))?;
                self.subject_key = key.to_vec();
            }
            15 => {
                let bits = value.bits().ok_or_else(invalid("key usage"))?;
                self.key_usage = (0..9).filter(|at| bits.has(*at)).map(|at| 1 << at).sum();
            }
            17 => {
                self.names = Names::read(&extension.value)?;
                return Ok(!self.names.is_empty());
            }
            19 => self.authority = Some(basic_constraints(value).ok_or_else(invalid("basic constraints"))?),
            30 => return self.name_constraints(value, extension.critical),
            31 => {
                let lists = value.inside(SEQUENCE).ok_or_else(invalid("CRL distribution points"))?;
                self.revocation_lists = revocation_lists(lists).ok_or_else(invalid("CRL distribution point"))?;
            }
            32 => self.policies = Some(policies(value).ok_or_else(invalid("certificate policies"))?),
            33 => {
                let error = invalid("policy mappings extension");
                let mut pairs = value.inside(SEQUENCE).ok_or_else(error)?;
                while !pairs.is_empty() {
                    let pair = pairs.inside(SEQUENCE).and_then(|mut pair| Some((pair.oid()?, pair.oid()?)));
                    self.mappings.push(pair.ok_or_else(error)?);
                }
            }
            35 => {
                if extension.critical {
                    return Err(fail("authority key identifier incorrectly marked critical"));
                }
                let error = invalid("authority key identifier");
                let mut inside = value.inside(SEQUENCE).ok_or_else(error)?;
                let key = inside.optional(context(0)).ok_or_else(error)?;
                self.authority_key = key.map(|key| key.0.to_vec()).unwrap_or_default();
            }
            36 => {
                let constraints = policy_constraints(value).ok_or_else(invalid("policy constraints extension"))?;
                (self.require_policy, self.inhibit_mapping) = constraints;
            }
            37 => {
                let error = invalid("extended key usages");
                let mut usages = value.inside(SEQUENCE).ok_or_else(error)?;
                while !usages.is_empty() {
                    let usage = usages.small_oid().ok_or_else(error)?;
                    match (0_i64..).zip(USAGES).find(|(_, known)| usage.is(known)) {
                        Some((number, _)) => self.usages.push(number),
                        None => self.unknown_usages.push(usage),
                    }
                }
            }
            54 => {
                let number = value.integer().and_then(|number| i64::try_from(number).ok());
                self.inhibit_any = Some(number.ok_or_else(invalid("inhibit any policy extension"))?);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn name_constraints(&mut self, mut value: Reader<'_>, critical: bool) -> Result<bool, Error> {
        let mut parts = || {
            let mut inside = value.inside(SEQUENCE)?;
            let parts = (inside.optional(explicit(0))?, inside.optional(explicit(1))?);
            (value.is_empty() && inside.is_empty()).then_some(parts)
        };
        let (permitted, excluded) = parts().ok_or_else(invalid("NameConstraints extension"))?;
        let (permitted, excluded) = (permitted.unwrap_or(Reader(&[])), excluded.unwrap_or(Reader(&[])));
        if permitted.is_empty() && excluded.is_empty() {
            return Err(fail("empty name constraints extension"));
        }
        let (permitted, unknown) = Subtrees::read(permitted)?;
        let (excluded, unknown_too) = Subtrees::read(excluded)?;
        (self.permitted, self.excluded) = (permitted, excluded);
        self.constraints_critical = critical;
        Ok(!unknown && !unknown_too)
    }

    /// Reads where the issuer is found.
    fn access(&mut self, extension: &Extension) -> Result<(), Error> {
        if extension.critical {
            return Err(fail("authority info access incorrectly marked critical"));
        }
        let error = invalid("authority info access");
        let mut places = Reader(&extension.value).inside(SEQUENCE).ok_or_else(error)?;
        while !places.is_empty() {
            let mut place = places.inside(SEQUENCE).ok_or_else(error)?;
            let method = place.small_oid().ok_or_else(error)?;
            let Some(url) = place.optional(context(6)).ok_or_else(error)? else { continue };
            let url = String::from_utf8_lossy(url.0).into_owned();
            match method.0.as_slice() {
                [1, 3, 6, 1, 5, 5, 7, 48, 1] => self.ocsp_servers.push(url),
                [1, 3, 6, 1, 5, 5, 7, 48, 2] => self.issuers.push(url),
                _ => {}
            }
        }
        Ok(())
    }

    /// As the fields of Go's struct.
    pub(super) fn as_go(&self) -> Vec<(&'static str, Value)> {
        let optional = |bytes: &[u8]| if bytes.is_empty() { Value::Null } else { Value::from(base64(bytes)) };
        let oids = |all: &[Oid]| list(all.iter().map(oid).collect());
        let dotted = |oid: &Oid| Value::from(oid.to_string());
        let mapping = |(issuer, subject): &(Oid, Oid)| {
            Value::record([("IssuerDomainPolicy", dotted(issuer)), ("SubjectDomainPolicy", dotted(subject))])
        };
        let policies = self.policies.as_deref();
        let small = |all: &[Oid]| Value::array(all.iter().filter(|oid| oid.is_small()).map(oid).collect());
        let (authority, path) = self.authority.unwrap_or((false, 0));
        let mut fields = vec![
            ("AuthorityKeyId", optional(&self.authority_key)),
            ("BasicConstraintsValid", Value::Bool(self.authority.is_some())),
            ("CRLDistributionPoints", texts(&self.revocation_lists)),
            ("ExtKeyUsage", list(self.usages.iter().map(|usage| Value::from(*usage)).collect())),
            ("Extensions", list(self.all.iter().map(Extension::as_go).collect())),
            ("ExtraExtensions", Value::Null),
            ("IsCA", Value::Bool(authority)),
            ("IssuingCertificateURL", texts(&self.issuers)),
            ("KeyUsage", Value::from(self.key_usage)),
            ("MaxPathLen", Value::from(path)),
            ("MaxPathLenZero", Value::Bool(self.authority.is_some() && path == 0)),
            ("OCSPServer", texts(&self.ocsp_servers)),
            ("PermittedDNSDomainsCritical", Value::Bool(self.constraints_critical)),
            ("Policies", policies.map_or(Value::Null, |all| list(all.iter().map(dotted).collect()))),
            ("PolicyIdentifiers", policies.map_or(Value::Null, small)),
            ("PolicyMappings", list(self.mappings.iter().map(mapping).collect())),
            ("SubjectKeyId", optional(&self.subject_key)),
            ("UnhandledCriticalExtensions", oids(&self.unhandled)),
            ("UnknownExtKeyUsage", oids(&self.unknown_usages)),
        ];
        for (number, name, zero) in [
            (self.inhibit_any, "InhibitAnyPolicy", "InhibitAnyPolicyZero"),
            (self.inhibit_mapping, "InhibitPolicyMapping", "InhibitPolicyMappingZero"),
            (self.require_policy, "RequireExplicitPolicy", "RequireExplicitPolicyZero"),
        ] {
            fields.push((name, Value::from(number.unwrap_or(0))));
            fields.push((zero, Value::Bool(number == Some(0))));
        }
        fields.extend(self.names.as_go());
        let names = ["PermittedDNSDomains", "PermittedEmailAddresses", "PermittedIPRanges", "PermittedURIDomains"];
        fields.extend(self.permitted.as_go(names));
        let names = ["ExcludedDNSDomains", "ExcludedEmailAddresses", "ExcludedIPRanges", "ExcludedURIDomains"];
        fields.extend(self.excluded.as_go(names));
        fields
    }
}

fn basic_constraints(mut value: Reader<'_>) -> Option<(bool, i64)> {
    let mut inside = value.inside(SEQUENCE)?;
    let authority = inside.at(BOOLEAN).then(|| inside.boolean());
    let authority = authority.unwrap_or(Some(false))?;
    if !inside.at(INTEGER) {
        return Some((authority, -1));
    }
    Some((authority, i64::try_from(inside.natural()?).ok()?))
}

fn revocation_lists(mut points: Reader<'_>) -> Option<Vec<String>> {
    let mut urls = Vec::new();
    while !points.is_empty() {
        let mut point = points.inside(SEQUENCE)?;
        let Some(mut name) = point.optional(explicit(0))? else { continue };
        let mut names = name.inside(explicit(0))?;
        while names.at(context(6)) {
            urls.push(String::from_utf8_lossy(names.content(context(6))?).into_owned());
        }
    }
    Some(urls)
}

fn policies(mut value: Reader<'_>) -> Option<Vec<Oid>> {
    let mut inside = value.inside(SEQUENCE)?;
    let mut policies = Vec::new();
    while !inside.is_empty() {
        let policy = inside.inside(SEQUENCE)?.oid()?;
        if policies.contains(&policy) {
            return None;
        }
        policies.push(policy);
    }
    Some(policies)
}

fn policy_constraints(mut value: Reader<'_>) -> Option<(Option<i64>, Option<i64>)> {
    let mut inside = value.inside(SEQUENCE)?;
    let mut number = |tag: u8| {
        if !inside.at(tag) {
            return Some(None);
        }
        inside.integer_tagged(tag).and_then(|number| i64::try_from(number).ok()).map(Some)
    };
    Some((number(context(0))?, number(context(1))?))
}
