//! What `helm template` prints.

use super::{Crd, Manifest, Rendered, manifests};
use crate::chart::pattern::Pattern;
use crate::{Error, Result};

/// What of a rendering is printed.
#[derive(Clone, Debug, Default)]
pub struct OutputOptions {
    /// `--include-crds`: the definitions below `crds/` first.
    pub include_crds: bool,
    /// `--no-hooks`
    pub no_hooks: bool,
    /// `--skip-tests`: no hooks that are tests.
    pub skip_tests: bool,
    /// `--show-only`: patterns of paths in the chart; all when there is none.
    pub show_only: Vec<String>,
}

impl Rendered {
    /// The bytes that `helm template` prints.
    ///
    /// # Errors
    /// When `--show-only` names what is not there.
    pub fn output(&self, options: &OutputOptions) -> Result<String> {
        let mut text = String::new();
        if options.include_crds {
            for Crd { source, text: crd, .. } in &self.crds {
                push(&mut text, source, crd);
            }
        }
        let wanted = |hook: bool| self.manifests.iter().filter(move |manifest| manifest.hook.is_some() == hook);
        for Manifest { source, text: manifest, .. } in wanted(false) {
            push(&mut text, source, manifest);
        }
        let mut text = text.trim().to_owned();
        text.push('\n');
        if !options.no_hooks {
            for manifest in wanted(true) {
                if !(options.skip_tests && manifest.is_test()) {
                    push(&mut text, &manifest.source, &manifest.text);
                }
            }
        }
        if options.show_only.is_empty() { Ok(text) } else { only(&text, &options.show_only) }
    }
}

fn push(text: &mut String, source: &str, manifest: &str) {
    text.push_str("---\n# Source: ");
    text.push_str(source);
    text.push('\n');
    text.push_str(manifest);
    text.push('\n');
}

/// The manifests of the files that `patterns` name, in the order of the patterns.
fn only(text: &str, patterns: &[String]) -> Result<String> {
    let mut shown = String::new();
    let manifests = manifests::split(text);
    for pattern in patterns {
        let matching = Pattern::new(pattern);
        let mut found = false;
        for range in &manifests {
            let manifest = &text[range.clone()];
            let matches = |path| matching.as_ref().is_some_and(|pattern| pattern.matches(path));
            if path_in_chart(manifest).is_some_and(matches) {
                shown.push_str("---\n");
                shown.push_str(manifest);
                shown.push('\n');
                found = true;
            }
        }
        if !found {
            return Err(Error::new(format!("could not find template {pattern} in chart")));
        }
    }
    Ok(shown)
}

/// The path in the chart that a manifest's comment names.
fn path_in_chart(manifest: &str) -> Option<&str> {
    manifest.match_indices("# Source: ").find_map(|(at, label)| {
        let line = manifest[at + label.len()..].split('\n').next()?;
        let (chart, path) = line.split_once('/')?;
        (!chart.is_empty() && !path.is_empty()).then_some(path)
    })
}
