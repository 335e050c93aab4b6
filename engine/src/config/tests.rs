//! What configuration files say, and how they are refused.

use super::*;

#[test]
fn names_an_unknown_key_and_its_place() {
    let error = Config::parse("profile = \"strict\"\nno_such_key = 1\n", FILE_NAME).unwrap_err().to_string();
    assert!(error.starts_with("bartizan.toml:2:1: unknown key `no_such_key`"), "{error}");
}

#[test]
fn reads_dates_as_toml_or_text() {
    for until in ["2027-01-31", "\"2027-01-31\""] {
        let config =
            Config::parse(&format!("[[exceptions]]\npolicy = \"KC-*\"\nuntil = {until}\n"), FILE_NAME).unwrap();
        assert_eq!(config.exceptions[0].until.map(|day| day.0.to_string()).as_deref(), Some("2027-01-31"));
    }
    let error = Config::parse("[[exceptions]]\npolicy = \"KC-1\"\nuntil = \"soon\"\n", FILE_NAME).unwrap_err();
    assert!(error.to_string().contains("`soon` is not a day like 2027-01-31"), "{error}");
}

#[test]
fn reads_environments_of_root_modules() {
    let config = Config::parse(
        "[[terraform.root]]\ndir = \"app\"\nname = \"prod\"\nvars = { zones = [\"a\", \"${x}\"], size = 3, \
         region = \"eu\" }\n[[terraform.root]]\ndir = \"./app/\"\n",
        FILE_NAME,
    );
    let root = &config.unwrap().terraform.roots[0];
    let vars: Vec<_> = root.given_vars().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(vars, ["region=eu", "size=3", "zones=[\"a\",\"$${x}\"]"]);
    let wrong = |text: &str| Config::parse(text, FILE_NAME).unwrap_err().to_string();
    let twice = "[[terraform.root]]\ndir = \"app\"\n[[terraform.root]]\ndir = \"./app\"\n";
    assert!(wrong(twice).contains("give each a `name`"));
    assert!(wrong("[[terraform.root]]\ndir = \"../app\"\n").contains("outside of the project root"));
}

#[test]
fn reads_environments_of_charts() {
    let config = Config::parse(
        "[[helm.render]]\nchart = \"app\"\nvalues = [\"app/values-prod.yaml\"]\n[[helm.render]]\nchart = \
         \"app\"\n[[helm.render]]\nchart = \"app\"\nname = \"test\"\nset = [\"a=b\"]\n",
        FILE_NAME,
    );
    let names: Vec<_> = config.unwrap().helm.renders.iter().map(HelmRender::environment).collect();
    assert_eq!(names, ["prod", "default", "test"]);
    let wrong = |text: &str| Config::parse(text, FILE_NAME).unwrap_err().to_string();
    let twice = "[[helm.render]]\nchart = \"app\"\n[[helm.render]]\nchart = \"./app\"\n";
    assert!(wrong(twice).contains("give each a `name` of its own"));
    assert!(wrong("[[helm.render]]\nchart = \"../app\"\n").contains("outside of the project root"));
    let version = "[[helm.render]]\nchart = \"app\"\nkube_version = \"latest\"\n";
    assert!(wrong(version).contains("`latest` in helm.render.kube_version"));
}

#[test]
fn names_environments_by_values_files() {
    for (file, name) in [
        ("values-prod.yaml", "prod"),
        ("values.prod.yaml", "prod"),
        ("prod-values.yaml", "prod"),
        ("prod.yaml", "prod"),
        ("values.yaml", "values"),
    ] {
        assert_eq!(environment_of(file), name);
    }
}

#[test]
fn completeness_is_by_platform_and_environment() {
    let fleet = Fleet { complete: vec!["kubernetes:prod".into(), "keycloak".into()], ..Fleet::default() };
    assert!(fleet.is_complete("kubernetes", Some("prod")));
    assert!(!fleet.is_complete("kubernetes", None));
    assert!(fleet.is_complete("keycloak", Some("prod")));
}

#[test]
fn refuses_a_platform_that_does_not_exist() {
    let error = Config::parse("[fleet]\ncomplete = [\"nomad\"]\n", FILE_NAME).unwrap_err();
    assert!(error.to_string().contains("`nomad` in fleet.complete"), "{error}");
}

#[test]
fn tells_all_that_is_wrong_with_places_and_in_words_of_toml() {
    let text = r#"profil = "strict"
select = "K8S-001"
fail_on = "hihg"
min_severity = 3

[fleet]
complet = []
complete = ["kubernets:prod"]

[suppressions]
require_reason = "yes"

[kubernetes]
version = 1.33

[[terraform.root]]
dri = "app"

[[exceptions]]
reason = "x"

[[exceptions]]
policy = "K8S-[1"
until = "soon"

[[owners]]
owner = "Team"

[severities]
K8S-001 = "horrible"
"#;
    let faults = Config::parse(text, FILE_NAME).unwrap_err().to_string();
    insta::assert_snapshot!(faults, @r#"
    bartizan.toml:1:1: unknown key `profil`; did you mean `profile`?
    bartizan.toml:2:10: `select` must be an array, not a string "K8S-001"
    bartizan.toml:3:11: `fail_on` cannot be `hihg`; did you mean `high`?
    bartizan.toml:4:16: `min_severity` must be a string
    bartizan.toml:7:1: unknown key `complet` in `fleet`; did you mean `complete`?
    bartizan.toml:8:13: `kubernets:prod` in fleet.complete names no platform; did you mean `kubernetes`?
    bartizan.toml:11:18: `suppressions.require_reason` must be a boolean, not a string "yes"
    bartizan.toml:14:11: `kubernetes.version` must be a string, not a floating point `1.33`
    bartizan.toml:16:1: missing key `dir` in `terraform.root`
    bartizan.toml:17:1: unknown key `dri` in `terraform.root`; did you mean `dir`?
    bartizan.toml:19:1: missing key `policy` in `exceptions`
    bartizan.toml:23:10: `K8S-[1` in exceptions.policy is not a glob: unclosed character class; missing ']'
    bartizan.toml:24:9: `soon` is not a day like 2027-01-31
    bartizan.toml:26:1: an entry of `owners` (Team) has neither `path` nor `namespace`
    bartizan.toml:30:11: `severities.K8S-001` cannot be `horrible`; known are `off`, `info`, `low`, `medium`, `high`, `critical`
    "#);
}

#[test]
fn tells_every_broken_line() {
    let faults = Config::parse("a = = 1\nprofile = \"strict\"\nb = [1\nno_such = 1\n", FILE_NAME).unwrap_err();
    insta::assert_snapshot!(faults, @r#"
    bartizan.toml:1:5: extra `=`, expected nothing
    bartizan.toml:4:1: missing comma between array elements, expected `,`
    "#);
}
