package bartizan.kubernetes.namespace_without_pod_security_test

import data.bartizan.kubernetes.namespace_without_pod_security as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

label := "pod-security.kubernetes.io/enforce"

namespace(labels) := {"kind": "Namespace", "name": "prod", "address": "Namespace/prod", "values": {"metadata": {"labels": labels}}}

engine(kind, values) := {"kind": kind, "name": "x", "address": "x", "values": values}

fleet(resources) := {"complete": true, "resources": resources}

test_violated if {
	policy.deny == {{
		"message": `namespace "prod" enforces no pod security standard`,
		"resource": "Namespace/prod",
		"path": ["metadata", "labels", label],
		"fix": [{"op": "set", "path": ["metadata", "labels", label], "value": "baseline", "safety": "unsafe"}],
	}} with input as fleet([namespace({})])
}

test_violated_by_privileged_level if {
	every complete in [true, false] {
		some finding in policy.deny with input as {"complete": complete, "resources": [namespace({label: "privileged"}), engine("SecurityContextConstraints", {})]}
		finding.message == `namespace "prod" admits privileged pods: its pod security level is privileged`
	}
}

test_violated_beside_engine_that_does_something_else if {
	every other in [
		engine("ClusterPolicy", {"spec": {"rules": [{"validate": {"failureAction": "Audit", "podSecurity": {"level": "baseline"}}}]}}),
		engine("ClusterPolicy", {"spec": {"validationFailureAction": "Enforce", "rules": [{"validate": {"pattern": {"metadata": {}}}}]}}),
		engine("K8sPSPPrivilegedContainer", {"spec": {"enforcementAction": "dryrun"}}),
		engine("AdmissionConfiguration", {"plugins": [{"name": "PodSecurity", "configuration": {"defaults": {"enforce": "privileged"}}}]}),
	] {
		count(policy.deny) == 1 with input as fleet([namespace({}), other])
	}
}

test_satisfied if {
	every level in ["baseline", "restricted"] {
		count(policy.deny) == 0 with input as fleet([namespace({label: level})])
	}
	every evidence in [
		engine("ClusterPolicy", {"spec": {"validationFailureAction": "Enforce", "rules": [{"validate": {"podSecurity": {"level": "baseline"}}}]}}),
		engine("ValidatingPolicy", {"spec": {"validationActions": ["Deny"], "validations": [{"expression": "!c.securityContext.privileged"}]}}),
		engine("ValidatingAdmissionPolicy", {"spec": {"validations": [{"expression": "!c.securityContext.privileged"}]}}),
		engine("K8sPSPPrivilegedContainer", {"spec": {}}),
		engine("ClusterAdmissionPolicy", {"spec": {"module": "ghcr.io/kubewarden/policies/pod-privileged:v1"}}),
		engine("AdmissionConfiguration", {"plugins": [{"name": "PodSecurity", "configuration": {"defaults": {"enforce": "baseline"}}}]}),
	] {
		count(policy.deny) == 0 with input as fleet([namespace(null), evidence])
	}
}

test_exempt_namespaces_by_parameter if {
	count(policy.deny) == 0 with input as object.union(fleet([namespace({})]), {"parameters": {"exempt_namespaces": ["prod"]}})
}

test_fixed if {
	fixes := {finding.fix[0] | some finding in policy.deny} with input as fleet([namespace({})])
	count(policy.deny) == 0 with input as fleet([namespace({fix.path[2]: fix.value | some fix in fixes})])
}

test_incomplete_fleet_is_undetermined if {
	resources := {"complete": false, "resources": [namespace({})]}
	count(policy.deny) == 0 with input as resources
	policy.undetermined == {{
		"resource": "Namespace/prod",
		"path": ["metadata", "labels", label],
		"reason": "the default of the cluster or an admission engine may enforce one",
	}} with input as resources
}

test_unknown_is_undetermined if {
	every path in [["metadata"], ["metadata", "labels"], ["metadata", "labels", label]] {
		resources := fleet([unknown(namespace({}), path)])
		count(policy.deny) == 0 with input as resources
		count(policy.undetermined) == 1 with input as resources
	}
}
