package bartizan.kubernetes.storage_class_encryption_test

import data.bartizan.kubernetes.storage_class_encryption as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

class(provisioner, parameters) := {
	"kind": "StorageClass",
	"name": "fast",
	"values": {"provisioner": provisioner, "parameters": parameters},
}

confidential(resource) := object.union(resource, {"values": {"metadata": {"labels": {"example.org/data-classification": "Confidential"}}}})

test_violated if {
	every provisioner in ["ebs.csi.aws.com", "ebs.csi.eks.amazonaws.com", "kubernetes.io/aws-ebs"] {
		policy.deny == {{
			"message": `StorageClass "fast" makes unencrypted volumes: parameters.encrypted is "false"`,
			"path": ["parameters", "encrypted"],
			"fix": [{"op": "set", "path": ["parameters", "encrypted"], "value": "true", "safety": "unsafe"}],
		}} with input as class(provisioner, {"encrypted": "false"})
	}
}

test_violated_without_key_for_confidential_data if {
	every provisioner, key in {
		"pd.csi.storage.gke.io": "disk-encryption-kms-key",
		"disk.csi.azure.com": "diskEncryptionSetID",
		"kubernetes.io/azure-disk": "diskEncryptionSetID",
		"ebs.csi.aws.com": "kmsKeyId",
	} {
		policy.deny == {{
			"message": sprintf(`StorageClass "fast" is for confidential data but names no key: parameters.%s is not set`, [key]),
			"path": ["parameters", key],
		}} with input as confidential(class(provisioner, {"encrypted": "true"}))
		count(policy.deny) == 0 with input as confidential(class(provisioner, {"encrypted": "true", key: "a-key"}))
	}
}

test_satisfied if {
	every resource in [
		class("ebs.csi.aws.com", {"encrypted": "true"}),
		class("ebs.csi.aws.com", {"Encrypted": "True"}),
		class("pd.csi.storage.gke.io", {"type": "pd-ssd"}),
		class("disk.csi.azure.com", null),
		class("csi.example.org", {"encrypted": "false"}),
	] {
		count(policy.deny) == 0 with input as resource
		count(policy.undetermined) == 0 with input as resource
	}
}

test_satisfied_by_other_levels if {
	resource := object.union(confidential(class("pd.csi.storage.gke.io", {})), {"parameters": {"confidential_levels": ["secret"]}})
	count(policy.deny) == 0 with input as resource
	other := object.union(confidential(class("pd.csi.storage.gke.io", {})), {"parameters": {"classification_labels": ["level"]}})
	count(policy.deny) == 0 with input as other
}

test_default_of_the_account_is_undetermined if {
	resource := class("ebs.csi.aws.com", {"type": "gp3"})
	count(policy.deny) == 0 with input as resource
	policy.undetermined == {{
		"path": ["parameters", "encrypted"],
		"reason": "the default of the AWS account decides whether volumes are encrypted",
	}} with input as resource
}

test_unknown_is_undetermined if {
	every path in [["parameters"], ["parameters", "encrypted"]] {
		count(policy.deny) == 0 with input as unknown(class("ebs.csi.aws.com", {}), path)
		policy.undetermined == {{"path": path, "reason": "known after apply"}} with input as unknown(class("ebs.csi.aws.com", {}), path)
	}
	policy.undetermined == {{"path": ["provisioner"], "reason": "known after apply"}} with input as unknown(class("", {}), ["provisioner"])
	key := ["parameters", "disk-encryption-kms-key"]
	count(policy.deny) == 0 with input as unknown(confidential(class("pd.csi.storage.gke.io", {})), key)
	policy.undetermined == {{"path": key, "reason": "known after apply"}} with input as unknown(confidential(class("pd.csi.storage.gke.io", {})), key)
}
