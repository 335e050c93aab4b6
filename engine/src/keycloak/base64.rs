//! Base64, as `data` of a Secret has it.

/// The text that `encoded` stands for; none when it is no base64 or no UTF-8.
pub(super) fn decode(encoded: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len() / 4 * 3);
    let (mut buffer, mut bits) = (0_u32, 0_u32);
    for c in encoded.trim_end().trim_end_matches('=').bytes().filter(|c| !c.is_ascii_whitespace()) {
        buffer = (buffer << 6 | u32::from(sextet(c)?)) & 0x00ff_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(buffer >> bits & 0xff).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}

fn sextet(c: u8) -> Option<u8> {
    match c {
        b'A'..=b'Z' => Some(c - b'A'),
        b'a'..=b'z' => Some(c - b'a' + 26),
        b'0'..=b'9' => Some(c - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn decodes_what_others_encode() {
        for (encoded, text) in
            [("", ""), ("YQ==", "a"), ("w6Tw n4yI\n", "ä🌈"), ("aGVsbG8=", "hello"), ("aGVsbG8", "hello")]
        {
            assert_eq!(decode(encoded).as_deref(), Some(text), "{encoded}");
        }
        for encoded in ["a$==", "gA==", "ä"] {
            assert_eq!(decode(encoded), None, "{encoded}");
        }
    }
}
