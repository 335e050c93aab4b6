# METADATA
# description: >-
#   Data stores of a unit that AWS Backup, or a schedule of the service itself, copies: by selections that name them, their
#   kind or their tags.
# related_resources:
#   - ref: https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/backup_selection
package bartizan.lib.backup

import data.bartizan.lib.link
import data.bartizan.lib.tags
import data.bartizan.lib.unknown

# By kind, the service and the kind of resource in its ARN.
stores := {
	"aws_rds_cluster": {"service": "rds", "prefix": "cluster:", "noun": "database cluster"},
	"aws_ebs_volume": {"service": "ec2", "prefix": "volume/", "noun": "volume"},
	"aws_efs_file_system": {"service": "elasticfilesystem", "prefix": "file-system/", "noun": "file system"},
}

selections := link.of(["aws_backup_selection"])

# Addresses of the stores that something copies.
covered contains store.address if {
	some store in link.of(object.keys(stores))
	some index in link.companions("aws_backup_selection", "resources", store, ["arn"])
	count(object.get(input.resources[index].values, "condition", [])) == 0
}

covered contains store.address if {
	some store in link.of(object.keys(stores))
	some selection in selections
	selected(selection, store)
	meets_conditions(selection, store)
}

covered contains store.address if {
	some store in link.of(["aws_efs_file_system"])
	some index in link.companions("aws_efs_backup_policy", "file_system_id", store, ["id"])
	object.get(input.resources[index].values, ["backup_policy", 0, "status"], "") == "ENABLED"
}

# Snapshots by a lifecycle policy are a copy of their own as well.
covered contains store.address if {
	some store in link.of(["aws_ebs_volume"])
	some policy in link.of(["aws_dlm_lifecycle_policy"])
	some key, value in object.get(policy.values, ["policy_details", 0, "target_tags"], {})
	object.get(tags.of(store), key, null) == value
}

selected(selection, store) if {
	some pattern in object.get(selection.values, "resources", [])
	names_kind(pattern, stores[store.kind])
}

selected(selection, store) if {
	some index in link.companions("aws_backup_selection", "resources", store, ["arn"])
	input.resources[index].address == selection.address
}

selected(selection, store) if {
	some tag in object.get(selection.values, "selection_tag", [])
	object.get(tags.of(store), tag.key, null) == tag.value
}

# `*`, or an ARN with wildcards for resources of this kind.
names_kind("*", _)

names_kind(pattern, store) if {
	endswith(pattern, "*")
	parts := split(pattern, ":")
	parts[2] in {store.service, "*"}
	rest := trim_suffix(concat(":", array.slice(parts, 5, count(parts))), "*")
	common(rest, store.prefix)
}

common(a, b) if startswith(a, b)

common(a, b) if startswith(b, a)

# Conditions are all to be met; of what they may ask, only equal tags can be told here.
meets_conditions(selection, store) if {
	every condition in object.get(selection.values, "condition", []) {
		count(object.remove(condition, ["string_equals"])) == 0
		every asked in object.get(condition, "string_equals", []) {
			object.get(tags.of(store), trim_prefix(asked.key, "aws:ResourceTag/"), null) == asked.value
		}
	}
}

# Why nothing follows from the absence of a selection.
doubts(store) := {open.entry.reason |
	some open in tags.open(store)
	open.key in (asked_tags | {""})
	count(asked_tags) > 0
} | open_selections

# Keys of tags by which something is selected.
asked_tags := ({tag.key |
	some selection in selections
	some tag in object.get(selection.values, "selection_tag", [])
} | {trim_prefix(asked.key, "aws:ResourceTag/") |
	some selection in selections
	some condition in object.get(selection.values, "condition", [])
	some asked in object.get(condition, "string_equals", [])
}) | {key |
	some policy in link.of(["aws_dlm_lifecycle_policy"])
	some key, _ in object.get(policy.values, ["policy_details", 0, "target_tags"], {})
}

open_selections contains reason if {
	some selection in selections
	some needed in ["selection_tag", "condition"]
	some _, reason in unknown.within_in(selection, [needed])
}

open_selections contains reason if {
	some selection in selections
	selection.address in link.strays("aws_backup_selection", "resources", object.keys(stores))
	some _, reason in unknown.within_in(selection, ["resources"])
}

open_selections contains "a selection has conditions that cannot be told here" if {
	some selection in selections
	some condition in object.get(selection.values, "condition", [])
	count(object.remove(condition, ["string_equals"])) > 0
}
