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
#   parameters:
#     exempt:
#       type: array
#       default: []
#       description: Names of resources that need not follow it.
package {{package}}

# Where the value stands below `input.values`.
path := {{path}}

deny contains {"message": sprintf("%s %q names no owner", [input.kind, input.name]), "path": path} if {
	object.get(input.values, path, "") == ""
	not input.name in exempt
	count(undetermined) == 0
}

# A value that is only known later is not absent: no verdict then.
undetermined contains {"path": entry.path, "reason": entry.reason} if {
	some entry in object.get(input, "unknown", [])
	shorter := min([count(entry.path), count(path)])
	array.slice(entry.path, 0, shorter) == array.slice(path, 0, shorter)
}

exempt := object.get(input, ["parameters", "exempt"], [])
