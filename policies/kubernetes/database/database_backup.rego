# METADATA
# title: Database in the cluster has no backup or rests in clear
# description: >-
#   A failed upgrade, a dropped table or ransomware ends in the last copy. Without a backup outside the cluster there
#   is none, and a volume in clear can be read from the disk.
# related_resources:
#   - ref: https://cloudnative-pg.io/documentation/current/backup/
#   - ref: https://github.com/zalando/postgres-operator/blob/master/docs/administrator.md
#     description: backups of the operator of Zalando
#   - ref: https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/parameters.md
# custom:
#   id: OPS-036
#   severity: medium
#   confidence: high
#   platform: kubernetes
#   kinds:
#     - postgresql.cnpg.io/Cluster
#     - acid.zalan.do/postgresql
#     - acid.zalan.do/OperatorConfiguration
#     - storage.k8s.io/StorageClass
#   scope: fleet
#   level: 1
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M1T2, M3O3, B1, B5]
#   references: {nist-800-53: [SC-28, CP-9]}
#   remediation: >-
#     Add the Barman Cloud plugin (or `spec.backup`) with an object store; for Zalando set `enableLogicalBackup:
#     true`; use a storage class with `encrypted: "true"`.
#   parameters: {}
package bartizan.kubernetes.database_backup

import data.bartizan.lib.kubernetes
import data.bartizan.lib.unknown

deny contains {
	"message": sprintf("Cluster %q has no backup", [cluster.name]),
	"resource": cluster.address,
	"path": ["spec", "backup"],
} if {
	some cluster in of("Cluster")
	not replica(cluster)
	count(open(cluster, [["spec", "backup"], ["spec", "plugins"], ["spec", "replica"]])) == 0
	not archived(cluster)
}

deny contains {
	"message": sprintf("postgresql %q has no backup", [cluster.name]),
	"resource": cluster.address,
	"path": logical,
	"fix": [{"op": "set", "path": logical, "value": true, "safety": "unsafe"}],
} if {
	some cluster in unsaved
	count(doubts(cluster)) == 0
}

deny contains {
	"message": sprintf("%s %q rests on storage class %q, which makes unencrypted volumes", [cluster.kind, cluster.name, class]),
	"resource": cluster.address,
	"path": class_path[cluster.kind],
} if {
	some kind, path in class_path
	some cluster in of(kind)
	class := object.get(cluster.values, path, null)
	class in unencrypted
}

undetermined contains {"resource": cluster.address, "path": found, "reason": reason} if {
	some kind, paths in {
		"Cluster": [["spec", "backup"], ["spec", "plugins"], ["spec", "replica"], class_path.Cluster],
		"postgresql": [class_path.postgresql],
	}
	some cluster in of(kind)
	some found, reason in open(cluster, paths)
}

undetermined contains {"resource": cluster.address, "path": logical, "reason": reason} if {
	some cluster in unsaved
	some reason in doubts(cluster)
}

logical := ["spec", "enableLogicalBackup"]

class_path := {"Cluster": ["spec", "storage", "storageClass"], "postgresql": ["spec", "volume", "storageClass"]}

of(kind) := [resource | some resource in input.resources; resource.kind == kind]

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

# Clusters of Zalando without a backup of their own.
unsaved contains cluster if {
	some cluster in of("postgresql")
	object.get(cluster.values, logical, false) != true
	count([variable |
		some variable in kubernetes.list(cluster.values, ["spec", "env"])
		regex.match(`^(WAL(E|G)?_.*(S3|GS|GCS|AZ|SWIFT)|AZURE_STORAGE|USE_WALG_BACKUP)`, object.get(variable, "name", ""))
	]) == 0
	not archived_by_operator
}

archived_by_operator if {
	some operator in of("OperatorConfiguration")
	some section, names in {
		"aws_or_gcp": ["wal_s3_bucket", "wal_gs_bucket", "wal_az_storage_account"],
		"kubernetes": ["pod_environment_configmap", "pod_environment_secret"],
	}
	some name in names
	object.get(operator.values, ["configuration", section, name], "") != ""
}

doubts(cluster) := {reason | some _, reason in open(cluster, [logical, ["spec", "env"]])} | operator_doubts

operator_doubts contains "the configuration of the operator may archive it" if count(of("OperatorConfiguration")) == 0

operator_doubts contains "the configuration of the operator is not all known" if {
	some operator in of("OperatorConfiguration")
	unknown.within_in(operator, ["configuration"])
}

# As the policy on storage classes: on AWS, what is written and is not "true".
unencrypted contains class.name if {
	some class in of("StorageClass")
	object.get(class.values, "provisioner", "") in {"ebs.csi.aws.com", "ebs.csi.eks.amazonaws.com", "kubernetes.io/aws-ebs"}
	some name, value in kubernetes.map(class.values, ["parameters"])
	lower(name) == "encrypted"
	lower(sprintf("%v", [value])) != "true"
}

open(resource, paths) := {found: reason |
	some path in paths
	some found, reason in unknown.within_in(resource, path)
}
