//! The configuration in force, and which file says what of it.

use std::path::Path;
use std::sync::Arc;

use serde::Deserialize as _;
use toml::Table;

use super::extends::{Chain, merge};
use super::layer::Layer;
use super::{Config, ConfigFault, ConfigFaults, check};
use crate::files::Files;
use crate::source::{Source, Span};

/// The configuration, and the files that it was read from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Loaded {
    pub(crate) config: Config,
    pub(crate) written: Written,
}

/// The files that the configuration was read from: that of the project first, then what it extends.
#[derive(Clone, Debug, Default)]
pub(crate) struct Written(Vec<Layer>);

impl Loaded {
    /// Reads one file, with all that is wrong with it; and, where it is said where it lies, what it extends.
    pub(crate) fn of(source: &Arc<Source>, place: Option<(&Files, &Path)>) -> (Self, ConfigFaults) {
        let (layer, mut faults) = Layer::read(source);
        faults.extend(check::check(&layer));
        let mut config = layer.config.clone();
        let mut layers = vec![layer];
        if let (Some(_), Some((files, place))) = (&config.extends, place) {
            let chain = Chain::of(files, place, &layers[0]);
            faults.extend(chain.faults);
            if faults.is_empty() {
                config = merged(&source.text, &chain.layers).unwrap_or(config);
            }
            layers.extend(chain.layers.into_iter().map(|(layer, _)| layer));
        }
        let mut faults = ConfigFaults(faults);
        faults.sort();
        (Self { config, written: Written(layers) }, faults)
    }
}

/// What a file says over what it extends, the nearest first.
fn merged(text: &str, under: &[(Layer, Table)]) -> Option<Config> {
    let mut all = Table::new();
    for (_, table) in under.iter().rev() {
        merge(&mut all, table.clone());
    }
    merge(&mut all, toml::from_str(text).ok()?);
    Config::deserialize(all).ok()
}

impl Written {
    /// Does the file of the project itself say what holds at `key`?
    pub(crate) fn is_own(&self, key: &str) -> bool {
        self.0.first().is_some_and(|layer| layer.place(&[key.to_owned()]).is_some())
    }

    /// All files, that of the project first.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &Arc<Source>> {
        self.0.iter().map(|layer| &layer.source)
    }

    /// The configuration file of the project.
    pub(crate) fn source(&self) -> Option<&Arc<Source>> {
        self.0.first().map(|layer| &layer.source)
    }

    /// A fault of what stands at `path`, in the file that says it; none where no file does.
    pub(crate) fn fault(&self, path: &[String], message: impl FnOnce() -> String) -> Option<ConfigFault> {
        let (source, span) = self.place(path)?;
        Some(ConfigFault { source: Arc::clone(source), span, message: message() })
    }

    /// Where `path` stands: its key, or the element of an array.
    pub(crate) fn place(&self, path: &[String]) -> Option<(&Arc<Source>, Span)> {
        self.0.iter().find_map(|layer| Some((&layer.source, layer.place(path)?)))
    }
}
