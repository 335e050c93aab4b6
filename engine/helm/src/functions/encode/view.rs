//! Values as the encoders of Go see them: structs under the names that they are given there, bytes in base64.

use std::rc::Rc;

use super::{Stop, Written};
use crate::functions::base64;
use crate::value::{Int, Items, Kind, ListType, MapType, Methods, Struct, Text, Value, duration_text, time_text};

/// Which encoder looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Viewer {
    /// `encoding/json`, which `toYaml` goes through too.
    Json,
    /// go-yaml.
    Yaml,
    /// BurntSushi's TOML.
    Toml,
}

/// What is to be written.
#[derive(Debug)]
pub(super) enum View {
    Null,
    Bool(bool),
    Int(i64, Int),
    Float(f64),
    Text(Text),
    /// A time: in RFC 3339, which JSON puts in quotes.
    Time(String),
    List(Items),
    /// Entries in the order of their keys, or fields as they are declared.
    Map(Vec<(Rc<str>, Value)>),
}

impl View {
    pub(super) fn of(value: &Value, viewer: Viewer) -> Written<Self> {
        Ok(match &value.kind {
            Kind::Nil => Self::Null,
            Kind::Bool(value) => Self::Bool(*value),
            Kind::Int(number, of) => Self::Int(*number, *of),
            Kind::Float(number) if viewer == Viewer::Json && !number.is_finite() => {
                let shown = match number.is_nan() {
                    true => "NaN",
                    false if *number > 0.0 => "+Inf",
                    false => "-Inf",
                };
                return Err(Stop::Unsupported(format!("json: unsupported value: {shown}")));
            }
            Kind::Float(number) => Self::Float(*number),
            Kind::String(text) => Self::Text(text.clone()),
            Kind::Bytes(bytes) if viewer == Viewer::Json => Self::Text(base64(bytes).into()),
            Kind::Bytes(bytes) => {
                let item = |byte: &u8| Value::new(Kind::Int(i64::from(*byte), Int::Uint8)).with_keys(value.keys);
                Self::List(bytes.iter().map(item).collect())
            }
            Kind::List(list) if list.of == ListType::Nil && viewer == Viewer::Json => Self::Null,
            Kind::List(list) => Self::List(list.items.clone()),
            Kind::Map(map) if map.of == MapType::Nil && viewer == Viewer::Json => Self::Null,
            Kind::Map(map) => {
                let entries = map.entries.borrow();
                Self::Map(entries.iter().map(|(key, value)| (key.clone(), value.clone())).collect())
            }
            Kind::Struct(of) => Self::structure(of, value, viewer),
            Kind::Time(nanoseconds, offset) => Self::Time(time_text(*nanoseconds, *offset, true)),
            Kind::Duration(nanoseconds) if viewer == Viewer::Json => Self::Int(*nanoseconds, Int::Int64),
            Kind::Duration(nanoseconds) => Self::Text(duration_text(*nanoseconds).into()),
        })
    }

    fn structure(of: &Struct, value: &Value, viewer: Viewer) -> Self {
        match &of.methods {
            Methods::Files(files) => {
                let entry = |(path, bytes): (&Rc<str>, &Rc<[u8]>)| {
                    (path.clone(), Value::new(Kind::Bytes(bytes.clone())).with_keys(value.keys))
                };
                Self::Map(files.iter().map(entry).collect())
            }
            Methods::ApiVersions(versions) => {
                Self::List(versions.iter().map(|version| Value::from(&**version).with_keys(value.keys)).collect())
            }
            Methods::Version => Self::Text(of.version_text().unwrap_or_default().into()),
            Methods::None | Methods::KubeVersion => {
                let fields = of.fields.iter().filter_map(|field| {
                    let name = match viewer {
                        Viewer::Json => Rc::from(field.json?),
                        Viewer::Yaml => field.name.to_lowercase().into(),
                        Viewer::Toml => Rc::from(field.name),
                    };
                    let left_out = viewer == Viewer::Json && field.omit_empty && !field.value.is_true();
                    (!left_out).then(|| (name, field.value.clone()))
                });
                Self::Map(fields.collect())
            }
        }
    }
}
