package bartizan.kubernetes.namespace_without_authorization_test

import data.bartizan.kubernetes.namespace_without_authorization as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

namespace(metadata) := {"kind": "Namespace", "name": "prod", "namespace": null, "address": "Namespace/prod", "values": {"metadata": metadata}}

istio := namespace({"labels": {"istio-injection": "enabled"}})

linkerd := namespace({"annotations": {"linkerd.io/inject": "enabled"}})

rules(group, in_namespace, spec) := {"kind": "AuthorizationPolicy", "group": group, "name": "a", "namespace": in_namespace, "address": "a", "values": {"spec": spec}}

allowing := {"selector": {"matchLabels": {"app": "web"}}, "rules": [{}]}

fleet(resources) := {"complete": true, "resources": resources}

test_violated if {
	every resource in [istio, linkerd] {
		some finding in policy.deny with input as fleet([resource])
		finding.message == `namespace "prod" of the mesh has no authorisation policy`
		finding.resource == "Namespace/prod"
		finding.path == ["metadata", "name"]
	}
}

test_violated_without_base if {
	every spec in [allowing, {"action": "DENY"}, {"rules": [{}]}] {
		some finding in policy.deny with input as fleet([istio, rules("security.istio.io", "prod", spec)])
		finding.message == `namespace "prod" has authorisation policies, but none that allows nothing by default`
		finding.fix[0].values.metadata.namespace == "prod"
	}
}

test_satisfied if {
	every resources in [
		[istio, rules("security.istio.io", "prod", {}), rules("security.istio.io", "prod", allowing)],
		[istio, rules("security.istio.io", "prod", null)],
		[istio, rules("security.istio.io", "istio-system", {})],
		[linkerd, rules("policy.linkerd.io", "prod", {"targetRef": {}})],
		[namespace({"annotations": {"linkerd.io/inject": "enabled", "config.linkerd.io/default-inbound-policy": "deny"}})],
		[namespace({})],
	] {
		count(policy.deny) == 0 with input as fleet(resources)
		count(policy.undetermined) == 0 with input as fleet(resources)
	}
}

test_parameters if {
	count(policy.deny) == 0 with input as object.union(fleet([istio]), {"parameters": {"exempt_namespaces": ["prod"]}})
	count(policy.deny) == 0 with input as object.union(fleet([istio, rules("security.istio.io", "mesh", {})]), {"parameters": {"root_namespace": "mesh"}})
}

test_unknown_is_undetermined if {
	every resources in [
		{"complete": false, "resources": [istio]},
		fleet([istio, unknown(rules("security.istio.io", "prod", {}), ["spec", "rules"])]),
		fleet([istio, rules("security.istio.io", null, {})]),
		fleet([unknown(istio, ["metadata", "annotations"])]),
	] {
		count(policy.deny) == 0 with input as resources
		count(policy.undetermined) == 1 with input as resources
	}
}
