package bartizan.kubernetes.no_secrets_operator_test

import data.bartizan.kubernetes.no_secrets_operator as policy

resource(kind, values) := {"kind": kind, "name": "x", "address": sprintf("%s/x", [kind]), "values": values}

secret := resource("Secret", {"data": {"password": "eA=="}})

running(image, annotations) := resource("Deployment", {"spec": {"template": {"metadata": {"annotations": annotations}, "spec": {"containers": [{"name": "x", "image": image}]}}}})

fleet(resources) := {"complete": true, "resources": resources}

test_violated if {
	policy.deny == {{"message": "secrets come from manifests alone, such as Secret/x", "path": []}} with input as fleet([secret, running("nginx:1", {})])
	count(policy.deny) == 1 with input as fleet([resource("Secret", {"stringData": {"a": "b"}, "type": "kubernetes.io/tls"})])
}

test_satisfied if {
	every evidence in [
		resource("ExternalSecret", {}),
		resource("SecretProviderClass", {}),
		resource("SealedSecret", {}),
		running("nginx:1", {"vault.hashicorp.com/agent-inject": "true"}),
		running("ghcr.io/external-secrets/external-secrets:v0.10", {}),
		resource("helm_release", {"name": "vso", "chart": "vault-secrets-operator"}),
	] {
		count(policy.deny) == 0 with input as fleet([secret, evidence])
		count(policy.undetermined) == 0 with input as {"complete": false, "resources": [secret, evidence]}
	}
}

test_without_secrets if {
	every other in [resource("Secret", {}), resource("Secret", {"data": {"token": "x"}, "type": "kubernetes.io/service-account-token"}), running("nginx:1", {})] {
		count(policy.deny) == 0 with input as fleet([other])
	}
}

test_incomplete_fleet_is_undetermined if {
	part := {"complete": false, "resources": [secret]}
	count(policy.deny) == 0 with input as part
	count(policy.undetermined) == 1 with input as part
}

test_unknown_is_undetermined if {
	every path in [["spec", "template", "metadata", "annotations"], ["spec", "template", "spec", "containers", 0, "image"]] {
		unsure := object.union(running("nginx:1", {}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as fleet([secret, unsure])
		count(policy.undetermined) == 1 with input as fleet([secret, unsure])
	}
}

test_parameters if {
	count(policy.deny) == 0 with input as object.union(fleet([secret, running("nginx:1", {})]), {"parameters": {"software": ["nginx"]}})
	count(policy.deny) == 0 with input as object.union(fleet([secret, resource("Bao", {})]), {"parameters": {"kinds": ["Bao"]}})
}
