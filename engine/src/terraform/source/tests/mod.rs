//! Configuration in, resources out.

#![allow(clippy::unwrap_used)]

mod blocks;
mod corpus;
mod modules;
mod places;
mod policy_documents;
mod variables;

use super::{Reading, Root, SyntaxCache, read};
use crate::config::Config;
use crate::files::{Files, Limits};
use crate::resource::Platform;
use crate::testing;

/// A project of these files.
fn project(files: &[(&str, &str)]) -> (tempfile::TempDir, Files) {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let place = folder.path().join(path);
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(place, text).unwrap();
    }
    let files = Files::new(folder.path().to_path_buf(), Limits::default()).unwrap();
    (folder, files)
}

fn root(dir: &str) -> Root {
    Root { dir: dir.into(), ..Root::default() }
}

fn reading(files: &[(&str, &str)], root: &Root) -> Reading {
    let (_folder, files) = project(files);
    read(&files, root, &Config::default(), &SyntaxCache::default())
}

/// What the configuration in these files makes of Terraform's own, in lines.
fn shown_with(files: &[(&str, &str)], root: &Root) -> String {
    let reading = reading(files, root);
    let own = reading.resources.iter().filter(|resource| resource.platform == Platform::Terraform);
    let mut text: String = own.map(testing::show).collect();
    for error in &reading.errors {
        text.push_str(&format!("error {}: {error}\n", error.kind.as_str()));
    }
    for note in &reading.notes {
        text.push_str(&format!("note: {}\n", note.message));
    }
    text
}

/// The same of one file, `main.tf`.
fn shown(text: &str) -> String {
    shown_with(&[("main.tf", text)], &root("."))
}

#[test]
fn a_module_of_one_file() {
    insta::assert_snapshot!(shown(
        r#"
        variable "name" { default = "a" }
        locals { full = "${var.name}-x" }
        resource "t_a" "one" {
          name  = local.full
          plain = var.name
          nested { x = 1 }
          dynamic "nested" {
            for_each = { k = "v" }
            content { x = nested.value }
          }
        }
        resource "t_b" "two" {
          count = 2
          a     = t_a.one.plain
          id    = t_a.one.id
          at    = count.index
        }
        "#
    ), @r#"
    t_a t_a.one actions=create
      values {name: "a-x", plain: "a", nested: [{x: 1}, {x: "v"}]}
      literal plain
      literal nested[0].x
      literal nested[1].x
    t_b t_b.two[0] actions=create
      values {a: "a", at: 0}
      unknown id: known after apply: `t_a.one.id`
      reference a -> t_a.one
      reference id -> t_a.one
      literal a
    t_b t_b.two[1] actions=create
      values {a: "a", at: 1}
      unknown id: known after apply: `t_a.one.id`
      reference a -> t_a.one
      reference id -> t_a.one
      literal a
    "#);
}
