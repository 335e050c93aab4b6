//! Bytes as found on disk to text: UTF-8 and UTF-16, with or without byte order mark.
//!
//! PowerShell's `>` writes UTF-16 with a byte order mark; that is how many plans arrive.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::{LineIndex, Position};

/// Bytes that are not text: the user's to mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct DecodeError {
    /// What is wrong, for people.
    pub message: String,
    /// How to mend it.
    pub help: &'static str,
    /// Length in bytes, as UTF-8, of the text before the fault.
    pub at: u32,
    /// Line and column of the fault.
    pub place: Position,
}

impl DecodeError {
    /// `before` is the text up to the fault.
    fn new(message: impl Into<String>, help: &'static str, before: &str) -> Self {
        let at = u32::try_from(before.len()).unwrap_or(u32::MAX);
        Self { message: message.into(), help, at, place: LineIndex::new(before).position(before, at) }
    }
}

/// What to do about an encoding that is not read.
const SAVE_AS_UTF8: &str = "Save the file as UTF-8.";

/// The text of `bytes` without byte order mark.
///
/// # Errors
///
/// With the place of the first fault, for UTF-32, for bytes that are not valid in their encoding, and for text that
/// holds NUL, which no format we read allows.
pub fn decode(bytes: &[u8]) -> Result<String, DecodeError> {
    let text = match sniff(bytes) {
        Sniffed::Utf8(rest) => utf8(rest, bytes.len() - rest.len())?,
        Sniffed::Utf16(encoding, rest) => utf16(encoding, rest)?,
        Sniffed::Utf32 => return Err(DecodeError::new("the file is encoded as UTF-32", SAVE_AS_UTF8, "")),
    };
    match text.find('\0') {
        None => Ok(text),
        Some(at) => Err(DecodeError::new(
            "the file is not text: it holds the character NUL",
            "Only text files (UTF-8 or UTF-16) can be read.",
            &text[..at],
        )),
    }
}

/// The text of `bytes` with `\u{FFFD}` for what is not valid: enough to tell what the file was meant to be.
#[must_use]
pub fn decode_lossily(bytes: &[u8]) -> String {
    match sniff(bytes) {
        Sniffed::Utf8(rest) => String::from_utf8_lossy(rest).into_owned(),
        Sniffed::Utf16(encoding, rest) => encoding.decode_without_bom_handling(rest).0.into_owned(),
        Sniffed::Utf32 => String::new(),
    }
}

/// `text` in the encoding of `bytes`, with a byte order mark where these have one.
#[must_use]
pub fn encode_like(text: &str, bytes: &[u8]) -> Vec<u8> {
    let units = |encode: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(encode).collect::<Vec<u8>>();
    let (mark, encoded) = match sniff(bytes) {
        Sniffed::Utf8(rest) => (bytes.len() - rest.len(), text.as_bytes().to_vec()),
        Sniffed::Utf16(encoding, rest) => {
            let encode = if encoding == UTF_16LE { u16::to_le_bytes } else { u16::to_be_bytes };
            (bytes.len() - rest.len(), units(encode))
        }
        Sniffed::Utf32 => (0, text.as_bytes().to_vec()),
    };
    [&bytes[..mark], &encoded].concat()
}

enum Sniffed<'a> {
    Utf8(&'a [u8]),
    Utf16(&'static Encoding, &'a [u8]),
    Utf32,
}

/// The encoding by byte order mark, else by the place of the zero bytes: every format we read begins with ASCII.
fn sniff(bytes: &[u8]) -> Sniffed<'_> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => Sniffed::Utf8(rest),
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => Sniffed::Utf32,
        [0xFF, 0xFE, rest @ ..] => Sniffed::Utf16(UTF_16LE, rest),
        [0xFE, 0xFF, rest @ ..] => Sniffed::Utf16(UTF_16BE, rest),
        [0, 0, 0, 1..=255] | [1..=255, 0, 0, 0, ..] => Sniffed::Utf32,
        [1..=255, 0, 1..=255, 0, ..] | [1..=255, 0] => Sniffed::Utf16(UTF_16LE, bytes),
        [0, 1..=255, 0, 1..=255, ..] | [0, 1..=255] => Sniffed::Utf16(UTF_16BE, bytes),
        _ => Sniffed::Utf8(bytes),
    }
}

fn utf8(bytes: &[u8], mark: usize) -> Result<String, DecodeError> {
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|fault| {
        let at = fault.valid_up_to();
        let before = String::from_utf8_lossy(&bytes[..at]);
        DecodeError::new(format!("byte {} of the file is not valid UTF-8", at + mark), SAVE_AS_UTF8, &before)
    })
}

fn utf16(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, DecodeError> {
    let (text, faulty) = encoding.decode_without_bom_handling(bytes);
    if !faulty {
        return Ok(text.into_owned());
    }
    let at = text.find('\u{FFFD}').unwrap_or(text.len());
    Err(DecodeError::new(format!("this is not valid {}", encoding.name()), SAVE_AS_UTF8, &text[..at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16le(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn utf16be(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_be_bytes).collect()
    }

    #[test]
    fn writes_in_the_encoding_that_it_read() {
        let text = "a = \"ä🌈\"\n";
        for bytes in [
            text.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            [b"\xFF\xFE".to_vec(), utf16le(text)].concat(),
            utf16le(text),
            [b"\xFE\xFF".to_vec(), utf16be(text)].concat(),
        ] {
            assert_eq!(encode_like(&decode(&bytes).unwrap(), &bytes), bytes);
        }
    }

    #[test]
    fn reads_utf8_and_utf16_with_and_without_mark() {
        let text = "{\"ä\": \"🌈\"}\r\n";
        for bytes in [
            text.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            utf16le(text),
            utf16be(text),
            [b"\xFF\xFE".to_vec(), utf16le(text)].concat(),
            [b"\xFE\xFF".to_vec(), utf16be(text)].concat(),
        ] {
            assert_eq!(decode(&bytes).unwrap(), text);
        }
        assert_eq!(decode(b"").unwrap(), "");
        assert_eq!(decode(b"7").unwrap(), "7");
        assert_eq!(decode(b"\xEF\xBB\xBF").unwrap(), "");
        assert_eq!(decode(b"\xFF\xFE").unwrap(), "");
        assert_eq!(decode(&utf16le("7")).unwrap(), "7");
    }

    #[test]
    fn refuses_what_is_not_text() {
        let fault = |bytes: &[u8]| {
            let error = decode(bytes).unwrap_err();
            format!("{}:{} @{} {error}", error.place.line, error.place.column, error.at)
        };
        assert_eq!(fault(b"\xFF\xFE\0\0{\0\0\0"), "1:1 @0 the file is encoded as UTF-32");
        assert_eq!(fault(b"{\0\0\0}\0\0\0"), "1:1 @0 the file is encoded as UTF-32");
        assert_eq!(fault(b"\xC3\xA4: b\n\xC3\xB6: \xE4"), "2:4 @10 byte 10 of the file is not valid UTF-8");
        assert_eq!(fault(b"a: b\nc: \xE4\n"), "2:4 @8 byte 8 of the file is not valid UTF-8");
        assert_eq!(fault(b"\xEF\xBB\xBFa: \xE4"), "1:4 @3 byte 6 of the file is not valid UTF-8");
        assert_eq!(fault(b"ELF\nabc\0\0\0"), "2:4 @7 the file is not text: it holds the character NUL");
        assert_eq!(fault(&[&utf16le("ä\nb")[..], b"\x00\xD8c\0"].concat()), "2:2 @4 this is not valid UTF-16LE");
        assert_eq!(
            fault(&[b"\xFF\xFE".to_vec(), utf16le("ab"), vec![b'c']].concat()),
            "1:3 @2 this is not valid UTF-16LE"
        );
    }
}
