//! Parameters: what the configuration gives, over the policies' defaults.

use std::collections::BTreeMap;

use bartizan_policies::annotations::has_type;
use serde_json::Value;

use super::{Pack, Policy};
use crate::nearest::{meant, nearest};

/// A parameter that cannot be set so: the configuration is to be mended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParameterError {
    /// No such policy.
    #[error("parameters are set for {policy}, which is no policy{}", meant(.near.as_deref()))]
    UnknownPolicy {
        /// The id given.
        policy: String,
        /// The id that was probably meant.
        near: Option<String>,
    },
    /// The policy has no such parameter.
    #[error("policy {policy} has no parameter `{parameter}`{}", known_or_near(.parameter, .known))]
    UnknownParameter {
        /// The policy.
        policy: String,
        /// The name given.
        parameter: String,
        /// The parameters it has.
        known: Vec<String>,
    },
    /// The value is of another type.
    #[error("parameter `{parameter}` of policy {policy} must be of type {wanted}")]
    WrongType {
        /// The policy.
        policy: String,
        /// The parameter.
        parameter: String,
        /// The type wanted.
        wanted: String,
    },
}

impl ParameterError {
    /// The policy, and the parameter where it is about one.
    #[must_use]
    pub fn place(&self) -> (&str, Option<&str>) {
        match self {
            Self::UnknownPolicy { policy, .. } => (policy, None),
            Self::UnknownParameter { policy, parameter, .. } | Self::WrongType { policy, parameter, .. } => {
                (policy, Some(parameter))
            }
        }
    }
}

/// The name that was probably meant, else all that there are.
fn known_or_near(given: &str, names: &[String]) -> String {
    match nearest(given, names.iter().map(String::as_str)) {
        Some(name) => meant(Some(name)),
        None if names.is_empty() => "; it has none".to_owned(),
        None => format!("; it has {}", names.join(", ")),
    }
}

/// Parameters as configured, checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parameters {
    configured: BTreeMap<String, BTreeMap<String, Value>>,
}

impl Parameters {
    /// Checks `configured`: parameters by policy id.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with them.
    pub fn new(
        pack: &Pack,
        configured: &BTreeMap<String, BTreeMap<String, Value>>,
    ) -> Result<Self, Vec<ParameterError>> {
        let mut errors = Vec::new();
        for (id, parameters) in configured {
            match pack.get(id) {
                None => {
                    let near = nearest(id, pack.all().map(|policy| &*policy.id)).map(str::to_owned);
                    errors.push(ParameterError::UnknownPolicy { policy: id.clone(), near });
                }
                Some(policy) => errors.extend(parameters.iter().filter_map(|(name, value)| check(policy, name, value))),
            }
        }
        if errors.is_empty() { Ok(Self { configured: configured.clone() }) } else { Err(errors) }
    }

    /// All parameters of `policy` by name: as configured, else their defaults.
    #[must_use]
    pub fn of(&self, policy: &Policy) -> BTreeMap<String, Value> {
        let given = self.configured.get(&*policy.id);
        let value = |name: &String, default: &Value| given.and_then(|given| given.get(name)).unwrap_or(default).clone();
        let parameters = &policy.metadata().parameters;
        parameters.iter().map(|(name, parameter)| (name.clone(), value(name, &parameter.default))).collect()
    }
}

fn check(policy: &Policy, name: &str, value: &Value) -> Option<ParameterError> {
    let parameters = &policy.metadata().parameters;
    let (policy, parameter) = (policy.id.to_string(), name.to_owned());
    match parameters.get(name) {
        None => {
            Some(ParameterError::UnknownParameter { policy, parameter, known: parameters.keys().cloned().collect() })
        }
        Some(known) if !has_type(value, &known.kind) => {
            Some(ParameterError::WrongType { policy, parameter, wanted: known.kind.clone() })
        }
        Some(_) => None,
    }
}
