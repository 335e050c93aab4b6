//! JSON web tokens: `io.jwt.*`, RFC 7515, 7517, 7518 and 7519.

mod algorithms;
mod key_set;
mod sign;
mod token;
mod verify;

use super::Function;
use super::crypto::Hash;
use super::keys::Scheme;
use algorithms::Algorithm;

pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("io.jwt.decode", token::decode),
    ("io.jwt.decode_verify", verify::decode_verify),
    ("io.jwt.encode_sign", sign::encode),
    ("io.jwt.encode_sign_raw", sign::encode_raw),
    ("io.jwt.verify_eddsa", |context, arguments| verify::verify(context, arguments, Scheme::Ed25519)),
    ("io.jwt.verify_es256", |context, arguments| verify::verify(context, arguments, Scheme::Curve(Hash::Sha256))),
    ("io.jwt.verify_es384", |context, arguments| verify::verify(context, arguments, Scheme::Curve(Hash::Sha384))),
    ("io.jwt.verify_es512", |context, arguments| verify::verify(context, arguments, Scheme::Curve(Hash::Sha512))),
    ("io.jwt.verify_hs256", |context, arguments| verify::verify_code(context, arguments, Hash::Sha256)),
    ("io.jwt.verify_hs384", |context, arguments| verify::verify_code(context, arguments, Hash::Sha384)),
    ("io.jwt.verify_hs512", |context, arguments| verify::verify_code(context, arguments, Hash::Sha512)),
    ("io.jwt.verify_ps256", |context, arguments| verify::verify(context, arguments, Scheme::Pss(Hash::Sha256, None))),
    ("io.jwt.verify_ps384", |context, arguments| verify::verify(context, arguments, Scheme::Pss(Hash::Sha384, None))),
    ("io.jwt.verify_ps512", |context, arguments| verify::verify(context, arguments, Scheme::Pss(Hash::Sha512, None))),
    ("io.jwt.verify_rs256", |context, arguments| verify::verify(context, arguments, Scheme::Rsa(Hash::Sha256))),
    ("io.jwt.verify_rs384", |context, arguments| verify::verify(context, arguments, Scheme::Rsa(Hash::Sha384))),
    ("io.jwt.verify_rs512", |context, arguments| verify::verify(context, arguments, Scheme::Rsa(Hash::Sha512))),
];

/// Units of work that a signature stands for.
const SIGNATURE: usize = 2000;

#[cfg(test)]
mod tests {
    #[test]
    fn answers_as_opa_does() {
        crate::builtins::testing::check(include_str!("../rows/jwt.jsonl"));
    }
}
