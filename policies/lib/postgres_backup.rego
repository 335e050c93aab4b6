# METADATA
# description: >-
#   Which PostgreSQL clusters of an operator have a backup, by themselves or by the configuration of the operator.
# related_resources:
#   - ref: https://cloudnative-pg.io/documentation/current/backup/
#   - ref: https://github.com/zalando/postgres-operator/blob/master/docs/administrator.md
package bartizan.lib.postgres_backup

import data.bartizan.lib.kubernetes
import data.bartizan.lib.unknown

# Where a cluster of Zalando asks for dumps by schedule.
logical := ["spec", "enableLogicalBackup"]

# Resources of one kind.
of(kind) := [resource | some resource in input.resources; resource.kind == kind]

# Does the cluster of CloudNativePG follow another, which is backed up itself?
replica(cluster) if object.get(cluster.values, ["spec", "replica", "enabled"], false) == true

# An object store or snapshots, by the cluster itself or by a plugin.
archived(cluster) if {
	some target in ["barmanObjectStore", "volumeSnapshot"]
	object.get(cluster.values, ["spec", "backup", target], null) != null
}

archived(cluster) if {
	some plugin in kubernetes.list(cluster.values, ["spec", "plugins"])
	object.get(plugin, "enabled", true) == true
	backs_up(plugin)
}

backs_up(plugin) if object.get(plugin, "isWALArchiver", false) == true

backs_up(plugin) if regex.match(`barman|backup|pgbackrest`, lower(object.get(plugin, "name", "")))

# Clusters of Zalando without a backup of their own, unless they follow another.
unsaved contains cluster if {
	some cluster in of("postgresql")
	object.get(cluster.values, logical, false) != true
	object.get(cluster.values, ["spec", "standby"], null) == null
	count([variable |
		some variable in kubernetes.list(cluster.values, ["spec", "env"])
		regex.match(`^(WAL(E|G)?_.*(S3|GS|GCS|AZ|SWIFT)|AZURE_STORAGE|USE_WALG_BACKUP)`, object.get(variable, "name", ""))
	]) == 0
	not archived_by_operator
}

# Does the operator of Zalando archive every cluster?
archived_by_operator if {
	some operator in of("OperatorConfiguration")
	some section, names in {
		"aws_or_gcp": ["wal_s3_bucket", "wal_gs_bucket", "wal_az_storage_account"],
		"kubernetes": ["pod_environment_configmap", "pod_environment_secret"],
	}
	some name in names
	object.get(operator.values, ["configuration", section, name], "") != ""
}

# Why it cannot be told whether a cluster of Zalando is archived.
doubts(cluster) := {reason | some _, reason in open(cluster, [logical, ["spec", "env"]])} | operator_doubts

operator_doubts contains "the configuration of the operator may archive it" if count(of("OperatorConfiguration")) == 0

operator_doubts contains "the configuration of the operator is not all known" if {
	some operator in of("OperatorConfiguration")
	unknown.within_in(operator, ["configuration"])
}

# What is unknown at, above or below one of `paths`: `{path: reason}`.
open(resource, paths) := {found: reason |
	some path in paths
	some found, reason in unknown.within_in(resource, path)
}
