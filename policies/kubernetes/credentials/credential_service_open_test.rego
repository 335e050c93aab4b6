package bartizan.kubernetes.credential_service_open_test

import data.bartizan.kubernetes.credential_service_open as policy

object_of(kind, name, spec) := {"kind": kind, "name": name, "namespace": "prod", "address": sprintf("%s/prod/%s", [kind, name]), "unknown": [], "values": {"metadata": {"name": name}, "spec": spec}}

issuer := object_of("Deployment", "vc-issuer", {"template": {"metadata": {"labels": {"app": "vc-issuer"}}}})

service := object_of("Service", "issuer", {"selector": {"app": "vc-issuer"}})

ingress(tls) := object_of("Ingress", "issuer", {"tls": tls, "rules": [{"host": "vc.example.org", "http": {"paths": [{"backend": {"service": {"name": "issuer"}}}]}}]})

strict := object_of("PeerAuthentication", "default", {"mtls": {"mode": "STRICT"}})

callers := object_of("AuthorizationPolicy", "issuer", {"selector": {"matchLabels": {"app": "vc-issuer"}}, "rules": [{"from": [{"source": {"namespaces": ["gateway"]}}]}]})

mesh(resource) := object.union(resource, {"namespace": "istio-system"})

fleet(resources) := {"complete": true, "resources": resources}

found(resources) := {finding.key | some finding in policy.deny with input as fleet(resources)}

unknown_at(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated_by_a_route if {
	policy.deny == {{
		"message": `Ingress "issuer" serves Deployment "vc-issuer" without TLS`,
		"resource": "Ingress/prod/issuer",
		"path": ["spec", "rules", 0],
		"key": "vc.example.org",
		"related": [{"resource": "Deployment/prod/vc-issuer", "path": ["metadata", "name"], "message": "the service"}],
	}} with input as fleet([issuer, service, ingress([]), strict, callers])
}

test_violated_within if {
	found([issuer]) == {"mutual TLS", "authorisation"}
	found([issuer, strict]) == {"authorisation"}
	found([issuer, object_of("PeerAuthentication", "default", {"mtls": {"mode": "PERMISSIVE"}}), callers]) == {"mutual TLS"}
	found([issuer, object_of("PeerAuthentication", "x", {"selector": {"matchLabels": {"app": "other"}}, "mtls": {"mode": "STRICT"}}), callers]) == {"mutual TLS"}
	found([issuer, strict, object.union(callers, {"namespace": "staging"})]) == {"authorisation"}
	found([issuer, strict, object_of("AuthorizationPolicy", "x", {"action": "AUDIT"})]) == {"authorisation"}
}

test_satisfied if {
	every resources in [
		[issuer, service, ingress([{"hosts": ["vc.example.org"]}]), strict, callers],
		[issuer, mesh(strict), callers],
		[issuer, strict, mesh(object_of("AuthorizationPolicy", "deny-all", {}))],
		[issuer, object.union(object_of("AuthorizationPolicy", "issuer", {}), {"group": "policy.linkerd.io"})],
		[object_of("Deployment", "web", {}), service, ingress([])],
	] {
		count(policy.deny) == 0 with input as fleet(resources)
		count(policy.undetermined) == 0 with input as fleet(resources)
	}
}

test_incomplete_fleet_is_undetermined if {
	part := {"complete": false, "resources": [issuer]}
	count(policy.deny) == 0 with input as part
	count(policy.undetermined) == 2 with input as part
}

test_unknown_is_undetermined if {
	every resources in [
		[issuer, unknown_at(strict, ["spec", "mtls"])],
		[unknown_at(issuer, ["spec", "template", "metadata", "labels"])],
		[issuer, strict, callers, service, unknown_at(ingress([]), ["spec", "tls"])],
		[issuer, strict, callers, service, unknown_at(ingress([]), ["metadata", "annotations"])],
	] {
		count(policy.deny) == 0 with input as fleet(resources)
		count(policy.undetermined) > 0 with input as fleet(resources)
	}
}

test_parameters if {
	given := fleet([object_of("Deployment", "web", {})])
	count(policy.deny) == 2 with input as object.union(given, {"parameters": {"names": ["web"]}})
	elsewhere := fleet([issuer, callers, object.union(strict, {"namespace": "mesh"})])
	count(policy.deny) == 0 with input as object.union(elsewhere, {"parameters": {"root_namespace": "mesh"}})
}
