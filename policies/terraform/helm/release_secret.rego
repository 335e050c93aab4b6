# METADATA
# title: Helm release is given a secret in plain values
# description: >-
#   The value stands in the code, is printed in every plan, and lies readable in the history of the release. Whoever may
#   read one of them has the secret.
# related_resources:
#   - ref: https://registry.terraform.io/providers/hashicorp/helm/latest/docs/resources/release
#   - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/
# custom:
#   id: SEC-010
#   severity: high
#   confidence: medium
#   platform: terraform
#   kinds: [helm_release]
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M1T3, D1]
#   references:
#     nist-800-53: [IA-5]
#   remediation: >-
#     Change the secret, keep it in a Secret that the chart refers to (`existingSecret`), or hand it in from a secrets
#     manager through `set_sensitive` or `set_wo`.
package bartizan.terraform.release_secret

import data.bartizan.lib.kubernetes_credential
import data.bartizan.lib.secrets
import data.bartizan.lib.unknown

deny contains {
	"path": entry.path,
	"message": sprintf("value %q holds a literal secret", [entry.name]),
	"key": entry.name,
} if {
	some entry in given
	kubernetes_credential.pair(entry.key, entry.value)
	secrets.literal(entry.path)
}

deny contains {
	"path": array.concat(["values", index, "@yaml"], place),
	"message": sprintf("value %q holds a literal secret", [concat(".", [sprintf("%v", [step]) | some step in place])]),
} if {
	some index, document in documents
	secrets.written(["values", index])
	some place in secret_places(document)
}

undetermined contains {"path": entry.path, "reason": "the plan does not show how it is written"} if {
	some entry in given
	kubernetes_credential.pair(entry.key, entry.value)
	not secrets.literal(entry.path)
	secrets.no_configuration
}

undetermined contains {"path": path, "reason": reason} if {
	some needed in ["set", "values"]
	some path, reason in unknown.within([needed])
	matters(path)
}

# What is set one by one: `{path, name, key, value}`; the last part of the name is the key.
given contains {"path": ["set", index, "value"], "name": name, "key": key, "value": object.get(entry, "value", "")} if {
	some index, entry in object.get(input.values, "set", [])
	name := object.get(entry, "name", "")
	key := key_of(name)
}

key_of(name) := parts[count(parts) - 1] if {
	parts := split(replace(name, `\.`, "_"), ".")
}

# From a place in `values` to the YAML document there.
documents[index] := document if {
	some index, text in object.get(input.values, "values", [])
	is_string(text)
	kubernetes_credential.marked(text)
	yaml.is_valid(text)
	document := yaml.unmarshal(text)
}

# Paths of what looks like a credential: by its key, or as the value of a named variable.
secret_places(document) := {path |
	walk(document, [path, value])
	is_string(value)
	key := path[count(path) - 1]
	is_string(key)
	kubernetes_credential.pair(key, value)
} | {array.concat(path, ["value"]) |
	walk(document, [path, value])
	is_object(value)
	kubernetes_credential.pair(object.get(value, "name", ""), object.get(value, "value", ""))
}

matters(path) if count(path) <= 2

matters(path) if {
	path[0] == "set"
	path[2] == "name"
}

# A value that another resource makes, or a sensitive variable, is not written down.
matters(path) if {
	path[0] == "set"
	path[2] == "value"
	kubernetes_credential.named(key_of(object.get(input.values, ["set", path[1], "name"], "")))
	not secrets.refers(path)
	not secrets.is_sensitive(path)
}
