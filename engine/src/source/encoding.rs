//! Bytes as found on disk to text: UTF-8 and UTF-16, with or without byte order mark.
//!
//! PowerShell's `>` writes UTF-16 with a byte order mark; that is how many plans arrive.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::{SourceError, SourceErrorKind};

/// The text of `bytes` without byte order mark.
///
/// # Errors
///
/// [`SourceErrorKind::Parse`] for UTF-32, for bytes that are not valid in their encoding (with offset and line), and
/// for text that holds NUL, which no format we read allows.
pub fn decode(bytes: &[u8]) -> Result<String, SourceError> {
    let text = match sniff(bytes) {
        Sniffed::Utf8(rest) => utf8(rest, bytes.len() - rest.len())?,
        Sniffed::Utf16(encoding, rest) => utf16(encoding, rest)?,
        Sniffed::Utf32 => {
            return Err(error("the file is encoded as UTF-32".to_owned(), "Save it as UTF-8."));
        }
    };
    match text.find('\0') {
        None => Ok(text),
        Some(at) => Err(error(
            format!("the file is not text: character NUL at line {}", line_of(&text.as_bytes()[..at])),
            "Only text files (UTF-8 or UTF-16) can be read.",
        )),
    }
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

fn utf8(bytes: &[u8], mark: usize) -> Result<String, SourceError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(fault) => {
            let at = fault.valid_up_to();
            Err(error(
                format!("byte {} (line {}) is not valid UTF-8", at + mark, line_of(&bytes[..at])),
                "Save the file as UTF-8.",
            ))
        }
    }
}

fn utf16(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, SourceError> {
    let (text, faulty) = encoding.decode_without_bom_handling(bytes);
    if !faulty {
        return Ok(text.into_owned());
    }
    let at = text.find('\u{FFFD}').unwrap_or(text.len());
    let message = format!("line {} is not valid {}", line_of(&text.as_bytes()[..at]), encoding.name());
    Err(error(message, "Save the file as UTF-8."))
}

fn line_of(before: &[u8]) -> usize {
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

fn error(message: String, help: &str) -> SourceError {
    SourceError { kind: SourceErrorKind::Parse, message, help: Some(help.to_owned()), span: None }
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
        let message = |bytes: &[u8]| decode(bytes).unwrap_err().message;
        assert_eq!(message(b"\xFF\xFE\0\0{\0\0\0"), "the file is encoded as UTF-32");
        assert_eq!(message(b"{\0\0\0}\0\0\0"), "the file is encoded as UTF-32");
        assert_eq!(message(b"a: b\nc: \xE4\n"), "byte 8 (line 2) is not valid UTF-8");
        assert_eq!(message(b"\xEF\xBB\xBFa: \xE4"), "byte 6 (line 1) is not valid UTF-8");
        assert_eq!(message(b"ELF\nabc\0\0\0"), "the file is not text: character NUL at line 2");
        assert_eq!(message(&[&utf16le("a\nb")[..], b"\x00\xD8c\0"].concat()), "line 2 is not valid UTF-16LE");
        assert_eq!(
            message(&[b"\xFF\xFE".to_vec(), utf16le("ab"), vec![b'c']].concat()),
            "line 1 is not valid UTF-16LE"
        );
    }
}
