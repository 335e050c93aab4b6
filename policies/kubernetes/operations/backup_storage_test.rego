package bartizan.kubernetes.backup_storage_test

import data.bartizan.kubernetes.backup_storage as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

location(config) := {"kind": "BackupStorageLocation", "name": "default", "values": {"spec": {"provider": "aws", "config": config}}}

cluster(store) := {"kind": "Cluster", "name": "db", "values": {"spec": {"backup": {"barmanObjectStore": store}}}}

object_store(store) := {"kind": "ObjectStore", "name": "db", "values": {"spec": {"configuration": store}}}

test_violated_by_skipped_check if {
	policy.deny == {{
		"message": `BackupStorageLocation "default" does not check the certificate of its storage`,
		"path": ["spec", "config", "insecureSkipTLSVerify"],
		"fix": [{"op": "remove", "path": ["spec", "config", "insecureSkipTLSVerify"], "safety": "unsafe"}],
	}} with input as location({"insecureSkipTLSVerify": "true"})
}

test_violated_by_plain_http if {
	some finding in policy.deny with input as location({"s3Url": "http://user:word@minio.velero.svc:9000/x"})
	finding.path == ["spec", "config", "s3Url"]
	finding.message == `BackupStorageLocation "default" sends backups in clear to "http://minio.velero.svc:9000"`
	every subject in [cluster({"endpointURL": "http://minio:9000"}), object_store({"endpointURL": "http://minio:9000"})] {
		count(policy.deny) == 1 with input as subject
	}
}

test_satisfied if {
	every subject in [
		location({"region": "eu-north-1"}),
		location({"s3Url": "https://minio.example.org", "serverSideEncryption": "AES256", "insecureSkipTLSVerify": "false"}),
		location({"s3Url": "https://s3.eu-north-1.amazonaws.com"}),
		cluster({"destinationPath": "s3://backups/"}),
		cluster({"destinationPath": "s3://backups/", "endpointURL": "https://minio", "data": {"encryption": "AES256"}, "wal": {"encryption": "AES256"}}),
		object_store({"destinationPath": "https://account.blob.core.windows.net/x"}),
		{"kind": "Cluster", "name": "db", "values": {"spec": {}}},
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_other_storage_is_undetermined if {
	{entry.path | some entry in policy.undetermined} == {["spec", "config", "serverSideEncryption"]} with input as location({"s3Url": "https://minio.example.org"})
	paths := {entry.path | some entry in policy.undetermined} with input as object_store({
		"destinationPath": "s3://backups/", "endpointURL": "https://minio", "data": {"encryption": "AES256"},
	})
	paths == {["spec", "configuration", "wal", "encryption"]}
}

test_unknown_is_undetermined if {
	every path in [["spec", "config", "s3Url"], ["spec", "config", "insecureSkipTLSVerify"]] {
		count(policy.deny) == 0 with input as unknown(location({}), path)
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unknown(location({}), path)
	}
	path := ["spec", "backup", "barmanObjectStore"]
	policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unknown({"kind": "Cluster", "name": "db", "values": {}}, path)
}
