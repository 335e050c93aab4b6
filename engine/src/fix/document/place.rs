//! How far a path leads into a document.

use super::Refusal;
use crate::fix::hcl::shown;
use crate::resource::PathElement;
use crate::source::{Entry, Node};

/// A step of the walk.
pub(super) struct Visited<'a> {
    /// The value.
    pub(super) node: &'a Node,
    /// Its key and value, of a value in a mapping.
    pub(super) entry: Option<&'a Entry>,
}

/// The values along `path`, from the document down, as far as there are some.
///
/// # Errors
/// The path leads through an alias or into a string: nothing can be edited there.
pub(super) fn walk<'a>(root: &'a Node, path: &[PathElement]) -> Result<Vec<Visited<'a>>, Refusal> {
    let mut visited = vec![Visited { node: root, entry: None }];
    let mut node = root;
    for (depth, element) in path.iter().enumerate() {
        let next = match element {
            PathElement::Key(key) if key.starts_with('@') && node.as_str().is_some() => {
                return Err(Refusal::new(format!("`{}` is a document in a string", shown(&path[..depth]))));
            }
            PathElement::Key(key) => node.entry(key).map(|entry| Visited { node: &entry.value, entry: Some(entry) }),
            PathElement::Index(index) => node.index(*index).map(|node| Visited { node, entry: None }),
        };
        let Some(next) = next else { break };
        if next.node.alias.is_some() {
            let place = shown(&path[..=depth]);
            return Err(Refusal::new(format!("`{place}` comes from another place of the file, by an alias")));
        }
        node = next.node;
        visited.push(next);
    }
    Ok(visited)
}
