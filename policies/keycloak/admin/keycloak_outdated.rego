# METADATA
# title: Keycloak is out of support
# description: >-
#   Flaws of login servers are published with the release that mends them. This version gets no such releases any
#   more: what is known about it can be used against it.
# related_resources:
#   - ref: https://access.redhat.com/support/policy/updates/red_hat_build_of_keycloak_notes
#   - ref: https://www.keycloak.org/2024/10/release-updates
# custom:
#   id: KC-052
#   severity: medium
#   confidence: high
#   platform: keycloak
#   kinds: [realm, k8s.keycloak.org/Keycloak, apps/Deployment, apps/StatefulSet]
#   scope: fleet
#   level: 2
#   pillar: operations
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M2O1, D6]
#   references: {kcwarden: [KeycloakVersionShouldBeUpToDate], nist-800-53: [SI-2]}
#   remediation: Update Keycloak to a supported release, and keep `oldest_supported` up to date.
#   parameters:
#     oldest_supported:
#       type: string
#       default: "26.4"
#       description: The oldest release of Keycloak that still gets security fixes, as major.minor.
package bartizan.keycloak.keycloak_outdated

import data.bartizan.lib.image
import data.bartizan.lib.keycloak_server
import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("realm %q belongs to Keycloak %s, which is older than %s", [realm.name, realm.version, oldest]),
	"resource": realm.address,
	"path": ["keycloakVersion"],
} if {
	some realm in realms
	outdated(object.get(realm, "version", null))
}

deny contains {
	"message": sprintf("%s %q runs Keycloak %s, which is older than %s", [found.resource.kind, found.resource.name, image.tag(found.image), oldest]),
	"resource": found.resource.address,
	"path": found.path,
} if {
	some found in images
	keycloak_server.is_image(found.image)
	outdated(image.tag(found.image))
}

undetermined contains {"resource": realm.address, "path": ["keycloakVersion"], "reason": "the version of Keycloak is not known"} if {
	some realm in realms
	not numbers(object.get(realm, "version", null))
}

undetermined contains {"resource": resource.address, "path": entry.path, "reason": entry.reason} if {
	some resource in input.resources
	resource.kind != "realm"
	some entry in unknown_images(resource)
}

realms := [resource | some resource in input.resources; resource.kind == "realm"]

images contains {"resource": resource, "image": object.get(container, "image", ""), "path": array.concat(list, [i, "image"])} if {
	some resource in input.resources
	resource.kind in {"StatefulSet", "Deployment"}
	list := containers(resource)
	some i, container in kubernetes.list(resource.values, list)
}

# Without an image the operator takes the one of its own release.
images contains {"resource": resource, "image": object.get(resource.values, ["spec", "image"], ""), "path": ["spec", "image"]} if {
	some resource in input.resources
	resource.kind == "Keycloak"
}

containers(resource) := array.concat(workload.pod_path_of(resource.kind), ["containers"])

# Only of what is called Keycloak: which image others run is no matter here.
unknown_images(resource) := kubernetes.unknown_around_of(resource, ["spec", "image"]) if resource.kind == "Keycloak"

unknown_images(resource) := kubernetes.unknown_in_of(resource, containers(resource), ["image"]) if {
	resource.kind in {"StatefulSet", "Deployment"}
	contains(lower(resource.name), "keycloak")
}

oldest := params.get("oldest_supported", "26.4")

# Older by major and minor number.
outdated(version) if {
	[major, minor] := numbers(version)
	[least_major, least_minor] := numbers(oldest)
	older(major, minor, least_major, least_minor)
}

older(major, _, least_major, _) if major < least_major

older(major, minor, major, least_minor) if minor < least_minor

numbers(version) := [to_number(found[0][1]), to_number(found[0][2])] if {
	is_string(version)
	found := regex.find_all_string_submatch_n(`^v?([0-9]+)\.([0-9]+)`, version, 1)
	count(found) == 1
}
