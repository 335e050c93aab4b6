# METADATA
# description: >-
#   Tags of resources of AWS in a unit: their own, and those that the unit's providers give to everything. Which provider
#   makes a resource is not told, so the default tags of each count.
# related_resources:
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/resource-tagging
package bartizan.lib.tags

import data.bartizan.lib.unknown

# Tags of `resource` as far as they are known.
of(resource) := object.union(defaults, object.union(map(resource, "tags_all"), map(resource, "tags")))

# Tags that the providers give.
defaults := object.union_n([given |
	some resource in input.resources
	resource.kind == "provider.aws"
	given := object.get(resource.values, ["default_tags", 0, "tags"], {})
	is_object(given)
])

# What is not known of the tags of `resource`, with the key of the tag, "" where they are unknown as a whole:
# `{key, entry: {resource, path, reason}}`.
open(resource) := {{"key": last(path, 1), "entry": {"resource": resource.address, "path": path, "reason": reason}} |
	some name in ["tags", "tags_all"]
	some path, reason in unknown.within_in(resource, [name])
} | open_defaults

open_defaults contains {"key": last(path, 3), "entry": {"resource": resource.address, "path": path, "reason": reason}} if {
	some resource in input.resources
	resource.kind == "provider.aws"
	some path, reason in unknown.within_in(resource, ["default_tags"])
}

last(path, place) := path[place] if count(path) > place

last(path, place) := "" if count(path) <= place

map(resource, name) := found if {
	found := object.get(resource.values, name, {})
	is_object(found)
} else := {}
