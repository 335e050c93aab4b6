//! Values as Go's `fmt` prints them, with each string keeping where it comes from.

use bartizan_gofmt::{Flags, float, hexadecimal, integer, pad, quote, text, truncated};

use super::{Int, Kind, List, Map, Methods, Struct, Text, TextBuilder, Value, duration_text, time_text};
use crate::trace::{Keys, Origin};
use crate::{Budget, Error, Result};

/// How a value is printed: a verb of `Printf` and what stands before it.
#[derive(Clone, Debug)]
pub struct Form {
    /// The verb.
    pub verb: char,
    /// Flags, width and precision.
    pub flags: Flags,
}

impl Default for Form {
    fn default() -> Self {
        Self { verb: 'v', flags: Flags::default() }
    }
}

/// Appends a value as an action prints it: as `fmt.Fprint` does, but for `<no value>` where there is none.
///
/// # Errors
/// When a limit is met.
pub fn print(out: &mut TextBuilder, value: &Value, budget: &Budget) -> Result<()> {
    match &value.kind {
        Kind::String(text) => {
            budget.take_bytes(text.as_str().len() as u64)?;
            out.push_text(text, value.keys);
            Ok(())
        }
        Kind::Nil => {
            out.push("<no value>", Origin::made(value.keys));
            Ok(())
        }
        // A field of a pointer can be addressed: its type's method counts here, and nowhere else.
        Kind::Struct(of) if matches!(of.methods, Methods::KubeVersion) => match of.field("Version") {
            Some(version) => print_as(out, version, &Form::default(), budget),
            None => Ok(()),
        },
        _ => print_as(out, value, &Form::default(), budget),
    }
}

/// Appends a value as a directive of `Printf` prints it.
///
/// # Errors
/// When a limit is met.
pub fn print_as(out: &mut TextBuilder, value: &Value, form: &Form, budget: &Budget) -> Result<()> {
    Printer { out, form, budget, erroring: false }.argument(value, form.verb)
}

/// The text of several values as `fmt.Sprint` puts them together: with a space between two that are no strings.
///
/// # Errors
/// When a limit is met.
pub fn sprint(values: &[Value], budget: &Budget) -> Result<TextBuilder> {
    let mut out = TextBuilder::new();
    let mut after_string = true;
    for value in values {
        let string = matches!(value.kind, Kind::String(_));
        if !string && !after_string {
            out.push(" ", Origin::made(Keys::NONE));
        }
        after_string = string;
        print_as(&mut out, value, &Form::default(), budget)?;
    }
    Ok(out)
}

struct Printer<'a> {
    out: &'a mut TextBuilder,
    form: &'a Form,
    budget: &'a Budget,
    /// Is a value shown because the verb is none of its type? Methods are not called then.
    erroring: bool,
}

impl Printer<'_> {
    fn push(&mut self, text: &str, keys: Keys) -> Result<()> {
        self.budget.take_bytes(text.len() as u64)?;
        self.out.push(text, Origin::made(keys));
        Ok(())
    }

    fn argument(&mut self, value: &Value, verb: char) -> Result<()> {
        let flags = &self.form.flags;
        if let (Kind::Nil, 'v' | 'T') = (&value.kind, verb) {
            return self.push(&pad("<nil>", flags), value.keys);
        }
        if verb == 'T' {
            return self.push(&pad(truncated(value.type_name(), flags), flags), value.keys);
        }
        if let Kind::Nil = value.kind {
            return self.push(&format!("%!{verb}(<nil>)"), value.keys);
        }
        let composed = matches!(value.kind, Kind::List(_) | Kind::Map(_) | Kind::Struct(_) | Kind::Time(..));
        if verb == 'w' && composed {
            return self.wrong(value, verb);
        }
        self.value(value, verb, 0)
    }

    /// A value at a depth of lists and maps.
    fn value(&mut self, value: &Value, verb: char, depth: u32) -> Result<()> {
        self.budget.take_steps(1)?;
        if depth > self.budget.limits().nesting {
            return Err(Error::limit("a value holds itself, or too many values inside of one another"));
        }
        let flags = &self.form.flags;
        let text = match &value.kind {
            Kind::Nil if flags.sharp_v => Some("interface {}(nil)".to_owned()),
            Kind::Nil => Some("<nil>".to_owned()),
            Kind::Bool(value) if matches!(verb, 't' | 'v') => Some(pad(value.to_string(), flags)),
            Kind::Bool(_) => None,
            Kind::Int(number, of) => whole(*number, *of, verb, flags),
            Kind::Float(number) => float(*number, verb, flags),
            Kind::String(text) => return self.string(text, value, verb),
            Kind::Bytes(bytes) => return self.bytes(bytes, value, verb, depth),
            Kind::List(list) => return self.list(list, value.keys, verb, depth),
            Kind::Map(map) => return self.map(map, value.keys, verb, depth),
            Kind::Struct(of) => return self.structure(of, value.keys, verb, depth),
            Kind::Time(nanoseconds, offset) => {
                text(&time_text(*nanoseconds, *offset, false), verb, &without_sharp(flags))
            }
            Kind::Duration(nanoseconds) if is_texts(verb) && !flags.sharp_v && !self.erroring => {
                text(&duration_text(*nanoseconds), verb, flags)
            }
            Kind::Duration(nanoseconds) => whole(*nanoseconds, Int::Int64, verb, flags),
        };
        match text {
            Some(text) => self.push(&text, value.keys),
            None => self.wrong(value, verb),
        }
    }

    /// The verb is none of the value's type.
    fn wrong(&mut self, value: &Value, verb: char) -> Result<()> {
        self.push(&format!("%!{verb}({}=", value.type_name()), value.keys)?;
        let outer = std::mem::replace(&mut self.erroring, true);
        self.argument(value, 'v')?;
        self.erroring = outer;
        self.push(")", value.keys)
    }

    fn string(&mut self, text: &Text, value: &Value, verb: char) -> Result<()> {
        let flags = &self.form.flags;
        if verb != 's' && (verb != 'v' || flags.sharp_v) {
            return match bartizan_gofmt::text(text.as_str(), verb, flags) {
                Some(made) => self.push(&made, value.keys),
                None => self.wrong(value, verb),
            };
        }
        let shown = truncated(text.as_str(), flags);
        let missing = flags.width.map_or(0, |width| width.saturating_sub(shown.chars().count()));
        self.budget.take_bytes((shown.len() + missing) as u64)?;
        let padding = (if flags.zero && !flags.minus { "0" } else { " " }).repeat(missing);
        if !flags.minus {
            self.out.push(&padding, Origin::made(value.keys));
        }
        self.out.push_range(text, 0..shown.len(), value.keys);
        if flags.minus {
            self.out.push(&padding, Origin::made(value.keys));
        }
        Ok(())
    }

    fn bytes(&mut self, bytes: &[u8], value: &Value, verb: char, depth: u32) -> Result<()> {
        let flags = &self.form.flags;
        self.budget.take_bytes(bytes.len() as u64 * 4)?;
        match verb {
            's' | 'q' => {
                let shown = text(&String::from_utf8_lossy(bytes), verb, flags).unwrap_or_default();
                self.push(&shown, value.keys)
            }
            'x' => self.push(&hexadecimal(bytes, flags), value.keys),
            'X' => self.push(&hexadecimal(bytes, flags).to_uppercase(), value.keys),
            'v' if flags.sharp_v => {
                let name = if depth == 0 { "[]byte" } else { "[]uint8" };
                let flags = Flags { sharp: true, ..flags.clone() };
                let bytes = bytes.iter().filter_map(|byte| integer(false, u64::from(*byte), 'x', &flags));
                self.push(&format!("{name}{{{}}}", bytes.collect::<Vec<_>>().join(", ")), value.keys)
            }
            _ => {
                let item = |byte: &u8| Value::new(Kind::Int(i64::from(*byte), Int::Uint8)).with_keys(value.keys);
                let items: Vec<_> = bytes.iter().map(item).collect();
                self.items("[]uint8", &items, value.keys, verb, depth)
            }
        }
    }

    fn list(&mut self, list: &List, keys: Keys, verb: char, depth: u32) -> Result<()> {
        self.items(list.of.name(), &list.items, keys, verb, depth)
    }

    fn items(&mut self, name: &str, items: &[Value], keys: Keys, verb: char, depth: u32) -> Result<()> {
        let sharp = self.form.flags.sharp_v;
        self.push(&if sharp { format!("{name}{{") } else { "[".to_owned() }, keys)?;
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.push(if sharp { ", " } else { " " }, keys)?;
            }
            self.value(item, verb, depth + 1)?;
        }
        self.push(if sharp { "}" } else { "]" }, keys)
    }

    fn map(&mut self, map: &Map, keys: Keys, verb: char, depth: u32) -> Result<()> {
        let sharp = self.form.flags.sharp_v;
        self.push(&if sharp { format!("{}{{", map.of.name()) } else { "map[".to_owned() }, keys)?;
        for (at, (key, item)) in map.entries.borrow().iter().enumerate() {
            if at > 0 {
                self.push(if sharp { ", " } else { " " }, keys)?;
            }
            let key = Value::from(Text::from(key.clone())).with_keys(keys);
            self.value(&key, verb, depth + 1)?;
            self.push(":", keys)?;
            self.value(item, verb, depth + 1)?;
        }
        self.push(if sharp { "}" } else { "]" }, keys)
    }

    fn structure(&mut self, of: &Struct, keys: Keys, verb: char, depth: u32) -> Result<()> {
        let flags = &self.form.flags;
        match &of.methods {
            Methods::Files(files) => {
                let entries = files
                    .iter()
                    .map(|(path, bytes)| (path.clone(), Value::new(Kind::Bytes(bytes.clone())).with_keys(keys)));
                let map = Map::new(entries.collect(), super::MapType::Any);
                if flags.sharp_v {
                    let shown: Vec<_> = files.keys().map(|path| quote(path, false)).collect();
                    return self.push(&format!("{}{{{}}}", of.type_name, shown.join(", ")), keys);
                }
                return self.map(&map, keys, verb, depth);
            }
            Methods::ApiVersions(versions) => {
                let items: Vec<_> = versions.iter().map(|version| Value::from(&**version).with_keys(keys)).collect();
                return self.items(of.type_name, &items, keys, verb, depth);
            }
            Methods::Version if is_texts(verb) && !flags.sharp_v && !self.erroring => {
                let shown = of.version_text().and_then(|version| text(&version, verb, flags));
                return self.push(&shown.unwrap_or_default(), keys);
            }
            _ => {}
        }
        let (sharp, named) = (flags.sharp_v, flags.sharp_v || flags.plus_v);
        let (pointer, name) = match of.type_name.strip_prefix('*') {
            Some(name) => ("&", name),
            None => ("", of.type_name),
        };
        self.push(&format!("{pointer}{}{{", if sharp { name } else { "" }), keys)?;
        for (at, field) in of.fields.iter().enumerate() {
            if at > 0 {
                self.push(if sharp { ", " } else { " " }, keys)?;
            }
            if named {
                self.push(&format!("{}:", field.name), keys)?;
            }
            self.value(&field.value, verb, depth + 1)?;
        }
        self.push("}", keys)
    }
}

impl Struct {
    /// The value of a field.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Value> {
        self.fields.iter().find(|field| field.name == name).map(|field| &field.value)
    }
}

impl Struct {
    /// A version as `semver.Version.String` writes it, from its fields `Major`, `Minor`, `Patch`, `Prerelease` and
    /// `Metadata`.
    #[must_use]
    pub fn version_text(&self) -> Option<String> {
        let number = |name| match self.field(name)?.kind {
            Kind::Int(number, _) => Some(number.cast_unsigned()),
            _ => None,
        };
        let part = |name, mark: &str| match &self.field(name)?.kind {
            Kind::String(text) if text.as_str().is_empty() => Some(String::new()),
            Kind::String(text) => Some(format!("{mark}{}", text.as_str())),
            _ => None,
        };
        let (major, minor, patch) = (number("Major")?, number("Minor")?, number("Patch")?);
        Some(format!("{major}.{minor}.{patch}{}{}", part("Prerelease", "-")?, part("Metadata", "+")?))
    }
}

/// Is it a verb that prints the text of a type that has one?
fn is_texts(verb: char) -> bool {
    matches!(verb, 'v' | 's' | 'q' | 'x' | 'X')
}

fn without_sharp(flags: &Flags) -> Flags {
    Flags { sharp_v: false, ..flags.clone() }
}

/// A whole number of a type.
fn whole(number: i64, of: Int, verb: char, flags: &Flags) -> Option<String> {
    if of.is_unsigned() {
        if verb == 'v' && flags.sharp_v {
            return integer(false, number.cast_unsigned(), 'x', &Flags { sharp: true, ..flags.clone() });
        }
        return integer(false, number.cast_unsigned(), verb, flags);
    }
    integer(number < 0, number.unsigned_abs(), verb, flags)
}
