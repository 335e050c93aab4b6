//! Signatures with RSA, RFC 8017: PKCS #1 version 1.5 and PSS.
//!
//! Signing takes a time that depends on the key: it serves policies that sign tokens of their own, not servers that
//! sign for strangers.

use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::One;

use super::curve::padded;
use crate::builtins::crypto::Hash;

/// Bits below which Go finds a key insecure.
const MIN_BITS: u64 = 1024;
/// Bits above which computing would take too long.
const MAX_BITS: u64 = 16384;

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::builtins) struct Public {
    /// The modulus.
    pub(in crate::builtins) n: BigUint,
    /// The exponent, at most 31 bits.
    pub(in crate::builtins) e: BigUint,
}

/// A private key of two primes.
#[derive(Clone, Debug)]
pub(in crate::builtins) struct Private {
    pub(in crate::builtins) public: Public,
    /// The private exponent.
    pub(in crate::builtins) d: BigUint,
    pub(in crate::builtins) p: BigUint,
    pub(in crate::builtins) q: BigUint,
    /// d mod (p - 1).
    pub(in crate::builtins) dp: BigUint,
    /// d mod (q - 1).
    pub(in crate::builtins) dq: BigUint,
    /// The inverse of q modulo p.
    pub(in crate::builtins) qinv: BigUint,
}

impl Private {
    /// The key of these numbers; none if they do not belong together.
    pub(in crate::builtins) fn new(public: Public, d: BigUint, p: BigUint, q: BigUint) -> Option<Self> {
        let one = BigUint::one();
        if p <= one || q <= one || &p * &q != public.n || public.n.bits() > MAX_BITS {
            return None;
        }
        let (p1, q1) = (&p - &one, &q - &one);
        let inverse = |modulus: &BigUint| (&public.e * &d) % modulus == &one % modulus;
        if !inverse(&p1) || !inverse(&q1) {
            return None;
        }
        let qinv = q.modinv(&p)?;
        let (dp, dq) = (&d % &p1, &d % &q1);
        Some(Self { public, d, p, q, dp, dq, qinv })
    }

    /// Signs what has this digest.
    pub(super) fn sign(&self, digest: &[u8], hash: Hash, pss: bool) -> Option<Vec<u8>> {
        if !self.public.is_sound() {
            return None;
        }
        let size = self.public.size();
        let message = if pss {
            // The salt of PSS need not be random: RFC 8017, section 9.1. This one is a function of key and message.
            let salt = hash.authenticate(&self.d.to_bytes_be(), digest);
            pss_encoded(digest, &salt, hash, self.public.n.bits() - 1)?
        } else {
            encoded(digest, hash, size)?
        };
        let message = BigUint::from_bytes_be(&message);
        // By the Chinese remainder theorem.
        let (left, right) = (message.modpow(&self.dp, &self.p), message.modpow(&self.dq, &self.q));
        let difference = (&left + &self.p - &right % &self.p) % &self.p;
        let signature = right + (difference * &self.qinv % &self.p) * &self.q;
        padded(&signature, size)
    }
}

impl Public {
    fn size(&self) -> usize {
        self.n.bits().div_ceil(8) as usize
    }

    /// May it be used? Go refuses short moduli, even ones and exponents that are no odd number of 31 bits.
    fn is_sound(&self) -> bool {
        let bits = self.n.bits();
        (MIN_BITS..=MAX_BITS).contains(&bits)
            && self.n.is_odd()
            && self.e.is_odd()
            && !self.e.is_one()
            && self.e.bits() <= 31
    }

    /// What the signature holds, as many bytes as the modulus has.
    fn open(&self, signature: &[u8]) -> Option<Vec<u8>> {
        let number = BigUint::from_bytes_be(signature);
        if !self.is_sound() || signature.len() != self.size() || number >= self.n {
            return None;
        }
        padded(&number.modpow(&self.e, &self.n), self.size())
    }

    /// Is this the signature by PKCS #1 version 1.5 of what has this digest?
    pub(super) fn verify(&self, digest: &[u8], signature: &[u8], hash: Hash) -> bool {
        let opened = self.open(signature);
        opened.is_some() && opened == encoded(digest, hash, self.size())
    }

    /// Is this the signature by PSS? The salt may have any length, or must have `salt` bytes.
    pub(super) fn verify_pss(&self, digest: &[u8], signature: &[u8], hash: Hash, salt: Option<usize>) -> bool {
        let verified = || {
            let bits = self.n.bits() - 1;
            let opened = self.open(signature)?;
            let size = bits.div_ceil(8) as usize;
            let (zeros, message) = opened.split_at(opened.len() - size);
            let length = digest.len();
            let (masked, rest) = message.split_at_checked(size.checked_sub(length + 1)?)?;
            let (digest_found, trailer) = rest.split_at(length);
            if zeros.iter().any(|byte| *byte != 0) || trailer != [0xbc] {
                return None;
            }
            let unused = 8 * size as u64 - bits;
            let first = masked.first()?;
            if u16::from(*first) >> (8 - unused) != 0 {
                return None;
            }
            let mut block = xor(masked, &mask(digest_found, masked.len(), hash));
            block[0] &= 0xff >> unused;
            let one = block.iter().position(|byte| *byte != 0)?;
            let found = &block[one + 1..];
            if block[one] != 1 || salt.is_some_and(|salt| salt != found.len()) {
                return None;
            }
            (hash.digest(&[&[0; 8], digest, found].concat()) == digest_found).then_some(())
        };
        verified().is_some()
    }
}

/// The encoding EMSA-PKCS1-v1_5, RFC 8017, section 9.2.
fn encoded(digest: &[u8], hash: Hash, size: usize) -> Option<Vec<u8>> {
    let prefix: &[u8] = match hash {
        Hash::Md5 => &[0x30, 0x20, 0x30, 0x0c, 6, 8, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5, 5, 0, 4, 0x10],
        Hash::Sha1 => &[0x30, 0x21, 0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0, 4, 0x14],
        Hash::Sha256 => &[0x30, 0x31, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 0x20],
        Hash::Sha384 => &[0x30, 0x41, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2, 5, 0, 4, 0x30],
        Hash::Sha512 => &[0x30, 0x51, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3, 5, 0, 4, 0x40],
    };
    let padding = size.checked_sub(prefix.len() + digest.len() + 3).filter(|padding| *padding >= 8)?;
    Some([&[0, 1], vec![0xff; padding].as_slice(), &[0], prefix, digest].concat())
}

/// The encoding EMSA-PSS, RFC 8017, section 9.1.1.
fn pss_encoded(digest: &[u8], salt: &[u8], hash: Hash, bits: u64) -> Option<Vec<u8>> {
    let size = bits.div_ceil(8) as usize;
    let padding = size.checked_sub(digest.len() + salt.len() + 2)?;
    let digest = hash.digest(&[&[0; 8], digest, salt].concat());
    let block = [vec![0; padding].as_slice(), &[1], salt].concat();
    let mut masked = xor(&block, &mask(&digest, block.len(), hash));
    masked[0] &= 0xff >> (8 * size as u64 - bits);
    Some([masked.as_slice(), &digest, &[0xbc]].concat())
}

/// The mask MGF1, RFC 8017, appendix B.2.1.
fn mask(seed: &[u8], length: usize, hash: Hash) -> Vec<u8> {
    let block = |counter: u32| hash.digest(&[seed, &counter.to_be_bytes()].concat());
    (0_u32..).flat_map(block).take(length).collect()
}

fn xor(left: &[u8], right: &[u8]) -> Vec<u8> {
    left.iter().zip(right).map(|(left, right)| left ^ right).collect()
}
