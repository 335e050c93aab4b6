//! `bartizan maturity`: where each row of the models stands, and why.

use serde_json::Value;

use crate::schema::Schema;
use crate::support::Project;

/// The day of every test.
const TODAY: [&str; 2] = ["--today", "2026-06-15"];

/// A pod whose root filesystem is read-only, and one whose is not.
const READ_ONLY: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: prod}
spec:
  containers:
    - name: web
      image: registry.example.org/web:1.2.3
      securityContext: {readOnlyRootFilesystem: true}
";

fn writable() -> String {
    READ_ONLY.replace("name: web, n", "name: batch, n").replace("true", "false")
}

/// `[fleet] platforms` as given.
fn platforms(names: &str) -> String {
    format!("[fleet]\nplatforms = [{names}]\n")
}

/// An attestation of `row` that holds, unless `expires` is over.
fn attestation(row: &str, expires: &str) -> String {
    format!(
        "  - row: {row}\n    statement: It holds.\n    owner: Ada Lovelace\n    evidence: https://wiki.example.org/{row}\n    \
         date: 2026-01-31\n    expires: {expires}\n"
    )
}

fn attested(rows: &[&str]) -> String {
    rows.iter().fold("attestations:\n".to_owned(), |text, row| text + &attestation(row, "2027-01-31"))
}

fn scorecard(project: &Project, arguments: &[&str]) -> Value {
    project.run([&["maturity", "--format", "json"], &TODAY[..], arguments].concat()).ends(0).json()
}

/// Status and reason of a row.
fn row<'a>(card: &'a Value, key: &str) -> (&'a str, &'a str) {
    let row = card["rows"].as_array().unwrap().iter().find(|row| row["row"] == key).unwrap();
    (row["status"].as_str().unwrap(), row["reason"].as_str().unwrap())
}

#[test]
fn a_row_is_met_by_policies_that_judged_something_and_found_nothing() {
    let project = Project::new().file("web.yaml", READ_ONLY).file("bartizan.toml", platforms("\"kubernetes\""));
    assert_eq!(row(&scorecard(&project, &[]), "M1T4"), ("met", ""));
    project.write("batch.yaml", writable());
    assert_eq!(row(&scorecard(&project, &[]), "M1T4"), ("not met", "1 finding"));
}

#[test]
fn no_row_is_met_by_absence_of_input() {
    let empty = scorecard(&Project::new(), &[]);
    let statuses: Vec<&str> =
        empty["rows"].as_array().unwrap().iter().map(|row| row["status"].as_str().unwrap()).collect();
    assert_eq!((statuses.len(), statuses.iter().all(|status| *status == "no evidence")), (74, true));
    assert_eq!(empty["level"], 0);
}

#[test]
fn completeness_alone_meets_no_row() {
    let all = "[fleet]\nplatforms = [\"terraform\", \"kubernetes\", \"keycloak\"]\n\
               complete = [\"terraform\", \"kubernetes\", \"keycloak\"]\n";
    let card = scorecard(&Project::new().file("bartizan.toml", all), &[]);
    let reached = |row: &&Value| !["no evidence", "not met"].contains(&row["status"].as_str().unwrap());
    assert_eq!(card["rows"].as_array().unwrap().iter().find(reached), None);
    // What is missing everywhere is a finding all the same.
    assert_eq!(row(&card, "M1T1"), ("not met", "1 finding"));
}

#[test]
fn a_row_with_an_open_question_is_not_met() {
    let unknown = "resource \"aws_db_instance\" \"d\" {\n  engine            = \"postgres\"\n  \
                   storage_encrypted = var.encrypted\n}\nvariable \"encrypted\" {}\n";
    let project = Project::new().file("main.tf", unknown);
    let arguments = ["--select", "TF-AWS-026"];
    let (status, reason) = {
        let card = scorecard(&project, &arguments);
        let (status, reason) = row(&card, "M1T2");
        (status.to_owned(), reason.to_owned())
    };
    assert_eq!(status, "no evidence");
    assert!(reason.starts_with("1 answer undetermined (TF-AWS-026: "), "{reason}");
    project.write("main.tf", unknown.replace("var.encrypted", "true"));
    assert_eq!(row(&scorecard(&project, &arguments), "M1T2"), ("met", ""));
}

#[test]
fn a_policy_that_breaks_leaves_its_rows_open() {
    let policy = "\
# METADATA
# title: Always breaks
# description: It breaks.
# custom:
#   id: ACME-001
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds: [Pod]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   controls: [M1T4]
#   remediation: None.
package bartizan.kubernetes.acme_breaks

two := 1 if input.kind == \"Pod\"

two := 2 if input.values

deny contains {\"message\": \"three\", \"path\": []} if two == 3
";
    let project = Project::new().file("web.yaml", READ_ONLY).file("own/breaks.rego", policy);
    let arguments = ["maturity", "--format", "json", "--policy", "own"];
    let card = project.run([&arguments[..], &TODAY[..]].concat()).ends(3).json();
    let (status, reason) = row(&card, "M1T4");
    assert_eq!(status, "no evidence");
    assert!(reason.starts_with("1 answer undetermined (ACME-001: own/breaks.rego:"), "{reason}");
}

#[test]
fn a_row_says_how_many_of_its_policies_judged_how_much() {
    let project = Project::new().file("web.yaml", READ_ONLY).file("batch.yaml", READ_ONLY.replace("web", "batch"));
    let card = scorecard(&project, &["--select", "K8S-001,K8S-002"]);
    let row = card["rows"].as_array().unwrap().iter().find(|row| row["row"] == "M1T4").unwrap();
    assert_eq!(
        (row["policies"].as_u64(), row["judged"].as_u64(), row["resources"].as_u64()),
        (Some(3), Some(1), Some(2))
    );
    let text =
        project.run([&["maturity", "--rows", "--select", "K8S-001,K8S-002"], &TODAY[..]].concat()).ends(0).stdout;
    assert!(text.contains("met; 1 of 3 policies judged 2 resources"), "{text}");
}

#[test]
fn what_the_baseline_knows_counts() {
    let project = Project::new().file("batch.yaml", writable());
    project.run(["baseline", "--select", "K8S-001", "--today", "2026-06-15"]).ends(0);
    project.run(["check", "--select", "K8S-001", "--baseline", "bartizan-baseline.json"]).ends(0);
    assert_eq!(row(&scorecard(&project, &[]), "M1T4"), ("not met", "1 finding"));
}

#[test]
fn every_declared_platform_is_asked() {
    let project =
        Project::new().file("web.yaml", READ_ONLY).file("bartizan.toml", platforms("\"kubernetes\", \"keycloak\""));
    let card = scorecard(&project, &[]);
    assert_eq!(row(&card, "M1T3"), ("no evidence", "nothing of keycloak was judged"));
    // No policy on realms serves this row.
    assert_eq!(row(&card, "M1T4"), ("met", ""));
}

#[test]
fn what_is_attested_holds_until_its_day() {
    let until = |day: &str| format!("attestations:\n{}", attestation("M1G1", day));
    for (day, expected) in [
        ("2026-06-15", ("attested", "attested by Ada Lovelace on 2026-01-31, until 2026-06-15")),
        ("2026-06-14", ("not met", "the attestation of Ada Lovelace expired on 2026-06-14")),
    ] {
        let project = Project::new().file("bartizan-attestations.yaml", until(day));
        assert_eq!(row(&scorecard(&project, &[]), "M1G1"), expected);
    }
}

#[test]
fn of_several_attestations_the_one_that_holds_counts() {
    let past = attestation("M1G1", "2026-02-01");
    let now = attestation("M1G1", "2026-12-31");
    let to_come = attestation("M1G1", "2028-01-31").replace("2026-01-31", "2027-01-31");
    let both = |one: &str, other: &str| format!("attestations:\n{one}{other}");
    let project = Project::new().file("bartizan-attestations.yaml", both(&now, &to_come));
    assert_eq!(row(&scorecard(&project, &[]), "M1G1").0, "attested");
    project.write("bartizan-attestations.yaml", both(&now, &past));
    assert_eq!(row(&scorecard(&project, &[]), "M1G1").0, "attested");
    project.write("bartizan-attestations.yaml", format!("attestations:\n{to_come}"));
    let expected = ("no evidence", "the attestation of Ada Lovelace is of a day to come, 2027-01-31");
    assert_eq!(row(&scorecard(&project, &[]), "M1G1"), expected);
}

#[test]
fn what_policies_show_needs_no_attestation() {
    let over = format!("attestations:\n{}", attestation("M1T4", "2026-06-14"));
    let project = Project::new().file("web.yaml", READ_ONLY).file("bartizan-attestations.yaml", over);
    let expected = ("met", "policies show it; the attestation of Ada Lovelace expired on 2026-06-14");
    assert_eq!(row(&scorecard(&project, &[]), "M1T4"), expected);
    // Where they show it in part, the statement that is over is missed.
    project.write("bartizan.toml", platforms("\"kubernetes\", \"terraform\""));
    let expected =
        ("not met", "the attestation of Ada Lovelace expired on 2026-06-14; nothing of terraform was judged");
    assert_eq!(row(&scorecard(&project, &[]), "M1T4"), expected);
    project.write("bartizan-attestations.yaml", attested(&["M1T4"]));
    let expected =
        ("attested", "attested by Ada Lovelace on 2026-01-31, until 2027-01-31; nothing of terraform was judged");
    assert_eq!(row(&scorecard(&project, &[]), "M1T4"), expected);
}

#[test]
fn what_does_not_apply_may_apply_again() {
    let until = |day: &str| {
        format!("not_applicable:\n  - {{row: M3G2, reason: No new projects., owner: Ada Lovelace, expires: {day}}}\n")
    };
    let project = Project::new().file("bartizan-attestations.yaml", until("2026-06-15"));
    assert_eq!(row(&scorecard(&project, &[]), "M3G2"), ("not applicable", "No new projects. (Ada Lovelace)"));
    project.write("bartizan-attestations.yaml", until("2026-06-14"));
    let over = "nobody has attested it; declared not applicable by Ada Lovelace until 2026-06-14, which is over";
    assert_eq!(row(&scorecard(&project, &[]), "M3G2"), ("no evidence", over));
}

#[test]
fn an_attestation_never_outweighs_a_finding() {
    let project = Project::new().file("batch.yaml", writable()).file("bartizan-attestations.yaml", attested(&["M1T4"]));
    let expected = ("not met", "1 finding, which an attestation does not outweigh");
    assert_eq!(row(&scorecard(&project, &[]), "M1T4"), expected);
    let excluded = "not_applicable:\n  - {row: M1T4, reason: Batch only., owner: Ada Lovelace}\n";
    project.write("bartizan-attestations.yaml", excluded);
    let expected = ("not met", "1 finding, though it is declared not applicable");
    assert_eq!(row(&scorecard(&project, &[]), "M1T4"), expected);
}

#[test]
fn rows_that_need_both_need_both() {
    let quota = "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: prod}\ntype: Opaque\ndata: {}\n";
    let project = Project::new().file("secret.yaml", quota).file("bartizan.toml", platforms("\"kubernetes\""));
    let (status, reason) = {
        let card = scorecard(&project, &[]);
        let (status, reason) = row(&card, "A2");
        (status.to_owned(), reason.to_owned())
    };
    assert_eq!((&*status, &*reason), ("no evidence", "not attested: that source code holds no credentials"));
    project.write("bartizan-attestations.yaml", attested(&["A2"]));
    let met = scorecard(&project, &[]);
    assert_eq!(row(&met, "A2"), ("met", "attested by Ada Lovelace on 2026-01-31, until 2027-01-31"));
    let alone = Project::new().file("bartizan-attestations.yaml", attested(&["A2"]));
    assert_eq!(
        row(&scorecard(&alone, &[]), "A2"),
        ("no evidence", "attested, but no policy judged anything in this scan")
    );
}

#[test]
fn what_is_excused_is_accepted_until_its_day() {
    let excused =
        writable().replace("    - name", "    # bartizan: ignore[K8S-001] legacy until=2026-06-15\n    - name");
    let project = Project::new().file("batch.yaml", excused);
    let card = scorecard(&project, &[]);
    assert_eq!(row(&card, "M1T4"), ("met", ""));
    let rows = card["rows"].as_array().unwrap();
    let answers = rows.iter().find(|row| row["row"] == "M1T4").unwrap()["answers"].as_array().unwrap();
    assert_eq!(answers.iter().find(|answer| answer["policy"] == "K8S-001").unwrap()["accepted"], 1);
    let later = project.run(["maturity", "--format", "json", "--today", "2026-06-16"]).ends(0).json();
    assert_eq!(row(&later, "M1T4").0, "not met");
}

#[test]
fn a_level_is_reached_when_its_rows_and_all_below_are() {
    let card = scorecard(&Project::new(), &[]);
    let keys = |levels: &[u8]| -> Vec<String> {
        let rows = card["rows"].as_array().unwrap().iter();
        let of = |row: &&Value| levels.iter().any(|level| row["level"] == *level);
        rows.filter(of).map(|row| row["row"].as_str().unwrap().to_owned()).collect()
    };
    let excluded = |keys: &[String]| {
        keys.iter().fold("not_applicable:\n".to_owned(), |text, key| {
            format!("{text}  - {{row: {key}, reason: Not here., owner: Ada Lovelace}}\n")
        })
    };
    for (levels, reached) in [(&[1][..], 1), (&[1, 2, 3], 3), (&[2, 3], 0), (&[1, 2, 3, 4], 4)] {
        let project = Project::new().file("bartizan-attestations.yaml", excluded(&keys(levels)));
        assert_eq!(scorecard(&project, &[])["level"], reached, "{levels:?}");
        let below = if reached < 3 { 1 } else { 0 };
        project.run([&["maturity", "--fail-below", "3"], &TODAY[..]].concat()).ends(below);
    }
}

#[test]
fn a_team_is_judged_by_its_own_policies() {
    let open = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web, namespace: prod}\nspec: {rules: [{host: a.example.org}]}\n";
    let project = Project::new().file("web.yaml", READ_ONLY).file("ingress.yaml", open);
    let card = scorecard(&project, &[]);
    let team = |name: &str| card["teams"].as_array().unwrap().iter().find(|team| team["team"] == name).unwrap().clone();
    let open = |name: &str| -> Vec<String> {
        team(name)["open"].as_array().unwrap().iter().map(|key| key.as_str().unwrap().to_owned()).collect()
    };
    // The ingress without TLS is the network team's: the developers' read-only filesystem stays met.
    assert!(open("Network/Cloud Team").contains(&"M1T2".to_owned()), "{:?}", open("Network/Cloud Team"));
    assert!(!open("Application Developers").contains(&"M1T4".to_owned()), "{:?}", open("Application Developers"));
}

#[test]
fn governance_rows_are_their_attestation_owners() {
    let until = |row: &str, day: &str, owner: &str| attestation(row, day).replace("Ada Lovelace", owner);
    let stated = [
        until("M1G1", "2027-01-31", "The CISO"),
        until("M2G1", "2026-06-14", "The CISO"),
        until("M1G2", "2027-01-31", "Security & Legal Team"),
    ];
    let project = Project::new().file("bartizan-attestations.yaml", format!("attestations:\n{}", stated.concat()));
    let card = scorecard(&project, &[]);
    let team = |name: &str| card["teams"].as_array().unwrap().iter().find(|team| team["team"] == name).unwrap();
    let ciso = team("The CISO");
    assert_eq!((&ciso["level"], &ciso["open"]), (&Value::from(1), &serde_json::json!(["M2G1"])));
    let legal = team("Security & Legal Team");
    assert_eq!(legal["rows"]["attested"], 1);
    // A row that nobody attested is nobody's.
    assert!(!legal["open"].as_array().unwrap().iter().any(|key| key == "M1G3"), "{legal}");
}

#[test]
fn wrong_attestations_are_told_with_their_place() {
    let cases = [
        ("attestations:\n  - row: M9T9\n", "missing field"),
        (
            &*attested(&["M1G9"]),
            "bartizan-attestations.yaml:2:10: `M1G9` is no row of the models; did you mean `M1G1`?",
        ),
        (
            &attested(&["M1G1"]).replace("2027-01-31", "soon"),
            "bartizan-attestations.yaml:7:14: `expires` must be a day, such as 2027-01-31, not `soon`",
        ),
        (
            &attested(&["M1G1"]).replace("2027-01-31", "2025-01-31"),
            "bartizan-attestations.yaml:7:14: `expires` (2025-01-31) is before `date` (2026-01-31)",
        ),
        (&attested(&["M1G1"]).replace("It holds.", "\" \""), "bartizan-attestations.yaml:3:16: `statement` is empty"),
        (
            &(attested(&["M1G1"]) + "not_applicable:\n  - {row: M1G1, reason: No., owner: Ada}\n"),
            "`M1G1` is attested above and cannot be not applicable too",
        ),
        (&attested(&["M1G1"]).replace("owner", "onwer"), "onwer"),
    ];
    for (text, expected) in cases {
        let project = Project::new().file("bartizan-attestations.yaml", text);
        let said = project.run(["maturity"]).ends(2).stderr;
        assert!(said.contains(expected), "{text}\n{said}");
    }
}

#[test]
fn what_is_to_do_next_names_who_has_it() {
    let owners = "[[owners]]\npath = \"pay/**\"\nowner = \"Payments\"\n";
    let project =
        Project::new().file("web.yaml", writable()).file("pay/batch.yaml", writable()).file("bartizan.toml", owners);
    let card = scorecard(&project, &["--select", "K8S-001"]);
    let steps: Vec<(&str, &str, u64)> = card["next"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|step| step["policy"] == "K8S-001")
        .map(|step| {
            (step["owner"].as_str().unwrap(), step["row"].as_str().unwrap(), step["findings"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(steps, [("Application Developers", "M1T4", 1), ("Payments", "M1T4", 1)]);
    let levels: Vec<u64> =
        card["next"].as_array().unwrap().iter().map(|step| step["level"].as_u64().unwrap()).collect();
    assert!(levels.is_sorted(), "{levels:?}");
}

#[test]
fn the_terminal_shows_the_matrix_and_five_steps_in_its_width() {
    let project = Project::new().file("batch.yaml", writable()).file("bartizan-attestations.yaml", attested(&["M1G1"]));
    for width in ["60", "100"] {
        let arguments = [&["maturity", "--select", "K8S-001"], &TODAY[..]].concat();
        let text = project.finish(project.command(arguments).env("COLUMNS", width)).ends(0).stdout;
        let longest = text.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(longest <= width.parse().unwrap(), "{width}: {longest}\n{text}");
        assert!(!text.contains('\u{1b}'), "colours without a terminal");
        let steps: Vec<&str> = text.lines().filter(|line| line.get(1..3) == Some(". ")).collect();
        assert_eq!((steps.len(), steps[0].starts_with("1. Mend 1 finding of K8S-001: ")), (5, true), "{text}");
        assert!(text.contains("\nlevel 1  ●○○ 1 of 3"), "{text}");
    }
}

#[test]
fn scorecards_and_attestations_follow_their_schemas() {
    let project = Project::new()
        .file("web.yaml", READ_ONLY)
        .file("batch.yaml", writable())
        .file("bartizan-attestations.yaml", attested(&["M1G1", "A2"]));
    assert_eq!(Schema::named("maturity.schema.json").faults(&scorecard(&project, &[])), None);
    let schema = Schema::named("attestations.schema.json");
    let good: Value = serde_saphyr::from_str(&attested(&["M1G1", "P9"])).unwrap();
    assert_eq!(schema.faults(&good), None);
    let mut every = scorecard(&Project::new(), &[])["rows"].take();
    for row in every.as_array_mut().unwrap() {
        let mut one = good.clone();
        one["attestations"][0]["row"] = row["row"].take();
        assert_eq!(schema.faults(&one), None);
    }
    for (pointer, wrong) in [
        ("/attestations/0/row", "M1G6"),
        ("/attestations/0/row", "M5T1"),
        ("/attestations/0/owner", " "),
        ("/attestations/0/expires", "soon"),
    ] {
        let mut changed = good.clone();
        *changed.pointer_mut(pointer).unwrap() = wrong.into();
        assert!(schema.faults(&changed).is_some(), "{pointer} {wrong}");
    }
}

#[test]
fn the_trend_comes_from_earlier_scorecards() {
    let project = Project::new().file("web.yaml", READ_ONLY);
    let earlier = |day: &str| project.run(["maturity", "--format", "json", "--today", day]).ends(0).stdout;
    project.write("history/a.json", earlier("2026-01-15"));
    project.write("history/b.json", earlier("2026-03-15"));
    project.write("history/later.json", earlier("2026-12-31"));
    project.write("history/c.json", "{}");
    project.write("batch.yaml", writable());
    let run = project.run([&["maturity", "--format", "markdown", "--history", "history"], &TODAY[..]].concat()).ends(0);
    assert!(run.stderr.contains("left out of the trend: history/c.json: no scorecard"), "{}", run.stderr);
    let days: Vec<&str> =
        run.stdout.lines().filter(|line| line.starts_with("| 2026")).map(|line| &line[2..12]).collect();
    assert_eq!(days, ["2026-01-15", "2026-03-15", "2026-06-15"]);
}

#[test]
fn the_page_needs_nothing_else_and_escapes_what_it_is_given() {
    let hostile = attested(&["M1G1"])
        .replace("It holds.", "'<script>alert(1)</script>'")
        .replace("https://wiki.example.org/M1G1", "'javascript:alert(1)'");
    let project = Project::new().file("web.yaml", READ_ONLY).file("bartizan-attestations.yaml", hostile);
    let page = project.run([&["maturity", "--format", "html"], &TODAY[..]].concat()).ends(0).stdout;
    assert!(
        page.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !page.contains("<script"),
        "a statement is not escaped"
    );
    assert!(!page.contains("href=\"javascript:"), "a link runs a script");
    for foreign in ["src=", "url(", "@import", "<link"] {
        assert!(!page.contains(foreign), "the page asks for something else: {foreign}");
    }
}

#[test]
fn the_configuration_gives_findings_to_other_teams() {
    let owners = "\
[[owners]]
path = \"pay/**\"
owner = \"Payments\"

[[owners]]
namespace = \"prod-*\"
owner = \"Operations\"
";
    let in_namespace = writable().replace("namespace: prod", "namespace: prod-eu");
    let project = Project::new()
        .file("web.yaml", writable())
        .file("pay/batch.yaml", writable())
        .file("pay/eu.yaml", in_namespace)
        .file("bartizan.toml", owners);
    let concise = |arguments: &[&str]| {
        let run = project.run([&["check", "--select", "K8S-001", "--format", "json"], arguments].concat());
        let findings = run.json()["findings"].take();
        let line = |finding: &Value| {
            format!("{} {}", finding["location"]["file"].as_str().unwrap(), finding["owner"].as_str().unwrap())
        };
        findings.as_array().unwrap().iter().map(line).collect::<Vec<_>>()
    };
    // The last entry that matches counts.
    let all = ["pay/batch.yaml Payments", "pay/eu.yaml Operations", "web.yaml Application Developers"];
    assert_eq!(concise(&[]), all);
    assert_eq!(concise(&["--owner", "Payments"]), ["pay/batch.yaml Payments"]);
    assert_eq!(concise(&["--owner", "Payments", "--owner", "Operations"]), all[..2]);
    assert!(concise(&["--owner", "Database Admins"]).is_empty());
    project.run(["check", "--select", "K8S-001", "--owner", "Nobody"]).ends(2);
    let text = project.run(["check", "--select", "K8S-001", "--group-by", "owner"]).ends(1).stdout;
    let heads: Vec<&str> =
        text.lines().filter(|line| ["Payments", "Operations", "Application Developers"].contains(line)).collect();
    assert_eq!(heads, ["Application Developers", "Operations", "Payments"]);
    let card = scorecard(&project, &[]);
    let teams: Vec<&str> =
        card["teams"].as_array().unwrap().iter().map(|team| team["team"].as_str().unwrap()).collect();
    assert!(teams.contains(&"Payments") && teams.contains(&"Operations"), "{teams:?}");
}

#[test]
fn wrong_owners_are_told() {
    for (entry, expected) in [
        ("owner = \"Payments\"", "an entry of `owners` (Payments) has neither `path` nor `namespace`"),
        ("owner = \"Payments\"\npath = \"a[\"", "`a[` in owners.path is not a glob"),
        ("path = \"a\"", "missing key `owner` in `owners`"),
    ] {
        let project = Project::new().file("bartizan.toml", format!("[[owners]]\n{entry}\n"));
        let said = project.run(["check"]).ends(2).stderr;
        assert!(said.contains(expected), "{entry}\n{said}");
    }
}

#[test]
fn levels_and_layers_choose_policies() {
    let project = Project::new().file("batch.yaml", writable());
    let policies = |arguments: &[&str]| {
        let findings = project.run([&["check", "--format", "json", "--profile", "strict"], arguments].concat()).json();
        let ids = findings["findings"].as_array().unwrap().iter();
        let key = |finding: &Value| (finding["level"].as_u64().unwrap(), finding["layer"].as_str().unwrap().to_owned());
        ids.map(key).collect::<std::collections::BTreeSet<_>>()
    };
    let all = policies(&[]);
    assert!(all.iter().any(|(level, _)| *level > 1) && all.len() > 2, "{all:?}");
    assert!(policies(&["--level", "1"]).iter().all(|(level, _)| *level == 1));
    let layer = policies(&["--layer", "platform infra"]);
    assert!(!layer.is_empty() && layer.iter().all(|(_, layer)| layer == "Platform infrastructure"), "{layer:?}");
    let said = project.run(["check", "--layer", "security"]).ends(2).stderr;
    assert!(said.contains("`security` names none of the layers, or several: Platform infrastructure, "), "{said}");
}
