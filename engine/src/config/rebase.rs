//! The paths of an extended file, as the project that extends it would write them.

use globset::Glob;
use toml::{Table, Value};

use crate::files::path;

/// From the folder of an extended file to the root of the project.
pub(super) struct Rebase {
    /// The way up from the root to the nearest folder that both are in: how many folders.
    up: usize,
    /// The folders from there down to the root, and to the folder of the file; one of them is empty unless they lie apart.
    root: Vec<String>,
    file: Vec<String>,
}

impl Rebase {
    /// Both as paths with `/` below a folder that holds them.
    pub(super) fn new(root: &str, file_folder: &str) -> Self {
        let parts = |path: &str| -> Vec<String> {
            path.split('/').filter(|part| !part.is_empty() && *part != path::ROOT).map(str::to_owned).collect()
        };
        let (root, file) = (parts(root), parts(file_folder));
        let common = root.iter().zip(&file).take_while(|(a, b)| a == b).count();
        Self { up: root.len() - common, root: root[common..].to_vec(), file: file[common..].to_vec() }
    }

    /// A path of the file, relative to the root.
    pub(super) fn path(&self, given: &str) -> String {
        let mut parts: Vec<&str> = self.file.iter().map(String::as_str).collect();
        let mut up = self.up;
        for part in given.split('/').filter(|part| !part.is_empty() && *part != ".") {
            match part {
                ".." if parts.pop().is_none() => up += 1,
                ".." => {}
                part => parts.push(part),
            }
        }
        // What leads back down to the root leads nowhere.
        let down = if up == self.up { self.root.iter().zip(&parts).take_while(|(a, b)| a == *b).count() } else { 0 };
        let (up, parts) = if down == self.root.len() { (0, &parts[down..]) } else { (up, &parts[..]) };
        let whole: Vec<&str> = std::iter::repeat_n("..", up).chain(parts.iter().copied()).collect();
        if whole.is_empty() { path::ROOT.to_owned() } else { whole.join("/") }
    }

    /// A glob of paths of the file, relative to the root. One that begins with `*` holds in any folder; one that concerns
    /// nothing in the project matches nothing.
    fn glob(&self, given: &str) -> String {
        if given.starts_with('*') {
            return given.to_owned();
        }
        let nothing = || format!("../{given}");
        if !self.file.is_empty() {
            return if self.up == 0 { format!("{}/{given}", self.file.join("/")) } else { nothing() };
        }
        let mut parts = given.split('/');
        for folder in &self.root {
            match parts.next() {
                None => return "**".to_owned(),
                Some("**") => return parts.fold("**".to_owned(), |glob, part| format!("{glob}/{part}")),
                Some(part) if Glob::new(part).is_ok_and(|glob| glob.compile_matcher().is_match(folder)) => {}
                Some(_) => return nothing(),
            }
        }
        let rest: Vec<&str> = parts.collect();
        if rest.is_empty() { "**".to_owned() } else { rest.join("/") }
    }

    /// All paths and globs in the table of an extended file.
    pub(super) fn table(&self, table: &mut Table) {
        for key in ["policies", "exclude"] {
            let list = table.get_mut(key).and_then(Value::as_array_mut);
            for value in list.into_iter().flatten() {
                self.value(value, key == "exclude");
            }
        }
        if let Some(value) = table.get_mut("baseline") {
            self.value(value, false);
        }
        for key in ["owners", "exceptions", "thresholds"] {
            for entry in entries(table.get_mut(key)) {
                entry.get_mut("path").into_iter().for_each(|value| self.value(value, true));
            }
        }
        for (holder, key, paths) in
            [("terraform", "root", &["dir", "plan", "var_files"][..]), ("helm", "render", &["chart", "values"][..])]
        {
            let Some(list) = table.get_mut(holder).and_then(|holder| holder.get_mut(key)).and_then(Value::as_array_mut)
            else {
                continue;
            };
            for entry in list.iter_mut().filter_map(Value::as_table_mut) {
                for path in paths {
                    match entry.get_mut(*path) {
                        Some(Value::Array(items)) => items.iter_mut().for_each(|item| self.value(item, false)),
                        Some(value) => self.value(value, false),
                        None => {}
                    }
                }
            }
            // Root modules and charts of another project are none of this one's.
            let own =
                |entry: &Value| entry.get(paths[0]).and_then(Value::as_str).is_some_and(|dir| !dir.starts_with(".."));
            list.retain(own);
        }
    }

    fn value(&self, value: &mut Value, is_glob: bool) {
        if let Value::String(text) = value {
            *text = if is_glob { self.glob(text) } else { self.path(text) };
        }
    }
}

fn entries(value: Option<&mut Value>) -> impl Iterator<Item = &mut Table> {
    value.and_then(Value::as_array_mut).into_iter().flatten().filter_map(Value::as_table_mut)
}

#[cfg(test)]
mod tests {
    use super::Rebase;

    #[test]
    fn paths_are_seen_from_the_project() {
        let path = |root, file, given| Rebase::new(root, file).path(given);
        assert_eq!(path("apps/web", ".", "policy"), "../../policy");
        assert_eq!(path("apps/web", ".", "./apps/web/policy"), "policy");
        assert_eq!(path("apps/web", ".", "apps/web"), ".");
        assert_eq!(path("apps/web", "shared", "../policy"), "../../policy");
        assert_eq!(path("apps/web", "shared", "policy"), "../../shared/policy");
        assert_eq!(path(".", "config", "policy"), "config/policy");
        assert_eq!(path(".", "config", "../policy"), "policy");
    }

    #[test]
    fn globs_are_seen_from_the_project() {
        let glob = |root, file, given| Rebase::new(root, file).glob(given);
        assert_eq!(glob("apps/web", ".", "**/fixtures/**"), "**/fixtures/**");
        assert_eq!(glob("apps/web", ".", "apps/*/gen/**"), "gen/**");
        assert_eq!(glob("apps/web", ".", "apps/**/gen"), "**/gen");
        assert_eq!(glob("apps/web", ".", "apps"), "**");
        assert_eq!(glob("apps/web", ".", "vendor/**"), "../vendor/**");
        assert_eq!(glob("apps/web", "shared", "vendor/**"), "../vendor/**");
        assert_eq!(glob(".", "config", "vendor/**"), "config/vendor/**");
    }
}
