//! Algorithms that certificates are signed with.

use crate::builtins::crypto::Hash;
use crate::builtins::der::{Oid, Reader, SEQUENCE, explicit};
use crate::builtins::keys::{Algorithm, Scheme};

/// Go's number of an algorithm, 0 for those it does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SignatureAlgorithm(u8);

/// The algorithms of Go's `SignatureAlgorithm`, those without parameters to tell.
const PLAIN: [(&[u128], u8); 14] = [
    (&[1, 2, 840, 113549, 1, 1, 4], 2),
    (&[1, 2, 840, 113549, 1, 1, 5], 3),
    (&[1, 3, 14, 3, 2, 29], 3),
    (&[1, 2, 840, 113549, 1, 1, 11], 4),
    (&[1, 2, 840, 113549, 1, 1, 12], 5),
    (&[1, 2, 840, 113549, 1, 1, 13], 6),
    (&[1, 2, 840, 10040, 4, 3], 7),
    (&[2, 16, 840, 1, 101, 3, 4, 3, 2], 8),
    (&[1, 2, 840, 10045, 4, 1], 9),
    (&[1, 2, 840, 10045, 4, 3, 2], 10),
    (&[1, 2, 840, 10045, 4, 3, 3], 11),
    (&[1, 2, 840, 10045, 4, 3, 4], 12),
    (&[1, 3, 101, 112], 16),
    (PSS, 0),
];

const PSS: &[u128] = &[1, 2, 840, 113549, 1, 1, 10];

impl SignatureAlgorithm {
    /// The one that is named.
    pub(super) fn of(algorithm: &Algorithm<'_>) -> Self {
        if algorithm.oid.is(PSS) {
            return Self(pss(algorithm.parameters).unwrap_or(0));
        }
        let known = PLAIN.into_iter().find(|(oid, _)| algorithm.oid.is(oid)).map_or(0, |(_, number)| number);
        Self(if known == 16 && !algorithm.parameters.is_empty() { 0 } else { known })
    }

    pub(super) fn number(self) -> i64 {
        i64::from(self.0)
    }

    /// How to check a signature; none for what is unknown or insecure: MD5, SHA-1, DSA.
    pub(super) fn scheme(self) -> Option<Scheme> {
        match self.0 {
            4 => Some(Scheme::Rsa(Hash::Sha256)),
            5 => Some(Scheme::Rsa(Hash::Sha384)),
            6 => Some(Scheme::Rsa(Hash::Sha512)),
            10 => Some(Scheme::CurveDer(Hash::Sha256)),
            11 => Some(Scheme::CurveDer(Hash::Sha384)),
            12 => Some(Scheme::CurveDer(Hash::Sha512)),
            13 => Some(Scheme::Pss(Hash::Sha256, Some(32))),
            14 => Some(Scheme::Pss(Hash::Sha384, Some(48))),
            15 => Some(Scheme::Pss(Hash::Sha512, Some(64))),
            16 => Some(Scheme::Ed25519),
            _ => None,
        }
    }
}

/// The algorithm of PSS parameters: known where both hashes are the same and the salt is as long as they are.
fn pss(parameters: &[u8]) -> Option<u8> {
    let mut reader = Reader(parameters).inside(SEQUENCE)?;
    let hash = hash(&mut reader.inside(explicit(0))?)?;
    let mut generator = reader.inside(explicit(1))?.inside(SEQUENCE)?;
    if !generator.oid()?.is(&[1, 2, 840, 113549, 1, 1, 8]) || self::hash(&mut generator)? != hash {
        return None;
    }
    let salt = u32::try_from(reader.inside(explicit(2))?.integer()?).ok()?;
    let trailer = match reader.optional(explicit(3))? {
        Some(mut trailer) => u32::try_from(trailer.integer()?).ok()?,
        None => 1,
    };
    let known = [(1, 32, 13), (2, 48, 14), (3, 64, 15)];
    let known =
        known.into_iter().find(|(last, size, _)| hash.is(&[2, 16, 840, 1, 101, 3, 4, 2, *last]) && salt == *size);
    known.filter(|_| trailer == 1).map(|(_, _, number)| number)
}

/// A hash without parameters, or with the null parameter.
fn hash(reader: &mut Reader<'_>) -> Option<Oid> {
    let mut inside = reader.inside(SEQUENCE)?;
    let oid = inside.oid()?;
    matches!(inside.0, [] | [5, 0]).then_some(oid)
}
