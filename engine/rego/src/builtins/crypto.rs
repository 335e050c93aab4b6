//! Digests and message authentication codes: `crypto.md5`, `crypto.hmac.*` and their like.

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::bytes::hex;
use super::operands::string;
use super::{Answer, Context, Error, Function};
use crate::value::Value;

pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("crypto.hmac.equal", hmac_equal),
    ("crypto.hmac.md5", |context, arguments| keyed(context, arguments, Hash::Md5)),
    ("crypto.hmac.sha1", |context, arguments| keyed(context, arguments, Hash::Sha1)),
    ("crypto.hmac.sha256", |context, arguments| keyed(context, arguments, Hash::Sha256)),
    ("crypto.hmac.sha512", |context, arguments| keyed(context, arguments, Hash::Sha512)),
    ("crypto.md5", |context, arguments| plain(context, arguments, Hash::Md5)),
    ("crypto.sha1", |context, arguments| plain(context, arguments, Hash::Sha1)),
    ("crypto.sha256", |context, arguments| plain(context, arguments, Hash::Sha256)),
];

/// A hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// The digest of `bytes`.
    pub(super) fn digest(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Md5 => Md5::digest(bytes).to_vec(),
            Self::Sha1 => Sha1::digest(bytes).to_vec(),
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha384 => Sha384::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }

    /// The authentication code of `message` under `key`, by RFC 2104.
    pub(super) fn authenticate(self, key: &[u8], message: &[u8]) -> Vec<u8> {
        macro_rules! code {
            ($hash:ty) => {
                // A key of any length will do, so there is always a code.
                Hmac::<$hash>::new_from_slice(key)
                    .map(|code| code.chain_update(message).finalize().into_bytes().to_vec())
                    .unwrap_or_default()
            };
        }
        match self {
            Self::Md5 => code!(Md5),
            Self::Sha1 => code!(Sha1),
            Self::Sha256 => code!(Sha256),
            Self::Sha384 => code!(Sha384),
            Self::Sha512 => code!(Sha512),
        }
    }
}

/// Are they the same? Takes as long wherever they differ.
pub(super) fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len()
        && left.iter().zip(right).fold(0, |differing, (left, right)| differing | (left ^ right)) == 0
}

fn plain(context: &mut Context<'_>, arguments: &[Value], hash: Hash) -> Answer {
    let text = string(arguments, 1)?;
    context.work(text.len() / 64)?;
    Ok(Value::from(hex(&hash.digest(text.as_bytes()))))
}

fn keyed(context: &mut Context<'_>, arguments: &[Value], hash: Hash) -> Answer {
    let (message, key) = (string(arguments, 1)?, string(arguments, 2)?);
    context.work((message.len() + key.len()) / 64)?;
    let code = hash.authenticate(key.as_bytes(), message.as_bytes());
    if code.is_empty() {
        return Err(Error::failed("no key"));
    }
    Ok(Value::from(hex(&code)))
}

fn hmac_equal(_: &mut Context<'_>, arguments: &[Value]) -> Answer {
    let (left, right) = (string(arguments, 1)?, string(arguments, 2)?);
    Ok(Value::Bool(same(left.as_bytes(), right.as_bytes())))
}

#[cfg(test)]
mod tests {
    use crate::builtins::testing;

    #[test]
    fn answers_as_opa() {
        testing::check(include_str!("rows/crypto.jsonl"));
    }
}
