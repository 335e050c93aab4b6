//! Chains of certificates: is the last one trusted, where the first one is?
//!
//! RFC 5280, section 6, as far and in the way Go's `crypto/x509` goes. Policy constraints are not worked out: a chain
//! with a certificate that requires policies is not trusted.

use std::net::IpAddr;

use super::certificate::Certificate;
use super::extensions::{Subtrees, is_domain};

/// What to check.
#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    /// The host that the last certificate must be for; any if empty.
    pub(super) host: String,
    /// Nanoseconds since 1970.
    pub(super) now_ns: i64,
    /// Extended usages by Go's numbers; for servers if there are none.
    pub(super) usages: Vec<i64>,
}

/// Signatures that are checked at most.
const MAX_CHECKS: usize = 100;
/// Go's number of the extended usage `any`.
const ANY: i64 = 0;
/// Go's number of the extended usage of servers.
const SERVER: i64 = 1;
/// The bit of the key usage of signing certificates.
const SIGNS_CERTIFICATES: i64 = 1 << 5;

/// The chain from the last certificate to the first, the trusted one, by way of those between; none if there is none.
pub(super) fn chain<'a>(all: &'a [Certificate], options: &Options) -> Option<Vec<&'a Certificate>> {
    let [root, between @ .., leaf] = all else { return None };
    let search = Search { root, between, options };
    if !search.is_valid(leaf, &[], false) || !options.host.is_empty() && !is_for_host(leaf, &options.host) {
        return None;
    }
    let mut chains = Vec::new();
    if root.raw == leaf.raw {
        chains.push(vec![leaf]);
    } else {
        let mut checks = 0;
        search.extend(&[leaf], &mut checks, &mut chains);
    }
    let server = [SERVER];
    let usages = if options.usages.is_empty() { &server } else { options.usages.as_slice() };
    chains.into_iter().find(|chain| {
        let policies = chain.iter().any(|certificate| certificate.extensions.require_policy.is_some());
        !policies && (usages.contains(&ANY) || serves(chain, usages)) && keeps_constraints(chain)
    })
}

struct Search<'a, 'o> {
    root: &'a Certificate,
    between: &'a [Certificate],
    options: &'o Options,
}

impl<'a> Search<'a, '_> {
    /// Collects the chains that begin with `chain`.
    fn extend(&self, chain: &[&'a Certificate], checks: &mut usize, chains: &mut Vec<Vec<&'a Certificate>>) {
        let Some(child) = chain.last() else { return };
        let is_issuer = |parent: &&Certificate| parent.raw_subject == child.raw_issuer;
        let mut parents: Vec<&Certificate> = self.between.iter().filter(is_issuer).collect();
        parents.sort_by_key(|parent| {
            let (key, wanted) = (&parent.extensions.subject_key, &child.extensions.authority_key);
            match () {
                () if key == wanted => 0,
                () if key.is_empty() != wanted.is_empty() => 1,
                () => 2,
            }
        });
        let root = Some(self.root).filter(is_issuer);
        for (parent, trusted) in
            root.map(|root| (root, true)).into_iter().chain(parents.into_iter().map(|parent| (parent, false)))
        {
            *checks += 1;
            if *checks > MAX_CHECKS {
                return;
            }
            let usable = !is_in(parent, chain) && is_signed_by(child, parent) && self.is_valid(parent, chain, !trusted);
            if !usable {
                continue;
            }
            let longer: Vec<&Certificate> = chain.iter().copied().chain([parent]).collect();
            if trusted {
                chains.push(longer);
            } else {
                self.extend(&longer, checks, chains);
            }
        }
    }

    /// May the certificate stand above `chain`?
    fn is_valid(&self, certificate: &Certificate, chain: &[&Certificate], between: bool) -> bool {
        let extensions = &certificate.extensions;
        let nanoseconds = |time: &chrono::DateTime<chrono::FixedOffset>| i128::from(time.timestamp()) * 1_000_000_000;
        let now = i128::from(self.options.now_ns);
        let authority = matches!(extensions.authority, Some((true, _)));
        let below = i64::try_from(chain.len()).unwrap_or(i64::MAX) - 1;
        let too_many = extensions.authority.is_some_and(|(_, most)| most >= 0 && below > most);
        let timely = nanoseconds(&certificate.not_before) <= now && now <= nanoseconds(&certificate.not_after);
        extensions.unhandled.is_empty() && timely && (authority || !between) && !too_many
    }
}

/// Is the same subject with the same key and names there already?
fn is_in(certificate: &Certificate, chain: &[&Certificate]) -> bool {
    let names = |certificate: &Certificate| {
        let mut all = certificate.extensions.all.iter();
        all.find(|extension| extension.oid.is(&[2, 5, 29, 17])).map(|extension| extension.value.clone())
    };
    chain.iter().any(|other| {
        other.raw_subject == certificate.raw_subject
            && other.raw_key == certificate.raw_key
            && names(other) == names(certificate)
    })
}

fn is_signed_by(child: &Certificate, parent: &Certificate) -> bool {
    let may_sign = match parent.extensions.authority {
        Some((authority, _)) => authority,
        None => parent.version != 3,
    };
    let usage = parent.extensions.key_usage;
    let (Some(key), Some(scheme)) = (&parent.key, child.signature_algorithm.scheme()) else { return false };
    may_sign && (usage == 0 || usage & SIGNS_CERTIFICATES != 0) && key.verify(scheme, &child.signed, &child.signature)
}

/// Do all certificates that restrict their usage allow one of these?
fn serves(chain: &[&Certificate], usages: &[i64]) -> bool {
    let mut left = usages.to_vec();
    for certificate in chain.iter().rev() {
        let extensions = &certificate.extensions;
        let free = extensions.usages.is_empty() && extensions.unknown_usages.is_empty();
        if !free && !extensions.usages.contains(&ANY) {
            left.retain(|usage| extensions.usages.contains(usage));
        }
    }
    !left.is_empty()
}

fn is_for_host(certificate: &Certificate, host: &str) -> bool {
    let names = &certificate.extensions.names;
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    if let Ok(address) = address.parse::<IpAddr>() {
        return names
            .addresses
            .iter()
            .any(|bytes| ip(bytes).is_some_and(|ip| ip.to_canonical() == address.to_canonical()));
    }
    let host = host.to_ascii_lowercase();
    names.hosts.iter().any(|pattern| {
        let pattern = pattern.to_ascii_lowercase();
        if is_host(&host, false) && is_host(&pattern, true) {
            let host = host.strip_suffix('.').unwrap_or(&host);
            match pattern.strip_prefix("*.") {
                Some(rest) => host.split_once('.').is_some_and(|(_, domain)| domain == rest),
                None => host == pattern,
            }
        } else {
            !host.is_empty() && host != "." && host == pattern
        }
    })
}

fn ip(bytes: &[u8]) -> Option<IpAddr> {
    let four = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    four.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok()
}

/// May it be the name of a host, or a pattern of such?
fn is_host(text: &str, pattern: bool) -> bool {
    let text = if pattern { text } else { text.strip_suffix('.').unwrap_or(text) };
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    text != "*"
        && text.split('.').enumerate().all(|(at, label)| {
            let wildcard = pattern && at == 0 && label == "*";
            wildcard || !label.is_empty() && !label.starts_with('-') && label.bytes().all(allowed)
        })
}

/// Do the names of certificates keep to the constraints of those above them?
fn keeps_constraints(chain: &[&Certificate]) -> bool {
    chain.iter().enumerate().all(|(at, certificate)| {
        chain[at + 1..].iter().all(|above| {
            let (permitted, excluded) = (&above.extensions.permitted, &above.extensions.excluded);
            allowed(certificate, permitted, excluded)
        })
    })
}

fn allowed(certificate: &Certificate, permitted: &Subtrees, excluded: &Subtrees) -> bool {
    let constrains = |trees: &Subtrees| {
        !(trees.hosts.is_empty() && trees.emails.is_empty() && trees.ranges.is_empty() && trees.domains.is_empty())
    };
    if !constrains(permitted) && !constrains(excluded) {
        return true;
    }
    let names = &certificate.extensions.names;
    let hosts = names.hosts.iter().all(|name| {
        let wild = name.strip_prefix('*').map(str::to_ascii_lowercase);
        let below = |tree: &String| {
            wild.as_ref().is_some_and(|wild| {
                tree.to_ascii_lowercase().ends_with(wild.as_str())
                    && tree.split_once('.').is_some_and(|(_, rest)| format!(".{}", rest.to_ascii_lowercase()) == *wild)
            })
        };
        is_domain(name, false)
            && (permitted.hosts.is_empty() || permitted.hosts.iter().any(|tree| is_under(tree, name)))
            && !excluded.hosts.iter().any(|tree| is_under(tree, name) || below(tree))
    });
    let urls = names.urls.iter().all(|url| {
        let host = url.host.to_ascii_lowercase();
        let host = if host.ends_with(']') { host.as_str() } else { host.split(':').next().unwrap_or_default() };
        !host.is_empty()
            && !host.starts_with('[')
            && host.parse::<IpAddr>().is_err()
            && (permitted.domains.is_empty() || permitted.domains.iter().any(|tree| is_under(tree, host)))
            && !excluded.domains.iter().any(|tree| is_under(tree, host))
    });
    let emails = names.emails.iter().all(|email| {
        let Some((local, domain)) = email.rsplit_once('@').filter(|(local, _)| !local.is_empty()) else { return false };
        let under = |tree: &String| match tree.rsplit_once('@') {
            Some((wanted, at)) => wanted == local && at.eq_ignore_ascii_case(domain),
            None => is_under(tree, domain),
        };
        (permitted.emails.is_empty() || permitted.emails.iter().any(under)) && !excluded.emails.iter().any(under)
    });
    let addresses = names.addresses.iter().all(|address| {
        let within = |(ip, mask): &(Vec<u8>, Vec<u8>)| {
            ip.len() == address.len()
                && ip.iter().zip(mask).zip(address).all(|((ip, mask), byte)| ip & mask == byte & mask)
        };
        (permitted.ranges.is_empty() || permitted.ranges.iter().any(within)) && !excluded.ranges.iter().any(within)
    });
    hosts && urls && emails && addresses
}

/// Is the name the constraint's, or below it? A constraint that begins with a dot means only what is below.
fn is_under(constraint: &str, name: &str) -> bool {
    let (constraint, name) = (constraint.to_ascii_lowercase(), name.to_ascii_lowercase());
    match name.strip_suffix(constraint.as_str()) {
        Some(rest) => rest.is_empty() || constraint.is_empty() || constraint.starts_with('.') || rest.ends_with('.'),
        None => false,
    }
}
