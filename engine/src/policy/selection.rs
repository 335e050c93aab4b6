//! Which policies run, and how severe they are here.

use std::collections::BTreeMap;

use bartizan_policies::models::LAYERS;
use globset::{GlobBuilder, GlobMatcher};

use super::{Metadata, Pack, Profile, Severity};
use crate::nearest::{meant, nearest};

/// How the policies are chosen.
///
/// `select`, when it is not empty, takes the place of the profile; `ignore` and severities of `off` are then left out.
/// A pattern is an id (`K8S-014`), a glob of ids (`K8S-*`, `TF-AWS-00?`), or `@` and a severity (`@high`: the policies
/// that are of severity high by themselves).
#[derive(Clone, Debug, Default)]
pub struct SelectionRules {
    /// The profile.
    pub profile: Profile,
    /// Patterns of the policies that run, whatever their profile.
    pub select: Vec<String>,
    /// Patterns of the policies that do not run.
    pub ignore: Vec<String>,
    /// Severities by pattern; none is `off`. The longest pattern wins, and an id over every glob.
    pub severities: BTreeMap<String, Option<Severity>>,
    /// Patterns of the policies whose findings never fail a run.
    pub warn_only: Vec<String>,
    /// The highest level whose policies run; all when absent.
    pub level: Option<u8>,
    /// The layers whose policies run, by name or by a part of it that no other has; all when empty.
    pub layers: Vec<String>,
}

/// A pattern that selects nothing: the configuration or the command line is to be mended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelectionError {
    /// It is not a pattern.
    #[error("`{pattern}` in `{field}` is not a policy id, a glob of ids or `@severity`")]
    Malformed {
        /// Which list: `select`, `ignore`, `warn_only` or `severities`.
        field: &'static str,
        /// The pattern.
        pattern: String,
    },
    /// No policy has such an id.
    #[error("`{pattern}` in `{field}` matches no policy{}", meant(.near.as_deref()))]
    NoMatch {
        /// Which list: `select`, `ignore`, `warn_only` or `severities`.
        field: &'static str,
        /// The pattern.
        pattern: String,
        /// The id that was probably meant.
        near: Option<String>,
    },
    /// No policy is of this team, and the configuration gives nothing to it.
    #[error("`{name}` answers for no policy{}", meant(.near.as_deref()))]
    NoOwner {
        /// The name given.
        name: String,
        /// The team that was probably meant.
        near: Option<String>,
    },
    /// There is no such layer, or several.
    #[error("`{name}` names none of the layers, or several: {}", LAYERS.map(|layer| layer.name).join(", "))]
    NoLayer {
        /// The name given.
        name: String,
    },
}

impl SelectionError {
    /// The list and the pattern, where it is about one.
    #[must_use]
    pub fn pattern(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::Malformed { field, pattern } | Self::NoMatch { field, pattern, .. } => Some((field, pattern)),
            Self::NoOwner { name, .. } => Some(("owner", name)),
            Self::NoLayer { .. } => None,
        }
    }
}

/// The layer that `name` names.
fn layer(name: &str, errors: &mut Vec<SelectionError>) -> Option<&'static str> {
    let names = || LAYERS.iter().map(|layer| layer.name);
    if let Some(exact) = names().find(|layer| layer.eq_ignore_ascii_case(name)) {
        return Some(exact);
    }
    let part = name.to_lowercase();
    let mut found = names().filter(|layer| layer.to_lowercase().contains(&part));
    match (found.next(), found.next()) {
        (Some(only), None) => Some(only),
        _ => {
            errors.push(SelectionError::NoLayer { name: name.to_owned() });
            None
        }
    }
}

/// The policies that run, with their severities.
#[derive(Clone, Debug)]
pub struct Selection {
    /// By the policy's place in the pack; none when it does not run.
    severities: Vec<Option<Severity>>,
    by_id: BTreeMap<String, Severity>,
    warn_only: Vec<Pattern>,
}

#[derive(Clone, Debug)]
enum Pattern {
    Severity(Severity),
    Id(GlobMatcher),
}

impl Pattern {
    fn new(field: &'static str, pattern: &str) -> Result<Self, SelectionError> {
        let malformed = || SelectionError::Malformed { field, pattern: pattern.to_owned() };
        if let Some(name) = pattern.strip_prefix('@') {
            let severity = Severity::ALL.into_iter().find(|severity| severity.as_str() == name);
            return severity.map(Self::Severity).ok_or_else(malformed);
        }
        let glob = GlobBuilder::new(pattern).build().map_err(|_| malformed())?;
        Ok(Self::Id(glob.compile_matcher()))
    }

    fn matches(&self, id: &str, severity: Severity) -> bool {
        match self {
            Self::Severity(wanted) => severity == *wanted,
            Self::Id(glob) => glob.is_match(id),
        }
    }
}

impl Selection {
    /// Applies `rules` to the policies of `pack`.
    ///
    /// # Errors
    ///
    /// Every pattern that is malformed or names no policy.
    pub fn new(pack: &Pack, rules: &SelectionRules) -> Result<Self, Vec<SelectionError>> {
        let (selection, errors) = Self::lenient(pack, rules);
        if errors.is_empty() { Ok(selection) } else { Err(errors) }
    }

    /// Applies to the policies of `pack` what of `rules` can be, and says what cannot.
    #[must_use]
    pub fn lenient(pack: &Pack, rules: &SelectionRules) -> (Self, Vec<SelectionError>) {
        let mut errors = Vec::new();
        let selected = matching(pack, "select", &rules.select, &mut errors);
        let ignored = matching(pack, "ignore", &rules.ignore, &mut errors);
        matching(pack, "warn_only", &rules.warn_only, &mut errors);
        let layers: Vec<&str> = rules.layers.iter().filter_map(|name| layer(name, &mut errors)).collect();
        let mut severities: Vec<Option<Severity>> = pack
            .all()
            .enumerate()
            .map(|(at, policy)| {
                let is_wanted = rules.level.is_none_or(|level| policy.metadata().level <= level)
                    && (layers.is_empty() || layers.contains(&policy.metadata().layer.as_str()));
                let runs = if rules.select.is_empty() { policy.profile <= rules.profile } else { selected[at] };
                (runs && is_wanted && !ignored[at]).then_some(policy.severity)
            })
            .collect();
        let is_id = |pattern: &str| pack.get(pattern).is_some();
        let mut overrides: Vec<(&String, &Option<Severity>)> = rules.severities.iter().collect();
        overrides.sort_by_key(|(pattern, _)| (is_id(pattern), pattern.len()));
        let mut effective: Vec<Option<Option<Severity>>> = vec![None; severities.len()];
        for (pattern, severity) in overrides {
            let matched = matching(pack, "severities", std::slice::from_ref(pattern), &mut errors);
            for (at, _) in matched.iter().enumerate().filter(|(_, matched)| **matched) {
                effective[at] = Some(*severity);
            }
        }
        for (severity, effective) in severities.iter_mut().zip(effective) {
            if let (Some(_), Some(effective)) = (&severity, effective) {
                *severity = effective;
            }
        }
        let named = pack.all().zip(&severities);
        let by_id = named.filter_map(|(policy, severity)| Some((policy.id.to_string(), (*severity)?))).collect();
        let warn_only = rules.warn_only.iter().filter_map(|pattern| Pattern::new("warn_only", pattern).ok()).collect();
        (Self { severities, by_id, warn_only }, errors)
    }

    /// The severity here of the policy `id`; none when it does not run.
    #[must_use]
    pub fn severity(&self, id: &str) -> Option<Severity> {
        self.by_id.get(id).copied()
    }

    /// May findings of this policy never fail a run?
    #[must_use]
    pub fn only_warns(&self, policy: &Metadata) -> bool {
        self.warn_only.iter().any(|pattern| pattern.matches(&policy.id, policy.severity))
    }

    /// Ids of the policies that run, sorted.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.by_id.keys().map(String::as_str)
    }

    /// How many policies run.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Does no policy run?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// Does the policy at this place of the pack run?
    pub(crate) fn runs(&self, at: usize) -> bool {
        self.severities[at].is_some()
    }
}

/// By place in the pack: does one of the patterns match the policy?
fn matching(pack: &Pack, field: &'static str, patterns: &[String], errors: &mut Vec<SelectionError>) -> Vec<bool> {
    let mut matched = vec![false; pack.all().count()];
    for pattern in patterns {
        let compiled = match Pattern::new(field, pattern) {
            Ok(compiled) => compiled,
            Err(error) => {
                errors.push(error);
                continue;
            }
        };
        let mut any = matches!(compiled, Pattern::Severity(_));
        for (matched, policy) in matched.iter_mut().zip(pack.all()) {
            if compiled.matches(&policy.id, policy.severity) {
                *matched = true;
                any = true;
            }
        }
        if !any {
            let near = nearest(pattern, pack.all().map(|policy| &*policy.id)).map(str::to_owned);
            errors.push(SelectionError::NoMatch { field, pattern: pattern.clone(), near });
        }
    }
    matched
}
