package bartizan.kubernetes.data_without_backup_test

import data.bartizan.kubernetes.data_without_backup as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

resource(kind, group, name, spec) := {
	"kind": kind,
	"group": group,
	"name": name,
	"namespace": "data",
	"address": sprintf("%s/%s", [kind, name]),
	"values": {"metadata": {"name": name}, "spec": spec},
}

fleet(resources) := {"complete": true, "resources": resources}

claim := resource("PersistentVolumeClaim", null, "files", {})

stateful := resource("StatefulSet", "apps", "db", {"volumeClaimTemplates": [{}]})

cluster := resource("Cluster", "postgresql.cnpg.io", "db", {})

velero(spec) := resource("Schedule", "velero.io", "daily", spec)

job(command, suspend) := resource("CronJob", "batch", "night", {
	"suspend": suspend,
	"jobTemplate": {"spec": {"template": {"spec": {"containers": [{"image": "postgres:17", "command": command}]}}}},
})

test_violated if {
	policy.deny == {{
		"message": `nothing backs up the data of PersistentVolumeClaim "files" in namespace "data"`,
		"resource": "PersistentVolumeClaim/files",
		"path": [],
	}} with input as fleet([claim])
	every others in [
		[stateful], [cluster],
		[resource("PersistentVolumeClaim", null, "disk", {"storageClassName": "fast", "volumeName": "disk"})],
		[claim, velero({"template": {"includedNamespaces": ["web"]}})],
		[claim, velero({"template": {"excludedNamespaces": ["data"]}})],
		[claim, velero({"paused": true})],
		[claim, job(["vacuumdb"], false)],
		[claim, job(["pg_dump"], true)],
		[cluster, resource("ScheduledBackup", "postgresql.cnpg.io", "s", {"cluster": {"name": "other"}})],
		[claim, resource("RecurringJob", "longhorn.io", "r", {"task": "snapshot"})],
	] {
		count(policy.deny) == 1 with input as fleet(others)
	}
}

test_satisfied if {
	every resources in [
		[claim, stateful, velero({})],
		[claim, velero({"template": {"includedNamespaces": ["*"]}})],
		[claim, velero({"template": {"includedNamespaces": ["da*"]}})],
		[cluster, resource("ScheduledBackup", "postgresql.cnpg.io", "s", {"cluster": {"name": "db"}})],
		[claim, job(["sh", "-c", "pg_dump portal | aws s3 cp - s3://x"], false)],
		[claim, resource("Schedule", "k8up.io", "s", {})],
		[claim, resource("ReplicationSource", "volsync.backube", "s", {})],
		[claim, resource("RecurringJob", "longhorn.io", "r", {"task": "backup"})],
		[resource("StatefulSet", "apps", "cache", {})],
		[resource("PersistentVolumeClaim", null, "bucket", {"storageClassName": "", "volumeName": "bucket"})],
		[resource("Cluster", "cluster.x-k8s.io", "c", {})],
		[object.union(claim, {"namespace": "kube-system"})],
	] {
		count(policy.deny) == 0 with input as fleet(resources)
		count(policy.undetermined) == 0 with input as fleet(resources)
	}
}

test_parameters if {
	count(policy.deny) == 0 with input as object.union(fleet([claim]), {"parameters": {"exempt_namespaces": ["data"]}})
	count(policy.deny) == 0 with input as object.union(fleet([claim, job(["ship"], false)]), {"parameters": {"words": ["ship"]}})
}

test_incomplete_fleet_is_undetermined if {
	part := {"complete": false, "resources": [claim]}
	count(policy.deny) == 0 with input as part
	{entry.resource | some entry in policy.undetermined} == {"PersistentVolumeClaim/files"} with input as part
}

test_unknown_is_undetermined if {
	every hidden in [
		[object.union(claim, {"namespace": null})],
		[claim, {"kind": "helm_release", "address": "helm_release.velero", "values": {"chart": "velero"}}],
		[claim, unknown(velero({"template": {"includedNamespaces": ["web"]}}), ["spec", "template", "includedNamespaces", 1])],
	] {
		count(policy.deny) == 0 with input as fleet(hidden)
		count(policy.undetermined) == 1 with input as fleet(hidden)
	}
}
