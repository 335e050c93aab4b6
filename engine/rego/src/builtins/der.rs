//! Distinguished encoding (DER) of ASN.1, as far as certificates and keys need it.
//!
//! ITU-T X.690; refused is what Go's `cryptobyte` refuses: indefinite and overlong lengths, tags above 30.

use std::fmt;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate};
use num_bigint::{BigInt, BigUint};

pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;

/// The tag of a context, for what is primitive.
pub(super) const fn context(number: u8) -> u8 {
    0x80 | number
}

/// The tag of a context, for what is constructed.
pub(super) const fn explicit(number: u8) -> u8 {
    0xa0 | number
}

/// Reads elements one after the other; every method answers none for what is malformed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

/// An element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element<'a> {
    pub(super) tag: u8,
    /// With tag and length.
    pub(super) whole: &'a [u8],
    pub(super) content: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Is nothing left?
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Does an element with this tag come next?
    pub(super) fn at(&self, tag: u8) -> bool {
        self.0.first() == Some(&tag)
    }

    /// The next element.
    pub(super) fn any(&mut self) -> Option<Element<'a>> {
        let (&[tag, first], rest) = self.0.split_first_chunk()?;
        if tag & 0x1f == 0x1f {
            return None;
        }
        let (header, length) = if first < 0x80 {
            (2, usize::from(first))
        } else {
            let count = usize::from(first & 0x7f);
            let digits = rest.get(..count)?;
            if !(1..=4).contains(&count) || digits[0] == 0 {
                return None;
            }
            let length = digits.iter().fold(0_usize, |length, digit| length << 8 | usize::from(*digit));
            if length < 0x80 {
                return None;
            }
            (2 + count, length)
        };
        let end = header.checked_add(length)?;
        let whole = self.0.get(..end)?;
        self.0 = &self.0[end..];
        Some(Element { tag, whole, content: &whole[header..] })
    }

    /// The next element, which must have this tag.
    pub(super) fn element(&mut self, tag: u8) -> Option<Element<'a>> {
        if self.at(tag) { self.any() } else { None }
    }

    /// The content of the next element, which must have this tag.
    pub(super) fn content(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.element(tag).map(|element| element.content)
    }

    /// What stands inside the next element, which must have this tag.
    pub(super) fn inside(&mut self, tag: u8) -> Option<Self> {
        self.content(tag).map(Reader)
    }

    /// What stands inside the next element if it has this tag.
    pub(super) fn optional(&mut self, tag: u8) -> Option<Option<Self>> {
        if self.at(tag) { self.inside(tag).map(Some) } else { Some(None) }
    }

    /// An integer.
    pub(super) fn integer(&mut self) -> Option<BigInt> {
        self.integer_tagged(INTEGER)
    }

    /// An integer under another tag.
    pub(super) fn integer_tagged(&mut self, tag: u8) -> Option<BigInt> {
        let bytes = self.content(tag)?;
        match bytes {
            [] | [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => None,
            _ => Some(BigInt::from_signed_bytes_be(bytes)),
        }
    }

    /// An integer that is not negative.
    pub(super) fn natural(&mut self) -> Option<BigUint> {
        self.integer()?.to_biguint()
    }

    /// `true` or `false`.
    pub(super) fn boolean(&mut self) -> Option<bool> {
        match self.content(BOOLEAN)? {
            [0] => Some(false),
            [0xff] => Some(true),
            _ => None,
        }
    }

    /// An object identifier.
    pub(super) fn oid(&mut self) -> Option<Oid> {
        Oid::read(self.content(OBJECT_IDENTIFIER)?)
    }

    /// An object identifier whose numbers have 31 bits at most.
    pub(super) fn small_oid(&mut self) -> Option<Oid> {
        self.oid().filter(Oid::is_small)
    }

    /// A string of bits.
    pub(super) fn bits(&mut self) -> Option<Bits<'a>> {
        let (&unused, bytes) = self.content(BIT_STRING)?.split_first()?;
        let last = bytes.last().copied().unwrap_or(0);
        let fits = unused < 8 && (unused == 0 || !bytes.is_empty()) && u32::from(last) & ((1 << unused) - 1) == 0;
        fits.then_some(Bits { bytes, unused })
    }

    /// A time of either form.
    pub(super) fn time(&mut self) -> Option<DateTime<FixedOffset>> {
        let element = self.any()?;
        let text = std::str::from_utf8(element.content).ok()?;
        match element.tag {
            UTC_TIME => {
                let (year, rest) = (number(text, 0..2)?, text.get(2..)?);
                let year = if year < 50 { 2000 + year } else { 1900 + year };
                time(year, rest, true)
            }
            GENERALIZED_TIME => time(number(text, 0..4)?, text.get(4..)?, false),
            _ => None,
        }
    }
}

/// The decimal number at a place of a text.
fn number(text: &str, at: std::ops::Range<usize>) -> Option<u32> {
    let digits = text.get(at)?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// The time whose text after the year is `rest`: `MMDDhhmmss`, then `Z` or `+hhmm`; seconds may be left out if `short`.
fn time(year: u32, rest: &str, short: bool) -> Option<DateTime<FixedOffset>> {
    let (second, zone) = match number(rest, 8..10) {
        Some(second) => (second, rest.get(10..)?),
        None if short => (0, rest.get(8..)?),
        None => return None,
    };
    let offset = match (zone, zone.bytes().next()?) {
        ("Z", _) => 0,
        (_, sign @ (b'+' | b'-')) if zone.len() == 5 => {
            let seconds = i32::try_from(number(zone, 1..3)? * 3600 + number(zone, 3..5)? * 60).ok()?;
            // An offset of nothing is written `Z`.
            if seconds == 0 {
                return None;
            }
            if sign == b'+' { seconds } else { -seconds }
        }
        _ => return None,
    };
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, number(rest, 0..2)?, number(rest, 2..4)?)?;
    let time = date.and_hms_opt(number(rest, 4..6)?, number(rest, 6..8)?, second)?;
    time.and_local_timezone(FixedOffset::east_opt(offset)?).single()
}

/// A time as RFC 3339 writes it, as Go does.
pub(super) fn time_text(time: &DateTime<FixedOffset>) -> String {
    debug_assert!(time.year() <= 9999);
    time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// Bits, most significant first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bits<'a> {
    pub(super) bytes: &'a [u8],
    unused: u8,
}

impl Bits<'_> {
    /// Is the bit at this place set?
    pub(super) fn has(&self, at: usize) -> bool {
        at < self.bytes.len() * 8 && self.bytes[at / 8] >> (7 - at % 8) & 1 == 1
    }

    /// The bytes, shifted so that the last bit is the least significant one.
    pub(super) fn right_aligned(&self) -> Vec<u8> {
        if self.unused == 0 {
            return self.bytes.to_vec();
        }
        let mut carried = 0_u8;
        let shift = |byte: &u8| {
            let shifted = carried << (8 - self.unused) | byte >> self.unused;
            carried = *byte;
            shifted
        };
        self.bytes.iter().map(shift).collect()
    }
}

/// An object identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Oid(pub(super) Vec<u128>);

impl Oid {
    /// Reads the content of an element.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut numbers = Vec::new();
        let mut number = 0_u128;
        let mut within = false;
        for &byte in bytes {
            if !within && byte == 0x80 || number >> 121 != 0 {
                return None;
            }
            number = number << 7 | u128::from(byte & 0x7f);
            within = byte & 0x80 != 0;
            if !within {
                if numbers.is_empty() {
                    let first = (number / 40).min(2);
                    numbers.push(first);
                    number -= first * 40;
                }
                numbers.push(std::mem::take(&mut number));
            }
        }
        (!within && !numbers.is_empty()).then_some(Self(numbers))
    }

    /// Do all its numbers have 31 bits at most?
    pub(super) fn is_small(&self) -> bool {
        self.0.iter().all(|number| *number <= 0x7fff_ffff)
    }

    /// Is it the one with these numbers?
    pub(super) fn is(&self, numbers: &[u128]) -> bool {
        self.0 == numbers
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, number) in self.0.iter().enumerate() {
            let dot = if at == 0 { "" } else { "." };
            write!(f, "{dot}{number}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements() {
        let mut reader = Reader(&[0x30, 3, 2, 1, 5, 1, 1, 0xff]);
        assert_eq!(reader.inside(SEQUENCE).and_then(|mut inside| inside.integer()), Some(BigInt::from(5)));
        assert_eq!(reader.boolean(), Some(true));
        assert!(reader.is_empty());
        for malformed in
            [&[0x30][..], &[0x30, 1], &[0x30, 0x80], &[0x30, 0x81, 1, 0], &[0x1f, 1, 0], &[2, 2, 0, 1], &[2, 0]]
        {
            let mut reader = Reader(malformed);
            assert!(reader.any().is_none() || Reader(malformed).integer().is_none(), "{malformed:?}");
        }
    }

    #[test]
    fn identifiers_times_and_bits() {
        let oid = Oid::read(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d]).map(|oid| oid.to_string());
        assert_eq!(oid.as_deref(), Some("1.2.840.113549"));
        assert_eq!(Oid::read(&[0x80, 1]), None);
        for (tag, text, wanted) in [
            (UTC_TIME, "491231235959Z", "2049-12-31T23:59:59Z"),
            (UTC_TIME, "5001010000Z", "1950-01-01T00:00:00Z"),
            (UTC_TIME, "200101000000+0130", "2020-01-01T00:00:00+01:30"),
            (GENERALIZED_TIME, "21000101000000Z", "2100-01-01T00:00:00Z"),
            (GENERALIZED_TIME, "210001010000Z", ""),
            (UTC_TIME, "201301000000Z", ""),
        ] {
            let bytes = [&[tag, text.len() as u8], text.as_bytes()].concat();
            let time = Reader(&bytes).time().map(|time| time_text(&time)).unwrap_or_default();
            assert_eq!(time, wanted, "{text}");
        }
        let bits = Reader(&[3, 2, 5, 0xa0]).bits().unwrap();
        assert_eq!((bits.has(0), bits.has(1), bits.has(2), bits.has(9)), (true, false, true, false));
        assert_eq!(bits.right_aligned(), [5]);
        assert!(Reader(&[3, 2, 5, 0xff]).bits().is_none());
    }
}
