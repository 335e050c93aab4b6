# METADATA
# title: S3 bucket ACL grants access to everyone
# description: >-
#   Anyone on the internet, or anyone with any AWS account, can list, read or even replace what the bucket holds.
#   Crawlers find such buckets within hours, and what they copy cannot be called back.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_acl
# custom:
#   id: TF-AWS-002
#   severity: critical
#   confidence: high
#   platform: terraform
#   kinds: [aws_s3_bucket, aws_s3_bucket_acl]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Data Security & Encryption
#   owner: Database Admins
#   supporting: [Platform Team, Compliance]
#   controls: [M2T5, M3T1, M4O3, C3]
#   references:
#     trivy: [AWS-0092]
#     checkov: [CKV_AWS_20, CKV_AWS_57, CKV2_AWS_43]
#     nist-800-53: [AC-3]
#   remediation: >-
#     Set `acl` to `private`, and publish what must be public through a CDN or a bucket policy for that one prefix.
package bartizan.terraform.s3_acl

import data.bartizan.lib.unknown

public_acls := {"public-read", "public-read-write", "authenticated-read", "website"}

deny contains {
	"path": ["acl"],
	"message": sprintf("bucket ACL is %s", [acl]),
	"fix": [{"op": "set", "path": ["acl"], "value": "private", "safety": "unsafe"}],
} if {
	acl := object.get(input.values, "acl", "private")
	acl in public_acls
}

deny contains {
	"path": grant.path,
	"message": sprintf("bucket ACL grants access to %s", [group]),
	"key": group,
} if {
	some grant in grants
	parts := split(grant.uri, "/")
	group := parts[count(parts) - 1]
	group in {"AllUsers", "AuthenticatedUsers"}
}

undetermined contains {"path": path, "reason": reason} if {
	some attribute in ["acl", "grant", "access_control_policy"]
	some path, reason in unknown.within([attribute])
	concerns_grantee(path)
}

# An ACL as a whole, a grant as a whole, or its URI.
concerns_grantee(path) if path[count(path) - 1] == "uri"

concerns_grantee(path) if not path[count(path) - 1] in {"id", "type", "permission", "permissions", "display_name", "email_address", "owner"}

grants contains {"path": ["grant", index, "uri"], "uri": uri} if {
	some index, grant in object.get(input.values, "grant", [])
	uri := object.get(grant, "uri", "")
}

grants contains {"path": ["access_control_policy", p, "grant", g, "grantee", t, "uri"], "uri": uri} if {
	some p, control in object.get(input.values, "access_control_policy", [])
	some g, grant in object.get(control, "grant", [])
	some t, grantee in object.get(grant, "grantee", [])
	uri := object.get(grantee, "uri", "")
}
