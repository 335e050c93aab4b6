# METADATA
# title: Admission policy webhook fails open or skips namespaces
# description: >-
#   With `failurePolicy: Ignore` every object is admitted while the policy engine is down, and an intruder can bring
#   it down; a namespace left out by the selector is admitted unseen always. Levels reached by enforcement are then
#   only apparent.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#failure-policy
# custom:
#   id: OPS-003
#   severity: medium
#   confidence: high
#   platform: kubernetes
#   kinds: [admissionregistration.k8s.io/ValidatingWebhookConfiguration]
#   scope: resource
#   level: 4
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M4T1]
#   references: {nist-800-53: [CM-7]}
#   remediation: >-
#     Set `failurePolicy` to `Fail`, run several replicas of the engine, and leave out no namespace but those of the
#     system.
#   parameters:
#     exempt_namespaces:
#       type: array
#       default: [kube-system, kube-public, kube-node-lease, gatekeeper-system, kyverno, kubewarden]
#       description: Namespaces that the webhooks of the policy engine may leave out.
package bartizan.kubernetes.admission_webhook_fails_open

import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.unknown

deny contains {
	"message": sprintf("webhook %q admits everything while its policy engine is down%s", [name, detail(webhook)]),
	"path": path,
	"fix": [{"op": "set", "path": path, "value": "Fail", "safety": "unsafe"}],
} if {
	some i, webhook in kubernetes.list(input.values, ["webhooks"])
	path := ["webhooks", i, "failurePolicy"]
	not unknown.within(path)
	name := object.get(webhook, "name", "")
	of_policy_engine(webhook)
	object.get(webhook, "failurePolicy", default_policy) == "Ignore"
}

deny contains {
	"message": sprintf("webhook %q does not look at namespace %q", [object.get(webhook, "name", ""), namespace]),
	"path": ["webhooks", i, "namespaceSelector", "matchExpressions", j, "values", k],
	"key": namespace,
} if {
	some i, webhook in kubernetes.list(input.values, ["webhooks"])
	of_policy_engine(webhook)
	some j, expression in kubernetes.list(webhook, ["namespaceSelector", "matchExpressions"])
	expression.key == "kubernetes.io/metadata.name"
	expression.operator == "NotIn"
	some k, namespace in kubernetes.list(expression, ["values"])
	not namespace in params.get("exempt_namespaces", system_namespaces)
}

undetermined contains entry if {
	some field in ["name", "clientConfig", "failurePolicy", "namespaceSelector"]
	some entry in kubernetes.unknown_in(["webhooks"], [field])
}

# An absent failurePolicy is Fail in v1 and was Ignore in v1beta1.
default default_policy := "Fail"

default_policy := "Ignore" if endswith(input.api_version, "v1beta1")

of_policy_engine(webhook) if {
	some text in [
		object.get(webhook, "name", ""),
		object.get(webhook, ["clientConfig", "service", "name"], ""),
		object.get(webhook, ["clientConfig", "service", "namespace"], ""),
	]
	some engine in ["gatekeeper", "kyverno", "kubewarden", "opa", "jspolicy", "policy"]
	engine in split(replace(replace(lower(text), ".", "-"), "_", "-"), "-")
}

detail(webhook) := "" if "failurePolicy" in object.keys(webhook)

detail(webhook) := ": failurePolicy is Ignore by default in v1beta1" if not "failurePolicy" in object.keys(webhook)

system_namespaces := ["kube-system", "kube-public", "kube-node-lease", "gatekeeper-system", "kyverno", "kubewarden"]
