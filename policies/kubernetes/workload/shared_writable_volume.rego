# METADATA
# title: Stateless workload writes to the node or a shared volume
# description: >-
#   Replicas of a Deployment come and go; what one writes to the node or to a volume that all share outlives it: state
#   that no rollout resets, and a way from one broken pod to the others.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
#   - ref: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
# custom:
#   id: K8S-002
#   severity: medium
#   confidence: medium
#   platform: kubernetes
#   kinds: [apps/Deployment, apps/ReplicaSet, PersistentVolumeClaim]
#   scope: unit
#   level: 1
#   pillar: technical
#   layer: API & Service Security
#   owner: Application Developers
#   supporting: [Platform Team]
#   controls: [M1T4, M4T2]
#   references: {nist-800-53: [CM-7]}
#   remediation: >-
#     Set `readOnly` to true on the mount, write to an `emptyDir`, or keep the data in a database or an object store.
package bartizan.kubernetes.shared_writable_volume

import data.bartizan.lib.kubernetes
import data.bartizan.lib.workload

deny contains {
	"message": sprintf("%s writes to volume %q, %s", [mount.label, mount.volume, sharing]),
	"resource": mount.address,
	"path": array.concat(mount.path, ["readOnly"]),
	"fix": [{"op": "set", "path": array.concat(mount.path, ["readOnly"]), "value": true, "safety": "unsafe"}],
} if {
	some mount in writable
	sharing := kind_of_sharing(mount)
}

undetermined contains {
	"resource": mount.address,
	"path": array.concat(mount.path, ["readOnly"]),
	"reason": sprintf("the access modes of the claim %q are not known here", [mount.source.persistentVolumeClaim.claimName]),
} if {
	some mount in writable
	claimed(mount)
	count(modes_of(mount)) == 0
}

undetermined contains object.union(entry, {"resource": resource.address}) if {
	some resource in stateless
	some entry in open_questions(resource)
}

stateless contains resource if {
	some resource in input.resources
	resource.kind in {"Deployment", "ReplicaSet"}
}

open_questions(resource) := workload.unknown_in_containers_of(resource, ["volumeMounts"]) | kubernetes.unknown_around_of(
	resource,
	array.concat(workload.pod_path_of(resource.kind), ["volumes"]),
)

# Mounts that may be written to, with the source of their volume.
writable contains {
	"address": resource.address,
	"namespace": object.get(resource, "namespace", null),
	"label": container.label,
	"path": array.concat(container.path, ["volumeMounts", i]),
	"volume": volume.name,
	"source": volume,
} if {
	some resource in stateless
	count(open_questions(resource)) == 0
	some volume in kubernetes.list(resource.values, array.concat(workload.pod_path_of(resource.kind), ["volumes"]))
	outlives_pod(volume)
	some container in workload.containers_of(resource)
	some i, mount in kubernetes.list(container.values, ["volumeMounts"])
	mount.name == volume.name
	object.get(mount, "readOnly", false) != true
}

outlives_pod(volume) if is_object(volume.hostPath)

outlives_pod(volume) if {
	some type in network_volumes
	is_object(volume[type])
	object.get(volume, [type, "readOnly"], false) != true
}

outlives_pod(volume) if {
	is_string(volume.persistentVolumeClaim.claimName)
	object.get(volume, ["persistentVolumeClaim", "readOnly"], false) != true
}

network_volumes := ["nfs", "cephfs", "azureFile", "glusterfs"]

kind_of_sharing(mount) := sprintf("the path %q of the node", [object.get(mount.source, ["hostPath", "path"], "")]) if {
	is_object(mount.source.hostPath)
}

kind_of_sharing(mount) := sprintf("which its replicas share (%s)", [type]) if {
	some type in network_volumes
	is_object(mount.source[type])
}

kind_of_sharing(mount) := sprintf("which its replicas share (claim %q is ReadWriteMany)", [mount.source.persistentVolumeClaim.claimName]) if {
	"ReadWriteMany" in modes_of(mount)
}

claimed(mount) if mount.source.persistentVolumeClaim.claimName

modes_of(mount) := object.get(modes, [[mount.namespace, mount.source.persistentVolumeClaim.claimName]], set())

# Access modes by namespace and name of the claim.
modes[[object.get(claim, "namespace", null), claim.name]] contains mode if {
	some claim in input.resources
	claim.kind == "PersistentVolumeClaim"
	some mode in kubernetes.list(claim.values, ["spec", "accessModes"])
}
