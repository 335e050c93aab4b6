//! What Go's `encoding/json` says of a text that is no JSON.

use bartizan_gofmt::quote;

/// The message; none for a text that Go takes for JSON.
pub(super) fn message(text: &str) -> Option<String> {
    // Behind its end, Go tries a space.
    let mut scanner = Scanner { bytes: text.bytes().chain([b' ']).collect(), at: 0, end: text.len() };
    scanner.document().err()
}

type Scanned = Result<(), String>;

struct Scanner {
    bytes: Vec<u8>,
    at: usize,
    /// Where the text ends.
    end: usize,
}

impl Scanner {
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(b' ')
    }

    /// The byte that follows is not what is expected here.
    fn wrong<T>(&self, context: &str) -> Result<T, String> {
        let shown = match self.peek() {
            b'\'' => r"'\''".to_owned(),
            b'"' => "'\"'".to_owned(),
            byte => {
                let quoted = quote(&char::from(byte).to_string(), false);
                format!("'{}'", &quoted[1..quoted.len() - 1])
            }
        };
        Err(format!("invalid character {shown} {context}"))
    }

    /// Steps over white space; the text must not end there.
    fn space(&mut self) -> Scanned {
        while self.at < self.end && matches!(self.peek(), b' ' | b'\t' | b'\r' | b'\n') {
            self.at += 1;
        }
        if self.at >= self.end { Err("unexpected end of JSON input".to_owned()) } else { Ok(()) }
    }

    fn document(&mut self) -> Scanned {
        // Lists and objects around, true for objects.
        let mut around = Vec::new();
        loop {
            self.space()?;
            match self.peek() {
                b'{' => {
                    self.at += 1;
                    self.space()?;
                    if self.peek() != b'}' {
                        around.push(true);
                        self.key()?;
                        continue;
                    }
                    self.at += 1;
                }
                b'[' => {
                    self.at += 1;
                    self.space()?;
                    if self.peek() != b']' {
                        around.push(false);
                        continue;
                    }
                    self.at += 1;
                }
                _ => self.scalar()?,
            }
            if !self.close(&mut around)? {
                return Ok(());
            }
        }
    }

    /// What follows a value. Is it another one?
    fn close(&mut self, around: &mut Vec<bool>) -> Result<bool, String> {
        while let Some(&object) = around.last() {
            self.space()?;
            match (self.peek(), object) {
                (b',', true) => {
                    self.at += 1;
                    self.space()?;
                    self.key()?;
                    return Ok(true);
                }
                (b',', false) => {
                    self.at += 1;
                    return Ok(true);
                }
                (b'}', true) | (b']', false) => self.at += 1,
                (_, true) => return self.wrong("after object key:value pair"),
                (_, false) => return self.wrong("after array element"),
            }
            around.pop();
        }
        match self.space() {
            Ok(()) => self.wrong("after top-level value"),
            Err(_) => Ok(false),
        }
    }

    /// A key and its colon.
    fn key(&mut self) -> Scanned {
        if self.peek() != b'"' {
            return self.wrong("looking for beginning of object key string");
        }
        self.string()?;
        self.space()?;
        if self.peek() != b':' {
            return self.wrong("after object key");
        }
        self.at += 1;
        Ok(())
    }

    fn scalar(&mut self) -> Scanned {
        match self.peek() {
            b'"' => self.string(),
            b'-' | b'0'..=b'9' => self.number(),
            b't' => self.literal("true"),
            b'f' => self.literal("false"),
            b'n' => self.literal("null"),
            _ => self.wrong("looking for beginning of value"),
        }
    }

    fn literal(&mut self, word: &str) -> Scanned {
        for expected in word.bytes() {
            if self.peek() != expected {
                return self.wrong(&format!("in literal {word} (expecting '{}')", char::from(expected)));
            }
            self.at += 1;
        }
        Ok(())
    }

    fn string(&mut self) -> Scanned {
        self.at += 1;
        while self.at < self.end {
            match self.peek() {
                b'"' => {
                    self.at += 1;
                    return Ok(());
                }
                b'\\' => {
                    self.at += 1;
                    self.escape()?;
                }
                ..b' ' => return self.wrong("in string literal"),
                _ => self.at += 1,
            }
        }
        Err("unexpected end of JSON input".to_owned())
    }

    fn escape(&mut self) -> Scanned {
        match self.peek() {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 1,
            b'u' => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.peek().is_ascii_hexdigit() {
                        return self.wrong("in \\u hexadecimal character escape");
                    }
                    self.at += 1;
                }
            }
            _ => return self.wrong("in string escape code"),
        }
        Ok(())
    }

    fn number(&mut self) -> Scanned {
        if self.peek() == b'-' {
            self.at += 1;
        }
        match self.peek() {
            b'0' => self.at += 1,
            b'1'..=b'9' => self.digits(),
            _ => return self.wrong("in numeric literal"),
        }
        if self.peek() == b'.' {
            self.at += 1;
            if !self.peek().is_ascii_digit() {
                return self.wrong("after decimal point in numeric literal");
            }
            self.digits();
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.peek(), b'+' | b'-') {
                self.at += 1;
            }
            if !self.peek().is_ascii_digit() {
                return self.wrong("in exponent of numeric literal");
            }
            self.digits();
        }
        Ok(())
    }

    fn digits(&mut self) {
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
    }
}
