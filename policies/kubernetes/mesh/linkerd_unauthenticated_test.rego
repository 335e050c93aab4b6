package bartizan.kubernetes.linkerd_unauthenticated_test

import data.bartizan.kubernetes.linkerd_unauthenticated as policy

unknown(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

resource(kind, values) := {"kind": kind, "name": "web", "values": values}

annotation := "config.linkerd.io/default-inbound-policy"

namespace(value) := resource("Namespace", {"metadata": {"annotations": {annotation: value}}})

release(values) := resource("helm_release", object.union({"chart": "linkerd-control-plane"}, values))

flux(values) := resource("HelmRelease", {"spec": {"chart": {"spec": {"chart": "linkerd-control-plane"}}, "values": values}})

test_violated if {
	path := ["metadata", "annotations", annotation]
	policy.deny == {{
		"message": `Namespace "web" takes calls without an identity: its inbound policy is all-unauthenticated`,
		"path": path,
		"fix": [{"op": "set", "path": path, "value": "all-authenticated", "safety": "unsafe"}],
	}} with input as namespace("all-unauthenticated")
	every value in ["cluster-unauthenticated", "audit"] {
		count(policy.deny) == 1 with input as namespace(value)
	}
}

test_violated_by_each_kind if {
	every found in [
		resource("Deployment", {"spec": {"template": {"metadata": {"annotations": {annotation: "all-unauthenticated"}}}}}),
		resource("Server", {"spec": {"accessPolicy": "all-unauthenticated"}}),
		resource("Application", {"spec": {"source": {"chart": "linkerd-control-plane"}}}),
		flux({}),
		release({}),
		release({"values": ["proxy:\n  defaultInboundPolicy: cluster-unauthenticated\n"]}),
	] {
		count(policy.deny) == 1 with input as found
	}
	some finding in policy.deny with input as release({})
	finding.message == `helm_release "web" takes calls without an identity: proxy.defaultInboundPolicy is not set`
}

test_satisfied if {
	every found in [
		namespace("all-authenticated"),
		resource("Namespace", {}),
		resource("Deployment", {}),
		resource("Server", {"spec": {}}),
		flux({"proxy": {"defaultInboundPolicy": "deny"}}),
		resource("HelmRelease", {"spec": {"chart": {"spec": {"chart": "web"}}}}),
		release({"values": ["proxy:\n  defaultInboundPolicy: all-authenticated\n"]}),
		release({"set": [{"name": "proxy.defaultInboundPolicy", "value": "deny"}]}),
	] {
		count(policy.deny) == 0 with input as found
	}
}

test_unknown_is_undetermined if {
	every found in [
		unknown(resource("Namespace", {}), ["metadata", "annotations"]),
		unknown(flux({}), ["spec", "values"]),
		unknown(release({}), ["values"]),
		unknown(release({}), ["set", 0, "value"]),
		unknown(resource("Server", {}), ["spec", "accessPolicy"]),
	] {
		count(policy.deny) == 0 with input as found
		count(policy.undetermined) == 1 with input as found
	}
}
