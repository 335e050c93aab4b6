# METADATA
# title: API server lets weak access in
# description: >-
#   Whatever gets past the API server rules the cluster. Anonymous requests, a file of passwords that never expire,
#   authorization that allows everything, and profiling data open to callers each weaken that one gate.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
#   - ref: https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/authorization/
# custom:
#   id: K8S-060
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds: [Pod, apps/DaemonSet, kubeadm.k8s.io/ClusterConfiguration]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M2T5, M2T2]
#   references:
#     checkov: [CKV_K8S_68, CKV_K8S_74, CKV_K8S_77, CKV_K8S_70]
#     trivy: [KCV-0001, KCV-0002, KCV-0007, KCV-0009, KCV-0018]
#     cis: [k8s-1.23/1.2.1, k8s-1.23/1.2.2, k8s-1.23/1.2.7, k8s-1.23/1.2.9, k8s-1.23/1.2.18]
#     nist-800-53: [AC-3]
#   remediation: >-
#     Pass `--anonymous-auth=false`, or allow anonymous requests for the health paths only by
#     `--authentication-config`; pass `--authorization-mode=Node,RBAC` and `--profiling=false`, and remove
#     `--token-auth-file`.
package bartizan.kubernetes.api_server_access

import data.bartizan.lib.command_line

deny contains {
	"message": sprintf("the API server %s", [fault.message]),
	"path": fault.path,
	"key": fault.flag,
} if {
	count(command_line.unknown_words("kube-apiserver")) == 0
	some run in command_line.runs("kube-apiserver")
	some fault in faults(run)
}

undetermined contains entry if some entry in command_line.unknown_words("kube-apiserver")

undetermined contains {"path": path, "reason": "a script starts the API server"} if {
	some path in command_line.scripts("kube-apiserver")
}

undetermined contains {"path": flag.path, "reason": sprintf("the file that --%s names decides", [name])} if {
	count(command_line.unknown_words("kube-apiserver")) == 0
	some run in command_line.runs("kube-apiserver")
	some name in ["authentication-config", "authorization-config"]
	flag := run.flags[name]
	count([other | some other in replaced[name]; run.flags[other]]) == 0
}

# The flags that each file stands for.
replaced := {"authentication-config": ["anonymous-auth"], "authorization-config": ["authorization-mode"]}

faults(run) := union({anonymous(run), authorization(run), tokens(run), profiling(run)})

anonymous(run) := {{"flag": "anonymous-auth", "path": run.flags["anonymous-auth"].path, "message": "answers anonymous requests"}} if {
	truth(run.flags["anonymous-auth"].value)
} else := {{"flag": "anonymous-auth", "path": run.place, "message": "answers anonymous requests: --anonymous-auth is true by default"}} if {
	not run.flags["anonymous-auth"]
	not run.flags["authentication-config"]
} else := set()

authorization(run) := {{"flag": "authorization-mode", "path": flag.path, "message": "allows every request: --authorization-mode has AlwaysAllow"}} if {
	flag := run.flags["authorization-mode"]
	"AlwaysAllow" in modes(flag)
} else := {{"flag": "authorization-mode", "path": flag.path, "message": "does not ask RBAC: --authorization-mode lacks it"}} if {
	flag := run.flags["authorization-mode"]
	not "RBAC" in modes(flag)
} else := {{"flag": "authorization-mode", "path": run.place, "message": "allows every request: --authorization-mode is AlwaysAllow by default"}} if {
	not run.flags["authorization-mode"]
	not run.flags["authorization-config"]
} else := set()

tokens(run) := {{"flag": "token-auth-file", "path": flag.path, "message": "takes tokens from a file, which never expire"}} if {
	flag := run.flags["token-auth-file"]
	flag.value != ""
} else := set()

profiling(run) := {{"flag": "profiling", "path": run.flags.profiling.path, "message": "shows profiling data"}} if {
	truth(run.flags.profiling.value)
} else := {{"flag": "profiling", "path": run.place, "message": "shows profiling data: --profiling is true by default"}} if {
	not run.flags.profiling
} else := set()

modes(flag) := {trim_space(mode) | some mode in split(flag.value, ",")}

# As Go reads boolean flags; what it does not read stops the server.
truth(value) if value in {"1", "t", "T", "true", "TRUE", "True"}
