# METADATA
# description: Instances of Cloud SQL, and which of them decide their settings themselves.
# related_resources:
#   - ref: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/sql_database_instance
package bartizan.lib.google_sql

import data.bartizan.lib.google

configuration := ["settings", 0, "ip_configuration", 0]

copies := ["clone", "restore_backup_context", "point_in_time_restore_context", "backupdr_backup"]

# Does the instance take all its settings from another, of which it is a copy?
copied(resource) if {
	count(object.get(resource.values, "settings", [])) == 0
	some name in copies
	google.given(resource, [name])
}

# Does the instance follow another one, which is backed up and whose flags it takes?
replica(resource) if google.given(resource, ["master_instance_name"])

replica(resource) if {
	google.choice(resource, ["instance_type"], "") in {"ON_PREMISES_INSTANCE", "READ_POOL_INSTANCE", "READ_REPLICA_INSTANCE"}
}
