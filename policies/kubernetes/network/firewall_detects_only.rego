# METADATA
# title: Web application firewall lets attacks pass
# description: >-
#   ModSecurity is on, but its engine only writes down what it finds, as it does unless told otherwise, or does nothing
#   at all: the attack reaches the service.
# related_resources:
#   - ref: https://kubernetes.github.io/ingress-nginx/user-guide/third-party-addons/modsecurity/
#   - ref: https://github.com/owasp-modsecurity/ModSecurity/wiki/Reference-Manual-(v3.x)#secruleengine
# custom:
#   id: K8S-048
#   severity: medium
#   confidence: high
#   platform: kubernetes
#   kinds: [networking.k8s.io/Ingress, extensions/Ingress, ConfigMap]
#   scope: fleet
#   level: 2
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M2T4, A6]
#   references: {nist-800-53: [SI-10]}
#   remediation: Write `SecRuleEngine On` in `modsecurity-snippet` after a time of observation.
#   parameters:
#     annotations_prefix:
#       type: string
#       default: nginx.ingress.kubernetes.io
#       description: Prefix of the annotations that ingress-nginx reads (`--annotations-prefix`).
package bartizan.kubernetes.firewall_detects_only

import data.bartizan.lib.ingress
import data.bartizan.lib.kubernetes
import data.bartizan.lib.unknown

deny contains {
	"message": sprintf("%s sets the engine of ModSecurity to %s", [place.title, engine(place.snippet)]),
	"resource": place.address,
	"path": place.path,
} if {
	some place in places
	lower(engine(place.snippet)) != "on"
}

deny contains {
	"message": sprintf("%s switches ModSecurity on, but it only detects: SecRuleEngine is not set", [place.title]),
	"resource": place.address,
	"path": place.path,
	"fix": [{"op": "set", "path": place.path, "value": "SecRuleEngine On", "safety": "unsafe"} | place.snippet == ""],
} if {
	some place in places
	silent(place)
	not doubt(place)
}

undetermined contains {"resource": place.address, "path": place.path, "reason": doubt(place)} if {
	some place in places
	silent(place)
}

undetermined contains {"resource": resource.address, "path": path, "reason": reason} if {
	some resource in input.resources
	some around in decisive(resource)
	some path, reason in unknown.within_in(resource, around)
}

decisive(resource) := [["metadata", "annotations", ingress.nginx_name(name)] | some name in ["enable-modsecurity", "modsecurity-snippet"]] if {
	resource.kind == "Ingress"
}

# Only a ConfigMap that configures ModSecurity can be that of the controller.
decisive(resource) := [["data", "modsecurity-snippet"]] if {
	resource.kind == "ConfigMap"
	object.get(kubernetes.map(resource.values, ["data"]), "enable-modsecurity", "") == "true"
}

places contains {
	"title": ingress.title(resource), "address": resource.address, "kind": resource.kind,
	"path": ["metadata", "annotations", ingress.nginx_name("modsecurity-snippet")],
	"snippet": object.get(kubernetes.map(resource.values, ["metadata", "annotations"]), ingress.nginx_name("modsecurity-snippet"), ""),
} if {
	some resource in input.resources
	resource.kind == "Ingress"
	ingress.on(resource, ingress.nginx_name("enable-modsecurity"))
	not hidden(resource)
}

places contains {
	"title": sprintf("ConfigMap %q", [resource.name]), "address": resource.address, "kind": resource.kind,
	"path": ["data", "modsecurity-snippet"],
	"snippet": object.get(resource.values, ["data", "modsecurity-snippet"], ""),
} if {
	some resource in input.resources
	resource.kind == "ConfigMap"
	object.get(kubernetes.map(resource.values, ["data"]), "enable-modsecurity", "") == "true"
	not hidden(resource)
}

hidden(resource) if {
	some around in decisive(resource)
	unknown.within_in(resource, around)
}

# The last directive counts.
engine(snippet) := found[count(found) - 1][1] if {
	found := regex.find_all_string_submatch_n(`(?im)^[ \t]*SecRuleEngine[ \t]+"?(\w+)`, snippet, -1)
	count(found) > 0
}

# An Ingress that says nothing does as the controller does for all.
silent(place) if {
	not engine(place.snippet)
	not blocks_everywhere(place)
}

blocks_everywhere(place) if {
	place.kind == "Ingress"
	some other in places
	other.kind == "ConfigMap"
	lower(engine(other.snippet)) == "on"
}

doubt(place) := "the configuration of the controller may stand outside this scan" if {
	place.kind == "Ingress"
	not input.complete
}
