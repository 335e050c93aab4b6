# METADATA
# title: Backups travel in clear or lie where nothing says that they are encrypted
# description: >-
#   A backup holds everything that the database protects, without its access rules. Whoever reads the line or the
#   bucket reads the records of every citizen.
# related_resources:
#   - ref: https://github.com/vmware-tanzu/velero-plugin-for-aws/blob/main/backupstoragelocation.md
#   - ref: https://cloudnative-pg.io/plugin-barman-cloud/docs/plugin-barman-cloud.v1/
#   - ref: https://cloudnative-pg.io/documentation/current/appendixes/backup_barmanobjectstore/
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
# custom:
#   id: OPS-014
#   severity: medium
#   confidence: high
#   platform: kubernetes
#   kinds:
#     - velero.io/BackupStorageLocation
#     - postgresql.cnpg.io/Cluster
#     - barmancloud.cnpg.io/ObjectStore
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M1T2, B1, B5]
#   references: {nist-800-53: [CP-9, SC-28]}
#   remediation: >-
#     Use https addresses and keep the check of certificates (give `caCert` instead of `insecureSkipTLSVerify`); set
#     `kmsKeyId` or `serverSideEncryption` (Velero), `data.encryption` and `wal.encryption` (CloudNativePG).
package bartizan.kubernetes.backup_storage

import data.bartizan.lib.kubernetes
import data.bartizan.lib.unknown

deny contains {
	"message": sprintf("%s does not check the certificate of its storage", [kubernetes.title]),
	"path": ["spec", "config", "insecureSkipTLSVerify"],
	"fix": [{"op": "remove", "path": ["spec", "config", "insecureSkipTLSVerify"], "safety": "unsafe"}],
} if {
	input.kind == "BackupStorageLocation"
	object.get(config, "insecureSkipTLSVerify", "false") in {"true", true}
}

deny contains {
	"message": sprintf("%s sends backups in clear to %q", [kubernetes.title, origin(url)]),
	"path": path,
} if {
	some path in url_paths
	url := object.get(input.values, path, "")
	startswith(lower(url), "http://")
}

undetermined contains {
	"path": place,
	"reason": "whether this storage encrypts what it holds is not said here",
} if {
	some place in silent
	count(kubernetes.unknown_around(place)) == 0
}

undetermined contains {"path": path, "reason": reason} if {
	some needed in array.concat(url_paths, skip_paths)
	some path, reason in unknown.at(needed)
}

# Where encryption would stand. Amazon encrypts all that its own S3 holds; another storage behind the same interface may not.
silent contains ["spec", "config", "serverSideEncryption"] if {
	object.get(config, "s3Url", "") != ""
	not contains(config.s3Url, ".amazonaws.com")
	count({"kmsKeyId", "serverSideEncryption", "customerKeyEncryptionFile", "customerKeyEncryptionSecret"} & object.keys(config)) == 0
}

silent contains array.concat(store_path, [part, "encryption"]) if {
	object.get(store, "endpointURL", "") != ""
	not contains(store.endpointURL, ".amazonaws.com")
	startswith(object.get(store, "destinationPath", ""), "s3://")
	some part in ["data", "wal"]
	object.get(store, [part, "encryption"], "") == ""
}

config := kubernetes.map(input.values, ["spec", "config"])

store := kubernetes.map(input.values, store_path)

store_path := object.get(
	{
		"Cluster": ["spec", "backup", "barmanObjectStore"],
		"ObjectStore": ["spec", "configuration"],
	},
	input.kind, ["none"],
)

url_paths := [["spec", "config", "s3Url"], ["spec", "config", "publicUrl"]] if input.kind == "BackupStorageLocation"

url_paths := [array.concat(store_path, ["endpointURL"])] if input.kind != "BackupStorageLocation"

default skip_paths := []

skip_paths := [["spec", "config", "insecureSkipTLSVerify"]] if input.kind == "BackupStorageLocation"

# Without a user and what follows the host.
origin(url) := concat("", ["http://", parts[count(parts) - 1]]) if {
	parts := split(split(substring(url, 7, -1), "/")[0], "@")
}
