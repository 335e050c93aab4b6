//! Base64, text in other encodings, parts of addresses, CSV.

use std::collections::HashSet;
use std::io::Write;
use std::sync::Arc;

use base64::alphabet::STANDARD;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};
use base64::{DecodeError, Engine};
use encoding_rs::{EncoderResult, Encoding};
use flate2::{Compression, GzBuilder};

use super::arguments::{quoted, string, strings, text};
use super::{Call, Function, Table, invalid};
use crate::eval::{Error, Result};
use crate::value::{Entry, Kind, Type, Value};

/// Base64 as Go reads and writes it: padded, but unused bits may be set.
pub(super) const BASE64: GeneralPurpose =
    GeneralPurpose::new(&STANDARD, GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true));

pub(super) fn table() -> Table {
    vec![
        ("base64decode", Function::new(strings(&["str"]), Type::String, decode)),
        ("base64encode", Function::new(strings(&["str"]), Type::String, encode)),
        ("base64gzip", Function::new(strings(&["str"]), Type::String, gzip)),
        ("csvdecode", Function::new(strings(&["str"]), Type::list(Type::Dynamic), csv)),
        ("textdecodebase64", Function::new(strings(&["source", "encoding"]), Type::String, text_decode)),
        ("textencodebase64", Function::new(strings(&["string", "encoding"]), Type::String, text_encode)),
        ("urlencode", Function::new(strings(&["str"]), Type::String, url)),
    ]
}

/// Base64 may be broken into lines.
pub(super) fn without_breaks(text: &str) -> String {
    text.replace(['\r', '\n'], "")
}

fn decode(call: &Call<'_>, arguments: &[Value]) -> Result {
    let source = text(arguments, 0)?;
    let bytes = BASE64.decode(without_breaks(source));
    let bytes = bytes.map_err(|_| Error::new(format!("failed to decode base64 data {}", quoted(source))))?;
    let invalid = |_| Error::new("the result of decoding the provided string is not valid UTF-8");
    string(call, String::from_utf8(bytes).map_err(invalid)?)
}

fn encode(call: &Call<'_>, arguments: &[Value]) -> Result {
    string(call, BASE64.encode(text(arguments, 0)?))
}

/// Compressed bytes unpack to the same text as Terraform's; they are not the same bytes.
fn gzip(call: &Call<'_>, arguments: &[Value]) -> Result {
    let fault = |error: std::io::Error| Error::new(format!("failed to write gzip raw data: {error}"));
    let mut writer = GzBuilder::new().operating_system(255).write(Vec::new(), Compression::default());
    writer.write_all(text(arguments, 0)?.as_bytes()).map_err(fault)?;
    string(call, BASE64.encode(writer.finish().map_err(fault)?))
}

fn url(call: &Call<'_>, arguments: &[Value]) -> Result {
    let mut out = String::new();
    for byte in text(arguments, 0)?.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(byte.into()),
            b' ' => out.push('+'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    string(call, out)
}

/// An encoding by a name of IANA.
enum Named {
    Utf8,
    /// Big endian?
    Utf16 {
        is_big: bool,
        has_mark: bool,
    },
    Ascii,
    Latin1,
    Other(&'static Encoding),
}

fn encoding(name: &str) -> Result<Named> {
    let lower = name.to_ascii_lowercase();
    Ok(match lower.as_str() {
        "utf-8" | "csutf8" => Named::Utf8,
        "utf-16" | "csutf16" => Named::Utf16 { is_big: true, has_mark: true },
        "utf-16be" | "csutf16be" => Named::Utf16 { is_big: true, has_mark: false },
        "utf-16le" | "csutf16le" => Named::Utf16 { is_big: false, has_mark: false },
        "us-ascii" | "ascii" | "iso-ir-6" | "ansi_x3.4-1968" | "iso646-us" | "us" | "csascii" => Named::Ascii,
        "iso-8859-1" | "iso_8859-1" | "iso_8859-1:1987" | "iso-ir-100" | "latin1" | "l1" | "csisolatin1" => {
            Named::Latin1
        }
        _ => match Encoding::for_label(lower.as_bytes()) {
            Some(found) if found != encoding_rs::REPLACEMENT && found.name().eq_ignore_ascii_case(name) => {
                Named::Other(found)
            }
            _ => {
                let name = quoted(name);
                let why = format!("{name} is not a supported IANA encoding name or alias in this Terraform version");
                return Err(invalid("encoding", &why));
            }
        },
    })
}

impl Named {
    /// What it is called in messages.
    fn name<'n>(&self, given: &'n str) -> &'n str {
        match self {
            Self::Latin1 => "ISO_8859-1:1987",
            Self::Utf8 => "UTF-8",
            Self::Ascii => "US-ASCII",
            _ => given,
        }
    }
}

/// Are there control characters, which stand for the undefined bytes of code pages of Windows?
fn has_undefined(encoding: &'static Encoding, text: &str) -> bool {
    encoding.name().starts_with("windows-") && text.contains(|character| matches!(character, '\u{80}'..='\u{9f}'))
}

fn text_encode(call: &Call<'_>, arguments: &[Value]) -> Result {
    let (source, name) = (text(arguments, 0)?, text(arguments, 1)?);
    let encoding = encoding(name)?;
    let fault = || {
        let name = encoding.name(name);
        invalid("string", &format!("the given string contains characters that cannot be represented in {name}"))
    };
    let below = |limit: u32| {
        let byte = |character| u8::try_from(u32::from(character)).ok().filter(|byte| u32::from(*byte) < limit);
        source.chars().map(byte).collect::<Option<Vec<u8>>>()
    };
    let bytes = match encoding {
        Named::Utf8 => source.as_bytes().to_vec(),
        Named::Utf16 { is_big, has_mark } => {
            let mark = has_mark.then_some(0xfeff);
            let units = mark.into_iter().chain(source.encode_utf16());
            units.flat_map(|unit| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        }
        Named::Ascii => below(0x80).ok_or_else(fault)?,
        Named::Latin1 => below(0x100).ok_or_else(fault)?,
        Named::Other(encoding) => {
            if has_undefined(encoding, source) {
                return Err(fault());
            }
            let mut encoder = encoding.new_encoder();
            let longest = encoder.max_buffer_length_from_utf8_without_replacement(source.len());
            let mut out = Vec::with_capacity(longest.ok_or_else(fault)?);
            match encoder.encode_from_utf8_to_vec_without_replacement(source, &mut out, true) {
                (EncoderResult::InputEmpty, _) => out,
                _ => return Err(fault()),
            }
        }
    };
    string(call, BASE64.encode(bytes))
}

fn text_decode(call: &Call<'_>, arguments: &[Value]) -> Result {
    let (source, name) = (text(arguments, 0)?, text(arguments, 1)?);
    let named = encoding(name)?;
    let bytes = BASE64.decode(without_breaks(source));
    let bytes = bytes.map_err(|error| {
        let at = match error {
            // Go counts from the beginning of the four symbols that are not complete.
            DecodeError::InvalidByte(at, _) | DecodeError::InvalidLastSymbol { offset: at, .. } => at,
            _ => without_breaks(source).len() / 4 * 4,
        };
        invalid("source", &format!("the given value is has an invalid base64 symbol at offset {at}"))
    })?;
    let fault = || {
        let name = named.name(name);
        invalid("source", &format!("the given string contains symbols that are not defined for {name}"))
    };
    let decoded = match &named {
        Named::Utf8 => String::from_utf8(bytes).map_err(|_| fault())?,
        Named::Utf16 { is_big, has_mark } => {
            let (is_big, has_mark) = (*is_big, *has_mark);
            let (is_big, bytes) = match bytes.as_slice() {
                [0xfe, 0xff, rest @ ..] if has_mark => (true, rest),
                [0xff, 0xfe, rest @ ..] if has_mark => (false, rest),
                _ if has_mark => return Err(fault()),
                all => (is_big, all),
            };
            let unit = |pair: &[u8; 2]| if is_big { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) };
            let (pairs, rest) = bytes.as_chunks::<2>();
            if !rest.is_empty() {
                return Err(fault());
            }
            char::decode_utf16(pairs.iter().map(unit)).collect::<std::result::Result<_, _>>().map_err(|_| fault())?
        }
        Named::Ascii if !bytes.is_ascii() => return Err(fault()),
        Named::Ascii | Named::Latin1 => bytes.iter().map(|byte| char::from(*byte)).collect(),
        Named::Other(encoding) => match encoding.decode_without_bom_handling_and_without_replacement(&bytes) {
            Some(decoded) if !has_undefined(encoding, &decoded) => decoded.into_owned(),
            _ => return Err(fault()),
        },
    };
    if decoded.contains(char::REPLACEMENT_CHARACTER) {
        return Err(fault());
    }
    string(call, decoded)
}

/// Rows as objects by the names of the first one.
fn csv(call: &Call<'_>, arguments: &[Value]) -> Result {
    let text = text(arguments, 0)?;
    call.budget.take_bytes(text.len() as u64)?;
    let mut rows = Rows { rest: text, line: 0 };
    let names = rows.next_row()?.ok_or_else(|| Error::new("missing header line"))?;
    let names: Vec<Arc<str>> = names.into_iter().map(Into::into).collect();
    let mut seen = HashSet::new();
    for name in &names {
        if !seen.insert(name) {
            return Err(Error::new(format!("duplicate column name \"{name}\"")));
        }
    }
    let mut objects = Vec::new();
    while let Some(row) = rows.next_row()? {
        call.budget.take(1 + row.len() as u64)?;
        if row.len() != names.len() {
            return Err(Error::new(format!("CSV parse error on line {}: wrong number of fields", rows.line)));
        }
        let entry = |(name, field): (&Arc<str>, String)| {
            (Arc::clone(name), Entry { key_span: None, value: Value::string(field) })
        };
        let entries = names.iter().zip(row).map(entry).collect();
        objects.push(Value::new(Kind::Object(Arc::new(entries))));
    }
    Ok(Value::new(Kind::List(objects.into())))
}

/// Rows of a CSV; lines that are empty are none.
struct Rows<'t> {
    rest: &'t str,
    line: usize,
}

impl Rows<'_> {
    fn line(&mut self) -> Option<String> {
        if self.rest.is_empty() {
            return None;
        }
        self.line += 1;
        let end = self.rest.find('\n').map_or(self.rest.len(), |at| at + 1);
        let (line, rest) = self.rest.split_at(end);
        self.rest = rest;
        // A carriage return belongs to the line break, or to the end of the text.
        let ended = line.strip_suffix('\n');
        let body = ended.unwrap_or(line);
        let body = body.strip_suffix('\r').unwrap_or(body);
        Some(if ended.is_some() { format!("{body}\n") } else { body.to_owned() })
    }

    fn fault(&self, what: &str) -> Error {
        Error::new(format!("CSV parse error on line {}: {what}", self.line))
    }

    fn next_row(&mut self) -> Result<Option<Vec<String>>> {
        let mut line = loop {
            match self.line() {
                None => return Ok(None),
                Some(line) if line == "\n" || line.is_empty() => {}
                Some(line) => break line,
            }
        };
        let mut fields = Vec::new();
        let mut at = 0;
        loop {
            let (field, end) = match line.get(at..).and_then(|rest| rest.strip_prefix('"')) {
                None => self.bare(&line, at)?,
                Some(_) => self.quoted(&mut line, at + 1)?,
            };
            fields.push(field);
            match line.as_bytes().get(end) {
                Some(b',') => at = end + 1,
                None | Some(b'\n') => return Ok(Some(fields)),
                Some(_) => return Err(self.fault("extraneous or missing \" in quoted-field")),
            }
        }
    }

    /// The field at `at`, which no quote opens, and its end.
    fn bare(&self, line: &str, at: usize) -> Result<(String, usize)> {
        let rest = line.get(at..).unwrap_or_default();
        let field = rest.split([',', '\n']).next().unwrap_or_default();
        if field.contains('"') {
            return Err(self.fault("bare \" in non-quoted-field"));
        }
        Ok((field.to_owned(), at + field.len()))
    }

    /// The field behind an opening quote, and where it ends in `line`, which becomes the line that it ends in.
    fn quoted(&mut self, line: &mut String, start: usize) -> Result<(String, usize)> {
        let mut field = String::new();
        let mut at = start;
        loop {
            let rest = line.get(at..).unwrap_or_default();
            let Some(end) = rest.find('"') else {
                field.push_str(rest);
                *line = self.line().ok_or_else(|| self.fault("extraneous or missing \" in quoted-field"))?;
                at = 0;
                continue;
            };
            field.push_str(&rest[..end]);
            at += end + 1;
            if !line[at..].starts_with('"') {
                return Ok((field, at));
            }
            field.push('"');
            at += 1;
        }
    }
}
