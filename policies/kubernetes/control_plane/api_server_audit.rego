# METADATA
# title: API server keeps no audit log
# description: >-
#   Without the audit log nobody can say who read a secret or changed a deployment, neither on the day nor when an
#   incident comes to light months later.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/
#   - ref: https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
#   - ref: https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/
# custom:
#   id: K8S-061
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds: [Pod, apps/DaemonSet, kubeadm.k8s.io/ClusterConfiguration]
#   scope: resource
#   level: 1
#   pillar: operations
#   layer: Monitoring & Audit Logs
#   owner: DevOps / SRE Team
#   supporting: [Platform Team]
#   controls: [M1O2, D2]
#   references: {checkov: [CKV_K8S_91, CKV_K8S_92], trivy: [KCV-0019, KCV-0020], cis: [k8s-1.23/1.2.19, k8s-1.23/1.2.20], nist-800-53: [AU-12]}
#   remediation: >-
#     Write an audit policy, name it in `--audit-policy-file`, and pass `--audit-log-path` or
#     `--audit-webhook-config-file`; set `--audit-log-maxage` to 30 days or more.
#   parameters:
#     min_days:
#       type: integer
#       default: 30
#       description: Fewest days that the server must keep its audit log.
package bartizan.kubernetes.api_server_audit

import data.bartizan.lib.command_line
import data.bartizan.lib.params

deny contains {"message": fault.message, "path": fault.path, "key": fault.flag} if {
	count(command_line.unknown_words("kube-apiserver")) == 0
	some run in command_line.runs("kube-apiserver")
	some fault in faults(run)
}

undetermined contains entry if some entry in command_line.unknown_words("kube-apiserver")

undetermined contains {"path": path, "reason": "a script starts the API server"} if {
	some path in command_line.scripts("kube-apiserver")
}

faults(run) := union({policy(run), destination(run), age(run)})

policy(run) := {{
	"flag": "audit-policy-file",
	"path": run.place,
	"message": "the API server records no requests: --audit-policy-file is not set",
}} if {
	not given(run, "audit-policy-file")
} else := set()

destination(run) := {{
	"flag": "audit-log-path",
	"path": run.place,
	"message": "the API server keeps no audit log: neither --audit-log-path nor --audit-webhook-config-file is set",
}} if {
	not given(run, "audit-log-path")
	not given(run, "audit-webhook-config-file")
} else := set()

# Without an age, or with 0, old logs are not removed by age.
age(run) := {{
	"flag": "audit-log-maxage",
	"path": flag.path,
	"message": sprintf("the API server keeps its audit log for %d days, fewer than %d", [days, min_days]),
}} if {
	given(run, "audit-log-path")
	flag := run.flags["audit-log-maxage"]
	days := to_number(flag.value)
	days > 0
	days < min_days
} else := set()

min_days := params.get("min_days", 30)

given(run, name) if object.get(run.flags, [name, "value"], "") != ""
