# What Gatekeeper knows of an object, as the resources that the policies see.
package lib.bartizan.gatekeeper

# The object under review.
reviewed := resource(input.review.object)

# The input of a policy on single resources.
of_resource := object.union(reviewed, {"complete": false, "parameters": parameters})

# The input of a policy on sets: the objects of `kinds` that Gatekeeper has synchronised, the one under review in its new form.
of_set(kinds) := {
	"platform": "kubernetes",
	"environment": settings.environment,
	"resources": [found | some found in synchronised(kinds)],
	"complete": true,
	"parameters": parameters,
}

synchronised(kinds) := {reviewed} | {found |
	some object in inventory
	found := resource(object)
	found.address != reviewed.address
	judged(found, kinds)
}

# (Gatekeeper finds these references only where they stand alone.)
inventory contains object if object := data.inventory.namespace[_][_][_][_]

inventory contains object if object := data.inventory.cluster[_][_][_]

# What Gatekeeper is told of a finding; `said` is what the policy says of itself. A policy may answer with a message alone.
violation(finding, said) := {"msg": finding, "details": details({}, said)} if is_string(finding)

violation(finding, said) := {"msg": message, "details": details(finding, said)} if {
	is_object(finding)
	message := object.get(finding, "message", object.get(finding, "msg", ""))
}

details(finding, said) := object.union(said, {
	"resource": reviewed.address,
	"path": object.get(finding, "path", []),
	"key": object.get(finding, "key", null),
})

# A constraint without parameters has none at all.
parameters := object.get(input, "parameters", {})

resource(object) := {
	"platform": "kubernetes",
	"kind": object.kind,
	"group": group(object),
	"api_version": object.apiVersion,
	"name": name(object),
	"namespace": namespace(object),
	"address": address(object),
	"values": object,
	"unknown": [],
	"sensitive": sensitive(object),
	"actions": [],
	"version": settings.version,
	"environment": settings.environment,
	"references": [],
	"literals": [],
}

group(object) := split(object.apiVersion, "/")[0] if contains(object.apiVersion, "/")

group(object) := null if not contains(object.apiVersion, "/")

name(object) := given if {
	given := object.metadata.name
	given != ""
} else := sprintf("%s*", [object.metadata.generateName]) if {
	object.metadata.generateName
} else := ""

# The namespace that the object is in; null where it is in none.
namespace(object) := given if {
	not [group(object), object.kind] in cluster_scoped
	given := object.metadata.namespace
	given != ""
} else := null

# As reports write it: `Kind/namespace/name`, with the group of kinds that Kubernetes itself does not have.
address(object) := concat("/", [part |
	some part in [shown_kind(object), namespace(object), shown_name(object)]
	part != null
])

shown_name(object) := "(unnamed)" if name(object) == ""

shown_name(object) := name(object) if name(object) != ""

shown_kind(object) := object.kind if group(object) in built_in_groups

shown_kind(object) := sprintf("%s.%s", [object.kind, group(object)]) if not group(object) in built_in_groups

judged(found, kinds) if selector(found) in kinds

judged(found, kinds) if sprintf("%s/*", [found.group]) in kinds

# The kind as `custom.kinds` of a policy names it.
selector(found) := found.kind if found.group == null

selector(found) := sprintf("%s/%s", [found.group, found.kind]) if found.group != null

# The paths in a Secret that hold what is secret.
sensitive(object) := [path |
	[group(object), object.kind] == [null, "Secret"]
	some path in array.concat(secret_values(object), secret_copies(object))
]

secret_values(object) := [[field, key] |
	some field in ["data", "stringData"]
	some key, _ in object[field]
]

secret_copies(object) := [["metadata", "annotations", copy] |
	copy := "kubectl.kubernetes.io/last-applied-configuration"
	object.metadata.annotations[copy]
]
