//! Which policies run, how severe they are and with which parameters, as the configuration and the options say; and that
//! the policies that the configuration names exist.

use super::{Options, SessionError};
use crate::config::{Config, ConfigFaults, Written};
use crate::finding::{Pattern, Upkeep, upkeep_metadata};
use crate::nearest::{nearest, suggestion};
use crate::policy::{Pack, ParameterError, Parameters, Selection, SelectionError, SelectionRules};

/// What was chosen.
pub(super) struct Chosen {
    pub(super) selection: Selection,
    pub(super) parameters: Parameters,
    /// The options' patterns that match no policy here; in another project they may.
    pub(super) unmatched: Vec<SelectionError>,
}

/// `config` with what the options add to it.
pub(super) fn with_options(mut config: Config, options: &Options) -> Config {
    config.select.extend(options.select.iter().cloned());
    config.ignore.extend(options.ignore.iter().cloned());
    config.profile = options.profile.unwrap_or(config.profile);
    config
}

/// Chooses among the policies of `pack`; what the configuration gets wrong goes to `faults`.
pub(super) fn choose(
    pack: &Pack,
    (config, written): (&Config, &Written),
    options: &Options,
    faults: &mut ConfigFaults,
) -> Result<Chosen, SessionError> {
    // Where its own policies are left out, nobody can tell what the configuration says of them.
    let lenient = !options.local_policies && !config.policies.is_empty();
    let mut chooser = Chooser { pack, config: config.clone(), written, lenient, faults };
    chooser.exceptions();
    let parameters = chooser.parameters();
    let (selection, mut unmatched) = chooser.selection(options)?;
    unmatched.extend(unknown_owners(pack, config, options));
    Ok(Chosen { selection, parameters, unmatched })
}

/// The teams of the options that nothing is of.
fn unknown_owners(pack: &Pack, config: &Config, options: &Options) -> Vec<SelectionError> {
    let known = || {
        let of_policies = pack.all().map(|policy| policy.metadata().owner.as_str());
        of_policies.chain(config.owners.iter().map(|entry| entry.owner.as_str())).filter(|owner| !owner.is_empty())
    };
    let unknown = options.owners.iter().filter(|name| !known().any(|owner| owner == name.as_str()));
    unknown
        .map(|name| SelectionError::NoOwner { name: name.clone(), near: nearest(name, known()).map(str::to_owned) })
        .collect()
}

struct Chooser<'a> {
    pack: &'a Pack,
    /// Without what names policies that there are not.
    config: Config,
    written: &'a Written,
    lenient: bool,
    faults: &'a mut ConfigFaults,
}

impl Chooser<'_> {
    fn say(&mut self, path: &[&str], message: String) {
        let path: Vec<String> = path.iter().map(ToString::to_string).collect();
        self.faults.0.extend(self.written.fault(&path, || message));
    }

    /// Exceptions name policies, or checks on suppressions.
    fn exceptions(&mut self) {
        if self.lenient {
            return;
        }
        let upkeep = Upkeep::ALL.map(upkeep_metadata);
        let names: Vec<&str> =
            self.pack.all().map(|policy| &*policy.id).chain(upkeep.iter().map(|metadata| &*metadata.id)).collect();
        let exceptions = std::mem::take(&mut self.config.exceptions);
        for (index, exception) in exceptions.iter().enumerate() {
            let pattern = Pattern::new(Some(&exception.policy));
            if !names.iter().any(|name| pattern.matches(name)) {
                let near = suggestion(&exception.policy, names.iter().copied());
                let message = format!("`{}` in `exceptions` matches no policy{near}", exception.policy);
                self.say(&["exceptions", &index.to_string(), "policy"], message);
            }
        }
    }

    fn parameters(&mut self) -> Parameters {
        let errors = match Parameters::new(self.pack, &self.config.parameters) {
            Ok(parameters) => return parameters,
            Err(errors) => errors,
        };
        for error in &errors {
            let is_unknown = matches!(error, ParameterError::UnknownPolicy { .. });
            let (policy, parameter) = error.place();
            if !(is_unknown && self.lenient) {
                let path: Vec<&str> = ["parameters", policy].into_iter().chain(parameter).collect();
                self.say(&path, error.to_string());
            }
            self.config.parameters.remove(policy);
        }
        Parameters::new(self.pack, &self.config.parameters).unwrap_or_default()
    }

    /// The selection, with the options' patterns that match nothing.
    fn selection(&mut self, options: &Options) -> Result<(Selection, Vec<SelectionError>), SessionError> {
        let (selection, mut errors) = Selection::lenient(self.pack, &self.rules(options));
        if errors.is_empty() {
            return Ok((selection, errors));
        }
        errors.retain(|error| !self.concerns_config(error));
        let is_unmatched = |error: &SelectionError| matches!(error, SelectionError::NoMatch { .. });
        if !errors.iter().all(is_unmatched) {
            return Err(SessionError::Selection(errors));
        }
        Ok((Selection::lenient(self.pack, &self.rules(options)).0, errors))
    }

    /// Is it the configuration that holds the pattern? It is then told, and left out.
    fn concerns_config(&mut self, error: &SelectionError) -> bool {
        let Some((field, pattern)) = error.pattern() else { return false };
        let list = match field {
            "select" => Some(&mut self.config.select),
            "ignore" => Some(&mut self.config.ignore),
            "warn_only" => Some(&mut self.config.warn_only),
            _ => None,
        };
        let holder = match list {
            Some(list) => {
                let Some(at) = list.iter().position(|given| given == pattern) else { return false };
                // Its place would move those of the others.
                list[at] = String::new();
                at.to_string()
            }
            None => self.config.severities.remove(pattern).map(|_| pattern.to_owned()).unwrap_or_default(),
        };
        let is_unknown = matches!(error, SelectionError::NoMatch { .. });
        if !(is_unknown && self.lenient) {
            self.say(&[field, &holder], error.to_string());
        }
        true
    }

    fn rules(&self, options: &Options) -> SelectionRules {
        let config = with_options(self.config.clone(), options);
        let given = |list: Vec<String>| list.into_iter().filter(|pattern| !pattern.is_empty()).collect();
        SelectionRules {
            profile: config.profile,
            select: given(config.select),
            ignore: given(config.ignore),
            warn_only: given(config.warn_only),
            severities: config.severities.into_iter().map(|(pattern, own)| (pattern, own.severity())).collect(),
            level: options.level,
            layers: options.layers.clone(),
        }
    }
}
