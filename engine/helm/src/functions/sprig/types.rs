//! Names of types.

use super::equal::deep_equal;
use crate::functions::Function;
use crate::functions::arguments::str;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::of("typeOf", 1, |_, args| Ok(args[0].type_name().into())),
    Function::of("typeIs", 2, |_, args| Ok((str(&args[0])? == args[1].type_name()).into())),
    Function::of("typeIsLike", 2, |_, args| {
        let (target, name) = (str(&args[0])?, args[1].type_name());
        Ok((target == name || name.strip_prefix('*') == Some(target)).into())
    }),
    Function::of("kindOf", 1, |_, args| Ok(args[0].kind_name().into())),
    Function::of("kindIs", 2, |_, args| Ok((str(&args[0])? == args[1].kind_name()).into())),
    Function::of("deepEqual", 2, |call, args| Ok(deep_equal(call, &args[0], &args[1])?.into())),
];
