# METADATA
# title: Boot script contains credentials
# description: >-
#   Every process on the machine, and everyone who may describe the machine, can read its boot script. A password in
#   it is known to all of them and stays in the state file.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
#   - ref: https://cloud.google.com/compute/docs/instances/startup-scripts/linux
# custom:
#   id: SEC-003
#   severity: critical
#   confidence: medium
#   platform: terraform
#   kinds:
#     - aws_instance
#     - aws_launch_template
#     - aws_launch_configuration
#     - azurerm_linux_virtual_machine
#     - azurerm_windows_virtual_machine
#     - azurerm_linux_virtual_machine_scale_set
#     - azurerm_virtual_machine
#     - azurerm_virtual_machine_scale_set
#     - google_compute_instance
#     - google_compute_instance_template
#   scope: resource
#   level: 1
#   pillar: technical
#   layer: Secrets Management
#   owner: Platform/DevOps Team
#   supporting: [Developers, Database Admins]
#   controls: [M1T3, A2, D1]
#   references:
#     trivy: [AWS-0029, AWS-0129, AZU-0037]
#     checkov: [CKV_AWS_46, CKV_AZURE_45]
#     nist-800-53: [IA-5]
#   remediation: >-
#     Let the script fetch the secret at run time from a secrets manager with the machine's own role, and change the
#     one that was written down.
package bartizan.terraform.boot_script

import data.bartizan.lib.secrets
import data.bartizan.lib.unknown

scripts := [
	["user_data"], ["user_data_base64"], ["custom_data"], ["os_profile", 0, "custom_data"], ["metadata_startup_script"],
	["metadata", "startup-script"], ["metadata", "user-data"], ["metadata", "windows-startup-script-ps1"],
]

deny contains {
	"path": path,
	"message": sprintf("boot script contains %s", [what]),
	"key": what,
	"within": within(path, places),
} if {
	some path in scripts
	some what, places in secrets.places_of_guesses(text(path))
}

deny contains {
	"path": path,
	"message": sprintf("boot script contains %s", [what]),
	"key": what,
	"within": within(path, places),
} if {
	some path in scripts
	some what, places in secrets.places_in(text(path))
	not told_elsewhere(path)
}

# What stands in plain text, the policy on credentials of a fixed form tells.
told_elsewhere(path) if {
	not encoded(object.get(input.values, path, ""))
	secrets.written(path)
}

# Of a script that is encoded, all of it.
within(path, places) := places if not encoded(object.get(input.values, path, ""))

within(path, _) := [[0, count(given)]] if {
	given := object.get(input.values, path, "")
	encoded(given)
}

undetermined contains {"path": at, "reason": reason} if {
	some path in scripts
	some at, reason in unknown.within(path)
}

undetermined contains {"path": ["user_data"], "reason": "the plan holds only a hash of it"} if hashed

# Version 5 and older of the AWS provider keep a SHA-1 of the script.
hashed if {
	startswith(input.kind, "aws_")
	regex.match(`^[0-9a-f]{40}$`, object.get(input.values, "user_data", ""))
}

# The script at `path`, decoded where it is base64.
text(path) := base64.decode(given) if {
	given := object.get(input.values, path, "")
	encoded(given)
}

text(path) := given if {
	given := object.get(input.values, path, "")
	not encoded(given)
}

encoded(given) if {
	not hashed
	regex.match(`^[A-Za-z0-9+/\r\n]{8,}={0,2}[\r\n]*$`, given)
	base64.is_valid(given)
}
