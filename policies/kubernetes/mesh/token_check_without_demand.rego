# METADATA
# title: Tokens are checked but not demanded
# description: >-
#   A RequestAuthentication refuses bad tokens and lets requests without any token pass. Only an AuthorizationPolicy that
#   asks for the caller's identity keeps them out; and keys fetched over plain HTTP can be swapped.
# related_resources:
#   - ref: https://istio.io/latest/docs/reference/config/security/request_authentication/
#   - ref: https://istio.io/latest/docs/tasks/security/authentication/authn-policy/#require-a-valid-token
# custom:
#   id: MESH-009
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds: [security.istio.io/RequestAuthentication, security.istio.io/AuthorizationPolicy]
#   scope: fleet
#   level: 1
#   pillar: technical
#   layer: API & Service Security
#   owner: Application Developers
#   supporting: [Platform Team]
#   controls: [M1T1, A1]
#   references: {nist-800-53: [AC-3], owasp: ["API2:2023"]}
#   remediation: >-
#     Add an AuthorizationPolicy for the same workloads that names `requestPrincipals`, or denies `notRequestPrincipals:
#     ["*"]`; write `issuer` and `jwksUri` with https.
#   parameters:
#     root_namespace:
#       type: string
#       default: istio-system
#       description: Namespace whose policies hold for the whole mesh (`meshConfig.rootNamespace`).
package bartizan.kubernetes.token_check_without_demand

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.unknown

deny contains {
	"message": sprintf("RequestAuthentication %q lets requests without a token pass: no authorisation policy asks for one", [check.name]),
	"resource": check.address,
	"path": ["metadata", "name"],
} if {
	some check in open
	not doubt(check)
}

deny contains {
	"message": sprintf("RequestAuthentication %q trusts %s %q, which is not https", [check.name, field, address]),
	"resource": check.address,
	"path": ["spec", "jwtRules", i, field],
} if {
	some check in checks
	some i, rule in kubernetes.list(check.values, ["spec", "jwtRules"])
	some field in ["issuer", "jwksUri"]
	address := object.get(rule, field, "")
	startswith(lower(address), "http://")
}

undetermined contains {"resource": check.address, "path": ["metadata", "name"], "reason": doubt(check)} if some check in open

undetermined contains {"resource": check.address, "path": path, "reason": reason} if {
	some check in checks
	some path, reason in unknown.within_in(check, ["spec", "jwtRules"])
}

checks contains resource if {
	some resource in input.resources
	resource.kind == "RequestAuthentication"
}

# Without rules nothing is checked.
open contains check if {
	some check in checks
	count(kubernetes.list(check.values, ["spec", "jwtRules"])) > 0
	not demanded(check)
}

policies[object.get(resource, "namespace", null)] contains resource if {
	some resource in input.resources
	resource.kind == "AuthorizationPolicy"
}

demanded(check) if {
	some namespace in {object.get(check, "namespace", null), root}
	some resource in policies[namespace]
	same_workloads(check, resource)
	demands(resource)
}

root := params.get("root_namespace", "istio-system")

# The policy is for all workloads, or its selector and that of the check lie in one another.
same_workloads(check, resource) if {
	some pair in [[check, resource], [resource, check]]
	count(targets(check)) == 0
	count(targets(resource)) == 0
	object.subset(selector(pair[0]), selector(pair[1]))
}

same_workloads(check, resource) if count(targets(check) & targets(resource)) > 0

same_workloads(_, resource) if {
	count(targets(resource)) == 0
	count(selector(resource)) == 0
}

selector(resource) := kubernetes.map(resource.values, ["spec", "selector", "matchLabels"])

targets(resource) := {[object.get(target, "kind", ""), object.get(target, "name", "")] |
	some target in array.concat(
		kubernetes.list(resource.values, ["spec", "targetRefs"]),
		[single | single := object.get(resource.values, ["spec", "targetRef"], null); is_object(single)],
	)
}

# An authoriser outside decides itself.
demands(resource) if object.get(resource.values, ["spec", "action"], "ALLOW") == "CUSTOM"

demands(resource) if {
	object.get(resource.values, ["spec", "action"], "ALLOW") in {"ALLOW", "DENY"}
	some rule in kubernetes.list(resource.values, ["spec", "rules"])
	some from in kubernetes.list(rule, ["from"])
	some field in ["requestPrincipals", "notRequestPrincipals"]
	count(kubernetes.list(from, ["source", field])) > 0
}

demands(resource) if {
	some rule in kubernetes.list(resource.values, ["spec", "rules"])
	some condition in kubernetes.list(rule, ["when"])
	startswith(object.get(condition, "key", ""), "request.auth.")
}

doubt(check) := "an authorisation policy may stand outside this scan" if {
	check.address
	not input.complete
} else := "not all of an authorisation policy is known" if {
	some namespace in {object.get(check, "namespace", null), root, null}
	some resource in policies[namespace]
	unknown.within_in(resource, ["spec"])
} else := "not all of what it is for is known" if {
	some field in ["selector", "targetRefs", "targetRef", "jwtRules"]
	unknown.within_in(check, ["spec", field])
} else := "the manifests do not say their namespace" if {
	object.get(check, "namespace", null) == null
} else := "an authorisation policy does not say its namespace" if {
	policies[null]
}
