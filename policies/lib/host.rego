# METADATA
# description: >-
#   Machines that a unit makes, with their boot scripts and images as far as Terraform tells them.
# related_resources:
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/instance#user_data
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/linux_virtual_machine#custom_data
#   - ref: https://cloud.google.com/compute/docs/instances/startup-scripts/linux
package bartizan.lib.host

import data.bartizan.lib.link
import data.bartizan.lib.unknown

kinds := [
	"aws_instance",
	"aws_launch_template",
	"azurerm_linux_virtual_machine",
	"azurerm_linux_virtual_machine_scale_set",
	"google_compute_instance",
	"google_compute_instance_template",
]

machines := link.of(kinds)

scripts := [
	["user_data"], ["user_data_base64"], ["custom_data"], ["metadata_startup_script"],
	["metadata", "startup-script"], ["metadata", "user-data"],
]

# What the boot scripts of `machine` say, in lower case; "" where it has none.
script(machine) := lower(concat("\n", [text |
	some path in scripts
	text := plain(object.get(machine.values, path, ""))
]))

plain(given) := base64.decode(given) if {
	regex.match(`^[A-Za-z0-9+/\r\n]{8,}={0,2}[\r\n]*$`, given)
	base64.is_valid(given)
} else := given

# Why it is not known what the boot scripts of `machine` say: `{path: reason}`.
unread(machine) := object.union(
	{at: reason |
		some path in scripts
		some at, reason in unknown.within_in(machine, path)
	},
	object.union(hashed(machine), compressed(machine)),
)

compressed(machine) := {path: "the script is compressed" |
	some path in scripts
	startswith(object.get(machine.values, path, ""), "H4sI")
}

# Version 5 and older of the AWS provider keep a SHA-1 of the script.
hashed(machine) := {["user_data"]: "the plan holds only a hash of it"} if {
	startswith(machine.kind, "aws_")
	regex.match(`^[0-9a-f]{40}$`, object.get(machine.values, "user_data", ""))
} else := {}

images := [
	["ami"], ["image_id"], ["source_image_id"],
	["source_image_reference", 0, "publisher"], ["source_image_reference", 0, "offer"],
	["boot_disk", 0, "initialize_params", 0, "image"], ["disk", 0, "source_image"],
]

# What names the image of `machine`, in lower case: its id or name, its publisher, and how a data source looks it up.
image(machine) := lower(concat(" ", array.concat(own, looked_up))) if {
	own := [text | some path in images; text := object.get(machine.values, path, "")]
	looked_up := [json.marshal(object.filter(found.values, ["name", "filter", "owners", "family", "project"])) |
		some attribute in ["ami", "image_id", "boot_disk", "disk"]
		some kind in ["data.aws_ami", "data.google_compute_image"]
		some found in link.targets(machine, attribute, kind)
	]
}

# Why it is not known which image `machine` has: `{path: reason}`, empty also where a data source looks it up.
unseen(machine) := {at: reason |
	not contains(image(machine), "{")
	some path in images
	some at, reason in unknown.at_in(machine, path)
}

# Does `text` (in lower case) name one of `tools`, as a word of its own?
names_one(text, tools) if {
	some tool in tools
	contains(text, tool)
	regex.match(sprintf(`(^|[^a-z0-9])%s($|[^a-z0-9])`, [tool]), text)
}

# What Systems Manager runs on machines: the names of its documents and their parameters, in lower case.
managed contains lower(json.marshal(object.filter(association.values, ["name", "parameters"]))) if {
	some association in link.of(["aws_ssm_association"])
}
