# METADATA
# title: {{title}}
# description: >-
#   Say here why it matters, and to whom.
# related_resources:
#   - ref: https://example.org/the-page-that-proves-it
# custom:
#   id: {{id}}
#   severity: medium
#   confidence: high
#   platform: {{platform}}
#   kinds: [{{kinds}}]
#   scope: {{scope}}
#   remediation: Say here what to write instead.
package {{package}}

# Where the value stands below the `values` of a resource.
path := {{path}}

deny contains finding if {
	some resource in input.resources
	object.get(resource.values, path, "") == ""
	count(unknown(resource)) == 0
	finding := {
		"message": sprintf("%s %q names no owner", [resource.kind, resource.name]),
		"resource": resource.address,
		"path": path,
	}
}

undetermined contains {"resource": resource.address, "path": entry.path, "reason": entry.reason} if {
	some resource in input.resources
	some entry in unknown(resource)
}

# A value that is only known later is not absent: no verdict then.
unknown(resource) := {entry |
	some entry in object.get(resource, "unknown", [])
	shorter := min([count(entry.path), count(path)])
	array.slice(entry.path, 0, shorter) == array.slice(path, 0, shorter)
}
