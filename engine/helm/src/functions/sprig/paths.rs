//! Paths with slashes, of templates and of the system alike: Go's `path`.

use crate::Result;
use crate::functions::arguments::str;
use crate::functions::{Call, Function};
use crate::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::of("base", 1, base),
    Function::of("osBase", 1, base),
    Function::of("dir", 1, dir),
    Function::of("osDir", 1, dir),
    Function::of("clean", 1, |_, args| Ok(clean(str(&args[0])?).into())),
    Function::of("osClean", 1, |_, args| Ok(clean(str(&args[0])?).into())),
    Function::of("ext", 1, ext),
    Function::of("osExt", 1, ext),
    Function::of("isAbs", 1, |_, args| Ok(str(&args[0])?.starts_with('/').into())),
    Function::of("osIsAbs", 1, |_, args| Ok(str(&args[0])?.starts_with('/').into())),
];

fn base(_: &Call<'_>, args: &[Value]) -> Result<Value> {
    let path = str(&args[0])?;
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    Ok(match (path.is_empty(), name.is_empty()) {
        (true, _) => ".",
        (_, true) => "/",
        _ => name,
    }
    .into())
}

fn dir(_: &Call<'_>, args: &[Value]) -> Result<Value> {
    let path = str(&args[0])?;
    Ok(clean(&path[..path.rfind('/').map_or(0, |slash| slash + 1)]).into())
}

fn ext(_: &Call<'_>, args: &[Value]) -> Result<Value> {
    let path = str(&args[0])?;
    let name = &path[path.rfind('/').map_or(0, |slash| slash + 1)..];
    Ok(name.rfind('.').map_or("", |dot| &name[dot..]).into())
}

/// The shortest path that means the same, by its text alone.
fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut kept: Vec<&str> = Vec::new();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." if kept.last().is_some_and(|last| *last != "..") => _ = kept.pop(),
            ".." if rooted => {}
            name => kept.push(name),
        }
    }
    match (rooted, kept.is_empty()) {
        (true, _) => format!("/{}", kept.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => kept.join("/"),
    }
}
