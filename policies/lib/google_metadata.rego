# METADATA
# description: >-
#   Metadata of Compute Engine: those of machines, and those of the project, which hold for all its machines unless one
#   has its own.
# related_resources:
#   - ref: https://cloud.google.com/compute/docs/metadata/predefined-metadata-keys
#   - ref: https://cloud.google.com/compute/docs/metadata/setting-custom-metadata#boolean
package bartizan.lib.google_metadata

import data.bartizan.lib.google
import data.bartizan.lib.link

machines := link.of(["google_compute_instance", "google_compute_instance_template", "google_compute_region_instance_template"])

projects := link.of(["google_compute_project_metadata"])

# Single entries of the project's metadata.
items := link.of(["google_compute_project_metadata_item"])

entry(holder, name) := google.value(holder, ["metadata", name], null)

default on(_) := false

# Metadata are texts; Google reads these as yes.
on(given) if lower(sprintf("%v", [given])) in {"true", "1", "y", "yes"}

# Is `name` switched on in the metadata of the project, as far as one knows?
on_in_project(name) if on_by_item(name)

on_in_project(name) if {
	some project in projects
	on(entry(project, name))
}

on_in_project(name) if {
	some project in projects
	count(google.unknowns(project, [["metadata", name]])) > 0
}

on_by_item(name) if {
	some item in items
	google.value(item, ["key"], "") == name
	on(google.value(item, ["value"], true))
}
