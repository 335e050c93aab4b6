# METADATA
# description: >-
#   Which workloads a service mesh guards: strict mutual TLS and authorisation policies that reach them. For policies of
#   scope fleet.
# related_resources:
#   - ref: https://istio.io/latest/docs/reference/config/security/peer_authentication/
#   - ref: https://istio.io/latest/docs/reference/config/security/authorization-policy/
#   - ref: https://linkerd.io/2/reference/authorization-policy/
package bartizan.lib.mesh_guard

import data.bartizan.lib.installed
import data.bartizan.lib.params
import data.bartizan.lib.served_workload

# Does strict mutual TLS hold for the pods of `subject`?
strict(subject) if {
	some policy in installed.of({"PeerAuthentication"})
	object.get(policy.values, ["spec", "mtls", "mode"], "UNSET") == "STRICT"
	reaches(policy, subject)
}

# Linkerd encrypts by itself; what its policies let in has an identity.
strict(subject) if linkerd(subject)

# Does an authorisation policy that is enforced select the pods of `subject`?
authorised(subject) if {
	some policy in installed.of({"AuthorizationPolicy"})
	object.get(policy, "group", "security.istio.io") == "security.istio.io"
	object.get(policy.values, ["spec", "action"], "ALLOW") != "AUDIT"
	reaches(policy, subject)
}

authorised(subject) if linkerd(subject)

linkerd(subject) if {
	some policy in installed.of({"AuthorizationPolicy", "ServerAuthorization"})
	object.get(policy, "group", "") == "policy.linkerd.io"
	served_workload.namespace(policy) == served_workload.namespace(subject)
}

# A policy holds for pods of its namespace, that of the root namespace for all.
reaches(policy, subject) if {
	served_workload.namespace(policy) == served_workload.namespace(subject)
	served_workload.selects(object.get(policy.values, ["spec", "selector"], {}), subject)
}

reaches(policy, _) if {
	served_workload.namespace(policy) == params.get("root_namespace", "istio-system")
	object.get(policy.values, ["spec", "selector"], {}) == {}
}
