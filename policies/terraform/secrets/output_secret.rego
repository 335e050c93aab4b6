# METADATA
# title: Output shows a secret
# description: >-
#   Terraform prints the outputs of the root module after every apply: the secret then stands in the logs of the pipeline,
#   for whoever may read those. Told by the name of the output, by its value, and by what makes the value.
# related_resources:
#   - ref: https://developer.hashicorp.com/terraform/language/block/output#sensitive
#   - ref: https://developer.hashicorp.com/terraform/language/manage-sensitive-data
# custom:
#   id: SEC-013
#   severity: medium
#   confidence: medium
#   platform: terraform
#   kinds: [output]
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
#     Write `sensitive = true` in the output, or leave it out and let its readers fetch the secret from a secrets manager.
#     Change a secret that was printed.
package bartizan.terraform.output_secret

import data.bartizan.lib.kubernetes_credential
import data.bartizan.lib.secrets
import data.bartizan.lib.tf
import data.bartizan.lib.unknown

deny contains {
	"path": ["sensitive"],
	"message": sprintf("output %q shows %s", [input.name, concat(", ", sort(shown))]),
	"related": [{"path": ["value"], "message": "its value"}],
	"fix": [{"op": "set", "path": ["sensitive"], "value": true, "safety": "unsafe"}],
} if {
	printed
	not unknown.at(["sensitive"])
	count(shown) > 0
}

# A value that something else than the provider's schema tells to be secret.
undetermined contains {"path": path, "reason": reason} if {
	printed
	count(shown) > 0
	some path, reason in unknown.at(["sensitive"])
}

undetermined contains {"path": path, "reason": reason} if {
	printed
	count(shown) == 0
	some path, reason in unknown.within(["value"])
	suspect(name_at(path))
}

printed if not tf.is_true(object.get(input.values, "sensitive", false))

# What the output shows, in words. Terraform prints nothing of a value that it knows to be secret, and demands
# `sensitive` of its output: what is left are values that only their names and forms give away.
shown contains "a secret" if {
	walk(object.get(input.values, "value", null), [path, text])
	kubernetes_credential.literal(text)
	named(name_at(array.concat(["value"], path)), text)
}

shown contains form if {
	some path, text in texts
	some form in kubernetes_credential.forms_in(text)
	not secrets.written(path)
}

shown contains "an address with a password" if {
	some text in texts
	kubernetes_credential.connection(text)
}

# As in a file that opens a cluster.
shown contains sprintf("text with %q", [name]) if {
	some text in texts
	contains(text, "\n")
	some name in kubernetes_credential.properties_in(text)
}

shown contains sprintf("what %s made", [reference.address]) if {
	kubernetes_credential.named(singular(input.name))
	some reference in object.get(input, "references", [])
	some kind in ["random_string", "random_password", "random_bytes", "random_id"]
	startswith(resource_at(reference.address), sprintf("%s.", [kind]))
}

texts[array.concat(["value"], path)] := text if {
	walk(object.get(input.values, "value", null), [path, text])
	is_string(text)
}

named(name, text) if kubernetes_credential.pair(singular(name), text)

# What may show a secret once its value is known.
suspect(name) if kubernetes_credential.named(singular(name))

suspect(name) if {
	some mark in ["kubeconfig", "connectionstring", "dsn"]
	contains(replace(replace(lower(name), "_", ""), "-", ""), mark)
}

# `passwords` are secret as `password` is.
singular(name) := trim_suffix(name, "s") if not endswith(name, "credentials")

singular(name) := name if endswith(name, "credentials")

# What the value at `path` is called: its key, or the output.
name_at(path) := keys[count(keys) - 1] if {
	keys := names(path)
	count(keys) > 0
}

name_at(path) := input.name if count(names(path)) == 0

names(path) := [key | some key in array.slice(path, 1, count(path)); is_string(key)]

# `random_string.a` of `module.m["x"].random_string.a[0]`
resource_at(address) := regex.replace(tf.without_keys(address), `^(module\.[^.]+\.)*`, "")
