# METADATA
# description: >-
#   Which workloads hold data on volumes, and which of them a schedule of Velero backs up
#   (https://velero.io/docs/main/api-types/schedule/). For policies of scope fleet.
package bartizan.lib.velero

import data.bartizan.lib.installed
import data.bartizan.lib.kubernetes
import data.bartizan.lib.served_workload

# Does the workload have volumes that outlive its pods?
holds_data(subject) if count(kubernetes.list(subject.values, ["spec", "volumeClaimTemplates"])) > 0

holds_data(subject) if {
	some volume in kubernetes.list(subject.values, ["spec", "template", "spec", "volumes"])
	object.get(volume, "persistentVolumeClaim", null) != null
}

# Does a schedule of Velero include the namespace of the workload? Where it names none, it includes all.
backed_up(subject) if {
	some schedule in installed.of({"Schedule"})
	object.get(schedule.values, ["spec", "paused"], false) != true
	template := kubernetes.map(schedule.values, ["spec", "template"])
	included := kubernetes.list(template, ["includedNamespaces"])
	not served_workload.namespace(subject) in kubernetes.list(template, ["excludedNamespaces"])
	count([name | some name in included; not name in {"*", served_workload.namespace(subject)}]) < max([1, count(included)])
}
