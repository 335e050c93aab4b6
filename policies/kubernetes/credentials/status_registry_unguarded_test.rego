package bartizan.kubernetes.status_registry_unguarded_test

import data.bartizan.kubernetes.status_registry_unguarded as policy

object_of(kind, name, spec) := {"kind": kind, "name": name, "namespace": "prod", "address": sprintf("%s/prod/%s", [kind, name]), "unknown": [], "values": {"metadata": {"name": name}, "spec": spec}}

status := object_of("StatefulSet", "status-list", {"template": {"metadata": {"labels": {"app": "status-list"}}}, "volumeClaimTemplates": [{}]})

service := object_of("Service", "status", {"selector": {"app": "status-list"}})

ingress(tls) := object_of("Ingress", "status", {"tls": tls, "rules": [{"host": "status.example.org", "http": {"paths": [{"backend": {"service": {"name": "status"}}}]}}]})

isolation := object_of("NetworkPolicy", "status", {"podSelector": {"matchLabels": {"app": "status-list"}}})

schedule(template) := object.union(object_of("Schedule", "nightly", {"template": template}), {"namespace": "velero"})

realm(values) := {"kind": "realm", "name": "citizens", "address": "citizens", "unknown": [], "values": object.union({"realm": "citizens", "verifiableCredentialsEnabled": true}, values)}

scope := {"kind": "client_scope", "name": "residence", "address": "citizens/client-scope/residence", "unknown": [], "values": {"protocol": "oid4vc"}}

fleet(resources) := {"complete": true, "resources": resources}

found(resources) := {finding.key | some finding in policy.deny with input as fleet(resources)}

unknown_at(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

test_violated_by_a_route if {
	policy.deny == {{
		"message": `Ingress "status" serves StatefulSet "status-list" without TLS`,
		"resource": "Ingress/prod/status",
		"path": ["spec", "rules", 0],
		"key": "status.example.org",
	}} with input as fleet([status, service, ingress([]), isolation, schedule({})])
}

test_violated_by_absence if {
	found([status]) == {"network policy", "backup"}
	found([status, isolation, schedule({"includedNamespaces": ["other"]})]) == {"backup"}
	found([status, isolation, schedule({"excludedNamespaces": ["prod"]})]) == {"backup"}
	found([status, object_of("NetworkPolicy", "x", {"podSelector": {"matchLabels": {"app": "other"}}}), schedule({})]) == {"network policy"}
}

test_violated_without_any if {
	policy.deny == {{
		"message": `realm "citizens" issues credentials, but no service keeps their status`,
		"resource": "citizens",
		"path": ["attributes", "status-list-server-url"],
	}} with input as fleet([realm({}), scope])
}

test_satisfied if {
	every resources in [
		[status, service, ingress([{"hosts": ["status.example.org"]}]), isolation, schedule({})],
		[status, object_of("NetworkPolicy", "all", {"podSelector": {}}), schedule({"includedNamespaces": ["other", "prod"]})],
		[object_of("Deployment", "status-list", {}), isolation, object_of("NetworkPolicy", "all", {"podSelector": {}})],
		[realm({"attributes": {"status-list-server-url": "https://status.example.org"}}), scope],
		[realm({"verifiableCredentialsEnabled": false}), scope],
		[realm({})],
		[object_of("Deployment", "web", {}), service, ingress([])],
	] {
		count(policy.deny) == 0 with input as fleet(resources)
		count(policy.undetermined) == 0 with input as fleet(resources)
	}
}

test_incomplete_fleet_is_undetermined if {
	every case in [[[status], 2], [[realm({}), scope], 1]] {
		part := {"complete": false, "resources": case[0]}
		count(policy.deny) == 0 with input as part
		count(policy.undetermined) == case[1] with input as part
	}
}

test_unknown_is_undetermined if {
	every resources in [
		[status, unknown_at(isolation, ["spec", "podSelector"])],
		[unknown_at(status, ["spec", "template"])],
		[status, isolation, schedule({}), service, unknown_at(ingress([]), ["spec", "tls"])],
		[status, isolation, unknown_at(schedule({"includedNamespaces": ["other"]}), ["spec", "template"])],
	] {
		count(policy.deny) == 0 with input as fleet(resources)
		count(policy.undetermined) > 0 with input as fleet(resources)
	}
}

test_parameter if {
	given := fleet([object_of("Deployment", "web", {})])
	count(policy.deny) == 1 with input as object.union(given, {"parameters": {"names": ["web"]}})
}
