//! Which folders of configuration are root modules, and which of them a file concerns.

use super::*;
use crate::config::TerraformRoot;

/// Two root modules that share a module which calls another; a module that nobody calls; two that call each other.
const TREE: &str = r#"
=== prod/main.tf
module "app" {
  source = "../modules/app"
}
=== prod/prod.auto.tfvars
a = 1
=== test/main.tf
module "app" {
  source = "../modules/app"
}
=== test/other.tfvars
a = 1
=== modules/app/main.tf
module "store" {
  source = "./store"
}
module "distant" {
  source = "terraform-aws-modules/vpc/aws"
}
=== modules/app/store/main.tf
resource "a" "b" {}
=== modules/spare/main.tf.json
{"resource": {"a": {"b": {}}}}
=== circle/a/main.tf
module "b" { source = "../b" }
=== circle/b/main.tofu
module "a" { source = "../a" }
=== prod/.terraform/modules/x/main.tf
resource "a" "b" {}
"#;

impl Project {
    /// The root modules that a check of `paths` reads, with their environments.
    fn roots(&self, paths: &[&str], settings: RootSettings) -> Vec<String> {
        let paths = paths.iter().map(|path| Arc::from(*path)).collect();
        let request = Request { roots: Arc::new(settings), ..Request::new(paths, GlobSet::empty()) };
        let root = |unit: &Unit| {
            let root = unit.root.as_ref()?;
            let name = root.environment.as_ref().map_or(String::new(), |name| format!(" as {name}"));
            Some(format!("{}{name}: {}", unit.path, root.var_files.join(" ")))
        };
        discover(&self.files, &self.cache, &request).units.iter().filter_map(root).collect()
    }
}

#[test]
fn a_folder_that_is_called_is_judged_through_its_callers() {
    let project = Project::new(TREE);
    insta::assert_snapshot!(project.show(&["."]), @r"
    circle/a/main.tf: terraform-source (has the name of one)
    circle/b/main.tofu: terraform-source (has the name of one)
    modules/app/main.tf: terraform-source (has the name of one)
    modules/app/store/main.tf: terraform-source (has the name of one)
    modules/spare/main.tf.json: terraform-source (has the name of one)
    prod/main.tf: terraform-source (has the name of one)
    prod/prod.auto.tfvars: terraform-variables (has the name of one)
    test/main.tf: terraform-source (has the name of one)
    test/other.tfvars: terraform-variables (has the name of one)
    unit TerraformRoot circle/a: 
    unit TerraformRoot modules/spare: 
    unit TerraformRoot prod: 
    unit TerraformRoot test: 
    note test/other.tfvars: no root module reads these values; name the file in `var_files` of a `[[terraform.root]]` in bartizan.toml, or give --var-file
    ");
}

#[test]
fn a_single_file_concerns_the_root_modules_that_reach_it() {
    let project = Project::new(TREE);
    let roots = |path| project.roots(&[path], RootSettings::default());
    assert_eq!(roots("modules/app/store/main.tf"), ["prod: ", "test: "]);
    assert_eq!(roots("modules/app"), ["prod: ", "test: "]);
    assert_eq!(roots("test"), ["test: "]);
    assert_eq!(roots("prod/prod.auto.tfvars"), ["prod: "]);
    assert_eq!(roots("test/other.tfvars"), Vec::<String>::new());
    assert_eq!(roots("circle/b/main.tofu"), ["circle/a: "]);
    assert_eq!(roots("modules/spare/main.tf.json"), ["modules/spare: "]);
    assert_eq!(roots("prod/.terraform/modules/x/main.tf"), Vec::<String>::new());
}

#[test]
fn an_unsaved_text_may_call_too() {
    let mut project = Project::new(TREE);
    project.files.set_overlay("prod/main.tf", "resource \"a\" \"b\" {}\n".into());
    assert_eq!(project.roots(&["modules/app/store/main.tf"], RootSettings::default()), ["test: "]);
    project.files.set_overlay("new/main.tf", "module \"m\" { source = \"../modules/spare\" }\n".into());
    assert_eq!(project.roots(&["modules/spare/main.tf.json"], RootSettings::default()), ["new: "]);
    project.files.remove_overlay("prod/main.tf");
    assert_eq!(project.roots(&["modules/app/store/main.tf"], RootSettings::default()), ["prod: ", "test: "]);
}

#[test]
fn what_is_declared_is_read_in_each_environment() {
    let project = Project::new(TREE);
    let declared = |dir: &str, name: Option<&str>, file: &str| TerraformRoot {
        dir: dir.to_owned(),
        name: name.map(str::to_owned),
        var_files: vec![file.to_owned()],
        ..TerraformRoot::default()
    };
    let settings = || RootSettings {
        declared: vec![
            declared("./test/", Some("one"), "test/other.tfvars"),
            declared("test", Some("two"), "prod/prod.auto.tfvars"),
            declared("modules/app", None, "test/other.tfvars"),
        ],
        var_files: vec!["given.tfvars".into()],
        vars: Vec::new(),
        source: None,
    };
    assert_eq!(
        project.roots(&["modules/app"], settings()),
        [
            "modules/app: test/other.tfvars",
            "prod: given.tfvars",
            "test as one: test/other.tfvars",
            "test as two: prod/prod.auto.tfvars"
        ]
    );
    assert_eq!(
        project.roots(&["test/other.tfvars"], settings()),
        ["modules/app: test/other.tfvars", "test as one: test/other.tfvars"]
    );
}
