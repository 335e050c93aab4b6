//! How arguments of the provider become keys of a realm export.

/// A resource type of the provider and what it makes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    /// Resource type without `keycloak_`.
    pub(super) resource: &'static str,
    /// Kind of the Keycloak resource.
    pub(super) kind: &'static str,
    /// Argument that names it.
    pub(super) name: &'static str,
    /// Provider type of a component.
    pub(super) group: Option<&'static str>,
    /// Arguments whose key is the same word in camel case.
    pub(super) camel: &'static [&'static str],
    /// The other arguments.
    pub(super) rules: &'static [Rule],
}

/// Where one argument goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    /// Argument, inside the blocks before it (each a list of one).
    pub(super) from: &'static [&'static str],
    /// Keys of the export; `[0]` is the first element of a list.
    pub(super) to: &'static [&'static str],
    /// What happens to the value.
    pub(super) how: How,
}

/// What happens to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// Nothing.
    Same,
    /// A scalar becomes a string: attributes and configurations of Keycloak hold strings only.
    Text,
    /// A duration (`5m`) becomes a number of seconds.
    Seconds,
    /// A list of strings becomes one string, joined by this.
    Joined(&'static str),
    /// Each entry of a mapping goes below, as a string.
    Entries,
    /// Nothing; the provider's default, where the argument is absent, is true.
    On,
    /// The same as a string.
    OnText,
    /// In each element of a list these keys get other names.
    Each(&'static [(&'static str, &'static str)]),
    /// True where the block is given.
    Present,
    /// `"true"` where the block is given.
    PresentText,
    /// `"true"` where the argument is given.
    GivenText,
    /// Is the value this?
    Is(&'static str),
    /// Another word for each value.
    Choice(&'static [(&'static str, &'static str)]),
    /// In lower case.
    Lower,
    /// Always this.
    Constant(&'static str),
}

/// A rule.
pub(super) const fn rule(from: &'static [&'static str], to: &'static [&'static str], how: How) -> Rule {
    Rule { from, to, how }
}

impl Rule {
    /// Is its source a block, which a `dynamic` block of the configuration could make?
    pub(super) fn is_block(&self) -> bool {
        matches!(self.how, How::Present | How::PresentText)
    }
}
