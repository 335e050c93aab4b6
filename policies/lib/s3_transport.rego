# METADATA
# description: The statement of a bucket policy that refuses requests over plain HTTP.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html#transit
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-securetransport
package bartizan.lib.s3_transport

import data.bartizan.lib.iam
import data.bartizan.lib.tf

# The statement for the bucket `arn`.
refusal(arn) := {
	"Sid": "RefusePlainHttp",
	"Effect": "Deny",
	"Principal": "*",
	"Action": "s3:*",
	"Resource": [arn, concat("", [arn, "/*"])],
	"Condition": {"Bool": {"aws:SecureTransport": "false"}},
}

# Does `statement`, in the form of `iam.statements`, refuse everyone every action on objects without TLS, on no further
# condition?
refuses(statement) if {
	statement.effect == "Deny"
	some principal in statement.principals
	iam.everyone(principal)
	some action in statement.actions
	lower(action) in {"s3:*", "*"}
	every condition in statement.conditions {
		lower(condition.test) in {"bool", "boolifexists"}
		lower(condition.variable) == "aws:securetransport"
		some value in condition.values
		tf.is_false(value)
	}
	reaches_objects(statement)
}

# What is not known yet, or not said, may be the objects.
reaches_objects(statement) if {
	some resource in statement.resources
	not is_string(resource)
}

reaches_objects(statement) if {
	some resource in statement.resources
	endswith(resource, "*")
}

reaches_objects(statement) if count(statement.resources) == 0
