# METADATA
# title: Kubelet takes orders from anyone
# description: >-
#   The kubelet's own API runs commands in every container of its node. Anonymous callers, authorization that allows
#   everything and the read-only port open it to whoever reaches the node; a certificate that is not rotated runs out.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
#   - ref: https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
# custom:
#   id: K8S-063
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds: [kubelet.config.k8s.io/KubeletConfiguration]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2T5, M4O3]
#   references:
#     checkov: [CKV_K8S_138, CKV_K8S_139, CKV_K8S_141]
#     trivy: [KCV-0079, KCV-0080, KCV-0082, KCV-0090]
#     cis: [k8s-1.23/4.2.1, k8s-1.23/4.2.2, k8s-1.23/4.2.4, k8s-1.23/4.2.11]
#     nist-800-53: [AC-3]
#   remediation: >-
#     Set `authentication.anonymous.enabled` to false, `authorization.mode` to `Webhook`, `readOnlyPort` to 0 and
#     `rotateCertificates` to true, or leave out all but the last.
package bartizan.kubernetes.kubelet_access

import data.bartizan.lib.kubernetes

deny contains {
	"message": sprintf("the kubelet %s", [setting.fault]),
	"path": setting.path,
	"fix": [{"op": "set", "path": setting.path, "value": setting.good, "safety": "unsafe"}],
} if {
	some setting in settings
	value := object.get(input.values, setting.path, null)
	not value in {null, setting.good}
	bad(setting, value)
}

undetermined contains entry if {
	some setting in settings
	some entry in kubernetes.unknown_around(setting.path)
}

# Where a field is absent the file's defaults hold, which are safe; those of the kubelet's flags were not.
settings := [
	{
		"path": ["authentication", "anonymous", "enabled"],
		"good": false,
		"fault": "answers anonymous requests: authentication.anonymous.enabled is true",
	},
	{
		"path": ["authorization", "mode"],
		"good": "Webhook",
		"fault": "allows every request: authorization.mode is AlwaysAllow",
	},
	{
		"path": ["readOnlyPort"],
		"good": 0,
		"fault": "shows its pods to everyone: readOnlyPort is open",
	},
	{
		"path": ["rotateCertificates"],
		"good": true,
		"fault": "does not renew its certificate: rotateCertificates is false",
	},
]

bad(setting, value) if {
	is_boolean(setting.good)
	value == setting.good == false
}

bad(setting, "AlwaysAllow") if setting.good == "Webhook"

bad(setting, value) if {
	setting.good == 0
	to_number(value) > 0
}
