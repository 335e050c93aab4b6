# METADATA
# title: Bucket writes no access log
# description: >-
#   Who read which object, and from where, is not known afterwards. Data access audit logs of the project record the
#   same for calls with a Google identity and can take the place of these logs.
# related_resources:
#   - ref: https://cloud.google.com/storage/docs/access-logs
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/storage_bucket#logging
# custom:
#   id: TF-GCP-006
#   severity: low
#   confidence: low
#   platform: terraform
#   kinds: [google_storage_bucket]
#   scope: unit
#   level: 1
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M1O2, D2]
#   references:
#     trivy: [GCP-0077]
#     checkov: [CKV_GCP_62, CKV_GCP_63]
#     nist-800-53: [AU-2]
#   remediation: >-
#     Add a `logging` block whose `log_bucket` is another bucket, which only the logging group can write to.
#   unknown: set
package bartizan.terraform.bucket_access_log

import data.bartizan.lib.google
import data.bartizan.lib.link
import data.bartizan.lib.tf

setting := ["logging", 0, "log_bucket"]

deny contains {
	"resource": bucket.address,
	"path": setting,
	"message": sprintf("bucket %q writes no access log", [google.label(bucket)]),
} if {
	some bucket in link.of(["google_storage_bucket"])
	not google.given(bucket, setting)
	not receives_logs(bucket)
}

deny contains {
	"resource": bucket.address,
	"path": setting,
	"message": sprintf("bucket %q writes its access log to itself", [google.label(bucket)]),
} if {
	some bucket in link.of(["google_storage_bucket"])
	google.value(bucket, setting, "") == google.value(bucket, ["name"], null)
}

log_buckets contains name if {
	some bucket in link.of(["google_storage_bucket"])
	name := google.value(bucket, setting, null)
	is_string(name)
}

# A bucket that takes the logs of others need not log itself.
receives_logs(bucket) if google.value(bucket, ["name"], null) in log_buckets

receives_logs(bucket) if count(tf.companions("google_storage_bucket", "logging", bucket)) > 0
