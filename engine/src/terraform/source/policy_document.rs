//! Data sources whose result follows from their arguments alone: `aws_iam_policy_document`.

use bartizan_hcl::eval;
use bartizan_hcl::value::Value;

use super::module::Declared;
use super::names::Names;
use super::world::World;

/// The attribute that a data source of this type makes of its arguments.
pub(super) fn result(block: &Declared<'_>) -> Option<&'static str> {
    (block.is_data && block.kind == "aws_iam_policy_document").then_some("json")
}

/// The attribute `asked`, when this is a data source that makes it.
pub(super) fn attribute<'a>(
    world: &World<'a>,
    block: &Declared<'a>,
    asked: &str,
    names: &Names<'_, 'a>,
) -> eval::Result<Option<Value>> {
    _ = (world, names);
    if result(block) != Some(asked) {
        return Ok(None);
    }
    Ok(None)
}
