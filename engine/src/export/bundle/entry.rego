# METADATA
# title: All policies of this bundle
# description: >-
#   `deny` and `undetermined` say of `input` what `bartizan check` says: of a resource what the policies of its platform and
#   kind say, of a set of resources (`input.resources`) what the policies on units and on the whole fleet say (those of
#   `input.scope` where that is given). An array of inputs is judged one by one.
#
#   Each element holds `policy` (its id), `title`, `severity`, `confidence`, `level`, `layer`, `owner`, `supporting`, `controls`,
#   `remediation`, `scope`, `resource` (the address; null where a thing is missed everywhere) and `path` (into the values of the
#   resource); of `deny` also `message` and, where the policy gives them, `key`, `related` and `fix`; of `undetermined` also `reason`.
package bartizan

import data.bartizan.export.index
import data.bartizan.export.policies

deny contains finding if {
	not is_array(input)
	some finding in denied
}

deny contains finding if {
	is_array(input)
	some one in input
	some finding in denied with input as one
}

undetermined contains finding if {
	not is_array(input)
	some finding in undecided
}

undetermined contains finding if {
	is_array(input)
	some one in input
	some finding in undecided with input as one
}

# What is denied of one input.
denied contains finding if {
	some id in of_resource
	some element in denials(id)
	finding := object.union_n([violation(element), {"resource": object.get(input, "address", null)}, policies[id].finding])
}

denied contains finding if {
	some id in of_set
	some element in denials(id) with input.resources as members(id)
	finding := object.union_n([{"resource": null}, violation(element), policies[id].finding])
}

# What depends on values that are not known.
undecided contains finding if {
	some id in of_resource
	some element in doubts(id)
	finding := object.union_n([{"path": []}, element, {"resource": object.get(input, "address", null)}, policies[id].finding])
}

undecided contains finding if {
	some id in of_set
	some element in doubts(id) with input.resources as members(id)
	finding := object.union_n([{"path": [], "resource": null}, element, policies[id].finding])
}

# A policy may answer with a message alone.
violation(element) := {"message": element, "path": []} if is_string(element)

violation(element) := object.union({"message": object.get(element, "msg", ""), "path": []}, element) if is_object(element)

# Ids of the policies that judge this resource.
of_resource contains id if {
	not input.resources
	some kind in {selector(input), any_of_group(input), "*"}
	some id in index.resource[input.platform][kind]
}

# Ids of the policies that judge this set of resources. A unit without anything of their kinds is no matter of theirs.
of_set contains id if {
	object.get(input, "scope", "unit") == "unit"
	some id in index.unit[input.platform]
	count(members(id)) > 0
}

of_set contains id if {
	is_array(input.resources)
	object.get(input, "scope", "fleet") == "fleet"
	some id in index.fleet[input.platform]
}

# The resources that a policy on sets sees: those of its kinds.
members(id) := [resource |
	some resource in input.resources
	judges(policies[id], resource)
]

judges(policy, resource) if {
	policy.finding.scope == "fleet"
	of_kind(policy, resource)
}

judges(policy, resource) if {
	policy.finding.scope == "unit"
	resource.platform == input.platform
	of_kind(policy, resource)
}

of_kind(policy, _) if "*" in policy.kinds

of_kind(policy, resource) if selector(resource) in policy.kinds

of_kind(policy, resource) if any_of_group(resource) in policy.kinds

# The kind as `custom.kinds` of a policy names it.
selector(resource) := sprintf("%s/%s", [resource.group, resource.kind]) if {
	resource.platform == "kubernetes"
	is_string(resource.group)
} else := resource.kind

# All kinds of the group, as `custom.kinds` names them.
any_of_group(resource) := sprintf("%s/*", [resource.group]) if {
	resource.platform == "kubernetes"
	is_string(resource.group)
} else := "*"
