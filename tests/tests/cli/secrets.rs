//! No secret leaves the command, in no format: neither in messages nor in excerpts.

use crate::support::Project;

const FORMATS: [&str; 4] = ["text", "concise", "json", "sarif"];

/// Checks `content` in every format, strictly; no output may hold one of `secrets`, and `POLICIES` must find something.
#[track_caller]
fn keeps(name: &str, content: &str, secrets: &[&str], policy: &str) {
    for secret in secrets {
        assert!(content.contains(secret), "{secret} is not in the file");
    }
    let project = Project::new().file(name, content);
    for format in FORMATS {
        let run = project.run(["check", "--profile", "strict", "--undetermined", "--format", format]);
        let output = format!("{}{}", run.stdout, run.stderr);
        assert!(output.contains(policy), "{policy} finds nothing in {name} ({format}): {output}");
        for secret in secrets {
            assert!(!output.contains(secret), "{secret} is in the {format} of {name}:\n{output}");
        }
    }
    // `baseline` too writes a file that is committed.
    project.run(["baseline", "-o", "known"]);
    let known = std::fs::read_to_string(project.path().join("known")).unwrap();
    assert!(secrets.iter().all(|secret| !known.contains(secret)));
}

const REALM: &str = r#"{
  "realm": "wallet", "enabled": true, "keycloakVersion": "26.4.0",
  "smtpServer": {"host": "mail.example", "user": "u", "password": "Smtp-Pa55word-1"},
  "clients": [
    {"clientId": "api", "enabled": true, "protocol": "openid-connect", "secret": "Client-5ecret-2", "redirectUris": ["*"], "standardFlowEnabled": true}
  ],
  "identityProviders": [
    {"alias": "idp", "providerId": "oidc", "enabled": true, "config": {"clientId": "x", "clientSecret": "Idp-5ecret-3"}}
  ],
  "components": {
    "org.keycloak.keys.KeyProvider": [
      {"name": "rsa", "providerId": "rsa", "config": {"privateKey": ["MIIEvQIBADANBgkqhkiG9w0BAQEFAASCKey4"], "priority": ["100"]}}
    ],
    "org.keycloak.storage.UserStorageProvider": [
      {"name": "ldap", "providerId": "ldap", "config": {"connectionUrl": ["ldap://dir.example"], "bindCredential": ["Ldap-Bind-5"]}}
    ]
  },
  "users": [
    {"username": "admin", "enabled": true, "credentials": [{"type": "password", "value": "User-Pa55word-6"}, {"type": "password", "secretData": "{\"value\":\"HashOfUser7\",\"salt\":\"SaltOfUser8\"}"}]}
  ]
}
"#;

const REALM_SECRETS: [&str; 8] = [
    "Smtp-Pa55word-1",
    "Client-5ecret-2",
    "Idp-5ecret-3",
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCKey4",
    "Ldap-Bind-5",
    "User-Pa55word-6",
    "HashOfUser7",
    "SaltOfUser8",
];

#[test]
fn of_a_realm() {
    keeps("realm.json", REALM, &REALM_SECRETS, "SEC-011");
    let one_line = REALM.replace('\n', " ");
    keeps("realm.json", &one_line, &REALM_SECRETS, "SEC-011");
}

#[test]
fn of_a_realm_that_is_cut_off() {
    for end in (100..REALM.len()).step_by(97) {
        let cut = &REALM[..end];
        let held: Vec<_> = REALM_SECRETS.into_iter().filter(|secret| cut.contains(secret)).collect();
        keeps_broken("realm.json", cut, &held);
    }
}

#[test]
fn of_a_realm_in_a_manifest() {
    let indented: String = REALM.lines().map(|line| format!("    {line}\n")).collect();
    let head = |kind, data| format!("apiVersion: v1\nkind: {kind}\nmetadata: {{name: realm}}\n{data}:\n");
    for (kind, data) in [("ConfigMap", "data"), ("Secret", "stringData")] {
        let manifest = format!("{}  realm.json: |\n{indented}", head(kind, data));
        keeps("realm.yaml", &manifest, &REALM_SECRETS, "KC-022");
    }
    let one_line = REALM.replace('\n', " ").replace('\'', "''");
    keeps(
        "realm.yaml",
        &format!("{}  realm.json: '{one_line}'\n", head("ConfigMap", "data")),
        &REALM_SECRETS,
        "KC-022",
    );
}

/// As [`keeps`], of a file that is an error.
#[track_caller]
fn keeps_broken(name: &str, content: &str, secrets: &[&str]) {
    let project = Project::new().file(name, content);
    for format in FORMATS {
        let run = project.run(["check", "--format", format]).ends(3);
        let output = format!("{}{}", run.stdout, run.stderr);
        for secret in secrets {
            assert!(!output.contains(secret), "{secret} is in the {format} of {content}:\n{output}");
        }
    }
}

#[test]
fn of_a_key_given_twice() {
    let twice = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      image: b:latest\n      env:\n        - name: DB_PASSWORD\n          value: First-Pa55word\n          value: Second-Pa55word\n";
    keeps_broken("pod.yaml", twice, &["First-Pa55word", "Second-Pa55word"]);
}

const SECRET: &str = "\
apiVersion: v1
kind: Secret
metadata: {name: db, namespace: prod}
type: Opaque
data:
  dsn: cG9zdGdyZXM6Ly91OkRhdGEtMUBkYg==
  # bartizan: ignore[K8S-003] unused, so that an excerpt of this place is shown
stringData:
  config: |
    user = app
    Str1ngData-2
  pin: Pin-3-Pin
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: prod}
spec:
  containers:
    - name: web
      image: nginx:latest
      env:
        - {name: DB_PASSWORD, value: Env-Pa55word-4}
        - name: API_TOKEN
          value: \"Env-T0ken-5\"
      command: [\"sh\", \"-c\", \"psql postgres://u:Ur1-Pa55word-6@db\"]
";

#[test]
fn of_a_secret_manifest_and_of_environments() {
    let secrets = ["cG9zdGdyZXM6Ly91OkRhdGEtMUBkYg==", "Str1ngData-2", "Pin-3-Pin", "Env-Pa55word-4", "Env-T0ken-5"];
    keeps("secret.yaml", SECRET, &secrets, "SEC-007");
    keeps("secret.yaml", SECRET, &secrets, "BZ-003");
    keeps("secret.yaml", SECRET, &secrets, "SEC-005");
}

const PLAN: &str = r#"{
  "format_version": "1.2", "terraform_version": "1.11.0",
  "variables": {"db_password": {"value": "Variable-Pa55-1"}},
  "planned_values": {"root_module": {"resources": [
    {"address": "aws_db_instance.db", "mode": "managed", "type": "aws_db_instance", "name": "db", "provider_name": "registry.terraform.io/hashicorp/aws",
     "values": {"identifier": "db", "publicly_accessible": true, "password": "Planned-Pa55-2", "final_snapshot_identifier": "Sensitive-Va1ue-3"}, "sensitive_values": {"final_snapshot_identifier": true}}
  ]}},
  "resource_changes": [
    {"address": "aws_db_instance.db", "mode": "managed", "type": "aws_db_instance", "name": "db", "provider_name": "registry.terraform.io/hashicorp/aws",
     "change": {"actions": ["update"],
       "before": {"identifier": "db", "password": "Before-Pa55-4", "final_snapshot_identifier": "Sensitive-O1d-5"},
       "after": {"identifier": "db", "publicly_accessible": true, "final_snapshot_identifier": "Sensitive-Va1ue-3", "password": "Planned-Pa55-2", "storage_encrypted": false},
       "after_unknown": {}, "before_sensitive": {"final_snapshot_identifier": true, "password": true}, "after_sensitive": {"final_snapshot_identifier": true, "password": true}}}
  ],
  "configuration": {
    "provider_config": {"aws": {"name": "aws", "full_name": "registry.terraform.io/hashicorp/aws", "expressions": {"access_key": {"constant_value": "AKIAIOSFODNN7EXAMPL6"}, "secret_key": {"constant_value": "Provider-5ecret-7"}}}},
    "root_module": {"resources": [
      {"address": "aws_db_instance.db", "mode": "managed", "type": "aws_db_instance", "name": "db", "provider_config_key": "aws", "expressions": {"password": {"constant_value": "Planned-Pa55-2"}}}
    ]}
  }
}
"#;

#[test]
fn of_a_plan() {
    let secrets = [
        "Variable-Pa55-1",
        "Planned-Pa55-2",
        "Sensitive-Va1ue-3",
        "Before-Pa55-4",
        "Sensitive-O1d-5",
        "AKIAIOSFODNN7EXAMPL6",
        "Provider-5ecret-7",
    ];
    keeps("plan.json", PLAN, &secrets, "TF-AWS-027");
    keeps("plan.json", PLAN, &secrets, "SEC-001");
    let one_line = PLAN.replace('\n', " ");
    keeps("plan.json", &one_line, &secrets, "TF-AWS-027");
    keeps_broken("plan.json", &PLAN[..PLAN.len() - 40], &secrets);
}

/// Credentials in a script, in a tag, in a local that is used elsewhere, and in a script that is encoded.
const CONFIGURATION: &str = concat!(
    "locals {\n  id = \"",
    "AKIA",
    "Q3EGWLZ7XK2M5P4R\"\n}\n",
    "resource \"aws_instance\" \"i\" {\n  user_data = <<-EOF\n    export DB_URL=postgres://app:Ur1Pa55word@db/app\n",
    "    export KEY=AKIA",
    "Q3EGWLZ7XK2M5P4S,AKIA",
    "Q3EGWLZ7XK2M5P4T\n    export DB_PASSWORD='hunter2hunter2'\n    export API_TOKEN=Other-T0ken-1\n  EOF\n",
    "  tags = { key = \"id ${local.id}\", again = \"hunter2hunter2\" }\n}\n",
    "resource \"aws_instance\" \"encoded\" {\n  user_data_base64 = \"UEFTU1dPUkQ9aHVudGVyMmh1bnRlcjIKdG9rZW49YWJj\"\n}\n",
);

#[test]
fn of_a_configuration_of_terraform() {
    let secrets = [
        concat!("AKIA", "Q3EGWLZ7XK2M5P4R"),
        concat!("AKIA", "Q3EGWLZ7XK2M5P4S"),
        concat!("AKIA", "Q3EGWLZ7XK2M5P4T"),
        "Ur1Pa55word",
        "hunter2hunter2",
        "Other-T0ken-1",
        "UEFTU1dPUkQ9aHVudGVyMmh1bnRlcjIKdG9rZW49YWJj",
    ];
    keeps("main.tf", CONFIGURATION, &secrets, "SEC-014");
    keeps("main.tf", CONFIGURATION, &secrets, "SEC-003");
    let project = Project::new().file("main.tf", CONFIGURATION);
    // Around the places of other policies, and in what findings depend on.
    for arguments in [["--ignore", "SEC-*"], ["--explain-findings", "--undetermined"]] {
        for format in FORMATS {
            let run = project.run([&["check", "--profile", "strict", "--format", format], &arguments[..]].concat());
            let output = format!("{}{}", run.stdout, run.stderr);
            assert!(output.contains("aws_instance.i"), "{output}");
            assert!(secrets.iter().all(|secret| !output.contains(secret)), "{arguments:?} {format}: {output}");
        }
    }
}

#[test]
fn a_long_line_is_cut_around_the_place() {
    let plan = crate::output::PLAN.replace(['\n', ' '], "");
    let project = Project::new().file("plan.json", plan);
    let run = project.run(["check", "--select", "TF-AWS-018"]).ends(1);
    insta::assert_snapshot!(run.stdout, @r#"
    plan.json
    critical TF-AWS-018

      × aws_security_group.bastion: ingress admits SSH from 0.0.0.0/0
       ╭─[plan.json:1:649]
     1 │ …r":{"name":"*******","ingress":[{"cidr_blocks":["0.0.0.0/0"],"from_port"***,"to_port"***,"protocol":"***"}]},"after_unknown":{"id"*****},"be…
       ·                                                  ───────────
       ╰────
      help: why:   Administration ports are tried with stolen and guessed passwords within minutes of
            being reachable. One weak account then gives away the host, and with it what the host may
            read of the citizens' data.
            fix:   Remove the rule and administer hosts through AWS Systems Manager Session Manager or
            a VPN, or name the few addresses that need the port.
            owner: Network/Cloud Team, level 2
            more:
            https://github.com/bartizan-rs/bartizan/blob/main/docs/policies/terraform.md#tf-aws-018

    1 file, 1 resource, 1 policy; findings: 1 critical; 0 suppressed, 0 undetermined; [TIME]
    "#);
}
