//! Distinguished names of certificates.

use crate::builtins::Error;
use crate::builtins::der::{Oid, Reader, SEQUENCE, SET};
use crate::value::Value;

/// Attributes that Go names, below 2.5.4, and whether there may be several.
const NAMED: [(u128, &str, bool); 9] = [
    (3, "CommonName", false),
    (5, "SerialNumber", false),
    (6, "Country", true),
    (7, "Locality", true),
    (8, "Province", true),
    (9, "StreetAddress", true),
    (10, "Organization", true),
    (11, "OrganizationalUnit", true),
    (17, "PostalCode", true),
];

/// A name: its attributes in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Name(Vec<(Oid, String)>);

impl Name {
    /// Reads the element of a name.
    ///
    /// # Errors
    ///
    /// [`Error::Failed`] in Go's words.
    pub(super) fn read(der: &[u8]) -> Result<Self, Error> {
        let fail = |what: &str| Error::failed(format!("x509: invalid RDNSequence{what}"));
        let mut names = Reader(der).inside(SEQUENCE).ok_or_else(|| fail(""))?;
        let mut attributes = Vec::new();
        while !names.is_empty() {
            let mut set = names.inside(SET).ok_or_else(|| fail(""))?;
            while !set.is_empty() {
                let mut pair = set.inside(SEQUENCE).ok_or_else(|| fail(": invalid attribute"))?;
                let oid = pair.small_oid().ok_or_else(|| fail(": invalid attribute type"))?;
                let value = pair.any().ok_or_else(|| fail(": invalid attribute value"))?;
                let value = text(value.tag, value.content);
                let value = value.map_err(|why| fail(&format!(": invalid attribute value: {why}")))?;
                attributes.push((oid, value));
            }
        }
        Ok(Self(attributes))
    }

    /// As Go writes its struct in JSON.
    pub(super) fn as_go(&self) -> Value {
        let pair = |(oid, value): &(Oid, String)| {
            Value::record([("Type", super::oid(oid)), ("Value", Value::from(value.as_str()))])
        };
        let mut fields = vec![("ExtraNames", Value::Null), ("Names", super::list(self.0.iter().map(pair).collect()))];
        for (number, name, several) in NAMED {
            let values = self.0.iter().filter(|(oid, _)| oid.is(&[2, 5, 4, number]));
            let values: Vec<Value> = values.map(|(_, value)| Value::from(value.as_str())).collect();
            let last = || values.last().cloned().unwrap_or_else(|| Value::from(""));
            fields.push((name, if several { super::list(values) } else { last() }));
        }
        Value::record(fields)
    }
}

/// A string of ASN.1; what is wrong with it.
fn text(tag: u8, bytes: &[u8]) -> Result<String, String> {
    let ascii = |fits: fn(u8) -> bool, name: &str| {
        let text = bytes.iter().all(|byte| fits(*byte)).then(|| bytes.iter().map(|byte| *byte as char).collect());
        text.ok_or_else(|| format!("invalid {name}"))
    };
    match tag {
        12 => String::from_utf8(bytes.to_vec()).map_err(|_| "invalid UTF-8 string".to_owned()),
        18 => ascii(|byte| byte.is_ascii_digit() || byte == b' ', "NumericString"),
        19 => ascii(|byte| byte.is_ascii_alphanumeric() || b" '()+,-./:=?*&".contains(&byte), "PrintableString"),
        // Go takes T.61 for Latin-1.
        20 => Ok(bytes.iter().map(|byte| *byte as char).collect()),
        22 => ascii(|byte| byte.is_ascii(), "IA5String"),
        30 => {
            let bytes = if bytes.len() >= 2 { bytes.strip_suffix(&[0, 0]).unwrap_or(bytes) } else { bytes };
            let units: Vec<u32> =
                bytes.chunks(2).map(|pair| pair.iter().fold(0, |unit, byte| unit << 8 | u32::from(*byte))).collect();
            let fits = |unit: &u32| !matches!(unit, 0xfffe | 0xffff | 0xfdd0..=0xfdef);
            let text = units.iter().map(|unit| char::from_u32(*unit)).collect::<Option<String>>();
            text.filter(|_| bytes.len() % 2 == 0 && units.iter().all(fits))
                .ok_or_else(|| "invalid BMPString".to_owned())
        }
        _ => Err(format!("unsupported string type: {tag}")),
    }
}
