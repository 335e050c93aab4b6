package bartizan.kubernetes.external_secret_not_refreshed_test

import data.bartizan.kubernetes.external_secret_not_refreshed as policy

secret(kind, spec) := {"kind": kind, "name": "db", "values": {"spec": spec}}

external(spec) := secret("ExternalSecret", spec)

found(resource) := {finding.path | some finding in policy.deny with input as resource}

test_violated_by_zero if {
	policy.deny == {{
		"message": `ExternalSecret "db" is never refreshed`,
		"path": ["spec", "refreshInterval"],
		"fix": [{"op": "set", "path": ["spec", "refreshInterval"], "value": "1h", "safety": "unsafe"}],
	}} with input as external({"refreshInterval": "0"})
	every text in ["0s", "0h", "25h", "24h1m"] {
		found(external({"refreshInterval": text})) == {["spec", "refreshInterval"]}
	}
}

test_violated_by_policy if {
	every name in ["CreatedOnce", "OnChange"] {
		found(external({"refreshPolicy": name, "refreshInterval": "0"})) == {["spec", "refreshPolicy"]}
	}
}

test_fix_of_the_policy_mends_the_interval_as_well if {
	some finding in policy.deny with input as external({"refreshPolicy": "OnChange", "refreshInterval": "0"})
	[step.path | some step in finding.fix] == [["spec", "refreshPolicy"], ["spec", "refreshInterval"]]
	every given in [{"refreshPolicy": "OnChange"}, {"refreshPolicy": "OnChange", "refreshInterval": "2h"}] {
		some other in policy.deny with input as external(given)
		[step.path | some step in other.fix] == [["spec", "refreshPolicy"]]
	}
}

test_violated_by_others if {
	found(secret("VaultStaticSecret", {"hmacSecretData": false})) == {["spec", "refreshAfter"]}
	found(secret("VaultStaticSecret", {"hmacSecretData": false, "refreshAfter": "0s"})) == {["spec", "refreshAfter"]}
	found(secret("VaultStaticSecret", {"refreshAfter": "48h"})) == {["spec", "refreshAfter"]}
	found(secret("ClusterExternalSecret", {"externalSecretSpec": {"refreshInterval": "0"}})) == {["spec", "externalSecretSpec", "refreshInterval"]}
}

test_satisfied if {
	every resource in [
		external({}),
		external({"refreshInterval": "24h", "refreshPolicy": "Periodic"}),
		secret("VaultStaticSecret", {}),
		secret("VaultStaticSecret", {"refreshAfter": "0s"}),
		secret("VaultStaticSecret", {"refreshAfter": "30s", "hmacSecretData": false}),
		secret("VaultStaticSecret", {"syncConfig": {"instantUpdates": true}}),
		secret("ClusterExternalSecret", {"externalSecretSpec": {}}),
	] {
		count(policy.deny) == 0 with input as resource
	}
}

test_parameter if count(policy.deny) == 1 with input as object.union(external({"refreshInterval": "2h"}), {"parameters": {"max_hours": 1}})

test_unknown_is_undetermined if {
	every path in [["spec"], ["spec", "refreshInterval"], ["spec", "refreshPolicy"]] {
		resource := object.union(external({"refreshInterval": "0"}), {"unknown": [{"path": path, "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as resource
		{entry.path | some entry in policy.undetermined} == {path} with input as resource
	}
}
