package bartizan.kubernetes.database_backup_test

import data.bartizan.kubernetes.database_backup as policy

object_of(kind, name, spec) := {"kind": kind, "name": name, "address": sprintf("%s/prod/%s", [kind, name]), "unknown": [], "values": {"spec": spec}}

cluster(spec) := object_of("Cluster", "citizens", spec)

zalando(spec) := object_of("postgresql", "citizens", spec)

operator(configuration) := {"kind": "OperatorConfiguration", "name": "default", "address": "OperatorConfiguration/default", "values": {"configuration": configuration}}

class(encrypted) := {"kind": "StorageClass", "name": "gp3", "address": "StorageClass/gp3", "values": {"provisioner": "ebs.csi.aws.com", "parameters": {"encrypted": encrypted}}}

saved := {"backup": {"barmanObjectStore": {"destinationPath": "s3://backups"}}}

fleet(resources) := {"complete": true, "resources": resources}

found(resources) := {[finding.resource, finding.path] | some finding in policy.deny with input as fleet(resources)}

unknown_at(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated_without_backup if {
	policy.deny == {{"message": `Cluster "citizens" has no backup`, "resource": "Cluster/prod/citizens", "path": ["spec", "backup"]}} with input as fleet([cluster({})])
	every spec in [{"backup": {"retentionPolicy": "30d"}}, {"plugins": [{"name": "cnpg-i-hello-world"}]}, {"plugins": [{"name": "barman-cloud.cloudnative-pg.io", "enabled": false}]}] {
		found([cluster(spec)]) == {["Cluster/prod/citizens", ["spec", "backup"]]}
	}
}

test_violated_without_logical_backup if {
	every spec in [{}, {"enableLogicalBackup": false}] {
		found([zalando(spec), operator({})]) == {["postgresql/prod/citizens", ["spec", "enableLogicalBackup"]]}
	}
}

test_violated_by_the_storage_class if {
	found([cluster(object.union(saved, {"storage": {"storageClass": "gp3"}})), class("false")]) == {["Cluster/prod/citizens", ["spec", "storage", "storageClass"]]}
	found([zalando({"enableLogicalBackup": true, "volume": {"storageClass": "gp3"}}), class("false")]) == {["postgresql/prod/citizens", ["spec", "volume", "storageClass"]]}
}

test_satisfied if {
	every resources in [
		[cluster(object.union(saved, {"storage": {"storageClass": "gp3"}})), class("true")],
		[cluster({"backup": {"volumeSnapshot": {"className": "csi"}}})],
		[cluster({"plugins": [{"name": "barman-cloud.cloudnative-pg.io", "isWALArchiver": true}]})],
		[cluster({"replica": {"enabled": true, "source": "main"}})],
		[zalando({"enableLogicalBackup": true})],
		[zalando({"standby": {"s3_wal_path": "s3://backups"}}), operator({})],
		[zalando({"env": [{"name": "WAL_S3_BUCKET", "value": "backups"}]})],
		[zalando({"env": [{"name": "WALG_S3_PREFIX", "value": "s3://backups"}]})],
		[zalando({}), operator({"aws_or_gcp": {"wal_s3_bucket": "backups"}})],
	] {
		count(policy.deny) == 0 with input as fleet(resources)
		count(policy.undetermined) == 0 with input as fleet(resources)
	}
}

test_operator_elsewhere_is_undetermined if {
	count(policy.deny) == 0 with input as fleet([zalando({})])
	count(policy.undetermined) == 1 with input as fleet([zalando({})])
}

test_unknown_is_undetermined if {
	every resources in [
		[unknown_at(cluster({}), ["spec", "backup"])],
		[unknown_at(cluster({}), ["spec", "plugins"])],
		[unknown_at(cluster({}), ["spec", "replica"])],
		[unknown_at(cluster(saved), ["spec", "storage"]), class("false")],
		[unknown_at(zalando({"enableLogicalBackup": true}), ["spec", "volume"]), class("false")],
		[unknown_at(zalando({}), ["spec", "enableLogicalBackup"]), operator({})],
		[unknown_at(zalando({}), ["spec", "env"]), operator({})],
		[zalando({}), unknown_at(operator({}), ["configuration", "aws_or_gcp"])],
	] {
		count(policy.deny) == 0 with input as fleet(resources)
		count(policy.undetermined) == 1 with input as fleet(resources)
	}
}
