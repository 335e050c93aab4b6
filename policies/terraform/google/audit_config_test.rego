package bartizan.terraform.audit_config_test

import data.bartizan.terraform.audit_config as policy

config(kind, values, references) := {
	"kind": kind,
	"name": "a",
	"address": concat(".", [kind, "a"]),
	"values": object.union({"service": "allServices"}, values),
	"unknown": [],
	"references": references,
}

of_project(values) := config("google_project_iam_audit_config", object.union({"project": "citizens"}, values), [])

project := {"kind": "google_project", "name": "p", "address": "google_project.p", "values": {"project_id": "citizens"}, "unknown": [], "references": []}

logs(types) := {"audit_log_config": [{"log_type": log_type} | some log_type in types]}

full := logs(["ADMIN_READ", "DATA_READ", "DATA_WRITE"])

unit(resources) := {"complete": true, "resources": resources}

test_violated_by_missing_types if {
	every kind in ["google_project_iam_audit_config", "google_folder_iam_audit_config", "google_organization_iam_audit_config"] {
		some finding in policy.deny with input as unit([config(kind, logs(["DATA_READ"]), [])])
		finding.path == ["audit_log_config"]
		finding.message == "audit log of all services leaves out ADMIN_READ, DATA_WRITE"
	}
}

test_violated_by_exemption if {
	exempting := {"audit_log_config": array.concat(full.audit_log_config, [{"log_type": "DATA_READ", "exempted_members": ["user:a@example.gov"]}])}
	some finding in policy.deny with input as unit([of_project(exempting)])
	finding.path == ["audit_log_config", 3, "exempted_members"]
	finding.message == "DATA_READ of allServices by user:a@example.gov is not logged"
}

test_violated_without_configuration if {
	some finding in policy.deny with input as unit([project])
	finding.resource == "google_project.p"
	finding.message == `project "citizens" logs no access to its data`
	count(policy.deny) == 1 with input as unit([project, of_project(object.union(full, {"service": "storage.googleapis.com"}))])
	count(policy.deny) == 1 with input as unit([project, of_project(object.union(full, {"project": "others"}))])
}

test_satisfied if {
	every resources in [
		[of_project(full)],
		[project, of_project(full)],
		[project, config("google_project_iam_audit_config", full, [{"path": ["project"], "address": "google_project.p"}])],
		[project, config("google_organization_iam_audit_config", full, [])],
		[project, {"kind": "google_project_iam_policy", "name": "i", "address": "google_project_iam_policy.i", "values": {"project": "citizens"}}],
		[of_project({"service": "storage.googleapis.com", "audit_log_config": [{"log_type": "DATA_READ"}]})],
	] {
		count(policy.deny) == 0 with input as unit(resources)
		count(policy.undetermined) == 0 with input as unit(resources)
	}
}

test_types_are_a_parameter if {
	subject := object.union(unit([of_project(logs(["DATA_READ"]))]), {"parameters": {"log_types": ["DATA_READ"]}})
	count(policy.deny) == 0 with input as subject
}

test_incomplete_unit_is_undetermined if {
	subject := {"complete": false, "resources": [project]}
	count(policy.deny) == 0 with input as subject
	policy.undetermined == {{"resource": "google_project.p", "path": [], "reason": "not all of the module is here"}} with input as subject
}

test_unknown_is_undetermined if {
	every path in [["service"], ["audit_log_config"], ["audit_log_config", 0, "log_type"], ["audit_log_config", 0, "exempted_members", 0]] {
		known := config("google_project_iam_audit_config", {}, [])
		unsure := object.union(object.remove(known, ["values"]), {
			"values": object.remove(known.values, [path[0]]),
			"unknown": [{"path": path, "reason": "known after apply"}],
		})
		count(policy.deny) == 0 with input as unit([unsure])
		policy.undetermined == {{"resource": "google_project_iam_audit_config.a", "path": path, "reason": "known after apply"}} with input as unit([unsure])
	}
}
