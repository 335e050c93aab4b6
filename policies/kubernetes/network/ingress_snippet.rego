# METADATA
# title: Ingress adds raw configuration to the controller
# description: >-
#   Snippets go into the configuration of NGINX as they are: whoever may write an Ingress can let the controller, which
#   reads the secrets of every namespace, hand out its own token or any file.
# related_resources:
#   - ref: https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations-risk/
#   - ref: https://nvd.nist.gov/vuln/detail/CVE-2021-25742
#   - ref: https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-snippets/
# custom:
#   id: K8S-045
#   severity: high
#   confidence: medium
#   platform: kubernetes
#   kinds: [networking.k8s.io/Ingress, extensions/Ingress]
#   scope: resource
#   level: 2
#   pillar: technical
#   layer: Network Security
#   owner: Network/Cloud Team
#   supporting: [DevOps]
#   controls: [M2T5, A6]
#   references: {checkov: [CKV_K8S_152, CKV_K8S_153, CKV_K8S_154], nist-800-53: [CM-7]}
#   remediation: >-
#     Use the annotation that is made for the purpose (`rewrite-target`, `custom-headers`, `enable-cors`, …), and keep
#     `allow-snippet-annotations` of the controller false.
#   parameters:
#     annotations_prefix:
#       type: string
#       default: nginx.ingress.kubernetes.io
#       description: Prefix of the annotations that ingress-nginx reads (`--annotations-prefix`).
package bartizan.kubernetes.ingress_snippet

import data.bartizan.lib.ingress
import data.bartizan.lib.kubernetes

deny contains {
	"message": sprintf("annotation %q of %s is raw NGINX configuration%s", [name, kubernetes.title, danger(text)]),
	"path": ["metadata", "annotations", name],
} if {
	some name in snippets
	text := ingress.annotation(input, name)
}

# Rules of a firewall are in order, unless they run or read something.
deny contains {
	"message": sprintf("annotation %q of %s is raw configuration%s", [rules, kubernetes.title, danger(text)]),
	"path": ["metadata", "annotations", rules],
} if {
	text := ingress.annotation(input, rules)
	danger(text) != ""
}

undetermined contains entry if {
	some name in (snippets | {rules})
	some entry in kubernetes.unknown_around(["metadata", "annotations", name])
}

snippets := {ingress.nginx_name(short) |
	some short in ["configuration-snippet", "server-snippet", "auth-snippet", "stream-snippet"]
} | {"nginx.org/location-snippets", "nginx.org/server-snippets"}

rules := ingress.nginx_name("modsecurity-snippet")

danger(text) := sprintf(" that %s", [concat(" and ", sort([what | some what in found]))]) if {
	found := {what |
		some pattern, what in dangers
		regex.match(pattern, text)
	}
	count(found) > 0
} else := ""

dangers := {
	`(?i)_by_lua|\bexec:|SecRuleScript|\bjs_(content|set|import)\b`: "runs code",
	`(?im)(^|[\s;{])(alias|root|include)\s+\S`: "reads files of the controller",
	`serviceaccount|/etc/nginx|/etc/ingress-controller`: "names files of the controller",
	`(?i)load_module|perl_(set|modules)`: "loads modules",
}
