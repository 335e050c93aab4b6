//! `semver`, `semverCompare`: versions as library Masterminds/semver reads them.

use std::cmp::Ordering;
use std::rc::Rc;

use super::constraints::Constraints;
use crate::functions::Function;
use crate::functions::arguments::str;
use crate::functions::methods::identifiers;
use crate::value::{Field, Int, Kind, Methods, Struct, Value};
use crate::{Error, Result};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::of("semver", 1, |_, args| Ok(Version::parse(str(&args[0])?)?.into())),
    Function::of("semverCompare", 2, |_, args| {
        let (constraints, version) = (str(&args[0])?, str(&args[1])?);
        let constraints = Constraints::parse(constraints)?;
        Ok(constraints.admit(&Version::parse(version)?).into())
    }),
];

/// Bytes that a version may have.
const LONGEST: usize = 256;

/// A version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Version<'a> {
    /// The first number.
    pub(super) major: u64,
    /// The second number.
    pub(super) minor: u64,
    /// The third number.
    pub(super) patch: u64,
    /// What follows `-`.
    pub(super) pre: &'a str,
    /// What follows `+`.
    pub(super) metadata: &'a str,
    /// As it was written.
    pub(super) original: &'a str,
}

/// Can it be read as the version of a chart?
pub(crate) fn is_version(text: &str) -> bool {
    Version::parse(text).is_ok()
}

impl<'a> Version<'a> {
    /// Reads a version of one to three numbers.
    pub(super) fn parse(text: &'a str) -> Result<Self> {
        if text.len() > LONGEST {
            return Err(Error::new(format!("version string is too long (max {LONGEST} bytes)")));
        }
        let invalid = || Error::new("invalid semantic version");
        let mut rest = text.strip_prefix('v').unwrap_or(text);
        let mut numbers = [""; 3];
        for (at, number) in numbers.iter_mut().enumerate() {
            let digits = if at == 0 { rest } else { rest.strip_prefix('.').unwrap_or_default() };
            let length = digits.bytes().take_while(u8::is_ascii_digit).count();
            if length == 0 {
                break;
            }
            (*number, rest) = digits.split_at(length);
        }
        let (pre, metadata, rest) = behind(rest);
        if numbers[0].is_empty() || !rest.is_empty() {
            return Err(invalid());
        }
        let number = |digits: &str| match digits {
            "" => Ok(0),
            digits => digits.parse().map_err(|_| {
                let why = format!("strconv.ParseUint: parsing \"{digits}\": value out of range");
                Error::new(format!("error parsing version segment: {why}"))
            }),
        };
        let [major, minor, patch] = numbers;
        let version =
            Self { major: number(major)?, minor: number(minor)?, patch: number(patch)?, pre, metadata, original: text };
        let leads_with_zero =
            |part: &str| part.len() > 1 && part.starts_with('0') && part.bytes().all(|byte| byte.is_ascii_digit());
        if pre.split('.').any(leads_with_zero) {
            return Err(Error::new("version segment starts with 0"));
        }
        Ok(version)
    }

    /// The order of precedence.
    pub(super) fn order(&self, other: &Version<'_>) -> Ordering {
        let numbers = |of: &Version<'_>| (of.major, of.minor, of.patch);
        numbers(self).cmp(&numbers(other)).then_with(|| match (self.pre.is_empty(), other.pre.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => identifiers(self.pre, other.pre),
        })
    }
}

/// What follows `-` and `+` behind the numbers, and the rest.
pub(super) fn behind(text: &str) -> (&str, &str, &str) {
    let (pre, rest) = part(text, '-');
    let (metadata, rest) = part(rest, '+');
    (pre, metadata, rest)
}

/// Identifiers with dots between, behind a mark: as far as they go.
fn part(text: &str, mark: char) -> (&str, &str) {
    let Some(inner) = text.strip_prefix(mark) else { return ("", text) };
    let within = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let mut run = &inner[..inner.find(|c| !within(c)).unwrap_or(inner.len())];
    if let Some(empty) = run.find("..") {
        run = &run[..empty];
    }
    run = run.strip_suffix('.').unwrap_or(run);
    if run.is_empty() || run.starts_with('.') {
        return ("", text);
    }
    (run, &inner[run.len()..])
}

impl From<Version<'_>> for Value {
    fn from(version: Version<'_>) -> Self {
        let number = |name, number: u64| (name, Self::new(Kind::Int(number.cast_signed(), Int::Uint64)));
        let fields = [
            number("Major", version.major),
            number("Minor", version.minor),
            number("Patch", version.patch),
            ("Prerelease", version.pre.into()),
            ("Metadata", version.metadata.into()),
            ("Original", version.original.into()),
        ];
        let field = |(name, value)| Field { name, json: None, omit_empty: false, value };
        let fields = fields.into_iter().map(field).collect();
        Self::new(Kind::Struct(Rc::new(Struct { type_name: "*semver.Version", fields, methods: Methods::Version })))
    }
}
