package bartizan.kubernetes.backup_schedule_test

import data.bartizan.kubernetes.backup_schedule as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

resource(kind, group, name, spec) := {
	"kind": kind,
	"group": group,
	"name": name,
	"namespace": "data",
	"address": sprintf("%s/%s", [kind, name]),
	"values": {"metadata": {"name": name}, "spec": spec},
}

velero(name, spec) := resource("Schedule", "velero.io", name, object.union({"schedule": "0 2 * * *"}, spec))

postgres(name, spec) := resource("ScheduledBackup", "postgresql.cnpg.io", name, object.union({"schedule": "0 0 2 * * *", "cluster": {"name": "db"}}, spec))

unit(resources) := {"complete": false, "resources": resources}

test_violated_by_pause if {
	policy.deny == {{
		"message": `Schedule "daily" is paused`,
		"resource": "Schedule/daily",
		"path": ["spec", "paused"],
		"fix": [{"op": "set", "path": ["spec", "paused"], "value": false, "safety": "unsafe"}],
	}} with input as unit([velero("daily", {"paused": true})])
	some finding in policy.deny with input as unit([postgres("daily", {"suspend": true})])
	finding.path == ["spec", "suspend"]
}

test_violated_by_rare_schedule if {
	some finding in policy.deny with input as unit([velero("weekly", {"schedule": "@weekly"})])
	finding.message == `Schedule "weekly" runs less than daily: schedule is "@weekly"`
	count(policy.deny) == 1 with input as unit([postgres("weekly", {"schedule": "0 0 2 * * 0"})])
}

test_violated_by_short_retention if {
	some finding in policy.deny with input as unit([velero("daily", {"template": {"ttl": "167h59m0s"}})])
	finding.path == ["spec", "template", "ttl"]
	finding.message == `Schedule "daily" keeps backups for 167h59m0s only`
}

test_satisfied if {
	every schedule in [
		velero("daily", {}),
		velero("daily", {"paused": false, "template": {"ttl": "168h0m0s"}}),
		velero("hourly", {"schedule": "@every 1h", "template": {"ttl": "0s"}}),
		postgres("daily", {}),
	] {
		count(policy.deny) == 0 with input as unit([schedule])
		count(policy.undetermined) == 0 with input as unit([schedule])
	}
}

of(namespaces) := {"template": {"includedNamespaces": namespaces}}

test_another_schedule_excuses if {
	weekly := velero("weekly", object.union({"schedule": "@weekly"}, of(["portal"])))
	count(policy.deny) == 0 with input as unit([weekly, velero("daily", of(["portal", "web"]))])
	count(policy.deny) == 0 with input as unit([weekly, velero("daily", {})])
	count(policy.deny) == 1 with input as unit([weekly, velero("daily", of(["web"]))])
	count(policy.deny) == 1 with input as unit([velero("weekly", {"schedule": "@weekly"}), velero("daily", of(["web"]))])
	count(policy.deny) == 1 with input as unit([weekly, velero("daily", {"template": {"excludedNamespaces": ["portal"]}})])
	count(policy.deny) == 2 with input as unit([weekly, velero("daily", {"paused": true})])
	count(policy.deny) == 0 with input as unit([postgres("weekly", {"schedule": "@weekly"}), postgres("daily", {})])
	count(policy.deny) == 1 with input as unit([postgres("weekly", {"schedule": "@weekly"}), postgres("daily", {"cluster": {"name": "other"}})])
}

test_parameter if {
	count(policy.deny) == 1 with input as object.union(unit([velero("daily", {})]), {"parameters": {"retention_hours": 721}})
	count(policy.deny) == 0 with input as object.union(unit([velero("daily", {})]), {"parameters": {"retention_hours": 720}})
}

test_unknown_is_undetermined if {
	every path in [["spec", "paused"], ["spec", "schedule"], ["spec", "template"]] {
		hidden := unknown(velero("daily", {}), path)
		count(policy.deny) == 0 with input as unit([hidden])
		policy.undetermined == {{"resource": "Schedule/daily", "path": path, "reason": "known after apply"}} with input as unit([hidden])
	}
	count(policy.undetermined) == 1 with input as unit([unknown(postgres("daily", {}), ["spec", "suspend"])])
}
