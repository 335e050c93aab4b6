//! What each platform's findings look like in each format.

use crate::support::{POD, Project};

/// A plan as `terraform show -json` prints it, spread over lines.
pub(crate) const PLAN: &str = r#"{
  "format_version": "1.2",
  "terraform_version": "1.11.0",
  "planned_values": {
    "root_module": {
      "resources": [
        {
          "address": "aws_security_group.bastion",
          "mode": "managed",
          "type": "aws_security_group",
          "name": "bastion",
          "provider_name": "registry.terraform.io/hashicorp/aws",
          "values": {
            "name": "bastion",
            "ingress": [
              {
                "cidr_blocks": ["0.0.0.0/0"],
                "from_port": 22,
                "to_port": 22,
                "protocol": "tcp"
              }
            ]
          }
        }
      ]
    }
  },
  "resource_changes": [
    {
      "address": "aws_security_group.bastion",
      "mode": "managed",
      "type": "aws_security_group",
      "name": "bastion",
      "provider_name": "registry.terraform.io/hashicorp/aws",
      "change": {
        "actions": ["create"],
        "before": null,
        "after": {
          "name": "bastion",
          "ingress": [
            {
              "cidr_blocks": ["0.0.0.0/0"],
              "from_port": 22,
              "to_port": 22,
              "protocol": "tcp"
            }
          ]
        },
        "after_unknown": {"id": true},
        "before_sensitive": false,
        "after_sensitive": {}
      }
    }
  ]
}
"#;

/// A realm with a client that accepts any redirect.
pub(crate) const REALM: &str = r#"{
  "realm": "bürger",
  "enabled": true,
  "keycloakVersion": "26.4.0",
  "clients": [
    {
      "clientId": "portal",
      "enabled": true,
      "protocol": "openid-connect",
      "publicClient": true,
      "standardFlowEnabled": true,
      "redirectUris": ["https://portal.example/*", "*"]
    }
  ]
}
"#;

fn project() -> Project {
    Project::new().file("k8s/pod.yaml", POD).file("plans/net.json", PLAN).file("realms/bürger.json", REALM)
}

const POLICIES: [&str; 2] = ["--select", "K8S-003,TF-AWS-018,KC-022"];

fn check(format: &str, path: &str) -> String {
    project().run([&["check", "--format", format], &POLICIES[..], &[path]].concat()).ends(1).stdout
}

#[test]
fn text_of_a_manifest() {
    insta::assert_snapshot!(check("text", "k8s"));
}

/// A policy of conftest says neither why nor how to mend what it finds nor whose it is.
#[test]
fn text_leaves_out_what_a_policy_does_not_say() {
    let policy =
        "package main\n\ndeny contains \"privileged\" if input.spec.containers[_].securityContext.privileged\n";
    let project = Project::with_pod().file("policy/main.rego", policy);
    let run = project.run(["check", "--policy", "policy", "--select", "main.deny"]).ends(1);
    insta::assert_snapshot!(run.stdout, @r"
    pod.yaml
    medium main.deny

      ⚠ Pod/prod/web: privileged
        ╭─[pod.yaml:10:21]
      9 │       securityContext:
     10 │         privileged: true
        ·                     ────
        ╰────
      help: more:  https://github.com/bartizan-rs/bartizan/blob/main/docs/other-policies.md

    1 file, 1 resource, 1 policy; findings: 1 medium; 0 suppressed, 0 undetermined; [TIME]
    ");
}

#[test]
fn text_of_a_plan() {
    insta::assert_snapshot!(check("text", "plans"));
}

#[test]
fn text_of_a_realm() {
    insta::assert_snapshot!(check("text", "realms"));
}

#[test]
fn one_line_a_finding() {
    insta::assert_snapshot!(check("concise", "."));
}

#[test]
fn json_of_a_manifest() {
    insta::assert_snapshot!(check("json", "k8s"));
}

#[test]
fn sarif_of_a_manifest() {
    insta::assert_snapshot!(check("sarif", "k8s"));
}

#[test]
fn machine_formats_leave_the_summary_to_standard_error() {
    let run = project().run(["check", "--format", "json", "--select", "K8S-003"]);
    insta::assert_snapshot!(run.stderr, @"3 files, 4 resources, 1 policy; findings: 1 critical; 0 suppressed, 0 undetermined; [TIME]");
    assert_eq!(run.json()["version"], 1);
}

#[test]
fn nothing_to_scan_is_said() {
    let run = Project::new().run(["check"]).ends(0);
    insta::assert_snapshot!(run.stdout, @"0 files, 0 resources, 0 policies; no findings; 0 suppressed, 0 undetermined; [TIME]");
}

#[test]
fn no_colour_without_a_terminal() {
    let project = project();
    let mut command = project.command(["check", "k8s"]);
    let output = command.env("TERM", "xterm-256color").env("FORCE_COLOR", "1").output().unwrap();
    assert!(!output.stdout.contains(&0x1b));
}
