package bartizan.terraform.gke_binary_authorization_test

import data.bartizan.terraform.gke_binary_authorization as policy

cluster(values) := {"kind": "google_container_cluster", "name": "c", "values": values, "unknown": []}

evaluation(mode) := {"binary_authorization": [{"evaluation_mode": mode}]}

rules(values) := {"kind": "google_binary_authorization_policy", "name": "b", "values": values, "unknown": []}

rule(evaluation_mode, enforcement_mode) := {"evaluation_mode": evaluation_mode, "enforcement_mode": enforcement_mode}

enforcing := "ENFORCED_BLOCK_AND_AUDIT_LOG"

test_violated_cluster if {
	every values in [{}, evaluation("DISABLED"), evaluation("POLICY_BINDINGS"), {"enable_binary_authorization": false}, {"binary_authorization": [{"enabled": "false"}]}] {
		policy.deny == {{
			"path": ["binary_authorization", 0, "evaluation_mode"],
			"message": `cluster "c" does not enforce Binary Authorization`,
		}} with input as cluster(values)
	}
}

test_violated_policy if {
	some finding in policy.deny with input as rules({"default_admission_rule": [rule("ALWAYS_ALLOW", enforcing)]})
	finding.path == ["default_admission_rule", 0, "evaluation_mode"]
	finding.message == "policy of Binary Authorization admits every image"
	found := policy.deny with input as rules({
		"default_admission_rule": [rule("REQUIRE_ATTESTATION", "DRYRUN_AUDIT_LOG_ONLY")],
		"cluster_admission_rules": [rule("ALWAYS_DENY", enforcing), rule("ALWAYS_ALLOW", "DRYRUN_AUDIT_LOG_ONLY")],
	})
	{entry.path | some entry in found} == {["default_admission_rule", 0, "enforcement_mode"], ["cluster_admission_rules", 1, "evaluation_mode"]}
}

test_satisfied if {
	every subject in [
		cluster(evaluation("PROJECT_SINGLETON_POLICY_ENFORCE")),
		cluster(evaluation("POLICY_BINDINGS_AND_PROJECT_SINGLETON_POLICY_ENFORCE")),
		cluster({"binary_authorization": [{"enabled": true}]}),
		cluster({"enable_binary_authorization": "true"}),
		rules({"default_admission_rule": [rule("REQUIRE_ATTESTATION", enforcing)]}),
	] {
		count(policy.deny) == 0 with input as subject
		count(policy.undetermined) == 0 with input as subject
	}
}

test_unknown_is_undetermined if {
	every case in [
		[cluster({}), ["binary_authorization"]],
		[cluster({}), ["binary_authorization", 0, "evaluation_mode"]],
		[cluster({}), ["binary_authorization", 0, "enabled"]],
		[cluster({}), ["enable_binary_authorization"]],
		[rules({}), ["default_admission_rule"]],
		[rules({"default_admission_rule": [{}]}), ["default_admission_rule", 0, "evaluation_mode"]],
		[rules({"default_admission_rule": [{}]}), ["default_admission_rule", 0, "enforcement_mode"]],
		[rules({}), ["cluster_admission_rules"]],
		[rules({"cluster_admission_rules": [{}]}), ["cluster_admission_rules", 0, "evaluation_mode"]],
	] {
		unsure := object.union(case[0], {"unknown": [{"path": case[1], "reason": "known after apply"}]})
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": case[1], "reason": "known after apply"}} with input as unsure
	}
}
