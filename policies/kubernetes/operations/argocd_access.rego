# METADATA
# title: Access to Argo CD is not controlled centrally
# description: >-
#   Whoever signs in to Argo CD changes what runs in every cluster that it looks after. A shared admin password has
#   no owner and no second factor, and does not end when somebody leaves.
# related_resources:
#   - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cm-yaml/
#   - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/rbac/
#   - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/web_based_terminal/
#   - ref: https://argocd-operator.readthedocs.io/en/latest/reference/argocd/
# custom:
#   id: OPS-024
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds:
#     - ConfigMap
#     - argoproj.io/ArgoCD
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Authentication & IAM
#   owner: Platform Security Team
#   supporting: [Application Developers]
#   controls: [M1T1, M2T2, D2, M4T2]
#   references: {nist-800-53: [IA-2, AC-6]}
#   remediation: >-
#     Configure `oidc.config` or `dex.config`, set `admin.enabled: "false"`, leave `users.anonymous.enabled` and
#     `exec.enabled` off, and give no more than `role:readonly` by `policy.default`.
package bartizan.kubernetes.argocd_access

import data.bartizan.lib.kubernetes
import data.bartizan.lib.unknown

deny contains object.union({"message": message, "path": setting.path}, repair(setting)) if {
	some setting in settings
	not unknown.at(setting.path)
	value := lower(sprintf("%v", [object.get(input.values, setting.path, setting.absent)]))
	value in setting.bad
	message := sprintf("%s %s", [kubernetes.title, setting.says])
}

# The values that are wrong, in lower case; what is absent counts as `absent`.
settings contains setting if {
	some setting in {
		"argocd-cm": [
			{
				"path": ["data", "admin.enabled"], "absent": "true", "bad": ["true"], "good": "false",
				"says": "keeps the shared login admin: admin.enabled is not false",
			},
			{
				"path": ["data", "users.anonymous.enabled"], "absent": "false", "bad": ["true"], "good": "false",
				"says": "lets anybody in without a login",
			},
			{
				"path": ["data", "exec.enabled"], "absent": "false", "bad": ["true"], "good": "false",
				"says": "offers a shell in every pod: exec.enabled is true",
			},
		],
		"argocd-rbac-cm": [{
			"path": ["data", "policy.default"], "absent": "", "bad": ["role:admin"], "good": "",
			"says": "makes everybody an administrator: policy.default is role:admin",
		}],
		"ArgoCD": [
			{
				"path": ["spec", "disableAdmin"], "absent": false, "bad": ["false"], "good": true,
				"says": "keeps the shared login admin: disableAdmin is not true",
			},
			{
				"path": ["spec", "usersAnonymousEnabled"], "absent": false, "bad": ["true"], "good": false,
				"says": "lets anybody in without a login",
			},
			{
				"path": ["spec", "rbac", "defaultPolicy"], "absent": "", "bad": ["role:admin"], "good": "",
				"says": "makes everybody an administrator: defaultPolicy is role:admin",
			},
		],
	}[subject]
}

repair(setting) := {"fix": [{"op": "set", "path": setting.path, "value": setting.good, "safety": "unsafe"}]}

deny contains {
	"message": sprintf("%s names no identity provider", [kubernetes.title]),
	"path": [object.get({"ArgoCD": "spec"}, subject, "data")],
} if {
	providers[subject]
	count(provider_doubts) == 0
	count([path | some path in providers[subject]; not object.get(input.values, path, "") in {"", null}]) == 0
}

# Where an identity provider may be named.
providers := {
	"argocd-cm": [["data", "oidc.config"], ["data", "dex.config"]],
	"ArgoCD": [["spec", "oidcConfig"], ["spec", "sso"], ["spec", "dex"]],
}

subject := "ArgoCD" if input.kind == "ArgoCD"

subject := name if {
	input.kind == "ConfigMap"
	name := object.get(input, "name", "")
	name in {"argocd-cm", "argocd-rbac-cm"}
}

undetermined contains {"path": path, "reason": reason} if {
	some setting in settings
	some path, reason in unknown.at(setting.path)
}

undetermined contains {"path": path, "reason": reason} if some path, reason in provider_doubts

provider_doubts := {path: reason |
	some needed in providers[subject]
	some path, reason in unknown.at(needed)
}
