# METADATA
# description: >-
#   S3 buckets of a unit and the resources that configure them. Since version 4 of the AWS provider each aspect of a bucket is
#   a resource of its own, joined by the bucket it refers to or by the bucket's name.
# related_resources:
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-4-upgrade#s3-bucket-refactor
package bartizan.lib.s3

import data.bartizan.lib.tf

# Buckets of the unit.
buckets contains resource if {
	some resource in input.resources
	resource.kind == "aws_s3_bucket"
}

# From `kind name` to the indices in `input.resources` of the resources of that kind that name a bucket in plain words.
named[key] contains index if {
	some index, resource in input.resources
	key := concat(" ", [resource.kind, object.get(resource.values, "bucket", null)])
}

# What people call `bucket`: its name where that is known.
label(bucket) := object.get(bucket.values, "bucket", bucket.address)

# Indices of the resources of `kind` that configure `bucket`.
companions(kind, bucket) := tf.companions(kind, "bucket", bucket) | by_name(kind, object.get(bucket.values, "bucket", ""))

by_name(kind, name) := {index | some index in named[concat(" ", [kind, name])]}

# Kinds of resources of which one configures nobody can say which bucket: its name is not known, and it comes from
# something else than a bucket.
strays contains resource.kind if {
	some resource in input.resources
	resource.kind != "aws_s3_bucket"
	not is_string(object.get(resource.values, "bucket", null))
	count([reference |
		some reference in object.get(resource, "references", [])
		reference.path[0] == "bucket"
		regex.match(`(^|[.])aws_s3_bucket[.]`, reference.address)
	]) == 0
}

# Why nothing follows from the absence of a resource of `kind`; undefined where absence can be concluded.
doubt(kind) := sprintf("the bucket of one %s is only known after apply", [kind]) if kind in strays

doubt(kind) := "not all of the module is here" if {
	not kind in strays
	object.get(input, "complete", false) == false
}

# The fix that adds a resource of `kind` with `values` to `bucket`; none for a bucket that exists in several instances.
addition(kind, bucket, values) := [{
	"op": "add_resource",
	"kind": kind,
	"name": bucket.name,
	"values": object.union({"bucket": sprintf("${aws_s3_bucket.%s.id}", [bucket.name])}, values),
	"safety": "unsafe",
}] if {
	not endswith(bucket.address, "]")
}

addition(_, bucket, _) := [] if endswith(bucket.address, "]")
