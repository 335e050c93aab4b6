//! Algorithms of signatures, RFC 7518, section 3.

use crate::builtins::crypto::Hash;
use crate::builtins::keys::Scheme;

/// How a token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    /// With a secret.
    Code(Hash),
    /// With a private key.
    Key(Scheme),
}

impl Algorithm {
    /// By its name.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        if name == "EdDSA" {
            return Some(Self::Key(Scheme::Ed25519));
        }
        let (hash, length) = match name.get(2..)? {
            "256" => (Hash::Sha256, 32),
            "384" => (Hash::Sha384, 48),
            "512" => (Hash::Sha512, 64),
            _ => return None,
        };
        match name.get(..2)? {
            "HS" => Some(Self::Code(hash)),
            "RS" => Some(Self::Key(Scheme::Rsa(hash))),
            "PS" => Some(Self::Key(Scheme::Pss(hash, Some(length)))),
            "ES" => Some(Self::Key(Scheme::Curve(hash))),
            _ => None,
        }
    }
}
