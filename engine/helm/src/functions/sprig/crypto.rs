//! Digests, passwords and AES.

use aes::Aes256;
use aes::cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use hmac::{Hmac, Mac};
use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha512};

use super::encodings::{decode64, lossy};
use super::stand_in;
use crate::functions::arguments::{refused, str, string};
use crate::functions::{Call, Function, base64};
use crate::value::{Int, Kind, Value};
use crate::{Error, Result};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::of("sha1sum", 1, |call, args| Ok(hex(&Sha1::digest(hashed(call, &args[0])?)).into())),
    Function::of("sha256sum", 1, |call, args| Ok(hex(&Sha256::digest(hashed(call, &args[0])?)).into())),
    Function::of("sha512sum", 1, |call, args| Ok(hex(&Sha512::digest(hashed(call, &args[0])?)).into())),
    Function::of("adler32sum", 1, |call, args| Ok(adler32(hashed(call, &args[0])?).to_string().into())),
    Function::of("bcrypt", 1, |call, args| Ok(stand_in(call, bcrypt(str(&args[0])?)))),
    Function::of("htpasswd", 2, |call, args| {
        let (user, password) = (str(&args[0])?, str(&args[1])?);
        if user.contains(':') {
            return Ok(format!("invalid username: {user}").into());
        }
        Ok(stand_in(call, format!("{user}:{}", bcrypt(password))))
    }),
    Function::of("derivePassword", 5, derive_password),
    Function::of("encryptAES", 2, encrypt),
    Function::of("decryptAES", 2, decrypt),
];

/// Bytes to be read, which a step each is taken for.
fn hashed<'a>(call: &Call<'_>, value: &'a Value) -> Result<&'a [u8]> {
    let bytes = string(value)?.as_bytes();
    call.budget.take_steps(bytes.len() as u64 / 16)?;
    Ok(bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn adler32(bytes: &[u8]) -> u32 {
    const MODULUS: u32 = 65_521;
    let step = |(low, high): (u32, u32), byte: &u8| {
        let low = (low + u32::from(*byte)) % MODULUS;
        (low, (high + low) % MODULUS)
    };
    let (low, high) = bytes.iter().fold((1, 0), step);
    high << 16 | low
}

/// What stands for the digest of a password, whose salt is random.
fn bcrypt(password: &str) -> String {
    if password.len() > 72 {
        return "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes".to_owned();
    }
    format!("$2a$10${}", "StandIn".repeat(8).get(..53).unwrap_or_default())
}

/// The kinds of passwords, and the forms of each: a letter of `characters` for every place.
fn forms(kind: &str) -> Option<&'static [&'static str]> {
    Some(match kind {
        "maximum" => &["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
        "long" => &[
            "CvcvnoCvcvCvcv",
            "CvcvCvcvnoCvcv",
            "CvcvCvcvCvcvno",
            "CvccnoCvcvCvcv",
            "CvccCvcvnoCvcv",
            "CvccCvcvCvcvno",
            "CvcvnoCvccCvcv",
            "CvcvCvccnoCvcv",
            "CvcvCvccCvcvno",
            "CvcvnoCvcvCvcc",
            "CvcvCvcvnoCvcc",
            "CvcvCvcvCvccno",
            "CvccnoCvccCvcv",
            "CvccCvccnoCvcv",
            "CvccCvccCvcvno",
            "CvcvnoCvccCvcc",
            "CvcvCvccnoCvcc",
            "CvcvCvccCvccno",
            "CvccnoCvcvCvcc",
            "CvccCvcvnoCvcc",
            "CvccCvcvCvccno",
        ],
        "medium" => &["CvcnoCvc", "CvcCvcno"],
        "short" => &["Cvcn"],
        "basic" => &["aaanaaan", "aannaaan", "aaannaaa"],
        "pin" => &["nnnn"],
        _ => return None,
    })
}

/// The characters that a letter of a form stands for.
fn characters(letter: u8) -> &'static [u8] {
    match letter {
        b'V' => b"AEIOU",
        b'C' => b"BCDFGHJKLMNPQRSTVWXYZ",
        b'v' => b"aeiou",
        b'c' => b"bcdfghjklmnpqrstvwxyz",
        b'a' => b"AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
        b'n' => b"0123456789",
        b'o' => b"@&%?,=[]_:-+*$#!'^~;()/.",
        _ => b"AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
    }
}

/// A password of the algorithm Master Password, version 1. Reference: <https://masterpassword.app/>.
fn derive_password(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    /// Steps for one: it takes 32 MiB and a tenth of a second.
    const COST: u64 = 2_000_000;
    const SEED: &[u8] = b"com.lyndir.masterpassword";
    let counter = match args[0].kind {
        Kind::Int(counter, Int::Int) => u32::try_from(counter).map_err(|_| refused(&args[0], "uint32"))?,
        _ => return Err(refused(&args[0], "uint32")),
    };
    let (kind, password, user, site) = (str(&args[1])?, str(&args[2])?, str(&args[3])?, str(&args[4])?);
    let Some(forms) = forms(kind) else { return Ok(format!("cannot find password template {kind}").into()) };
    call.budget.take_steps(COST)?;
    let sized = |text: &str| [&(text.len() as u32).to_be_bytes()[..], text.as_bytes()].concat();
    let failed = || Error::new("failed to derive password");
    let params = scrypt::Params::new(15, 8, 2).map_err(|_| failed())?;
    let mut key = [0; 64];
    let salt = [SEED, &sized(user)].concat();
    scrypt::scrypt(password.as_bytes(), &salt, &params, &mut key).map_err(|_| failed())?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|_| failed())?;
    mac.update(&[SEED, &sized(site), &counter.to_be_bytes()].concat());
    let seed = mac.finalize().into_bytes();
    let form = forms[usize::from(seed[0]) % forms.len()];
    let character = |(letter, seed): (u8, &u8)| {
        let characters = characters(letter);
        char::from(characters[usize::from(*seed) % characters.len()])
    };
    let made: String = form.bytes().zip(&seed[1..]).map(character).collect();
    Ok(made.into())
}

/// AES with the first 32 bytes of a password as key.
fn cipher(password: &str) -> Aes256 {
    let mut key = [0; 32];
    key.iter_mut().zip(password.bytes()).for_each(|(to, from)| *to = from);
    Aes256::new(&Array(key))
}

const BLOCK: usize = 16;

/// AES in blocks that are chained. What Sprig begins with is random, and zero here.
fn encrypt(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let (password, text) = (str(&args[0])?, str(&args[1])?);
    if text.is_empty() {
        return Ok("".into());
    }
    call.budget.take_bytes(2 * text.len() as u64 + 64)?;
    let cipher = cipher(password);
    let padding = BLOCK - text.len() % BLOCK;
    let mut bytes = text.as_bytes().to_vec();
    bytes.extend(std::iter::repeat_n(padding as u8, padding));
    let mut before = [0; BLOCK];
    let mut out = before.to_vec();
    for block in bytes.as_chunks::<BLOCK>().0 {
        let mut block = Array(std::array::from_fn(|at| block[at] ^ before[at]));
        cipher.encrypt_block(&mut block);
        before = block.0;
        out.extend(before);
    }
    Ok(stand_in(call, base64(&out)))
}

fn decrypt(call: &Call<'_>, args: &[Value]) -> Result<Value> {
    let (password, text) = (str(&args[0])?, str(&args[1])?);
    if text.is_empty() {
        return Ok("".into());
    }
    call.budget.take_bytes(text.len() as u64)?;
    let bytes =
        decode64(text.as_bytes()).map_err(|at| Error::new(format!("illegal base64 data at input byte {at}")))?;
    if bytes.len() < BLOCK {
        let why = format!("slice bounds out of range [:{BLOCK}] with capacity {}", bytes.len());
        return Err(Error::new(format!("runtime error: {why}")));
    }
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    if !rest.is_empty() {
        return Err(Error::new("crypto/cipher: input not full blocks"));
    }
    let cipher = cipher(password);
    let mut out = Vec::with_capacity(bytes.len());
    for pair in blocks.windows(2) {
        let mut block = Array(pair[1]);
        cipher.decrypt_block(&mut block);
        out.extend(block.0.iter().zip(pair[0]).map(|(byte, before)| byte ^ before));
    }
    let Some(padding) = out.last().copied() else {
        return Err(Error::new("runtime error: index out of range [-1]"));
    };
    let Some(length) = out.len().checked_sub(usize::from(padding)) else {
        let end = out.len() as i64 - i64::from(padding);
        return Err(Error::new(format!("runtime error: slice bounds out of range [:{end}]")));
    };
    out.truncate(length);
    Ok(lossy(out).into())
}
