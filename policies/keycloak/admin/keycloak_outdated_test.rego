package bartizan.keycloak.keycloak_outdated_test

import data.bartizan.keycloak.keycloak_outdated as policy

realm(values) := {
	"kind": "realm",
	"name": "citizens",
	"address": "citizens",
	"version": null,
	"complete": true,
	"actions": [],
	"unknown": [],
	"values": object.union({"realm": "citizens", "enabled": true}, values),
}


fleet(resource) := {"complete": false, "resources": [resource]}

versioned(version) := object.union(realm({}), {"version": version})

server(reference) := {
	"kind": "StatefulSet",
	"group": "apps",
	"name": "keycloak",
	"address": "StatefulSet/keycloak",
	"version": null,
	"unknown": [],
	"values": {"spec": {"template": {"spec": {"containers": [{"name": "server", "image": reference}]}}}},
}

operated(reference) := {"kind": "Keycloak", "group": "k8s.keycloak.org", "name": "sso", "address": "Keycloak.k8s.keycloak.org/sso", "version": null, "unknown": [], "values": {"spec": {"image": reference}}}

unknown_at(resource, path) := object.union(resource, {"unknown": [{"path": path, "reason": "known after apply"}]})

open_at(resource) := {entry.path | some entry in policy.undetermined with input as fleet(resource)}

test_violated_by_a_realm if {
	policy.deny == {{
		"message": `realm "citizens" belongs to Keycloak 24.0.5, which is older than 26.4`,
		"resource": "citizens",
		"path": ["keycloakVersion"],
	}} with input as fleet(versioned("24.0.5"))
	count(policy.deny) == 1 with input as fleet(versioned("26.3.9"))
	count(policy.deny) == 1 with input as fleet(versioned("9.10.0"))
}

test_violated_by_an_image if {
	policy.deny == {{
		"message": `StatefulSet "keycloak" runs Keycloak 22.0, which is older than 26.4`,
		"resource": "StatefulSet/keycloak",
		"path": ["spec", "template", "spec", "containers", 0, "image"],
	}} with input as fleet(server("quay.io/keycloak/keycloak:22.0"))
	{finding.path | some finding in policy.deny} == {["spec", "image"]} with input as fleet(operated("registry.redhat.io/rhbk/keycloak-rhel9:24.0-12"))
}

test_satisfied if {
	every version in ["26.4.0", "26.10.1", "27.0.0"] {
		count(policy.deny) == 0 with input as fleet(versioned(version))
		count(policy.undetermined) == 0 with input as fleet(versioned(version))
	}
	every reference in ["quay.io/keycloak/keycloak:26.4.1", "quay.io/keycloak/keycloak:latest", "quay.io/keycloak/keycloak", "quay.io/keycloak/keycloak-operator:22.0.1", "nginx:1.27", "quay.io/keycloak/keycloak@sha256:0000"] {
		count(policy.deny) == 0 with input as fleet(server(reference))
		count(policy.deny) == 0 with input as fleet(operated(reference))
	}
	count(policy.deny) == 0 with input as {"complete": true, "resources": []}
}

test_parameters if {
	count(policy.deny) == 0 with input as object.union(fleet(versioned("24.0.5")), {"parameters": {"oldest_supported": "24.0"}})
	count(policy.deny) == 1 with input as object.union(fleet(versioned("26.4.0")), {"parameters": {"oldest_supported": "26.6"}})
}

test_unknown_is_undetermined if {
	count(policy.deny) == 0 with input as fleet(realm({}))
	open_at(realm({})) == {["keycloakVersion"]}
	every path in [["spec", "template", "spec", "containers", 0, "image"], ["spec", "template", "spec", "containers"]] {
		resource := unknown_at(server(""), path)
		count(policy.deny) == 0 with input as fleet(resource)
		open_at(resource) == {path}
		open_at(object.union(resource, {"name": "web"})) == set()
	}
	image := unknown_at(operated(""), ["spec", "image"])
	count(policy.deny) == 0 with input as fleet(image)
	open_at(image) == {["spec", "image"]}
}
