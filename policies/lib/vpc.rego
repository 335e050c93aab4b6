# METADATA
# description: >-
#   VPCs of a unit and the resources that are made for one, joined by reference or, where a VPC exists already, by its id.
# related_resources:
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/default_vpc
package bartizan.lib.vpc

import data.bartizan.lib.tf
import data.bartizan.lib.unknown

# VPCs of the unit.
vpcs contains resource if {
	some resource in input.resources
	resource.kind in {"aws_vpc", "aws_default_vpc"}
}

# What people call `vpc`: its tag `Name` where that is known.
label(vpc) := object.get(vpc.values, ["tags", "Name"], vpc.address)

# Indices in `input.resources` of the resources of `kind` that belong to `vpc`.
companions(kind, vpc) := tf.companions(kind, "vpc_id", vpc) | by_id(kind, object.get(vpc.values, "id", ""))

by_id(kind, id) := {index |
	some index in given[concat(" ", [kind, id])]
}

by_id(kind, id) := set() if not given[concat(" ", [kind, id])]

# From `kind id` to the indices of the resources of that kind that name the id of a VPC.
given[key] contains index if {
	some index, resource in input.resources
	id := object.get(resource.values, "vpc_id", "")
	id != ""
	key := concat(" ", [resource.kind, id])
}

# Kinds of resources of which one belongs to nobody can say which VPC.
strays contains resource.kind if {
	some resource in input.resources
	unknown.at_in(resource, ["vpc_id"])
	count([reference |
		some reference in object.get(resource, "references", [])
		reference.path[0] == "vpc_id"
		regex.match(`(^|[.])aws_(default_)?vpc[.]`, reference.address)
	]) == 0
}

# Why nothing follows from the absence of a resource of `kind`; undefined where absence can be concluded.
doubt(kind) := sprintf("the VPC of one %s is only known after apply", [kind]) if kind in strays

doubt(kind) := "not all of the module is here" if {
	not kind in strays
	object.get(input, "complete", false) == false
}
