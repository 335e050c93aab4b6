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
import data.bartizan.lib.postgres_backup

deny contains {
	"message": sprintf("Cluster %q has no backup", [cluster.name]),
	"resource": cluster.address,
	"path": ["spec", "backup"],
} if {
	some cluster in postgres_backup.of("Cluster")
	not postgres_backup.replica(cluster)
	count(postgres_backup.open(cluster, [["spec", "backup"], ["spec", "plugins"], ["spec", "replica"]])) == 0
	not postgres_backup.archived(cluster)
}

deny contains {
	"message": sprintf("postgresql %q has no backup", [cluster.name]),
	"resource": cluster.address,
	"path": postgres_backup.logical,
	"fix": [{"op": "set", "path": postgres_backup.logical, "value": true, "safety": "unsafe"}],
} if {
	some cluster in postgres_backup.unsaved
	count(postgres_backup.doubts(cluster)) == 0
}

deny contains {
	"message": sprintf("%s %q rests on storage class %q, which makes unencrypted volumes", [cluster.kind, cluster.name, class]),
	"resource": cluster.address,
	"path": class_path[cluster.kind],
} if {
	some kind, path in class_path
	some cluster in postgres_backup.of(kind)
	class := object.get(cluster.values, path, null)
	class in unencrypted
}

undetermined contains {"resource": cluster.address, "path": found, "reason": reason} if {
	some kind, paths in {
		"Cluster": [["spec", "backup"], ["spec", "plugins"], ["spec", "replica"], class_path.Cluster],
		"postgresql": [class_path.postgresql],
	}
	some cluster in postgres_backup.of(kind)
	some found, reason in postgres_backup.open(cluster, paths)
}

undetermined contains {"resource": cluster.address, "path": postgres_backup.logical, "reason": reason} if {
	some cluster in postgres_backup.unsaved
	some reason in postgres_backup.doubts(cluster)
}

class_path := {"Cluster": ["spec", "storage", "storageClass"], "postgresql": ["spec", "volume", "storageClass"]}

# As the policy on storage classes: on AWS, what is written and is not "true".
unencrypted contains class.name if {
	some class in postgres_backup.of("StorageClass")
	object.get(class.values, "provisioner", "") in {"ebs.csi.aws.com", "ebs.csi.eks.amazonaws.com", "kubernetes.io/aws-ebs"}
	some name, value in kubernetes.map(class.values, ["parameters"])
	lower(name) == "encrypted"
	lower(sprintf("%v", [value])) != "true"
}
