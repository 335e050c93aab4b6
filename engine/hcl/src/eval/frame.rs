//! Names that stand over those of the scope: variables of `for`, the element of a splat, variables of a template file.

use crate::value::{Entries, Value};

/// Names of one construct, over those of the constructs around it.
pub(super) struct Frame<'f> {
    names: Names<'f>,
    outer: Option<&'f Frame<'f>>,
}

enum Names<'f> {
    /// Variables of a `for`.
    Variables { key: Option<(&'f str, Value)>, value: (&'f str, Value) },
    /// The element of a splat.
    Element(Value),
    /// All there is inside of a template file: neither what is around it nor the scope.
    Only(&'f Entries),
}

/// What a name means by the frames.
pub(super) enum Found<'f> {
    /// This value.
    Value(&'f Value),
    /// Nothing, and the scope is not asked either.
    Nothing,
    /// The frames do not say.
    Outside,
}

impl<'f> Frame<'f> {
    pub(super) fn variables(outer: Option<&'f Self>, key: Option<(&'f str, Value)>, value: (&'f str, Value)) -> Self {
        Self { names: Names::Variables { key, value }, outer }
    }

    pub(super) fn element(outer: Option<&'f Self>, element: Value) -> Self {
        Self { names: Names::Element(element), outer }
    }

    pub(super) fn only(entries: &'f Entries) -> Self {
        Self { names: Names::Only(entries), outer: None }
    }

    /// The innermost meaning of `name`.
    pub(super) fn find(frame: Option<&'f Self>, name: &str) -> Found<'f> {
        let mut next = frame;
        while let Some(frame) = next {
            match &frame.names {
                Names::Variables { value: (own, value), .. } if *own == name => return Found::Value(value),
                Names::Variables { key: Some((own, value)), .. } if *own == name => return Found::Value(value),
                Names::Only(entries) => {
                    return entries.get(name).map_or(Found::Nothing, |entry| Found::Value(&entry.value));
                }
                Names::Variables { .. } | Names::Element(_) => {}
            }
            next = frame.outer;
        }
        Found::Outside
    }

    /// Does this stand inside of a template file or of a template in a string?
    pub(super) fn is_in_template(frame: Option<&'f Self>) -> bool {
        let mut next = frame;
        while let Some(frame) = next {
            if matches!(frame.names, Names::Only(_)) {
                return true;
            }
            next = frame.outer;
        }
        false
    }

    /// The element of the innermost splat.
    pub(super) fn find_element(frame: Option<&'f Self>) -> Option<&'f Value> {
        let mut next = frame;
        while let Some(frame) = next {
            if let Names::Element(element) = &frame.names {
                return Some(element);
            }
            next = frame.outer;
        }
        None
    }
}
